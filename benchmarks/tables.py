"""Generated tables whose best possible loss is known."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from explorer.data.vocabularies import fit
from explorer.records.dataset import Dataset
from explorer.records.spec import ColumnSpec, TrainingSpec

LEVELS = (5, 10, 20, 50, 100, 300, 1_000, 10_000)  # categories of each column
CLASSES = 5
PAIRS = ((0, 6), (3, 4), (2, 7), (1, 5))  # columns that say more together than each alone
HELD = 50_000  # rows kept for validation


@dataclass(frozen=True, slots=True)
class Classified:
    """Rows of categories, and the class that each row was given.

    Attributes:
        values: [n_rows, n_columns] int32 from 0. classes: [n_rows] int32.
        held_values, held_classes: the same of further rows, for validation.
        best_loss: mean nats on the held rows of one who knows the odds they were drawn by.
        blind_loss: nats of guessing by frequency.
    """

    values: NDArray[np.int32]
    classes: NDArray[np.int32]
    held_values: NDArray[np.int32]
    held_classes: NDArray[np.int32]
    best_loss: float
    blind_loss: float


def classified(
    n_rows: int, seed: int = 0, levels: tuple[int, ...] = LEVELS, n_held: int = HELD
) -> Classified:
    """Eight columns of uneven popularity; a class from what each says, and what pairs say.

    Every category has four hidden traits. They add to the odds of the classes by themselves, and
    for four pairs of columns by their products.
    """
    draw = np.random.default_rng(seed)
    total = n_rows + n_held
    values = np.empty((total, len(levels)), np.int32)
    odds = np.zeros((total, CLASSES))
    traits = []
    for j, size in enumerate(levels):
        popularity = 1 / (np.arange(size) + 3.0) ** 0.8
        popularity /= popularity.sum()
        values[:, j] = draw.permutation(size)[draw.choice(size, total, p=popularity)]
        traits.append(draw.normal(size=(size, 4)))
        odds += (traits[j] @ (draw.normal(size=(4, CLASSES)) * 0.45))[values[:, j]]
    for a, b in PAIRS:
        weights = draw.normal(size=(4, 4, CLASSES)) * 0.18
        of_a = np.einsum("ai,ijk->ajk", traits[a], weights)
        for start in range(0, total, 1_000_000):
            rows = slice(start, start + 1_000_000)
            left, right = of_a[values[rows, a]], traits[b][values[rows, b]]
            odds[rows] += np.einsum("njk,nj->nk", left, right)
    odds = np.exp(odds - odds.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    classes = (odds.cumsum(axis=1) > draw.random((total, 1))).argmax(axis=1).astype(np.int32)
    frequency = np.bincount(classes, minlength=CLASSES) / total
    best = -np.log(odds[np.arange(n_rows, total), classes[n_rows:]]).mean()
    return Classified(
        values[:n_rows],
        classes[:n_rows],
        values[n_rows:],
        classes[n_rows:],
        float(best),
        float(-(frequency * np.log(frequency)).sum()),
    )


def predicting(table: Classified, **settings: object) -> tuple[Dataset, TrainingSpec]:
    """The table as an upload would be encoded, and the recipe that predicts the class.

    Training and validation rows come as one; the recipe holds out as many as were held, within
    1 to 50 %.
    """
    values = np.concatenate([table.values, table.held_values])
    classes = np.concatenate([table.classes, table.held_classes])
    codes = np.empty(values.shape, np.int32, order="F")
    vocabularies = []
    for j in range(values.shape[1]):
        texts = [f"v{i}" for i in range(int(values[:, j].max()) + 1)]
        vocabulary, recode = fit(f"column {j}", texts, values[:, j] + 1, 1)
        codes[:, j] = recode[values[:, j] + 1]
        vocabularies.append(vocabulary)
    names = [f"class {i}" for i in range(CLASSES)]
    target, recode = fit("class", names, classes + 1, 1)
    dataset = Dataset(
        tuple(vocabularies), codes, target=target, target_codes=recode[classes + 1] - 2
    )
    columns = tuple(ColumnSpec(vocabulary.column) for vocabulary in vocabularies)
    share = min(0.5, max(0.01, len(table.held_values) / len(values)))
    given = {"holdout": share, **settings}
    return dataset, TrainingSpec("predict", columns, target="class", target_kind="class", **given)

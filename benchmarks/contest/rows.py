"""Rows of categories with a class: the same rows to learn from and to be judged by, for all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # peers' processes hold nothing of ours
    from benchmarks.tables import Classified

DIM = 16  # of every column, for all contestants
HIDDEN = 64  # units of the hidden layer, for all contestants


@dataclass(frozen=True, slots=True)
class Rows:
    """Attributes:
    values: [n_rows, n_columns] int64 from 0. classes: [n_rows] int64.
    judged_values, judged_classes: the same, of held-out rows.
    levels: categories of each column. n_classes: of the target.
    """

    values: NDArray[np.int64]
    classes: NDArray[np.int64]
    judged_values: NDArray[np.int64]
    judged_classes: NDArray[np.int64]
    levels: tuple[int, ...]
    n_classes: int


def write(path: Path, n_rows: int, n_held: int = 50_000) -> Classified:
    """Generate rows, and store them with the split that ours will draw."""
    from benchmarks.tables import classified
    from explorer.learning.holdout import held_rows
    from explorer.learning.predict import HELD_ROWS
    from explorer.learning.randomness import numpy_generator

    table = classified(n_rows, n_held=n_held)
    held = held_rows(n_rows + n_held, n_held / (n_rows + n_held), 0)
    judged = numpy_generator(0, "sample").permutation(np.flatnonzero(held))[:HELD_ROWS]
    np.savez(
        path,
        values=np.concatenate([table.values, table.held_values]),
        classes=np.concatenate([table.classes, table.held_classes]),
        n_held=n_held,
        held=held,
        judged=judged,
    )
    return table


def read(path: Path) -> Rows:
    with np.load(path, allow_pickle=False) as file:
        values, classes = file["values"].astype(np.int64), file["classes"].astype(np.int64)
        held, judged = file["held"], file["judged"]
    return Rows(
        values[~held],
        classes[~held],
        values[judged],
        classes[judged],
        tuple(int(top) + 1 for top in values.max(axis=0)),
        int(classes.max()) + 1,
    )


def read_for_ours(path: Path) -> Classified:
    """The rows in the order in which ours draws its split."""
    from benchmarks.tables import Classified

    with np.load(path, allow_pickle=False) as file:
        values, classes, n_held = file["values"], file["classes"], int(file["n_held"])
    n = len(values) - n_held
    return Classified(values[:n], classes[:n], values[n:], classes[n:], float("nan"), float("nan"))


def frame(values: NDArray[np.int64], classes: NDArray[np.int64]):
    """A data frame as people have it: categories as text, the class beside them."""
    import pandas as pd

    columns = {
        f"column {j}": np.array([f"v{i}" for i in range(values[:, j].max() + 1)])[values[:, j]]
        for j in range(values.shape[1])
    }
    return pd.DataFrame({**columns, "class": classes})


def loss(odds: NDArray[np.float64], classes: NDArray[np.int64]) -> float:
    """Mean nats of [n_rows, n_classes] probabilities."""
    own = odds[np.arange(len(classes)), classes]
    return float(-np.log(np.maximum(own, 1e-12)).mean())

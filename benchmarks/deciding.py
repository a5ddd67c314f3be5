"""Mushrooms-like tables: one of many columns decides the class; how many held-out rows are right?

    python benchmarks/deciding.py [--seeds 5]

The smell of a mushroom tells nearly always whether it is poisonous; a map of neighbors cannot be
right where such a rule is missed. Each line is a table, predicted with default settings; `least`
is the worst seed's share of right answers on held-out rows, which could all be right.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.quality import learn
from explorer.records.dataset import Dataset
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.vocabulary import Vocabulary

GOAL = 0.995
SMELLS = 9  # categories of the column that decides


@dataclass(frozen=True, slots=True)
class Kind:
    """What a table is like.

    Attributes:
        n_rows: of the table. classes: of the target. noisy: columns of 1,000 levels.
        leaning: share of the cells of the other columns that follow smell or class.
    """

    n_rows: int
    classes: int = 2
    noisy: int = 0
    leaning: float = 0.0


KINDS = {
    "8,000 rows": Kind(8_000),
    "8,000 rows, others lean": Kind(8_000, leaning=0.4),
    "8,000 rows, 7 classes": Kind(8_000, classes=7),
    "8,000 rows, 7 classes, lean": Kind(8_000, classes=7, leaning=0.4),
    "8,000 rows, 5 noisy columns": Kind(8_000, noisy=5),
    "8,000 rows, 7 classes, 5 noisy": Kind(8_000, classes=7, noisy=5),
    "500 rows": Kind(500),
    "500 rows, others lean": Kind(500, leaning=0.4),
    "500 rows, 7 classes": Kind(500, classes=7),
    "500 rows, 3 noisy columns": Kind(500, noisy=3),
    "50,000 rows, 3 noisy columns": Kind(50_000, noisy=3),
}


def table(kind: Kind, seed: int) -> Dataset:
    """22 columns; the class follows from the first one alone."""
    draw = np.random.default_rng(seed)
    share = np.array([38, 22, 10, 8, 7, 5, 4, 3, 3]) / 100
    smell = draw.choice(SMELLS, kind.n_rows, p=share)
    of_smell = np.concatenate(
        [draw.permutation(kind.classes), draw.integers(0, kind.classes, SMELLS)]
    )[:SMELLS]
    truth = of_smell[smell]
    columns = {"smell": smell}
    for j in range(1, 22):
        if j > 21 - kind.noisy:
            columns[f"noisy {j}"] = draw.integers(0, 1_000, kind.n_rows)
            continue
        levels = int(draw.integers(2, 11))
        values = draw.integers(0, levels, kind.n_rows)
        follows = (smell * (j + 3) % 7 + truth) % levels
        columns[f"column {j}"] = np.where(draw.random(kind.n_rows) < kind.leaning, follows, values)
    vocabularies, codes = [], []
    for name, column in columns.items():
        texts = [f"v{value}" for value in column]
        vocabularies.append(Vocabulary.fit(name, texts))
        codes.append(vocabularies[-1].encode(texts))
    answers = [f"class {value}" for value in truth]
    target = Vocabulary.fit("class", answers)
    told = (target.encode(answers) - 2).astype(np.int32)
    return Dataset(tuple(vocabularies), np.stack(codes, 1), target=target, target_codes=told)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seeds", type=int, default=5)
    seeds = parser.parse_args().seeds
    failed = False
    for name, kind in KINDS.items():
        right = []
        for seed in range(seeds):
            dataset = table(kind, seed)
            columns = tuple(ColumnSpec(each.column) for each in dataset.vocabularies)
            spec = TrainingSpec("predict", columns, target="class", target_kind="class")
            verdict = learn(dataset, replace(spec, seed=seed)).verdict
            assert verdict.accuracy is not None, "the target is a class"
            right.append(verdict.accuracy)
        failed |= min(right) < GOAL
        print(
            f"{name:32s} right {np.median(right):.4f}, least {min(right):.4f}"
            f"{'' if min(right) >= GOAL else '  BELOW ' + str(GOAL)}",
            flush=True,
        )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

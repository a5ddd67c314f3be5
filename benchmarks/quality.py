"""How right the neighbors are: trained against the map from counts alone, as ratios in one run.

    python benchmarks/quality.py [--seeds 5] [--shuffled 0] [--tables sparse ...]
        [--objective cooccurrence]

A category's nearest neighbors are compared with groups that the training never saw: of the
samples (their label files) and of generated tables whose groups are planted. `purity` is the
share of the k nearest that are of the same group, the median over the seeds; `ratio` is against
the map without training; `chance` is what drawing neighbors blindly would give. With
`--shuffled N` every column is shuffled by itself N times, and `learned` counts the verdicts that
something was learned: none should be.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from explorer.analysis.baseline import spectral
from explorer.analysis.similarity import nearest_of_all
from explorer.data.encoding import encode
from explorer.data.reading import read_table
from explorer.data.samples import sample
from explorer.learning.training import train
from explorer.records.dataset import Dataset
from explorer.records.spec import ColumnSpec, Objective, TrainingSpec
from explorer.records.training import TrainingResult
from explorer.records.vocabulary import Vocabulary

SAMPLES = {  # name: (label column, k)
    "zoo": ("class", 5),
    "baby_names": ("era_sex", 10),
    "us_air_routes": ("region", 5),
    "countries": ("region", 5),
    "shop_sessions": ("department", 10),
    "dishes": ("kitchen", 5),
}
GENERATED = {  # name: (rows, categories of each column, groups, share of cells drawn blindly)
    "few": (100, (12,) * 6, 3, 0.3),
    "rare": (3_000, (200,) * 5, 12, 0.5),
    "sparse": (20_000, (5, 10, 20, 50, 100, 300, 1_000, 2_000), 10, 0.5),
    "many": (100_000, (5_000,) * 3, 60, 0.4),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A table, its recipe, and the groups of one column's categories."""

    dataset: Dataset
    spec: TrainingSpec
    column: int
    groups: NDArray[np.str_]
    k: int

    def purity(self, vectors: NDArray[np.float32]) -> float:
        near = nearest_of_all(vectors[: len(self.groups)], self.k).indices
        return float((self.groups[near] == self.groups[:, None]).mean())

    def chance(self) -> float:
        counts = np.unique(self.groups, return_counts=True)[1]
        return float((counts * (counts - 1)).sum() / (len(self.groups) * (len(self.groups) - 1)))


def of_sample(name: str, objective: Objective | None = None) -> Case:
    """Learned as its recipe says, or by another objective where a row is one thing."""
    one = sample(name)
    spec = replace(one.spec(), labels=None)
    if objective is not None and not spec.of_items:
        spec = replace(spec, objective=objective)
    dataset = encode(read_table(one.path, one.file), spec)
    spec = spec.with_columns(tuple(ColumnSpec(each.column) for each in dataset.vocabularies))
    at = [vocabulary.column for vocabulary in dataset.vocabularies].index(one.show)
    label, k = SAMPLES[name]
    with one.labels_path.open(encoding="utf-8", newline="") as file:
        group = {next(iter(row.values())): row[label] for row in csv.DictReader(file)}
    groups = np.array([group[each] for each in dataset.vocabularies[at].categories])
    return Case(dataset, spec, at, groups, k)


def generated(name: str, objective: Objective | None = None) -> Case:
    """Rows of one of several groups; a cell follows its row's group or is drawn blindly."""
    n_rows, sizes, n_groups, noise = GENERATED[name]
    draw = np.random.default_rng(7)
    row_group = draw.integers(0, n_groups, n_rows)
    vocabularies, codes, group_of = [], [], {}
    for j, size in enumerate(sizes):
        popularity = 1 / np.arange(1, size + 1) ** 0.7
        group = draw.integers(0, n_groups, size)
        drawn = draw.choice(size, n_rows, p=popularity / popularity.sum())
        for g in range(n_groups):
            members = np.flatnonzero(group == g)
            rows = np.flatnonzero((row_group == g) & (draw.random(n_rows) > noise))
            if len(members) and len(rows):
                share = popularity[members] / popularity[members].sum()
                drawn[rows] = draw.choice(members, len(rows), p=share)
        values = [f"v{value}" for value in drawn]
        vocabularies.append(Vocabulary.fit(f"column {j}", values))
        codes.append(vocabularies[-1].encode(values))
        group_of = {f"v{i}": str(g) for i, g in enumerate(group)}
    last = vocabularies[-1]
    groups = np.array([group_of[each] for each in last.categories])
    spec = TrainingSpec(
        objective or "masked", tuple(ColumnSpec(each.column) for each in vocabularies)
    )
    return Case(Dataset(tuple(vocabularies), np.stack(codes, 1)), spec, len(sizes) - 1, groups, 5)


def learn(dataset: Dataset, spec: TrainingSpec) -> TrainingResult:
    training = train(dataset, spec)
    while True:
        try:
            next(training)
        except StopIteration as end:
            result: TrainingResult = end.value
            return result


def shuffled(case: Case, seed: int) -> Dataset:
    draw = np.random.default_rng(seed)
    columns = [draw.permutation(column) for column in case.dataset.codes.T]
    return replace(case.dataset, codes=np.stack(columns, axis=1))


def report(name: str, case: Case, seeds: int, n_shuffled: int) -> Iterator[str]:
    window = case.spec.window if case.dataset.starts is not None else None
    counted = case.purity(spectral(case.dataset, window=window)[case.column])
    began = time.perf_counter()
    results = [learn(case.dataset, replace(case.spec, seed=seed)) for seed in range(seeds)]
    seconds = (time.perf_counter() - began) / seeds
    purities = [case.purity(result.vectors[case.column]) for result in results]
    middle = float(np.median(purities))
    yield (
        f"{name:14s} purity@{case.k:<2d} trained {middle:.3f} ({min(purities):.3f} to"
        f" {max(purities):.3f})  from counts {counted:.3f}  ratio {middle / counted:.3f}"
        f"  chance {case.chance():.3f}  {seconds:.1f} s"
        f"  learned {sum(result.verdict.learned for result in results)} of {seeds}"
    )
    if n_shuffled:
        found = sum(
            learn(shuffled(case, seed), replace(case.spec, seed=seed)).verdict.learned
            for seed in range(n_shuffled)
        )
        yield f"{name:14s} shuffled: learned {found} of {n_shuffled}"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    tables = [*SAMPLES, *GENERATED]
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--shuffled", type=int, default=0)
    parser.add_argument("--tables", nargs="*", default=tables, choices=tables, metavar="TABLE")
    parser.add_argument("--objective", choices=("masked", "cooccurrence"))
    given = parser.parse_args()
    for name in given.tables:
        make = of_sample if name in SAMPLES else generated
        case = make(name, given.objective)
        for line in report(name, case, given.seeds, given.shuffled):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

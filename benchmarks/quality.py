"""How right the neighbors are: trained, and from counts alone, as ratios in one run.

    python benchmarks/quality.py [--seeds 5] [--shuffled 0] [--tables sparse ...]
        [--objective predict|masked|cooccurrence|next-item|autoencoder]
    python benchmarks/quality.py --file TABLE.csv --labels LABELS.csv --column COLUMN --group LABEL

A category's nearest neighbors are compared with groups that the training never saw: of the
samples (their label files), of generated tables whose groups are planted, or of a file of one's
own, learned as the app proposes. `purity` is the share of the k nearest that are of the same
group, the median over the seeds; `counts` is our map without training, `PPMI` the textbook's, the
better of that map's dimensions and 32; `ratio` is against the better of the two; `chance` is what
drawing neighbors blindly would give. With `--shuffled N` every column is shuffled by itself N
times, and `learned` counts the verdicts that something was learned: none should be.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.groups import GENERATED, SAMPLES, Case, generated, of_file, of_sample
from benchmarks.textbook import ppmi_svd
from explorer.analysis.baseline import spectral
from explorer.learning.training import train
from explorer.records.dataset import Dataset
from explorer.records.spec import Objective, TrainingSpec
from explorer.records.training import TrainingResult

WIDE = 32  # dimensions of the textbook's map beside those of ours


def learn(dataset: Dataset, spec: TrainingSpec) -> TrainingResult:
    training = train(dataset, spec)
    while True:
        try:
            next(training)
        except StopIteration as end:
            result: TrainingResult = end.value
            return result


def shuffled(case: Case, seed: int) -> Dataset:
    """Every column in an order of its own, the target included."""
    draw = np.random.default_rng(seed)
    columns = [draw.permutation(column) for column in case.dataset.codes.T]
    targets = {
        name: draw.permutation(values)
        for name in ("target_codes", "target_numbers")
        if (values := getattr(case.dataset, name)) is not None
    }
    return replace(case.dataset, codes=np.stack(columns, axis=1), **targets)


def report(name: str, case: Case, seeds: int, n_shuffled: int) -> Iterator[str]:
    ours = spectral(case.dataset, window=case.window)[case.column]
    counted = case.purity(ours)
    dims = (ours.shape[1], WIDE)
    textbook = max(map(case.purity, ppmi_svd(case.dataset, case.column, dims, case.window)))
    began = time.perf_counter()
    results = [learn(case.dataset, replace(case.spec, seed=seed)) for seed in range(seeds)]
    seconds = (time.perf_counter() - began) / seeds
    purities = [case.purity(result.vectors[case.column]) for result in results]
    middle = float(np.median(purities))
    yield (
        f"{name:14s} {case.spec.objective:12s} purity@{case.k:<2d} {middle:.3f}"
        f" ({min(purities):.3f} to {max(purities):.3f})  counts {counted:.3f}  PPMI"
        f" {textbook:.3f}  ratio {middle / max(counted, textbook):.3f}  chance"
        f" {case.chance():.3f}  {seconds:.1f} s"
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
    parser.add_argument("--objective", choices=get_args(Objective), help="in place of the recipe's")
    own = parser.add_argument_group("a file of one's own")
    own.add_argument("--file", type=Path)
    own.add_argument("--labels", type=Path, help="CSV: category, then its groups")
    own.add_argument("--column", default="", help="whose categories; none for items of baskets")
    own.add_argument("--group", help="column of the labels")
    own.add_argument("--k", type=int, default=5, help="neighbors that are looked at")
    given = parser.parse_args()
    if given.file is not None:
        case = of_file(
            given.file, given.labels, given.column, given.group, given.k, given.objective
        )
        for line in report(given.file.stem, case, given.seeds, given.shuffled):
            print(line, flush=True)
        return 0
    for name in given.tables:
        make = of_sample if name in SAMPLES else generated
        found = make(name, given.objective)
        for line in report(name, found, given.seeds, given.shuffled) if found else ():
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

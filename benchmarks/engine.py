"""Speed of the engine: rows a second, seconds to a loss, linearity, categories, being watched.

    python benchmarks/engine.py [--parts speed linear categories watched] [--most 10000000]

`speed` predicts the class of the generated tables with the app's own settings; rows a second
are those of the whole loop, evaluations included. `linear` trains one epoch of more and more
rows, each in a process of its own, the codes in a file as the app keeps them; memory is that
process's peak (Linux). `categories` compares a column of 10,000 categories with one of 100,000.
`watched` sends the training to a worker as the app does and asks the store for everything that
a page shows, every 0.4 s; the same training without a store is the measure.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.process import memory
from benchmarks.tables import LEVELS, classified, predicting
from explorer.learning.training import train
from explorer.records.dataset import Dataset
from explorer.records.spec import TrainingSpec
from explorer.records.training import TrainingResult

GOALS = {50_000: (1.05, 1.035, 1.0235), 1_000_000: (0.726, 0.7, 0.66)}  # losses asked for


def learn(dataset: Dataset, spec: TrainingSpec) -> tuple[TrainingResult, float]:
    """The result, and the seconds from the call to the first evaluation."""
    began = time.perf_counter()
    training = train(dataset, spec)
    next(training)
    first = time.perf_counter() - began
    while True:
        try:
            next(training)
        except StopIteration as end:
            return end.value, first


def rows_per_second(result: TrainingResult, n_train: int) -> float:
    last = result.history[-1]
    return n_train * last.epoch / last.seconds


def speed(most: int) -> Iterator[str]:
    for n_rows in (rows for rows in GOALS if rows <= most):
        table = classified(n_rows)
        dataset, spec = predicting(table)
        learn(*predicting(classified(1_000)))  # what is compiled and imported at first use
        result, first = learn(dataset, spec)
        reached = {
            goal: next((p.seconds for p in result.history if p.held_loss <= goal), math.nan)
            for goal in GOALS[n_rows]
        }
        yield (
            f"{n_rows:>10,} rows: {rows_per_second(result, n_rows):,.0f} rows/s,"
            f" first evaluation after {first:.2f} s, best loss {result.best.held_loss:.4f}"
            f" (of one who knows the odds: {table.best_loss:.3f});"
            + "".join(f" {goal} after {seconds:.2f} s" for goal, seconds in reached.items())
        )


def linear(most: int) -> Iterator[str]:
    for power in range(4, 1 + round(math.log10(most))):
        with tempfile.TemporaryDirectory() as folder:
            dataset, _ = predicting(classified(10**power, n_held=1_000))
            np.save(Path(folder) / "codes.npy", dataset.codes)
            n_rows, before = dataset.n_rows, time.perf_counter()
            del dataset
            command = [sys.executable, __file__, "--one-epoch-of", str(10**power), folder]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            found = json.loads(told)
            yield (
                f"{n_rows:>10,} rows: {found['seconds'] / n_rows * 1e6:6.2f} us a row,"
                f" preparing {found['first'] / n_rows * 1e6:5.2f} us a row,"
                f" {found['memory']:5,.0f} MB at the peak"
                f" ({time.perf_counter() - before:.0f} s with start and imports)"
            )


def one_epoch(n_rows: int, folder: Path) -> None:
    """In a process of its own: train on codes from a file, tell seconds and memory."""
    dataset, spec = predicting(classified(1_000))
    learn(dataset, spec)
    codes = np.load(folder / "codes.npy", mmap_mode="r")
    draw = np.random.default_rng(0)
    classes = draw.integers(0, 5, len(codes), dtype=np.int32)
    vocabularies = tuple(
        replace(
            vocabulary,
            categories=tuple(f"v{i}" for i in range(int(codes[:, j].max()) - 1)),
            counts=np.ones(int(codes[:, j].max()) - 1, np.int64),
        )
        for j, vocabulary in enumerate(dataset.vocabularies)
    )
    dataset = replace(dataset, vocabularies=vocabularies, codes=codes, target_codes=classes)
    result, first = learn(dataset, replace(spec, holdout=0.1, epochs=1, patience=0))
    try:
        peak = memory("VmHWM")
    except OSError:
        peak = math.nan
    seconds = result.history[-1].seconds
    print(json.dumps({"seconds": seconds, "first": first, "memory": peak}))


def categories(most: int) -> Iterator[str]:
    for objective in ("predict", "masked"):
        rates = []
        for size in (10_000, 100_000):
            table = classified(min(most, 300_000), levels=(*LEVELS[:-1], size))
            dataset, spec = predicting(table, epochs=1, patience=0)
            if objective == "masked":
                dataset = replace(dataset, target=None, target_codes=None)
                spec = TrainingSpec("masked", spec.columns, epochs=1, patience=0)
            result, _ = learn(dataset, spec)
            rates.append(rows_per_second(result, dataset.n_rows))
        yield (
            f"{objective:8}: {rates[0]:,.0f} rows/s with 10,000 categories in a column,"
            f" {rates[1]:,.0f} with 100,000: {rates[1] / rates[0]:.2f} of it"
        )


def watched(most: int) -> Iterator[str]:
    from benchmarks.watching import alone_and_watched

    alone, seen, looks = alone_and_watched(min(most, 1_000_000))
    yield (
        f"{alone:.2f} s alone, {seen:.2f} s in a worker that was looked at {looks} times:"
        f" {seen / alone:.2f} times as long"
    )


PARTS = {"speed": speed, "linear": linear, "categories": categories, "watched": watched}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--parts", nargs="*", default=list(PARTS), choices=PARTS, metavar="PART")
    parser.add_argument("--most", type=int, default=10_000_000, help="rows of the largest table")
    parser.add_argument("--one-epoch-of", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one_epoch_of:
        one_epoch(int(given.one_epoch_of[0]), Path(given.one_epoch_of[1]))
        return
    for part in given.parts:
        for line in PARTS[part](given.most):
            print(f"{part:10} {line}", flush=True)


if __name__ == "__main__":
    main()

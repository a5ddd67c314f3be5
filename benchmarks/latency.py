"""From the click on Train to the first loss and the first map; how often the map moves then.

    python benchmarks/latency.py [--runs 11] [--long-rows 700000] [--pause 6]

The app starts on an empty home folder; a browser uploads a generated CSV, opens a sample, and
clicks. The clock runs in the page, from the click until the element shows what is waited for.
Between runs the machine is left alone, so that the training process kept ready is there again
(`--pause`). The long run has columns of up to 2,000 categories; `updates` are pictures that
arrived and were new, `pictures` those whose coordinates the map really showed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, Page

from benchmarks.serving import (
    Server,
    busy,
    chromium,
    explorer_app,
    spread,
    visitor,
)
from benchmarks.tour import upload, write

CLOCK = """
window.__seen = {clicked: null, loss: null, map: null, ended: null, updates: []};
let map = null, losses = null, last = "";
const inShadows = (selector) => {
  for (const node of document.querySelectorAll("*")) {
    const found = node.shadowRoot?.querySelector(selector);
    if (found) return found;
  }
  return null;
};
const look = () => {
  const seen = window.__seen, now = performance.now();
  if (!map?.isConnected) map = inShadows(".map");
  if (!losses?.isConnected) losses = inShadows("[data-points]:not(.map):not(canvas)");
  if (seen.loss === null && Number(losses?.dataset.points) > 0) seen.loss = now;
  const facts = map?.dataset;
  if (facts && Number(facts.points) > 0 && facts.hash) {
    seen.map ??= now;
    const key = `${facts.updates} ${facts.hash}`;
    if (key !== last && seen.ended === null) {
      last = key;
      seen.updates.push([now, Number(facts.updates), facts.hash]);
    }
  }
  const badge = document.querySelector(".badge")?.innerText ?? "";
  if (seen.loss !== null && /finished|stopped|failed/.test(badge)) seen.ended ??= now;
};
document.addEventListener("click", (event) => {
  const pressed = event.target.closest("button");
  if (!pressed || !/Train$/.test(pressed.innerText.trim()) || window.__seen.clicked) return;
  window.__seen.clicked = performance.now();
  setInterval(look, 20);
}, true);
"""


def click_sample(page: Page) -> None:
    page.get_by_role("button", name="Animals", exact=True).click()


def press_train(page: Page) -> None:
    train = page.get_by_role("button", name="Train", exact=True)
    train.wait_for(timeout=180_000)
    page.wait_for_timeout(1_500)  # a person reads before clicking; the page comes to rest
    train.click()


def once(browser: Browser, server: Server, begin: Callable[[Page], None]) -> dict:
    """What the page saw of one run, from the click to the end."""
    with visitor(browser, CLOCK) as page:
        page.goto(server.address)
        begin(page)
        press_train(page)
        page.wait_for_function("window.__seen.ended !== null", timeout=300_000)
        return page.evaluate("window.__seen")


def show_first(what: str, seen: list[dict]) -> None:
    loss, first = ([(s[key] - s["clicked"]) / 1000 for s in seen] for key in ("loss", "map"))
    print(f"{what:8} first loss {spread(loss)} s   first map {spread(first)} s")


def show_moving(seen: dict) -> None:
    """Updates a second while it learned, and the gaps between them."""
    learning = (seen["ended"] - seen["map"]) / 1000
    counts = [row[1] for row in seen["updates"]]
    changes = [now[0] for before, now in pairwise(seen["updates"]) if now[1] != before[1]]
    gaps = [(b - a) / 1000 for a, b in pairwise(changes)]
    pictures = len({row[2] for row in seen["updates"]})
    print(
        f"long run: {learning:.0f} s from the first map to the end;"
        f" {(counts[-1] - counts[0]) / learning:.1f} updates a second,"
        f" {pictures / learning:.1f} pictures a second; seconds between updates {spread(gaps)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--long-rows", type=int, default=700_000, help="0 leaves the long run out")
    parser.add_argument("--pause", type=float, default=6.0, help="seconds between runs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, explorer_app() as server, chromium() as browser:
        file, long = Path(folder) / "sales.csv", Path(folder) / "all sales.csv"
        write(file, given.rows)
        with visitor(browser) as page:  # the server's first page, and the training process
            page.goto(server.address)
            page.get_by_role("heading", level=1).first.wait_for()
            time.sleep(given.pause + 6)
        print(f"from the click on Train, {given.runs} runs each, {busy()}", flush=True)
        ways = {"upload": lambda page: upload(page, file), "sample": click_sample}
        seen: dict[str, list[dict]] = {way: [] for way in ways}
        for _ in range(given.runs):
            for way, begin in ways.items():
                seen[way].append(once(browser, server, begin))
                loss = (seen[way][-1]["loss"] - seen[way][-1]["clicked"]) / 1000
                print(f"  {way}: {loss:.2f} s to the first loss", file=sys.stderr, flush=True)
                time.sleep(given.pause)
        for way in ways:
            show_first(way, seen[way])
        if given.long_rows:
            write(long, given.long_rows, seed=1)
            show_moving(once(browser, server, lambda page: upload(page, long)))
        print(f"at the end {busy()}")


if __name__ == "__main__":
    main()

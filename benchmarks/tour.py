"""A visitor's way through the whole app: first page, upload, Set up, some training, every view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

CARDINALITIES = (2_000, 500, 50, 10)
VIEWS = ("Similarities", "One-hot and embedding", "Lookup table", "Take away", "Recipe", "Map")
ENDED = re.compile("stopped early|finished")
MAP_DRAWN = """() => [...document.querySelectorAll("*")].some(
  (node) => Number(node.shadowRoot?.querySelector(".map")?.dataset.points) > 0)"""


def write(path: Path, n_rows: int, seed: int = 0) -> None:
    """A CSV, 17 bytes a row, whose columns depend on a hidden group of ten."""
    draw = np.random.default_rng(seed)
    group = draw.integers(0, 10, n_rows)
    cells = []
    for letter, n in zip("abcd", CARDINALITIES, strict=True):
        own = np.where(draw.random(n_rows) < 0.8, group, draw.integers(0, 10, n_rows))
        codes = own * (n // 10) + draw.integers(0, n // 10, n_rows)
        cells.append([f"{letter}{code}" for code in codes.tolist()])
    with path.open("w", encoding="utf-8") as file:
        file.write("product,shop,city,season\n")
        file.writelines(",".join(row) + "\n" for row in zip(*cells, strict=True))


def upload(page: Page, path: Path) -> None:
    """Give the first page a file, once its box takes one."""
    box = page.get_by_label("Drop a table here, or press Upload").first
    box.locator("button:enabled").first.wait_for()
    box.locator("input[type=file]").set_input_files(path)


def tour(page: Page, address: str, file: Path) -> Iterator[str]:
    """Go through the app; yields the name of each place once it is on the screen."""
    page.goto(address)
    page.get_by_role("heading", level=1).first.wait_for()
    page.wait_for_function(MAP_DRAWN)
    yield "Home"
    upload(page, file)
    train = page.get_by_role("button", name="Train", exact=True)
    train.wait_for()
    page.get_by_text("Columns", exact=True).wait_for()
    yield "Set up"
    train.click()
    page.wait_for_url("**/?run=*")
    page.wait_for_function(MAP_DRAWN)
    yield "Learning"
    page.get_by_role("button", name="Stop", exact=True).click()
    page.locator(".badge", has_text=ENDED).wait_for()
    find = page.get_by_role("combobox", name="Find a category")
    find.fill("a1")
    find.press("Enter")
    page.wait_for_url("**pick=*")
    yield "Finished"
    for view in VIEWS:
        page.get_by_role("tab", name=view, exact=True).click()
        page.wait_for_timeout(1_500)
        assert not page.locator("[data-testid=stException]").count(), view
        yield view
    page.get_by_role("tab", name="Take away", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Everything as zip").click()
    download.value.path()
    yield "Everything as zip"

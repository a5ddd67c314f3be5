"""The find box of a map of rows, which are called by their numbers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from explorer.data.rows import number_of
from explorer.ui.mounting import read_assets

TYPED = [
    "3964",
    "3,964",
    "row 3964",
    "Row 3,964:",
    "row  12",
    "3,96",
    "rows",
    "1.5",
    "",
    "0x3",
    "7 ",
]


def test_the_browser_reads_numbers_of_rows_as_the_server_does(open_page):
    script = read_assets(("find.js",)).replace("export default", "const draw =")
    call = """async ([script, typed]) => {
      const source = `${script}\nexport { ROW };`;
      const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
      const { ROW } = await import(url);
      return typed.map((text) => ROW.exec(text.trim())?.[1].replaceAll(",", "") ?? null);
    }"""
    found = open_page("about:blank").evaluate(call, [script, TYPED])
    assert [None if each is None else int(each) for each in found] == [*map(number_of, TYPED)]


@pytest.mark.parametrize("typed", ["1004", "row 1004", "row 1,004"])
def test_a_row_is_found_by_its_number_and_nothing_stands_beside_it(visit, typed):
    page = visit(n=40, names="rows").page
    page.get_by_role("combobox", name="Find a row").fill(typed)
    first = page.locator("#matches [role=option]").first
    expect(first.locator(".name")).to_have_text("row 1,004: ka")
    expect(first.locator(".seen")).to_have_text("")


def test_of_a_row_that_is_not_found_it_is_said_why(visit):
    page = visit(n=40, names="rows").page
    box = page.get_by_role("combobox", name="Find a row")
    for typed, said in (
        ("1,005", "Row 1,005 is not among the rows that have a place on the map;"),
        ("9000", "There is no row 9,000: rows run from 1 to 2,000."),
        ("nobody", "No row has this in its name."),
    ):
        box.fill(typed)
        expect(page.locator("#matches .more")).to_contain_text(said)

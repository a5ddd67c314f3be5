"""The find box of a column of numbers, whose categories are the ranges they were cut into."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from explorer.data.bins import quantile_bins
from explorer.data.ranges import place
from explorer.ui.mounting import read_assets

CALLS = """async ([script, names, typed]) => {
  const source = `${script}\\nexport { Ranges, worth };`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { Ranges, worth } = await import(url);
  const ranges = Ranges.of(names);
  return typed.map((text) => {
    const number = worth(text);
    return number === null || ranges === null ? null : ranges.holding(number);
  });
}"""
DRAWS = {
    "fractions": lambda draw: draw.normal(40, 5, 400),
    "quarters": lambda draw: draw.integers(-4_000, 4_000, 400) / 4 + 0.0625,
    "large fractions": lambda draw: 123_456 + draw.random(400),
    "whole and not": lambda draw: np.concatenate([np.arange(12_000, 12_300), draw.random(99)]),
    "tiny": lambda draw: draw.normal(0, 1e-7, 300),
    "huge": lambda draw: draw.normal(0, 1e20, 300),
}


@pytest.fixture
def held(open_page):
    """held(names, typed) -> for each text the place of the range that the browser finds."""
    page = open_page("about:blank")
    return lambda names, typed: page.evaluate(CALLS, [read_assets(("ranges.js",)), names, typed])


@pytest.mark.parametrize("kind", DRAWS)
@pytest.mark.parametrize("bins", [2, 10, 40])
def test_the_browser_finds_the_range_that_the_server_finds(held, kind, bins):
    draw = np.random.default_rng(0)
    seen = DRAWS[kind](draw)
    names, of_number = quantile_bins(seen, np.ones(len(seen), np.int64), bins)
    assert held(names, [repr(each) for each in seen.tolist()]) == of_number.tolist()
    others = (seen * draw.uniform(0.5, 1.5, len(seen))).tolist()
    found = [place(names, each) for each in others]
    expected = [each.nearest if each.inside else -1 for each in found]
    assert held(names, [repr(each) for each in others]) == expected


def test_numbers_are_read_as_people_write_them_and_other_names_hold_none(held):
    names = ["3 to 4.5", "-2 to 1", "1200 to 1300", "7"]
    typed = ["3,5", "−1.5", "1,234.5", "1e0", " 7 ", "7.1", "about 3", "", "3 to 4", "1e999", "0x3"]
    assert held(names, typed) == [0, 1, 2, 1, 3, -1, None, None, None, None, None]
    for others in (["1 to 2", "soon"], ["2 to 1"], ["1 to 2 to 3"], ["1", "2"], []):
        assert held(others, ["1.5"]) == [None]


def test_the_range_that_holds_the_number_typed_is_found_first(visit):
    the_map = visit(n=40, names="ranges")
    page = the_map.page
    box = page.get_by_role("combobox", name="Find a category")
    options = page.locator("#matches [role=option]")
    box.fill("31")
    first = options.first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(first.locator(".name")).to_have_text("30 to 31.5")
    expect(first.locator(".seen")).to_contain_text("holds 31 · ")
    box.fill("31,2")
    expect(options).to_have_count(1)
    box.press("Enter")
    the_map.wait(picked=30)
    box.fill("32.1")
    expect(page.get_by_text("No range holds this number.")).to_be_visible()
    box.fill("to 31.")
    expect(options).to_have_count(1)
    expect(options.locator(".seen")).not_to_contain_text("holds")

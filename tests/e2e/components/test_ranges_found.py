"""The find box of a column of numbers, whose categories are the ranges they were cut into."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from explorer.data.bins import quantile_bins
from explorer.data.numeric import readings
from explorer.data.ranges import likeliest, place
from explorer.ui.mounting import read_assets

CALLS = """async ([script, names, typed]) => {
  const source = `${script}\\nexport { Ranges, worths };`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { Ranges, worths } = await import(url);
  const ranges = Ranges.of(names);
  return typed.map((text) => {
    const numbers = worths(text);
    if (!numbers.length || ranges === null) return null;
    const place = ranges.place(ranges.likeliest(numbers));
    return place === null ? [-1, false] : [place.index, place.inside];
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
    """held(names, typed) -> for each text [place of the range that is found, it is in there]."""
    page = open_page("about:blank")
    return lambda names, typed: page.evaluate(CALLS, [read_assets(("ranges.js",)), names, typed])


@pytest.mark.parametrize("kind", DRAWS)
@pytest.mark.parametrize("bins", [2, 10, 40])
def test_the_browser_finds_the_range_that_the_server_finds(held, kind, bins):
    draw = np.random.default_rng(0)
    seen = DRAWS[kind](draw)
    names, of_number = quantile_bins(seen, np.ones(len(seen), np.int64), bins)
    own = [[place, True] for place in of_number.tolist()]
    assert held(names, [repr(each) for each in seen.tolist()]) == own
    others = (seen * draw.uniform(0.5, 1.5, len(seen))).tolist()
    expected = []
    for found in (place(names, each) for each in others):
        beyond = not found.inside and None in (found.below, found.above)
        expected.append([-1 if beyond else found.nearest, found.inside])
    assert held(names, [repr(each) for each in others]) == expected


def test_numbers_are_read_as_people_write_them_and_other_names_hold_none(held):
    names = ["3 to 4.5", "-2 to 1", "1200 to 1300", "7"]
    typed = [
        "3,5",
        "−1.5",
        "1,234.5",
        "1e0",
        " 7 ",
        "+3.1",
        "about 3",
        "",
        "3 to 4",
        "1e999",
        "0x3",
    ]
    assert held(names, typed) == [[each, True] for each in (0, 1, 2, 1, 3, 0)] + [None] * 5
    for others in (["1 to 2", "soon"], ["2 to 1"], ["1 to 2 to 3"], ["1", "2"], []):
        assert held(others, ["1.5"]) == [None]


@pytest.mark.parametrize(
    "names",
    [
        ["300 to 900", "1200 to 2500", "12350 to 45000"],
        ["0.5 to 1.25", "1.3 to 3"],
        ["0.5 to 3", "3.5 to 5000.5"],
        ["-45000 to -1200", "5 to 7"],
    ],
)
def test_points_that_may_part_thousands_are_read_as_the_server_reads_them(held, names):
    typed = ["45.000", "1.200", "46.000", "-1.200", "1,200", "400.000", "1.300,5", "0.600", "0,600"]
    expected = []
    for each in typed:
        found = place(names, likeliest(names, readings(each))[0])
        beyond = not found.inside and None in (found.below, found.above)
        expected.append([-1 if beyond else found.nearest, found.inside])
    assert held(names, typed) == expected


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
    box.fill("32,8")
    expect(options).to_have_count(1)
    expect(options.locator(".name")).to_have_text("33 to 34.5")
    expect(options.locator(".seen")).to_contain_text("nearest to 32,8 · ")
    box.fill("999.1")
    expect(page.get_by_text("No range holds this number.")).to_be_visible()
    box.fill("to 31.")
    expect(options).to_have_count(1)
    expect(options.locator(".seen")).not_to_contain_text("holds")

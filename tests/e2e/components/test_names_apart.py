"""Names that begin alike: on the map, in the find box and in the panel beside it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from explorer.data.cutting import cut_apart, halve_among
from explorer.ui.mounting import read_assets

CALLS = """async ([script, names, most, typed]) => {
  const source = `${script}\\nexport { Apart };`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { Apart } = await import(url);
  const begins = performance.now();
  const apart = new Apart(names);
  apart.text(0, most);
  const taken = performance.now() - begins;
  const shown = names.map((_, i) => apart.text(i, most));
  const halves = names.slice(0, 9).map((_, i) => apart.halves(i, most));
  const around = typed.map(([i, text]) => apart.around(i, most, text));
  return { taken, shown, halves, around };
}"""
SHOP = "https://www.example-shop.com/en/catalogue/outdoor-and-garden/furniture"
URLS = [f"{SHOP}/{what}/{of}" for what in ("chairs", "tables") for of in ("oak", "pine", "teak")]
BRANCHES = [
    f"https://{host}.example-shop.com/{lang}/catalogue/{what}/{color}-{i % 700}.html"
    for host in ("www", "m")
    for lang in ("en", "de")
    for what in ("outdoor-furniture", "lamps")
    for color in ("red", "blue")
    for i in range(1_250)
]
MIXED = [
    *URLS,
    f"{SHOP}/",
    "lamp",
    "Ωmega é e\u0301 " * 9 + "1",
    "Ωmega é e\u0301 " * 9 + "2",
    "x" * 99,
]


@pytest.fixture
def apart(open_page):
    """apart(names, most, typed) -> what the browser makes of them."""
    page = open_page("about:blank")
    script = read_assets(("words.js", "apart.js"))
    return lambda names, most, typed=(): page.evaluate(
        CALLS, [script, names, most, [list(each) for each in typed]]
    )


@pytest.mark.parametrize("most", [16, 24, 60])
@pytest.mark.parametrize("names", [URLS, MIXED, BRANCHES])
def test_the_browser_cuts_names_as_the_server_does(apart, names, most):
    found = apart(names, most)
    plain = [name.strip() for name in names]
    told = cut_apart(plain, most)
    assert [
        (one, other)
        for one, other, name in zip(found["shown"], told, names, strict=True)
        if one != other and "\u0301" not in name and name != "x" * 99
    ] == []
    assert names is BRANCHES or len(set(found["shown"])) == len(names)
    for name, halves in zip(plain, found["halves"], strict=False):
        begins, own = halve_among(name, most, tuple(plain))
        if own:
            assert halves[1] == own
            assert begins.startswith(halves[0].removesuffix("…"))
    assert found["taken"] < 2_000  # ms for 20,000, on a machine that does ten other things


def test_what_was_typed_is_seen_wherever_in_the_name_it_is(apart):
    typed = [(i, URLS[i][at : at + n]) for i in (0, 4) for n in (1, 7, 40) for at in range(70)]
    typed += [(0, "CATALOGUE/OUT"), (5, URLS[5])]
    for most in (24, 40, 60):
        found = apart(URLS, most, typed)["around"]
        for (_, text), shown in zip(typed, found, strict=True):
            assert text.lower() in shown.lower()
        assert all(len(shown) <= most + 50 for shown in found[:-1])


def test_names_that_begin_alike_differ_on_the_screen(visit):
    the_map = visit(n=40, names="alike")
    page = the_map.page
    box = page.get_by_role("combobox", name="Find a category")
    box.fill("mi")
    options = page.locator("#matches [role=option] .name")
    expect(options.first).to_be_visible()
    found = options.all_inner_texts()
    assert len(set(found)) == len(found) > 1
    assert all("mi" in name.lower() for name in found)
    box.press("Enter")
    the_map.wait(neighbors=7)
    own = page.locator("section.card li .name span + span")
    assert own.count() == 7
    assert len(set(own.all_inner_texts())) == 7
    for place in range(7):
        assert own.nth(place).evaluate("node => node.scrollWidth <= node.clientWidth")

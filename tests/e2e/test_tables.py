"""Tables of similarities in the widths that people have."""

import pytest

from explorer.ui.run import tables
from explorer.ui.theme import STYLE

NAME = "x" * 300
LINE = 0.9 * 16 * 1.6  # px of a line of a table
LIKE_STREAMLIT = "* { box-sizing: border-box } body { margin: 0; font: 16px/1.6 sans-serif }"


@pytest.fixture
def drawn(browser, monkeypatch):
    """drawn(width, headings, rows, numbers) -> a page with the table in our style."""
    pages = []

    def draw(width, headings, rows, numbers):
        made = []
        monkeypatch.setattr(tables.st, "html", made.append)
        tables.table("Nearest", headings, rows, numbers=numbers)
        page = browser.new_page(viewport={"width": width, "height": 800})
        pages.append(page)
        style = STYLE.read_text("utf-8")
        page.set_content(
            f"<!doctype html><style>{LIKE_STREAMLIT} {style}</style>"
            f"<div class='stHtml'>{made[0]}</div>"
        )
        return page

    yield draw
    for page in pages:
        page.close()


def heights(page):
    return page.eval_on_selector_all("tbody tr", "rows => rows.map(row => row.clientHeight)")


def wider(page):
    """How far the table runs out of its box."""
    return page.eval_on_selector(".rows", "box => box.scrollWidth - box.clientWidth")


@pytest.mark.parametrize("width", [358, 460])
def test_words_behind_a_bar_have_the_room_that_it_does_not_need(drawn, width):
    name = tables.Name("row 212: oak1, navy, S")
    row = (name, "1.00", tables.Bar(1.0), "4/5", "flag: False, not True")
    page = drawn(width, ("row", "cosine", "", "same", "differs in"), [row], (1, 3))
    (tall,) = heights(page)
    assert tall < LINE * 4.5  # it was a word a line
    assert wider(page) <= 0


def test_a_name_without_a_gap_leaves_its_partner_and_their_bar_on_the_screen(drawn):
    row = (tables.Name(NAME), tables.Name("missing"), "1.00", tables.Bar(1.0))
    page = drawn(358, ("one", "other", "cosine", ""), [row], (2,))
    (tall,) = heights(page)
    assert tall < LINE * 3
    assert wider(page) <= 0

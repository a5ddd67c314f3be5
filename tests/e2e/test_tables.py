"""Tables of similarities, and the way into the network, in the widths that people have."""

from types import SimpleNamespace

import numpy as np
import pytest

from explorer.records.embedding import CATEGORY
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.states import ColumnState
from explorer.runs.entries import Entries
from explorer.ui.run import lookup, tables
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


def test_on_a_phone_what_rows_differ_in_has_a_line_as_wide_as_the_table(drawn):
    words = "Department: Support, not Warehouse, Tenure (years): 9, not 2.3 and 5 more"
    row = (tables.Name("row 212: oak1, navy, S"), "0.9993", tables.Bar(1.0), "4/12", words)
    page = drawn(358, ("row", "cosine", "", "same", "differs in"), [row], (1, 3))
    (tall,) = heights(page)
    assert tall < LINE * 4.8, "two lines of a name and two of words"
    assert wider(page) <= 0
    lefts = page.eval_on_selector_all(
        "tr",
        "rows => rows.map(row => [...row.cells].map(cell => cell.getBoundingClientRect().left))",
    )
    assert lefts[0] == lefts[1], "each heading stands over its column"
    assert lefts[1][4] == lefts[1][0]


@pytest.mark.parametrize("width", [358, 700, 1200])
@pytest.mark.parametrize("words", ["flag: False, not True", "tools: “SPSS, Excel”, not “R”; " * 12])
def test_a_bar_stands_beside_its_number_however_tall_the_row_is(drawn, width, words):
    row = (tables.Name("row 212"), "1.00", tables.Bar(1.0), "4/5", words)
    page = drawn(width, ("row", "cosine", "", "same", "differs in"), [row], (1, 3))
    number, bar = (
        page.eval_on_selector(
            f"tbody {each}",
            """cell => {
                const range = document.createRange();
                range.selectNodeContents(cell);
                const box = range.getBoundingClientRect();
                return box.top + box.height / 2;
            }""",
        )
        for each in ("td.number", "td.bar")
    )
    assert abs(number - bar) < 3


def test_a_name_without_a_gap_leaves_its_partner_and_their_bar_on_the_screen(drawn):
    row = (tables.Name(NAME), tables.Name("missing"), "1.00", tables.Bar(1.0))
    page = drawn(358, ("one", "other", "cosine", ""), [row], (2,))
    (tall,) = heights(page)
    assert tall < LINE * 3
    assert wider(page) <= 0


@pytest.mark.parametrize(("width", "root"), [(1001, 15), (1024, 15), (1024, 30), (1440, 15)])
def test_the_steps_into_the_network_stand_in_one_row_or_all_below_each_other(browser, width, root):
    names = tuple(f"animal {i}" for i in range(100))
    entries = Entries("animal", names, np.full(100, CATEGORY, np.uint8), np.ones(100, np.int64))
    columns = tuple(ColumnState(name, 100, 16, 100) for name in ("animal", "legs", "hair"))
    state = SimpleNamespace(
        imported=None,
        spec=TrainingSpec(columns=tuple(ColumnSpec(each.name) for each in columns)),
        columns=columns,
        settings={"hidden": 64},
    )
    subject = SimpleNamespace(
        entries=entries,
        name=names.__getitem__,
        shown=lambda index, _: names[index],
        state=state,
        shape=columns[0],
        column=0,
        content=SimpleNamespace(entries=lambda index: entries),
    )
    way = lookup.path(subject, 7, np.linspace(-1, 1, 16, dtype=np.float32), 1.0)
    page = browser.new_page(viewport={"width": width, "height": 800})
    scroll = "html { overflow-y: scroll } ::-webkit-scrollbar { width: 17px }"
    page.set_content(
        f"<!doctype html><style>{LIKE_STREAMLIT} {STYLE.read_text('utf-8')} {scroll}"
        f" html {{ font-size: {root}px }}</style>"
        f"<div class='stMainBlockContainer'><div class='stHtml'>{way}</div></div>"
    )
    boxes = [step.bounding_box() for step in page.locator(".path li").all()]
    page.close()
    assert len(boxes) == 7
    assert len({box["y"] for box in boxes}) == 1

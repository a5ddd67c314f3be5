"""The map of rows on the Run page, and what its views say of rows."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from explorer.analysis.similarity import Nearest
from explorer.records.embedding import Facet
from explorer.records.spec import TrainingSpec
from explorer.ui.run import map_words, panel, row_numbers, rows, scene, similarities
from explorer.ui.run.subject import Subject, default_color, read_subject
from explorer.ui.setup import keeping
from tests.ui.run.conftest import SECRET, home_with
from tests.ui.run.pages import components, html


def chips(page):
    return [option.content for option in page.get("button_group")[0].proto.options]


def test_rows_are_a_chip_beside_the_columns_and_shown_first(visit, coded):
    page = visit(run=coded)
    assert "90 rows · 4 columns · autoencoder · 2 dimensions · seed 0" in html(page)
    assert chips(page)[-1] == "rows"
    assert page.session_state["column"] == "rows"


@pytest.mark.parametrize(
    "view", ["Map", "Similarities", "One-hot and embedding", "Lookup table", "Take away", "Recipe"]
)
def test_every_view_shows_rows_and_columns(visit, coded, view):
    for column in ("rows", "limbs"):
        page = visit(run=coded, view=view, column=column, pick="animal 010")
        assert not page.exception
        assert not page.error


def test_the_heat_map_of_equal_columns_is_not_called_one_of_cosines(visit, coded):
    page = visit(run=coded, view="One-hot and embedding", column="rows")
    assert (
        "The first heat map shows the share of columns that hold the same, the second the cosine"
        " similarity of the codes, both of the <bdi>first 24 rows</bdi>, in the same order."
    ) in html(page)
    of_column = visit(run=coded, view="One-hot and embedding", column="limbs")
    assert "Both heat maps show the cosine similarity of the" in html(of_column)


def test_similarities_of_rows_say_what_they_share_and_in_what_they_differ(visit, coded):
    shown = html(visit(run=coded, view="Similarities", column="rows", pick="animal 010"))
    assert "Nearest of" in shown
    assert "by cosine of the rows" in shown
    assert "differs in" in shown
    assert "All share" in shown


@pytest.mark.parametrize("view", ["Similarities", "One-hot and embedding"])
def test_heat_maps_of_rows_are_told_as_such(visit, coded, view):
    page = visit(run=coded, view=view, column="rows")
    charts = "\n".join(str(chart.proto) for chart in page.get("plotly_chart"))
    assert "of 24 rows of the data." in charts
    assert "of 24 categories" not in charts


def test_the_lookup_of_rows_shows_the_way_through_the_bottleneck(visit, coded):
    shown = html(visit(run=coded, view="Lookup table", column="rows", pick="animal 010"))
    assert "each picks one row of its column's table" in shown
    assert "the row's code" in shown
    assert "never seen</small>" not in shown  # rows have no place for the unknown
    of_column = html(visit(run=coded, view="Lookup table", column="limbs"))
    assert "bottleneck of" in of_column
    assert "and back: a softmax for each column" in of_column


def test_take_away_of_rows_speaks_of_rows(visit, coded):
    shown = html(visit(run=coded, view="Take away", column="rows"))
    assert "numbers</bdi> for each of <bdi>90</bdi> <bdi>rows</bdi>" in shown
    assert "One row for each row of the data" in shown
    assert "A row that the data did not have is in no file" in shown
    assert "Lookup table." not in shown  # it has no row of theirs
    assert "For a value that" in html(visit(run=coded, view="Take away", column="limbs"))


def subject_of(store, run_id) -> Subject:
    state = store.runs.get(run_id)
    found = read_subject(state, store.content(state))
    assert found is not None
    return found


def test_the_title_says_how_many_of_the_rows_are_drawn(store, coded):
    subject = subject_of(store, coded)
    learning = replace(subject, state=replace(subject.state, phase="learning"))
    assert map_words.map_title(learning, None, live=True) == "90 rows · as it learns"
    paused = replace(subject, state=replace(subject.state, phase="paused"))
    assert map_words.map_title(paused, None, live=True) == "90 rows · as far as it learned"
    of_more = replace(subject, state=replace(subject.state, n_rows=120_000))
    assert map_words.map_title(of_more, None, live=False) == (
        "90 of 120,000 rows, drawn at random · laid out by PCA"
    )


def test_the_panel_counts_columns_in_which_rows_are_the_same(store, coded):
    subject = replace(subject_of(store, coded), picked=10)
    found = panel.nearest(subject, 8)
    drawn = panel._panel(subject, found, panel_paint(subject))
    assert drawn.heading == "same"
    assert all(neighbor.beside.endswith("/4") for neighbor in drawn.neighbors)
    assert drawn.hint.startswith("All share ")


def test_cosines_that_would_all_read_the_same_are_told_apart(visit, coded, monkeypatch):
    close = [1.0, 0.9996, 0.9991, 0.9987]
    found = Nearest(np.arange(1, 5), np.array(close))
    monkeypatch.setattr(panel, "nearest", lambda subject, k=8: found)
    drawn = {}
    monkeypatch.setattr(
        similarities, "table", lambda title, headings, rows, **_: drawn.update({title: rows})
    )
    visit(run=coded, view="Similarities", column="rows", pick="animal 010")
    near = next(rows for title, rows in drawn.items() if title.startswith("Nearest of"))
    assert [row[1] for row in near] == ["1.0000", "0.9996", "0.9991", "0.9987"]
    beside_the_map = components(visit(run=coded, column="rows", pick="animal 010"))
    for text in ("1.0000", "0.9996", "0.9991", "0.9987"):
        assert rf"\"written\": \"{text}\"" in beside_the_map


def panel_paint(subject):
    from explorer.ui.run.paint import paint

    return paint(subject)


def subject_with(store, coded, *facets):
    return replace(subject_of(store, coded), facets=facets)


def test_rows_are_compared_by_value_and_numbers_by_how_many_rows_lie_between(store, coded):
    color = Facet("color", "learned", np.array([0, 0, 1, -1, -1], np.int32), ("red", "blue"))
    size = Facet("size", "learned", numbers=np.array([1.0, 1.0, 50.0, np.nan, 2.0]))
    unread = Facet("note", "data", np.array([0, 1, 0, 1, 0], np.int32), ("x", "y"))
    subject = subject_with(store, coded, color, size, unread)
    assert rows.compare(subject, 0, 1).same == ("color", "size")
    assert rows.compare(subject, 0, 2).differs == (("color", "red", "blue"), ("size", "1", "50"))
    both = rows.compare(subject, 3, 4)
    assert (both.same, both.differs) == (("color",), (("size", "missing", "2"),))
    assert both.short == "1/2"
    square = rows.same_share(subject, 5)
    for one in range(5):
        for other in range(5):
            expected = len(rows.compare(subject, one, other).same) / 2
            assert square[one, other] == pytest.approx(expected)


def test_values_that_hold_commas_stand_in_quotes():
    names = ("SPSS, Excel", "SPSS, Excel, Paper", "Paper")
    tools = Facet("tools", "learned", np.array([0, 1, 2, -1], np.int32), names)
    shown = [rows.value(tools, row) for row in range(4)]
    assert shown == ["“SPSS, Excel”", "“SPSS, Excel, Paper”", "Paper", "missing"]


def test_a_run_of_rows_counts_the_columns_it_was_learned_from(store, coded):
    state = store.runs.get(coded)
    assert "autoencoder · 4 columns · seed 0" in keeping.described(state, [state], state.created)


def test_numbers_that_are_only_near_each_other_are_told_by_their_range(store, coded):
    hours = Facet("hours", "learned", numbers=np.array([53.3, 74.5, 47.9, *np.arange(90.0) * 90]))
    legs = Facet("legs", "learned", numbers=np.array([4.0] * 3 + [2.0] * 90))
    exact = Facet("cm", "learned", numbers=np.array([1.0001, 1.0002, 1.0, *np.arange(90.0) * 9]))
    many = [
        Facet(f"c{i}", "learned", np.array([0] * 3 + [1] * 90, np.int32), ("x", "y"))
        for i in range(4)
    ]

    def told(*facets):
        return rows.nearest_share(subject_with(store, coded, *facets), 0, [1, 2])

    assert told(many[0], legs, hours) == (
        "All share c0 x and legs 4, and are near each other in hours (47.9 to 74.5)."
    )
    assert told(hours) == "All are near each other in hours (47.9 to 74.5)."
    assert told(exact) == "All are near each other in cm (about 1)."
    assert told(*many, legs) == "All share c0 x, c1 x, c2 x, c3 x and 1 more column."


def test_sharing_a_link_and_forgetting_rows_say_what_a_map_of_rows_keeps(visit, coded):
    page = visit(run=coded)
    page.button(key="share").click().run()
    said = " ".join(element.value for element in page.markdown)
    assert "the values of the 90 rows on it" in said


def test_rows_are_colored_by_the_column_with_the_most_groups_that_can_be_told_apart(store, coded):
    def facet(name, n_groups):
        groups = np.arange(90, dtype=np.int32) % n_groups
        return Facet(name, "learned", groups, tuple(f"{name} {i}" for i in range(n_groups)))

    state = store.runs.get(coded)
    numbers = Facet("age", "learned", numbers=np.arange(90.0))
    facets = [facet("sex", 2), numbers, facet("city", 60), facet("class", 7), facet("day", 5)]
    assert default_color(state, len(state.columns) - 1, facets) == "class"
    assert default_color(state, len(state.columns) - 1, [numbers, facet("city", 60)]) == "age"
    receipts = [facet("receipt", 1001), facet("article", 90), facet("price", 60)]
    assert default_color(state, len(state.columns) - 1, receipts) == "price"
    assert default_color(state, len(state.columns) - 1, []) == ""


def test_a_row_is_what_is_looked_for(visit, coded):
    for column, thing in (("rows", "row"), ("limbs", "category")):
        page = visit(run=coded, column=column)
        mounted = components(page).replace("\\", "").replace(" ", "")
        assert f'"thing":"{thing}"' in mounted


@pytest.fixture(scope="session")
def numbered_home(tmp_path_factory):
    """A finished autoencoder of 1,100 rows that no column names."""
    lines = [f"{'abc'[i % 3]},{'xyz'[i % 3]}" for i in range(1100)]
    table = "\n".join(["one,other", *lines]).encode()
    spec = TrainingSpec(objective="autoencoder", epochs=1, threads=1)
    return home_with(tmp_path_factory.mktemp("numbered"), spec, table)


@pytest.fixture
def numbered(store, numbered_home):
    shutil.copytree(numbered_home, store.settings.home, dirs_exist_ok=True)
    return store.runs.of_owner(SECRET)[0].id


def test_rows_without_a_name_are_found_by_their_number(store, numbered):
    subject = subject_of(store, numbered)
    assert subject.n_numbered == 1100
    assert subject.name(row_numbers.place(subject, "1099")).startswith("row 1,099: ")
    assert row_numbers.place(subject, "Row 1,099") == row_numbers.place(subject, "row 1099")
    assert row_numbers.place(subject, "a") is None
    assert row_numbers.absent(subject, "1099") == row_numbers.absent(subject, "a") == ""
    assert row_numbers.absent(subject, "1101") == "There is no row 1,101: rows run from 1 to 1,100."
    own = subject.entries
    few = replace(own, names=own.names[:9], kinds=own.kinds[:9], counts=own.counts[:9])
    drawn = replace(subject, entries=few)
    assert row_numbers.absent(drawn, "1099") == (
        "Row 1,099 is not among the rows that have a place on the map; they were drawn at random."
    )


def test_rows_that_a_column_names_have_no_numbers(store, coded):
    subject = subject_of(store, coded)
    assert subject.n_numbered == 0
    assert row_numbers.place(subject, "10") is None
    assert row_numbers.absent(subject, "10") == ""


def test_the_table_of_codes_shows_the_row_of_a_number_first(visit, numbered):
    page = visit(run=numbered, view="Lookup table", column="rows")
    shown = html(page.text_input(key="table-search").set_value("12").run())
    assert shown.index("row 12: ") < shown.index("row 112: ")
    shown = html(page.text_input(key="table-search").set_value("5000").run())
    assert "There is no row 5,000: rows run from 1 to 1,100." in shown
    assert "No row contains" not in shown


def test_of_rows_it_is_not_said_that_each_was_seen_once(store, coded):
    subject = subject_of(store, coded)
    drawn = scene.scene(subject, panel_paint(subject), panel.focus(subject, None))
    length = int.from_bytes(drawn.entries[:4], "little")
    counts = np.frombuffer(drawn.entries[4 + length :], np.uint32, len(subject.entries))
    assert not counts.any()

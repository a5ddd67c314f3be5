"""Sentences, tables and choices of the Run page, without a page."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.records.embedding import CATEGORY, MISSING, RARE, UNKNOWN, Facet
from explorer.records.spec import TrainingSpec
from explorer.records.states import ColumnState, RunState
from explorer.records.training import Verdict
from explorer.runs.entries import Entries
from explorer.ui.run import (
    evidence,
    lookup,
    map_words,
    phases,
    rows,
    sentences,
    share,
    similarities,
    tables,
)
from explorer.ui.run.paint import paint
from explorer.ui.run.subject import Subject, color_names, find, written
from explorer.ui.run.tables import Bar, Name, as_tsv, bars, heading
from tests.ui.run.some_entries import entries, large


def test_every_entry_is_found_again_by_how_it_is_written_in_the_address():
    found = entries("missing", "a#1", "a", "x", "missing", missing=True)
    for index in range(len(found)):
        assert find(found, written(found, index)) == index


def test_missing_and_rare_ones_stand_beside_the_number_of_categories():
    shape = SimpleNamespace(kind="category", name="city")
    state = SimpleNamespace(columns=[shape], imported=None, phase="finished")
    found = Entries(
        "city",
        (*"abcdefghi", "rare (3 values)", "missing"),
        np.array([CATEGORY] * 9 + [RARE, MISSING], np.uint8),
        np.arange(11, 0, -1),
    )
    subject = Subject(state, None, 0, found, "pca", "learned", [], 0, None)
    assert [subject.things(n) for n in (9, 10, 11)] == [
        "9 categories",
        "9 categories and rare ones",
        "9 categories, rare ones and missing",
    ]
    assert map_words.map_title(subject, None, live=False).startswith(f"{subject.things(11)} of ci")
    assert map_words.map_alt(subject).startswith(f"Map of {subject.things(11)} of city, most")
    subject = replace(subject, entries=entries("a", "missing", missing=True))
    assert "at least 3 categories; city has 1 category and missing." in map_words.too_few(subject)


@pytest.mark.parametrize("text", ["nobody", "missing#99999999999", "a#-1", "#", "", "a#2x"])
def test_words_that_name_no_entry_pick_nothing(text):
    assert find(entries("missing", "a"), text) is None


def test_the_rest_of_the_names_is_text_however_it_looks():
    found = entries("<b>", "..", "a&b=c", "x#0")
    assert [find(found, written(found, i)) for i in range(4)] == [0, 1, 2, 3]


def test_low_counts_are_marked_but_not_where_each_value_names_its_row():
    rare = entries("a", "b", counts=[40, 2])
    assert [sentences.is_few(rare, i) for i in range(2)] == [False, True]
    assert "fewer than 5 rows" in sentences.count_hint(rare, [1])
    named = entries("a", "b", counts=[1, 1])
    assert not sentences.is_few(named, 0)
    assert "rest of its one row" in sentences.count_hint(named, [0, 1])
    assert sentences.count_hint(entries("a", "b", counts=[40, 20]), [0, 1]) == ""


def test_losses_column_by_column_have_as_many_decimals_as_tell_all_of_them_apart():
    columns = {"sex": (0.6928, 0.6931, 90), "city": (2.1, 8.04, 90), "age": (1.052, 3.1, 90)}
    verdict = Verdict(True, 1.3, 4.0, "nats", "Learned.", per_column=columns)
    state = replace(large("finished").state, verdict=verdict)
    told = [row[1:3] for row in evidence._columns(state)]
    assert told == [("2.1000", "8.0400"), ("1.0520", "3.1000"), ("0.6928", "0.6931")]
    some = replace(verdict, per_column={"city": (2.1, 8.04, 9), "age": (1.05, 3.1, 9)})
    told = [row[1:3] for row in evidence._columns(replace(state, verdict=some))]
    assert told == [("2.10", "8.04"), ("1.05", "3.10")]


def test_what_was_never_seen_is_not_among_the_most_frequent_of_the_heat_map():
    names = ("a", "b", "unknown (never seen)")
    kinds = np.array([CATEGORY, CATEGORY, UNKNOWN], np.uint8)
    few = large("finished", entries=Entries("c", names, kinds, np.array([9, 5, 0])))
    assert similarities._chosen(few, similarities.FREQUENT) == [0, 1]
    assert len(similarities._chosen(large("finished"), similarities.FREQUENT)) == 24


def test_a_blank_is_called_so():
    found = entries("a", "missing", counts=[3, 7], missing=True)
    assert sentences.seen(found, 1) == "blank in 7 rows"
    assert sentences.seen(found, 0) == "seen in 3 rows"


def test_items_are_counted_in_times_seen_in_the_file():
    found = entries("tea", "jam", counts=[50, 1])
    assert sentences.seen(found, 0, "times") == "seen 50 times in the file"
    assert sentences.seen(found, 1, "times") == "seen once in the file"
    assert "seen fewer than 5 times" in sentences.count_hint(found, [1], "times")
    alone = entries("tea", "jam", counts=[1, 1])
    assert sentences.count_hint(alone, [0], "times").endswith("its one basket or sequence.")


def test_two_facets_of_one_name_are_told_apart():
    groups = np.zeros(2, np.int32)
    facets = [Facet("class", source, groups, ("a",)) for source in ("labels", "data", "data")]
    assert color_names(facets) == ["class", "class (data)", "class (data) again"]


def looking_at(groups, source="labels"):
    """A finished column whose first and second half point in opposite directions."""
    vectors = np.repeat(np.eye(2, dtype=np.float32), 6, axis=0)
    return SimpleNamespace(
        state=SimpleNamespace(phase="finished"),
        scene="one run/0",
        column=0,
        source="learned",
        content=SimpleNamespace(vectors=lambda column, source: vectors),
        facets=[Facet("area", source, np.array(groups, np.int32), ("a", "b"))],
        facet=0,
        of_rows=False,
        counted=True,
        counted_in="rows",
        things=lambda n: f"{n} categories",
        n_drawn=20_000,
    )


def test_a_count_is_said_of_an_entry_once_whatever_colors_the_map():
    subject = looking_at([0] * 6 + [1] * 6)
    subject.entries = entries(*"abcdefghijkl")
    frequency = Facet("frequency", "frequency", numbers=subject.entries.counts.astype(float))
    mean = Facet("mean mpg", "data", numbers=np.linspace(10, 30, 12))
    subject.facets = [frequency, mean]
    assert paint(subject).values is None
    subject.facet = 1
    assert paint(subject).values[0] == 10


def test_the_scale_of_a_map_is_that_of_the_20000_that_are_drawn():
    subject = looking_at([0] * 6 + [1] * 6)
    subject.entries = entries(*map(str, range(20_001)))
    numbers = np.append(np.linspace(10, 30, 20_000), 1)
    subject.facets = [Facet("mean mpg", "data", numbers=numbers)]
    assert paint(subject).ends == ("10", "30")


def placed_groups(**maps):
    """Twelve entries, each a group of its own, of a run that has the maps that are given."""
    subject = looking_at(range(12))
    subject.facets = [Facet("area", "labels", np.arange(12, dtype=np.int32), tuple("abcdefghijkl"))]
    subject.entries = entries(*"abcdefghijkl")
    found = {name: SimpleNamespace(xy=xy) for name, xy in maps.items()}
    subject.content = SimpleNamespace(
        projection=lambda column, method, source="learned": found.get(source)
    )
    return subject


def test_colors_of_groups_stay_when_a_run_is_done_and_an_imported_one_has_its_own_map():
    before, after = np.random.default_rng(0).normal(size=(2, 12, 2)).astype(np.float32)
    learning = paint(placed_groups(baseline=before)).light
    done = paint(placed_groups(baseline=before, learned=after)).light
    assert done == learning
    assert len(set(paint(placed_groups(learned=after)).light)) == 12
    assert paint(placed_groups(learned=after)).light != learning


def test_what_neighbors_share_is_counted_anew_for_other_labels():
    halves = evidence.sharing(looking_at([0] * 6 + [1] * 6))
    mixed = evidence.sharing(looking_at([0, 1] * 6))
    assert halves.startswith("Of the 10 nearest by cosine, 5.0 share the area, of at most 5.0; by")
    assert mixed.startswith("Of the 10 nearest by cosine, 4.5 share the area, of at most 5.0; by")


def test_where_all_that_are_near_could_share_the_group_no_limit_is_said():
    vectors = np.repeat(np.eye(2, dtype=np.float32), 12, axis=0)
    subject = looking_at([0] * 12 + [1] * 12)
    subject.scene = "large groups/0"
    subject.content = SimpleNamespace(vectors=lambda column, source: vectors)
    said = evidence.sharing(subject)
    assert said.startswith("Of the 10 nearest by cosine, 10.0 share the area; by chance ")


def test_sharing_in_a_large_column_looks_at_the_most_frequent_and_says_so(monkeypatch):
    subject = looking_at([0] * 6 + [1] * 6)
    subject.scene = "a large run/0"
    monkeypatch.setattr(evidence, "MOST_ENTRIES", 9)
    said = evidence.sharing(subject)
    assert said.startswith("Among the 9 most frequent: of the 8 nearest by cosine, ")
    subject.counted = False
    assert evidence.sharing(subject).startswith("Among the first 9 categories: of the 8 nearest")


@pytest.mark.parametrize(("n", "dim", "compared"), [(800, 8, 800), (100_000, 64, 1000)])
def test_sharing_never_compares_all_of_a_large_column(monkeypatch, n, dim, compared):
    seen = []
    monkeypatch.setattr(evidence, "agreement", lambda vectors, groups: seen.append(len(vectors)))
    subject = looking_at([0] * n)
    subject.scene = f"{n} entries/0"
    vectors = np.broadcast_to(np.float32(1), (n, dim))
    subject.content = SimpleNamespace(vectors=lambda column, source: vectors)
    assert evidence.sharing(subject) == ""
    assert seen == [compared]


def test_sharing_what_was_learned_from_says_nothing():
    assert evidence.sharing(looking_at([0] * 6 + [1] * 6, "target")) == ""


def test_copied_tables_leave_pictures_out_and_run_nothing():
    rows = [("=cmd()", "0.97", Bar(0.97), 1200), ("-5", "−0.10", Bar(-0.1), 3)]
    assert as_tsv(("name", "cosine", "", "rows"), rows) == (
        "name\tcosine\trows\n'=cmd()\t0.97\t1200\n-5\t-0.10\t3\n"
    )


def test_a_long_name_is_cut_in_its_cell_told_where_one_points_and_copied_whole():
    name = "x" * 299 + "'"
    cell = heading(name)
    assert f"<bdi>{'x' * 59}…</bdi>" in cell
    assert f"title='{'x' * 299}&#x27;'" in cell
    assert cell.startswith("<th scope='row' class='long'")  # no gap to break a line at
    assert as_tsv(("name",), [(Name(name),)]) == f"name\n{name}\n"
    assert heading("San Marino") == "<th scope='row'><bdi>San Marino</bdi></th>"
    assert "class" not in heading("a name of short words " * 3)


def test_names_in_cells_turn_no_line_around_and_are_never_invisible():
    turned = "\u202egnp.exe" + "x" * 60
    assert heading("\u200b") == "<th scope='row'><bdi>(blank)</bdi></th>"
    assert heading("\u202egnp.exe") == "<th scope='row'><bdi>gnp.exe</bdi></th>"
    alike = (turned + "oak", turned + "teak")
    for cell in (heading(turned), heading(alike[0], alike)):
        assert "\u202e" not in cell
        assert "title='gnp.exexx" in cell
    assert as_tsv(("name",), [(Name("\u200b"),)]) == "name\n\u200b\n"  # copied as it is


def test_names_that_differ_in_spaces_at_their_ends_are_seen_to(monkeypatch):
    drawn = []
    monkeypatch.setattr(tables.st, "html", drawn.append)
    tables.table("Nearest", ("category",), [(Name("Support"),), (Name("Support "),)])
    assert "<bdi>Support</bdi>" in drawn[0]
    assert "<bdi>Support␣</bdi>" in drawn[0]
    groups = Facet("team", "learned", np.array([0, 1]), ("Support ", "Support"))
    assert [rows.value(groups, row) for row in (0, 1)] == ["Support␣", "Support"]
    begins = "the same long beginning of a name" * 3
    long = [f"{begins} oak", f"{begins} ash "]
    tables.table("Nearest", ("category",), [(Name(name),) for name in long])
    own = re.findall(r"<span>(.*?)</span><span>(.*?)</span>", drawn[1])
    assert own == [(begins[:59] + "…", f" {end}") for end in ("oak", "ash␣")]


def test_names_that_begin_alike_have_their_own_part_on_a_line_of_its_own(monkeypatch):
    begins = "https://www.example-shop.com/en/catalogue/furniture/chairs"
    names = tuple(f"{begins}/{name}" for name in ("oak", "<b>", "teak"))
    assert "<bdi class='apart'><span>" + begins + "</span><span>/oak</span></bdi>" in (
        heading(names[0], names)
    )
    drawn = []
    monkeypatch.setattr(tables.st, "html", drawn.append)
    rows = [(Name(names[0]), "0.9"), (Name(names[1]), "0.8"), (Name("lamp"), "0.7")]
    tables.table("Nearest", (Name(names[2]), "cosine"), rows)
    for own in ("/oak", "/&lt;b&gt;", "/teak"):
        assert f"<span>{own}</span></bdi>" in drawn[0]
    assert "<td><bdi>lamp</bdi></td>" in drawn[0]
    tables.table("Nearest", ("one", "cosine"), rows[:1])
    assert "apart" not in drawn[1]  # alone it is told from none
    tables.table("Nearest", ("one", "cosine"), rows[:1], among=names)
    assert "<span>/oak</span></bdi>" in drawn[2]


def test_bars_of_opposites_run_to_the_other_side_of_zero():
    def drawn(*cosines):
        styles = (re.search("style='(.*?)'", bar.html())[1] for bar in bars(cosines))
        return [dict(part.split(":") for part in style.split(";")) for style in styles]

    assert drawn(0.9, 0.2) == [{"width": "90%"}, {"width": "20%"}]
    alike, a_little, more = drawn(0.8, -0.14, -0.31)
    assert alike == {"margin-left": "50.0%", "width": "40.0%"}
    assert a_little == {"margin-left": "43.0%", "width": "7.0%"}
    assert more == {"margin-left": "34.5%", "width": "15.5%"}


def test_a_vector_becomes_one_strip_with_its_numbers_said():
    strip = lookup.strip(np.array([0.5, -0.25, 0], np.float32), 0.5)
    assert strip.count("color-mix") == 3
    assert "aria-label='0.50, -0.25, 0.00'" in strip
    assert "var(--ee-plus) 100%" in strip
    assert "var(--ee-minus) 50%" in strip


@pytest.mark.parametrize(
    ("n", "index", "what", "it"),
    [
        (1, 0, "1 input, always 1", "<strong>1</strong>"),
        (1, 1, "1 input, none of them its own", "1 zero"),
        (3, 1, "3 inputs, one of them 1", "1 zero, <strong>1</strong>, 1 zero"),
        (4, 2, "4 inputs, one of them 1", "2 zeros, <strong>1</strong>, 1 zero"),
    ],
)
def test_one_input_and_one_zero_are_called_so(n, index, what, it):
    names = ("a", "b", "c", "d")[: max(n, index + 1)]
    kinds = np.array([CATEGORY] * n + [UNKNOWN] * (len(names) - n), np.uint8)
    entries = Entries("letter", names, kinds, np.ones(len(names), np.int64))
    subject = SimpleNamespace(
        entries=entries,
        shown=lambda index, longest: names[index],
        state=SimpleNamespace(imported=True),
    )
    way = lookup.path(subject, index, np.ones(2, np.float32), 1.0)
    assert f"one-hot: {what}<" in way
    assert f"<span class='it'>{it}</span>" in way


def test_the_table_is_searched_whatever_the_case():
    assert lookup.matching(("Oslo", "ROME", "San Romeo"), "rome").tolist() == [1, 2]
    assert lookup.matching(("a", "b"), " ").tolist() == [0, 1]


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:8501/?run=1", True),
        ("http://10.0.0.4/", True),
        ("http://[fe80::1]/", True),
        ("http://laptop:8501", True),
        ("", True),
        ("https://8.8.8.8/", False),
        ("https://demo.example.org/app", False),
    ],
)
def test_a_local_address_is_known_as_such(url, local):
    assert share.is_local(url) is local


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        (
            {"wide": True, "method": "glove", "time_budget": 60.0, "start": "ab" * 32},
            "1,200 items side by side in rows · appear together by GloVe · 5 dimensions · begun"
            " with vectors · for at most 1 minute · seed 0",
        ),
        (
            {"item": "product", "basket": "user", "order": "when"},
            "1,200 items in column product · together by user · in order of when · appear together"
            " by word2vec · 5 dimensions · seed 0",
        ),
        (
            {"item": "tags", "separator": ";"},
            "1,200 items in lists of tags · appear together by word2vec · 5 dimensions · seed 0",
        ),
        (
            {"wide": True},
            "1,200 items side by side in rows · appear together by word2vec · 5 dimensions"
            " · seed 0",
        ),
    ],
)
def test_the_line_beside_the_title_tells_how_items_lie_in_the_file(recipe, said):
    spec = TrainingSpec("cooccurrence", **recipe)
    columns = (ColumnState("product", 40, 5, 40),)
    state = RunState("r", "shop.csv", "finished", spec, 0.0, n_rows=1200, columns=columns)
    assert sentences.facts(state) == said


@pytest.mark.parametrize(
    ("phase", "epoch", "said"),
    [
        ("finished", 150.5, "finished · 151 epochs"),
        ("finished", 4.25, "finished · 4.3 epochs"),
        ("finished", 1.0, "finished · 1 epoch"),
        ("stopped", 11.6, "stopped early · epoch 12 of 13"),
        ("paused", 0.5, "paused · epoch 0.5 of 13"),
    ],
)
def test_epochs_are_rounded_beside_the_title_as_on_the_axis_of_the_losses(phase, epoch, said):
    columns = (ColumnState("a", 40, 5, 40),)
    state = RunState(
        "r", "a.csv", phase, TrainingSpec(), 0.0, columns=columns, epoch=epoch, total_epochs=13
    )
    assert phases.standing(state, owner=False).badge.startswith(said)


@pytest.mark.parametrize(
    ("of_median", "beside"),
    [(1240.0, "always the median: 1,240, in the unit of rent"), (None, "in the unit of rent")],
)
def test_how_far_a_number_is_off_stands_beside_always_guessing_the_median(of_median, beside):
    verdict = Verdict(True, 0.4, 1.0, "variance", "Yes.", mean_absolute_error=982.0)
    state = RunState("r", "a.csv", "finished", TrainingSpec("predict", target="rent"), 0.0)
    state = replace(state, verdict=replace(verdict, median_error=of_median))
    assert evidence._prediction(state) == [("mean absolute error", "982", beside)]

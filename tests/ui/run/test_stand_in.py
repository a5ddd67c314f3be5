"""Items of a history that are no category: the rare ones, those never seen, those hidden."""

import io
import random
from dataclasses import replace

import numpy as np
import pytest

from explorer.records.embedding import RARE, UNKNOWN
from explorer.runs import recommender_file
from explorer.ui.run import comes_next, spelling
from tests.ui.conftest import SECRET
from tests.ui.run.conftest import ITEMS, ORDERED, work
from tests.ui.run.pages import html

VIEW = "What comes next"


def visits_with_rare_ones(n=120, seed=0):
    """Rows of visits of which some hold an item that is there once."""
    rng = random.Random(seed)
    lines = ["visit,step,item"]
    for visit in range(n):
        at = rng.randrange(len(ITEMS))
        for step in range(6):
            name = f"once {visit}" if step == 3 and visit % 6 == 0 else ITEMS[at]
            lines.append(f"{visit},{step},{name}")
            at = (at + 1) % len(ITEMS)
    return "\n".join(lines).encode() + b"\n"


@pytest.fixture
def with_rare(store):
    """Id of a finished run in which 20 items share the row "rare"."""
    dataset = store.datasets.create("visits.csv", io.BytesIO(visits_with_rare_ones()), SECRET)
    work(store, "read")
    run = store.runs.submit(dataset, replace(ORDERED, min_count=10, epochs=2), SECRET)
    work(store, "train")
    return run


def row_of(store, run, kind):
    kinds = store.content(store.runs.get(run)).entries(0).kinds
    return int(np.flatnonzero(kinds == kind)[0])


def came_next(store, run, history, answer):
    """Let one history, first item first, be the example, with what came next."""
    folder = store.places.run(run)
    model = recommender_file.read(folder)
    last = np.full((1, model.history), model.n, np.int32)
    last[0, : len(history)] = history[::-1]
    answers = np.array([answer], np.int32)
    recommender_file.write(folder, replace(model, examples=last, answers=answers))


def test_a_rare_item_that_came_next_is_said_not_to_be_ranked(visit, store, with_rare):
    came_next(store, with_rare, [0, 1], row_of(store, with_rare, RARE))
    said = html(visit(run=with_rare, view=VIEW))
    assert (
        "In the data, an item came next that was seen fewer than 10 times; such items share the"
        " row “rare (20 values)”, which is not among the ranked."
    ) in said
    assert "came next: place" not in said


def test_an_item_that_was_read_as_unknown_is_said_not_to_be_ranked(visit, store, with_rare):
    came_next(store, with_rare, [0, 1], row_of(store, with_rare, UNKNOWN))
    said = html(visit(run=with_rare, view=VIEW))
    assert "In the data, an item came next that was read as unknown" in said
    assert "came next: place" not in said


def test_the_place_is_among_those_that_may_come(visit, store, with_rare):
    came_next(store, with_rare, [0, 1], 2)
    folder = store.places.run(with_rare)
    for repeats, ranked in ((True, 8), (False, 6)):  # what never comes twice is not ranked again
        model = replace(recommender_file.read(folder), repeats=repeats)
        recommender_file.write(folder, model)
        assert f" of {ranked} here." in html(visit(run=with_rare, view=VIEW))


@pytest.fixture
def long_list(monkeypatch):
    """More items than the boxes offer, so that names can be typed."""
    monkeypatch.setattr(comes_next, "OFFERED", 5)


def type_into(page, place, name):
    box = page.selectbox(key=f"after-{place}")
    box.options.append(name)  # a browser offers what is typed
    box.set_value(name).run()
    assert not page.exception


def typed(visit, store, run, name):
    """What the address holds once a name was typed into the last box, and what is said of it."""
    page = visit(run=run, view=VIEW, after="")
    type_into(page, 4, name)
    return page.query_params["after"], html(page)


def test_a_list_of_all_items_ends_with_the_rows_for_others(visit, with_rare):
    box = visit(run=with_rare, view=VIEW, after="").selectbox(key="after-4")
    assert len(box.options) == len(ITEMS) + 2
    assert box.options[-2:] == ["rare (20 values)", "unknown (never seen)"]


def test_a_name_that_a_list_of_all_items_does_not_hold_is_said_not_to_be_among_them(
    visit, store, ordered
):
    assert visit(run=ordered, view=VIEW).selectbox(key="after-4").proto.accept_new_options
    page = visit(run=ordered, view=VIEW, after="0")
    type_into(page, 4, "Track Z99")
    assert page.query_params["after"] == str(row_of(store, ordered, UNKNOWN))
    assert page.selectbox(key="after-4").value == "unknown (never seen)"
    assert "Track Z99 is not among the 8 items of item." in html(page)


def test_in_a_list_of_all_items_a_part_that_one_name_alone_holds_is_that_name(
    visit, store, ordered
):
    names = store.content(store.runs.get(ordered)).entries(0).names
    for part, name in (("BREA", "bread"), ("unk", "unknown (never seen)")):
        held, said = typed(visit, store, ordered, part)
        assert held == str(names.index(name))
        assert "is not among" not in said


def test_a_name_that_differs_by_capitals_or_outer_blanks_is_that_item(
    visit, store, ordered, long_list
):
    names = store.content(store.runs.get(ordered)).entries(0).names
    assert visit(run=ordered, view=VIEW).selectbox(key="after-4").proto.accept_new_options
    for name in ("Bread", " bread "):
        held, said = typed(visit, store, ordered, name)
        assert held == str(names.index("bread"))
        assert "is not among" not in said


def test_all_boxes_that_hold_what_was_never_seen_are_named_with_what_was_meant(
    visit, ordered, long_list
):
    page = visit(run=ordered, view=VIEW, after="")
    type_into(page, 1, "butter milk shake")
    type_into(page, 3, "bred")
    assert "butter milk shake and bred are not among the 8 items of item. Did you mean bread?" in (
        html(page)
    )
    page.selectbox(key="after-3").select("tea").run()
    assert "butter milk shake is not among the 8 items" in html(page)
    page.button(key="after-clear").click().run()
    assert "not among" not in html(page)


def test_what_was_meant_is_looked_for_once_when_it_is_typed(visit, ordered, long_list, monkeypatch):
    looked_for = []
    alike = spelling.alike
    monkeypatch.setattr(
        spelling, "alike", lambda typed, names: looked_for.append(typed) or alike(typed, names)
    )
    page = visit(run=ordered, view=VIEW, after="")
    type_into(page, 3, "bred")
    type_into(page, 4, "te")
    page.run()
    assert "bred and te are not among the 8 items of item. Did you mean bread" in html(page)
    assert looked_for == ["bred", "te"]


def test_what_was_typed_in_one_run_is_unknown_in_another_with_the_same_address(
    visit, ordered, of_the_last, long_list
):
    page = visit(run=ordered, view=VIEW, after="")
    type_into(page, 4, "pear")
    assert "pear is not among" in html(page)
    page.query_params["run"] = of_the_last
    page.run()
    assert not page.exception
    assert "is not among" not in html(page)
    page.selectbox(key="after-0").select("tea").run()
    assert not page.exception


def test_a_name_that_may_be_rare_takes_the_row_of_rare_ones_and_is_not_said_to_be_absent(
    visit, store, with_rare, long_list
):
    held, said = typed(visit, store, with_rare, "once 6")
    assert held == str(row_of(store, with_rare, RARE))
    assert "once 6 is not among the 8 items of item." in said
    assert (
        "What was seen fewer than 10 times takes the row “rare (20 values)”, which stands in. For"
        " what was never seen, choose “unknown (never seen)”."
    ) in said
    held, said = typed(visit, store, with_rare, "unknown (never seen)")
    assert held == str(row_of(store, with_rare, UNKNOWN))
    assert "is not among" not in said


def test_where_nothing_was_rare_a_name_was_never_seen_and_has_the_row_unknown(
    visit, store, ordered, long_list
):
    held, said = typed(visit, store, ordered, "pear")
    assert held == str(row_of(store, ordered, UNKNOWN))
    assert "pear is not among the 8 items of item." in said
    assert "The row “unknown (never seen)” stands in, learned from items" in said

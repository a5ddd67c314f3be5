"""The view in which a history is composed: what it shows, keeps in the address, and explains."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.records.recommender import BOTH_WAYS
from explorer.ui.run import comes_next
from tests.sequences.small_recommenders import N, recommender
from tests.ui.run.pages import html

ITEMS = 8  # of the fixture


def rankings(page):
    """The names of each ranking on the page, in order."""
    lists = re.findall(r"<ol class='next'>(.*?)</ol>", html(page), re.DOTALL)
    return [re.findall(r"class='name'><bdi>(.*?)</bdi>", each) for each in lists]


def index_of(store, run, name):
    state = store.runs.get(run)
    return store.content(state).entries(0).names.index(name)


def test_what_follows_on_a_composed_history_is_ranked_first(visit, store, ordered):
    bread = index_of(store, ordered, "bread")
    page = visit(run=ordered, view="What comes next", after=str(bread))
    assert not page.exception
    recommended, counts, popular = rankings(page)
    assert recommended[0] == counts[0] == "butter"
    assert len(popular) == ITEMS
    assert re.search(r"\d+ % from <bdi>bread</bdi>", html(page))
    assert "How often each came next, whatever came before it." in html(page)
    assert "Mean reciprocal rank of held-out next items: this list" in html(page)


def test_it_begins_with_a_real_example_and_says_what_came_next(visit, ordered):
    page = visit(run=ordered, view="What comes next")
    boxes = [box.value for box in page.selectbox if (box.key or "").startswith("after-")]
    assert len(boxes) == 5
    assert all(boxes)
    assert "In the data," in html(page)


def test_what_is_chosen_stands_in_the_address_for_everybody(visit, store, ordered):
    page = visit(run=ordered, view="What comes next", after="")
    assert "Without a history only frequency speaks" in html(page)
    page.selectbox(key="after-4").select("jam").run()
    jam = index_of(store, ordered, "jam")
    assert page.query_params["after"] == str(jam)
    assert rankings(page)[0][0] == "tea"
    other = visit(secret="cd" * 32, run=ordered, view="What comes next", after=str(jam))
    assert rankings(other) == rankings(page)


def test_an_item_never_seen_has_a_place_in_a_history_and_is_never_recommended(
    visit, store, ordered
):
    unknown = index_of(store, ordered, "unknown (never seen)")
    page = visit(run=ordered, view="What comes next", after=str(unknown))
    assert not page.exception
    assert page.selectbox(key="after-4").value == "unknown (never seen)"
    assert all("unknown (never seen)" not in ranking for ranking in rankings(page))
    assert comes_next.placed(["tea", "pear"], ["jam", "tea", "?"], 2) == [1, 2]
    assert comes_next.placed([None, "pear", "tea"], ["jam", "tea"], None) == [None, None, 1]


HISTORY = ("jam", "tea", "milk", "sugar", "bread")


@pytest.mark.parametrize("filling", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 1, 3, 0, 4)])
def test_what_is_put_into_a_box_stays_in_it_whatever_is_filled_first(
    visit, store, ordered, filling
):
    page = visit(run=ordered, view="What comes next")
    page.button(key="after-clear").click().run()
    held = [None] * 5
    for place in filling:
        held[place] = HISTORY[place]
        page.selectbox(key=f"after-{place}").select(HISTORY[place]).run()
        assert [page.selectbox(key=f"after-{i}").value for i in range(5)] == held
        in_a_row = ".".join(str(index_of(store, ordered, name)) for name in held if name)
        other = visit(run=ordered, view="What comes next", after=in_a_row)
        assert rankings(page) == rankings(other)  # gaps are skipped
    assert page.query_params["after"] == in_a_row


def test_an_address_with_gaps_gives_the_same_boxes_back(visit, store, ordered):
    model = store.content(store.runs.get(ordered)).recommender()
    for boxes in ([3, None, None, None, None], [None, 3, None, 2, None], [None] * 5, [1] * 5):
        assert comes_next.read(comes_next.written(boxes), model) == boxes
    page = visit(run=ordered, view="What comes next", after="3..2..")
    assert page.selectbox(key="after-0").value == subject_name(store, ordered, 3)
    assert page.selectbox(key="after-2").value == subject_name(store, ordered, 2)
    assert [page.selectbox(key=f"after-{i}").value for i in (1, 3, 4)] == [None] * 3


def test_there_are_no_more_boxes_than_items_that_are_looked_at(visit, store, of_the_last):
    page = visit(run=of_the_last, view="What comes next", after="3.2.1")
    boxes = [box for box in page.selectbox if (box.key or "").startswith("after-")]
    assert [box.label for box in boxes] == ["last"]
    assert boxes[0].value == subject_name(store, of_the_last, 1)
    page.button(key="after-first").click().run()
    assert not page.exception
    assert "fault of ours" not in html(page)
    assert len(rankings(page)) == 3


def subject_name(store, run, index):
    return store.content(store.runs.get(run)).entries(0).names[index]


def test_what_goes_on_stands_behind_the_last_and_moves_no_more_than_it_must(visit, store, ordered):
    tea, milk = (index_of(store, ordered, name) for name in ("tea", "milk"))
    page = visit(run=ordered, view="What comes next", after=f"{tea}....")
    page.button(key="after-first").click().run()
    assert page.query_params["after"] == f"{tea}.{milk}..."
    assert comes_next.followed([1, 2, 3, 4, 5], 6) == [2, 3, 4, 5, 6]
    assert comes_next.followed([None] * 5, 6) == [None, None, None, None, 6]


def test_the_first_of_the_list_becomes_the_last_of_the_history(visit, store, ordered):
    tea, milk = (index_of(store, ordered, name) for name in ("tea", "milk"))
    page = visit(run=ordered, view="What comes next", after=str(tea))
    page.button(key="after-first").click().run()
    assert page.query_params["after"] == f"{tea}.{milk}"
    page.button(key="after-clear").click().run()
    assert page.query_params["after"] == ""


@pytest.mark.parametrize("wrong", ["abc", "99999", "-1", "1" * 40, "<b>", "3..x.2"])
def test_an_address_with_items_that_are_none_leaves_them_out(visit, ordered, wrong):
    page = visit(run=ordered, view="What comes next", after=wrong)
    assert not page.exception
    assert len(rankings(page)) == 3


def test_names_reach_the_page_as_text_only(visit, store, ordered):
    salt = index_of(store, ordered, "<b>salt</b>")
    page = visit(run=ordered, view="What comes next", after=str(salt))
    assert "<b>salt</b>" not in html(page)
    assert "&lt;b&gt;salt&lt;/b&gt;" in html(page)


def test_runs_of_other_objectives_have_no_such_view(visit, run):
    page = visit(run=run, view="What comes next")
    assert "What comes next" not in [tab.label for tab in page.tabs]


def test_history_is_counted_from_its_end(store, ordered):
    model = store.content(store.runs.get(ordered)).recommender()
    assert comes_next.as_history(model, [1, 2, 3]).tolist() == [3, 2, 1, model.n, model.n]
    assert comes_next.read("1.2.3.4.5.6.7", model) == [3, 4, 5, 6, 7]
    assert comes_next.read("1.2", model) == [None, None, None, 1, 2]


def test_of_many_items_it_is_told_how_often_the_first_ten_hold_what_came():
    ways = ("recommended", "network", "counts", "popularity")
    verdict = SimpleNamespace(ranking=dict.fromkeys(ways, (0.5, 0.25)))
    subject = SimpleNamespace(state=SimpleNamespace(verdict=verdict))
    said = comes_next.measured(subject, SimpleNamespace(candidate=np.ones(11, bool)))
    assert said == (
        "Of held-out next items, the first ten hold: this list 50 %, the network alone 50 %, the"
        " counts 50 %, popularity 50 %."
    )


@pytest.mark.parametrize(("layout", "one"), [("long", "sequence"), ("cell", "basket")])
def test_that_nothing_is_repeated_is_said_of_what_the_file_holds(layout, one):
    subject = SimpleNamespace(state=SimpleNamespace(spec=SimpleNamespace(layout=layout)))
    said = comes_next.explained(subject, recommender(repeats=False), [0], np.ones(N))
    assert said.endswith(f"No item comes twice in a {one} here, so none is repeated.")
    assert "30 % counts of what followed on each item" in said
    assert "order" not in said


def test_where_order_tells_little_it_is_said_that_both_directions_were_learned():
    subject = SimpleNamespace(state=SimpleNamespace(spec=SimpleNamespace(layout="long")))
    said = comes_next.explained(subject, recommender(both_ways=True), [0], np.ones(N))
    assert "30 % counts of what came after each item or before it" in said
    assert said.endswith(BOTH_WAYS)


def test_boxes_are_given_anew_what_the_first_run_may_never_have_brought(visit, store, ordered):
    """The run that brings the owner's secret overtakes it, so the browser may have nothing yet."""
    page = visit(run=ordered, view="What comes next", after="3")
    for _ in range(2):
        page.run()
        (box,) = [each for each in page.selectbox if each.key == "after-4"]
        assert box.proto.set_value
        assert box.value


@pytest.mark.parametrize(
    ("sharpness", "said"),
    [(1.0, "as sure as held-out"), (2.0, "surer (to the power 2)"), (0.5, "less sure (to the")],
)
def test_what_makes_the_list_differ_from_the_mean_of_both_is_said(sharpness, said):
    model = replace(recommender(), sharpness=sharpness)
    subject = SimpleNamespace(state=SimpleNamespace(spec=SimpleNamespace(layout="long")))
    assert said in comes_next.explained(subject, model, [1], np.zeros(N))

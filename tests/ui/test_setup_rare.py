"""Set up where items are counted: which are rare, how many are learned, how many are too many."""

from __future__ import annotations

import random
from dataclasses import replace

import pyarrow as pa
import pytest

from explorer.data import goals
from explorer.data.defaults import settle
from explorer.data.shape import find_shapes
from explorer.learning.objectives import build
from explorer.records.dims import dim_of
from explorer.runs import looking
from explorer.runs.coloring import open_dataset
from explorer.runs.preparation import prepare
from explorer.ui.setup import draft, recipe
from tests.ui.orders import BASKETS, CELLS, DISHES, LONG, STEPS
from tests.ui.test_setup_page import submitted

SEEN = {dish: sum(basket.count(dish) for basket in BASKETS) for dish in DISHES}


def next_of(page, dataset_id, least):
    """What comes next, with values seen less often than `least` taken as rare."""
    page.pills(key=f"setup-{dataset_id}--objective-sequences").set_value("next-item")
    page.number_input(key=f"setup-{dataset_id}--min_count").set_value(least).run()
    assert not page.exception


def test_rare_items_are_one_in_the_numbers_told(visit, uploaded, said, store):
    dataset_id = uploaded("shop.csv", STEPS.encode())
    page = visit(data=dataset_id)
    often = sorted(SEEN.values())[-3]  # times that the third most frequent dish is there
    n = sum(times >= often for times in SEEN.values()) + 1
    next_of(page, dataset_id, often)
    assert f"need {5 * n} inputs, {n} items with all rare ones as one × the last 5" in said(page)
    spec = submitted(store, page)
    (entries,) = prepare(open_dataset(store, dataset_id), spec, store.settings).entries
    assert len(entries) == n


def test_items_that_are_all_rare_cannot_be_trained(visit, uploaded, said):
    dataset_id = uploaded("shop.csv", STEPS.encode())
    page = visit(data=dataset_id)
    next_of(page, dataset_id, 1000)
    assert page.button(key="train").disabled
    assert (
        "All 10 items are rare: none occurs 1,000 times. Lower “Rare below” under Adjust."
        in said(page)
    )
    next_of(page, dataset_id, max(SEEN.values()))
    assert not page.button(key="train").disabled


def test_of_lists_rare_items_are_told_as_at_most(visit, uploaded, said):
    dataset_id = uploaded("shop.csv", CELLS.encode())
    page = visit(data=dataset_id)
    n = sum(SEEN.values())
    page.number_input(key=f"setup-{dataset_id}--min_count").set_value(n // 4).run()
    assert "One-hot would need at most 5 inputs for each item" in said(page)
    page.number_input(key=f"setup-{dataset_id}--min_count").set_value(n + 1).run()
    assert page.button(key="train").disabled


def test_items_counted_in_the_first_rows_are_told_as_at_least(visit, uploaded, said, monkeypatch):
    monkeypatch.setattr(looking, "LISTS_LOOKED", 20)
    dataset_id = uploaded("shop.csv", STEPS.encode())
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    page.selectbox(key=f"{key}-shape").set_value("wide").run()
    n_rows = STEPS.count("\n") - 1
    n = len({cell for line in STEPS.splitlines()[1:21] for cell in line.split(",")})
    assert f"Counted in the first 20 of {n_rows} rows." in said(page)
    assert f"One-hot would need at least {n} inputs for each item" in said(page)
    assert "These embeddings use at least " in said(page)
    page.number_input(key=f"{key}-min_count").set_value(2).run()
    assert "One-hot would need about " in said(page)
    monkeypatch.setattr(looking, "LISTS_LOOKED", n_rows)
    page.selectbox(key=f"{key}-shape").set_value("records").run()
    looking._counted.cache_clear()
    page.selectbox(key=f"{key}-shape").set_value("wide").run()
    assert "Counted in the first" not in said(page)
    assert "One-hot would need at most " in said(page)


def test_the_more_columns_hold_items_the_fewer_rows_are_counted(visit, uploaded, said, monkeypatch):
    monkeypatch.setattr(looking, "CELLS_LOOKED", 48)
    dataset_id = uploaded("shop.csv", STEPS.encode())
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    page.selectbox(key=f"{key}-shape").set_value("wide").run()
    page.multiselect(key=f"{key}-wide-columns").set_value([2, 3]).run()
    assert "Counted in the first 24 of " in said(page)
    page.multiselect(key=f"{key}-wide-columns").set_value([0, 1, 2, 3]).run()
    assert "Counted in the first 12 of " in said(page)


def test_the_epochs_told_of_what_comes_next_are_those_of_its_run(uploaded, store):
    chance = random.Random(5)
    walks = "".join(f"{i // 10},{i},{chance.choice(DISHES)}\n" for i in range(6000))
    dataset_id = uploaded("shop.csv", f"user,position,product\n{walks}".encode())
    summary = store.datasets.get(dataset_id).summary
    shape = next(each for each in summary.shapes if each.kind == "sequences")
    plan = draft.plan(summary.profiles, recipe.Goal("next-item", shape=shape), (), {})
    prepared = prepare(open_dataset(store, dataset_id), plan.asked, store.settings)
    model = build(prepared.dataset, prepared.spec, prepared.settled)
    trained = settle(prepared.spec, 6000, plan.sizes, n_train=model.n_train)
    assert plan.settled.epochs == trained.epochs
    assert plan.settled.steps_per_epoch == trained.steps_per_epoch


def test_more_items_than_can_be_learned_are_told_with_what_helps(visit, uploaded, said, store):
    object.__setattr__(store.settings, "max_categories", 9)
    page = visit(data=uploaded("shop.csv", LONG.encode()))
    assert "product has 10 categories; at most 9 can be learned here." in said(page)
    assert "Raise “Rare below” under Adjust" in said(page)
    assert "Leave the column out" not in said(page)


SINGLES = "maker,fuel,color\n" + "".join(
    f"{'once' + str(i) if i < 40 else 'abcdefgh'[i % 8]},{'pd'[i * i % 3 % 2]},{'rgb'[i % 3]}\n"
    for i in range(240)
)


def test_dimensions_follow_what_is_left_once_rare_values_are_one(visit, uploaded, store):
    dataset_id = uploaded("sing.csv", SINGLES.encode())
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"

    def shown() -> list[int]:
        return page.data_editor[0].value["dimensions"].tolist()

    assert shown()[0] == dim_of("masked", 48)
    page.number_input(key=f"{key}-min_count").set_value(6).run()
    dims = shown()
    assert dims[0] == dim_of("masked", 9)
    spec = submitted(store, page)
    prepared = prepare(open_dataset(store, dataset_id), spec, store.settings)
    assert [column.dim for column in prepared.columns] == dims
    assert [column.dim for column in prepared.spec.columns] == dims
    unsaid = replace(spec, columns=())  # as the command line has it: the proposed columns
    of_proposed = prepare(open_dataset(store, dataset_id), unsaid, store.settings)
    assert [column.dim for column in of_proposed.columns] == dims


def test_rare_values_are_no_categories_and_the_reason_says_how_many_share_a_place(visit, uploaded):
    dataset_id = uploaded("sing.csv", SINGLES.encode())
    page = visit(data=dataset_id)

    def shown() -> tuple[int, str]:
        table = page.data_editor[0].value
        return table["categories"][0], table["why"][0]

    assert shown()[0] == 48
    assert "share one place" not in shown()[1]
    page.number_input(key=f"setup-{dataset_id}--min_count").set_value(2).run()
    assert shown()[0] == 8
    assert "; 40 values seen once share one place" in shown()[1]
    page.number_input(key=f"setup-{dataset_id}--min_count").set_value(6).run()
    assert "; 40 values seen fewer than 6 times share one place" in shown()[1]


def test_one_look_at_the_rows_tells_what_is_rare_in_every_column(visit, uploaded, monkeypatch):
    dataset_id = uploaded("sing.csv", SINGLES.encode())
    page = visit(data=dataset_id)
    opened = []
    memory_map = pa.memory_map
    monkeypatch.setattr(pa, "memory_map", lambda path: [opened.append(path), memory_map(path)][1])
    for least in (6, 3, 6):
        page.number_input(key=f"setup-{dataset_id}--min_count").set_value(least).run()
        assert not page.exception
    assert len(opened) == 2


@pytest.mark.parametrize("text", [LONG, CELLS])
def test_dimensions_of_items_follow_what_is_left_too(uploaded, store, text):
    table = open_dataset(store, uploaded("shop.csv", text.encode()))
    often = sorted(SEEN.values())[-3]
    spec = replace(goals.proposed_spec(find_shapes(table)), min_count=often)
    prepared = prepare(table, spec, store.settings)
    left = sum(times >= often for times in SEEN.values()) + 1
    assert [column.dim for column in prepared.columns] == [dim_of("cooccurrence", left)]

"""What is chosen on Set up: it reaches the recipe, or is refused."""

from __future__ import annotations

import re

import pytest

from explorer.errors import SpecError
from explorer.learning.training import train as train_events
from explorer.records.spec import ColumnSpec
from explorer.runs.coloring import open_dataset
from explorer.runs.preparation import prepare
from explorer.ui.setup import draft
from explorer.ui.setup.recipe import Goal
from tests.ui.test_setup_page import FRUIT, KINDS, columns_key, submitted, train


def test_choices_in_the_columns_table_reach_the_recipe(visit, uploaded, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    page.session_state[columns_key(dataset_id)] = {
        "edited_rows": {0: {"dimensions": 5}, 1: {"learn": False}, 3: {"kind": "category"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    page.run()
    spec = submitted(store, page)
    assert [(column.name, column.dim) for column in spec.columns] == [
        ("kind", 5),
        ("taste", None),
        ("weight", None),
    ]
    assert [column.kind for column in spec.columns] == [None, None, "category"]


def test_a_changed_kind_stays_an_edit_and_takes_the_dimensions_along(visit, uploaded, store):
    rows = "\n".join(f"{'abc'[i % 3]},{i % 40}" for i in range(120))
    dataset_id = uploaded("weights.csv", f"fruit,weight\n{rows}\n".encode())
    page = visit(data=dataset_id)
    before = page.data_editor[0].value
    assert before["dimensions"].tolist()[1] == 4
    assert before["categories"].tolist()[1] == 10, "the ranges that are learned"
    assert before["why"].tolist()[1].startswith("numbers, cut into 10 ranges")
    page.session_state[columns_key(dataset_id)] = {
        "edited_rows": {1: {"kind": "category"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    page.run()
    given = page.data_editor[0].value  # the edit not applied; one it held already, it would lose
    assert given["kind"].tolist()[1] == "number in ranges"
    assert given["dimensions"].tolist()[1] == 10
    assert given["categories"].tolist()[1] == 40
    assert given["why"].tolist()[1].startswith("numbers, each taken as a category")
    again = visit(data=dataset_id).data_editor[0].value
    assert again["kind"].tolist()[1] == "category"
    assert again["why"].tolist()[1].startswith("numbers, each taken as a category")
    assert submitted(store, page).columns[1] == ColumnSpec("weight", kind="category")


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        ({0: {"dimensions": 9999}}, "kind asks for 10,000 dimensions."),
        ({1: {"kind": "number in ranges"}}, "'color' cannot be cut into ranges"),
        ({0: {"kind": "rm -rf"}}, "kind has the kind 'rm -rf'."),
        (
            {0: {"learn": False}, 1: {"learn": False}, 2: {"learn": False}, 3: {"learn": False}},
            "Choose at least two columns",
        ),
    ],
)
def test_a_choice_that_cannot_be_is_refused_beside_the_button(
    visit, uploaded, said, edit, sentence
):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    page.session_state[columns_key(dataset_id)] = {
        "edited_rows": edit,
        "added_rows": [],
        "deleted_rows": [],
    }
    page.run()
    assert not page.exception
    assert sentence in said(page)
    assert train(page).disabled


def test_a_setting_out_of_its_bounds_is_refused_in_python_too(uploaded, store):
    profiles = store.datasets.get(uploaded("fruit.csv", FRUIT)).summary.profiles
    columns = (ColumnSpec("kind"), ColumnSpec("color"))
    with pytest.raises(SpecError, match="epochs is -3"):
        draft.plan(profiles, Goal("masked"), columns, {"epochs": -3})


def test_predicting_takes_the_last_column_as_a_number_and_never_as_an_input(visit, uploaded, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    page.pills(key=f"setup-{dataset_id}--objective").set_value("predict").run()
    spec = submitted(store, page)
    assert spec.objective == "predict"
    assert spec.target == "weight"
    assert spec.target_kind == "number"
    assert "weight" not in [column.name for column in spec.columns]


def test_rows_without_what_is_predicted_are_said_to_be_left_out_before_train(
    visit, uploaded, said, store
):
    rows = ["quince,red,sweet,", "medlar,red,sour,", *[",".join(row) for row in KINDS * 20]]
    dataset_id = uploaded("fruit.csv", "\n".join(["kind,color,taste,weight", *rows]).encode())
    page = visit(data=dataset_id)
    assert "are left out" not in said(page)
    page.pills(key=f"setup-{dataset_id}--objective").set_value("predict").run()
    sentence = (
        "2 rows without 'weight' are left out, and with them any value that stands nowhere else."
    )
    assert f"{sentence} Fill them in if they should count." in said(page)
    told = re.search(r"would need at most (\d+) inputs", said(page))
    assert told is not None, "quince and medlar are not learned"
    spec = submitted(store, page)
    prepared = prepare(open_dataset(store, dataset_id), spec, store.settings)
    assert prepared.dataset.n_rows == len(rows) - 2
    assert sum(map(len, prepared.entries)) == int(told[1]) - 2


def test_dates_are_predicted_as_numbers_unless_they_shall_be_categories(
    visit, uploaded, said, store
):
    rows = [
        f"{row[0]},{row[1]},2021-{1 + i % 10:02}-{1 + i % 12:02}"
        for i, row in enumerate(KINDS * 40)
    ]
    dataset_id = uploaded("fruit.csv", "\n".join(["kind,color,picked", *rows]).encode())
    page = visit(data=dataset_id)
    page.pills(key=f"setup-{dataset_id}--objective").set_value("predict").run()
    page.selectbox(key=f"setup-{dataset_id}--target").set_value("picked").run()
    assert "Dates are counted from the earliest on, such as in days" in said(page)
    assert submitted(store, page).target_kind == "number"
    page = visit(data=dataset_id)
    page.pills(key=f"setup-{dataset_id}--objective").set_value("predict").run()
    page.selectbox(key=f"setup-{dataset_id}--target").set_value("picked").run()
    page.segmented_control(key=f"setup-{dataset_id}--target-kind-2").set_value("class").run()
    assert "Every date or time is a category of its own" in said(page)
    assert submitted(store, page).target_kind == "class"


def test_a_copy_of_what_is_predicted_is_told_before_train(visit, uploaded, said):
    rows = [",".join([*row, row[1].upper()]) for row in KINDS * 20]
    dataset_id = uploaded("fruit.csv", "\n".join(["kind,color,taste,weight,code", *rows]).encode())
    page = visit(data=dataset_id)
    assert "in every row. Leave it out" not in said(page)
    page.pills(key=f"setup-{dataset_id}--objective").set_value("predict").run()
    page.selectbox(key=f"setup-{dataset_id}--target").set_value("code").run()
    told = "'color' tells 'code' in every row. Leave it out to learn from the others."
    assert told in said(page)


def test_settings_under_adjust_reach_the_recipe_and_empty_ones_stay_open(visit, uploaded, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    page.number_input(key=f"{key}-epochs").set_value(7)
    page.number_input(key=f"{key}-seed").set_value(42)
    page.slider(key=f"{key}-holdout").set_value(20)
    page.run()
    spec = submitted(store, page)
    assert (spec.epochs, spec.seed, spec.holdout) == (7, 42, 0.2)
    assert (spec.batch_size, spec.learning_rate, spec.hidden) == (None, None, None)


def test_an_empty_setting_shows_what_is_trained_with_beside_the_others(visit, uploaded, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    fields = {name: f"setup-{dataset_id}--{name}" for name in ("epochs", "batch_size")}
    before = page.number_input(key=fields["epochs"]).placeholder
    page.number_input(key=fields["batch_size"]).set_value(10).run()
    shown = page.number_input(key=fields["epochs"]).placeholder
    assert shown != before
    page.number_input(key=fields["epochs"]).set_value(3).run()
    assert page.number_input(key=fields["epochs"]).placeholder == shown
    page.number_input(key=fields["epochs"]).set_value(None).run()
    run = submitted(store, page)
    profiles = store.datasets.get(dataset_id).summary.profiles
    plan = draft.plan(profiles, Goal("masked"), run.columns, {"batch_size": 10})
    assert shown == str(plan.settled.epochs)


@pytest.mark.parametrize(
    ("objective", "target", "n_rows"),
    [("autoencoder", None, 90), ("autoencoder", None, 100), ("predict", "taste", 75)],
)
def test_the_plan_of_a_small_table_is_that_of_its_training(
    uploaded, store, objective, target, n_rows
):
    rows = [",".join(row) for row in (KINDS * 20)[:n_rows]]
    dataset_id = uploaded("fruit.csv", "\n".join(["kind,color,taste,weight", *rows]).encode())
    profiles = store.datasets.get(dataset_id).summary.profiles
    columns = tuple(ColumnSpec(name) for name in ("kind", "color"))
    plan = draft.plan(profiles, Goal(objective, target), columns, {})
    table = open_dataset(store, dataset_id)
    prepared = prepare(table, plan.asked, store.settings)
    trained = next(train_events(prepared.dataset, prepared.spec))
    assert plan.settled.total_steps == trained.total_steps
    assert plan.settled.epochs == trained.total_epochs


def test_settings_that_are_refused_together_leave_the_defaults_in_sight(visit, uploaded, said):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    before = page.number_input(key=f"{key}-epochs").placeholder
    page.number_input(key=f"{key}-min_count").set_value(1000).run()
    assert "Lower “Rare below” under Adjust" in said(page)
    assert page.number_input(key=f"{key}-epochs").placeholder == before

"""What is chosen on Set up: it reaches the recipe, survives a reload, or is refused."""

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


def test_choices_survive_a_reload_and_belong_to_the_way_in(visit, uploaded, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    page.number_input(key=f"{key}-epochs").set_value(7)
    page.session_state[columns_key(dataset_id)] = {
        "edited_rows": {1: {"learn": False}, 2: {"dimensions": 6}},
        "added_rows": [],
        "deleted_rows": [],
    }
    page.run()
    again = visit(data=dataset_id)
    assert again.number_input(key=f"{key}-epochs").value == 7
    shown = again.data_editor[0].value
    assert shown["learn"].tolist()[:3] == [True, False, True]
    assert shown["dimensions"].tolist()[2] == 6
    assert shown["why"].tolist()[1].startswith("left out by you · ")
    spec = submitted(store, again)
    assert spec.epochs == 7
    assert ColumnSpec("taste", 6) in spec.columns
    assert "color" not in [column.name for column in spec.columns]


def test_an_emptied_number_stays_empty_while_another_setting_hides_it(visit, uploaded, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    page.number_input(key=f"{key}-epochs").set_value(7).run()
    again = visit(data=dataset_id)
    again.number_input(key=f"{key}-epochs").set_value(None).run()
    again.selectbox(key=f"{key}-time-budget").set_value(60.0).run()
    again.selectbox(key=f"{key}-time-budget").set_value(0.0).run()
    assert again.number_input(key=f"{key}-epochs").value is None
    assert submitted(store, again).epochs is None


@pytest.mark.parametrize(
    ("edit", "rare", "sentence"),
    [
        ({i: {"learn": False} for i in (1, 2, 3)}, None, "Choose at least two columns"),
        ({1: {"kind": "number in ranges"}}, None, "'color' cannot be cut into ranges"),
        ({1: {"learn": False}}, 1000, "Lower “Rare below” under Adjust"),
    ],
)
def test_choices_that_cannot_be_trained_survive_a_reload_too(
    visit, uploaded, said, edit, rare, sentence
):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    page.number_input(key=f"{key}-epochs").set_value(7)
    page.number_input(key=f"{key}-min_count").set_value(rare)
    page.session_state[columns_key(dataset_id)] = {
        "edited_rows": edit,
        "added_rows": [],
        "deleted_rows": [],
    }
    page.run()
    assert sentence in said(page)
    again = visit(data=dataset_id)
    assert sentence in said(again)
    assert again.number_input(key=f"{key}-epochs").value == 7
    assert again.number_input(key=f"{key}-min_count").value == rare
    shown = again.data_editor[0].value
    for line, cells in edit.items():
        for name, value in cells.items():
            assert shown[name].tolist()[line] == value


def test_choices_survive_a_visit_to_another_page(visit, uploaded, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    page.session_state[columns_key(dataset_id)] = {
        "edited_rows": {1: {"learn": False}},
        "added_rows": [],
        "deleted_rows": [],
    }
    page.run()
    train(page).click().run()
    assert "run" in page.query_params
    del page.query_params["run"]
    page.query_params["data"] = dataset_id
    page.run()
    assert page.data_editor[0].value["learn"].tolist()[:3] == [True, False, True]
    page.run()
    (kept,) = store.drafts.get(dataset_id, "")
    assert "color" not in [column.name for column in kept.columns]


def test_another_objective_chosen_survives_a_reload(visit, uploaded):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    page.pills(key=f"{key}-objective").set_value("predict").run()
    page.selectbox(key=f"{key}-target").set_value("taste").run()
    again = visit(data=dataset_id)
    assert again.pills(key=f"{key}-objective").value == "predict"
    assert again.selectbox(key=f"{key}-target").value == "taste"


def test_a_page_that_was_only_looked_at_keeps_nothing(visit, uploaded, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    visit(data=dataset_id).run()
    assert store.drafts.get(dataset_id, "") == ()


def edit(page, dataset_id, rows):
    page.session_state[columns_key(dataset_id)] = {
        "edited_rows": rows,
        "added_rows": [],
        "deleted_rows": [],
    }
    page.run()


def inputs(store, page):
    return {column.name: column for column in submitted(store, page).columns}


def test_what_is_chosen_of_a_column_holds_for_every_objective_and_survives_a_reload(
    visit, uploaded, store
):
    dataset_id = uploaded("fruit.csv", FRUIT)
    objective = f"setup-{dataset_id}--objective"
    page = visit(data=dataset_id)
    edit(page, dataset_id, {0: {"dimensions": 5}, 1: {"learn": False}, 3: {"kind": "category"}})
    page.pills(key=objective).set_value("predict").run()
    page.selectbox(key=f"setup-{dataset_id}--target").set_value("taste").run()
    again = visit(data=dataset_id)
    assert again.data_editor[0].value["learn"].tolist() == [True, False, False, True]
    assert again.data_editor[0].value["why"].tolist()[2].startswith("what is predicted")
    again.pills(key=objective).set_value("masked").run()
    assert again.data_editor[0].value["learn"].tolist() == [True, False, True, True], "no target"
    again.pills(key=objective).set_value("autoencoder").run()
    assert inputs(store, again) == {
        "kind": ColumnSpec("kind", 5),
        "taste": ColumnSpec("taste"),
        "weight": ColumnSpec("weight", kind="category"),
    }


def test_a_column_ticked_again_while_another_objective_is_shown_stays_so(visit, uploaded):
    dataset_id = uploaded("fruit.csv", FRUIT)
    objective = f"setup-{dataset_id}--objective"
    page = visit(data=dataset_id)
    edit(page, dataset_id, {1: {"learn": False}})
    page.pills(key=objective).set_value("autoencoder").run()
    assert not page.data_editor[0].value["learn"].tolist()[1]
    edit(page, dataset_id, {1: {"learn": True}})
    again = visit(data=dataset_id)
    again.pills(key=objective).set_value("masked").run()
    assert again.data_editor[0].value["learn"].tolist() == [True] * 4


def with_names():
    """The fruit, each row with a name of its own before it."""
    rows = [",".join([f"fruit {'abcdefghij'[i % 10]}{i}", *row]) for i, row in enumerate(KINDS)]
    return "\n".join(["name,kind,color,taste,g", *rows]).encode()


def test_names_of_rows_taken_out_stay_out_after_an_objective_that_never_learns_them(
    visit, uploaded
):
    dataset_id = uploaded("named.csv", with_names())
    objective = f"setup-{dataset_id}--objective"
    page = visit(data=dataset_id)
    assert page.data_editor[0].value["learn"].tolist()[0]
    edit(page, dataset_id, {0: {"learn": False}})
    page.pills(key=objective).set_value("predict").run()
    again = visit(data=dataset_id)
    again.pills(key=objective).set_value("masked").run()
    assert not again.data_editor[0].value["learn"].tolist()[0]


def test_what_the_browser_forgets_under_another_objective_is_still_taken_out_on_the_way_back(
    visit, uploaded
):
    dataset_id = uploaded("named.csv", with_names())
    objective = f"setup-{dataset_id}--objective"
    page = visit(data=dataset_id)
    edit(page, dataset_id, {0: {"learn": False}, 4: {"learn": False}})
    page.pills(key=objective).set_value("predict").run()
    assert page.selectbox(key=f"setup-{dataset_id}--target").value == "g"
    edit(page, dataset_id, {})  # neither is ticked in the table of this objective
    page.pills(key=objective).set_value("masked").run()
    assert page.data_editor[0].value["learn"].tolist() == [False, True, True, True, False]


def test_a_column_of_names_ticked_for_one_objective_is_no_input_where_it_teaches_nothing(
    visit, uploaded
):
    rows = [f"n{i}x,{kind},{taste}" for i, (kind, _, taste, _) in enumerate(KINDS)]
    dataset_id = uploaded("named.csv", "\n".join(["name,kind,taste", *rows]).encode())
    objective = f"setup-{dataset_id}--objective"
    page = visit(data=dataset_id)
    assert not page.data_editor[0].value["learn"].tolist()[0]
    edit(page, dataset_id, {0: {"learn": True}})
    again = visit(data=dataset_id)
    assert again.data_editor[0].value["learn"].tolist()[0]
    again.pills(key=objective).set_value("autoencoder").run()
    assert not again.data_editor[0].value["learn"].tolist()[0]


def test_what_belongs_to_an_objective_survives_a_reload_under_another(visit, uploaded, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    key = f"setup-{dataset_id}-"
    page = visit(data=dataset_id)
    page.number_input(key=f"{key}-counts").set_value(2.5).run()
    page.pills(key=f"{key}-objective").set_value("cooccurrence").run()
    page.segmented_control(key=f"{key}-method").set_value("spectral").run()
    page.pills(key=f"{key}-objective").set_value("predict").run()
    page.selectbox(key=f"{key}-target").set_value("color").run()
    page.pills(key=f"{key}-objective").set_value("autoencoder").run()
    again = visit(data=dataset_id)
    assert again.pills(key=f"{key}-objective").value == "autoencoder"
    again.pills(key=f"{key}-objective").set_value("cooccurrence").run()
    assert again.segmented_control(key=f"{key}-method").value == "spectral"
    again.pills(key=f"{key}-objective").set_value("masked").run()
    assert again.number_input(key=f"{key}-counts").value == 2.5
    again.pills(key=f"{key}-objective").set_value("predict").run()
    assert again.selectbox(key=f"{key}-target").value == "color"


def test_columns_of_items_survive_a_reload_while_each_row_is_one_thing(visit, uploaded):
    dataset_id = uploaded("fruit.csv", FRUIT)
    key = f"setup-{dataset_id}-"
    page = visit(data=dataset_id)
    page.selectbox(key=f"{key}-shape").set_value("wide").run()
    page.multiselect(key=f"{key}-wide-columns").set_value([1, 2]).run()
    page.selectbox(key=f"{key}-shape").set_value("records").run()
    again = visit(data=dataset_id)
    assert again.selectbox(key=f"{key}-shape").value == "records"
    again.selectbox(key=f"{key}-shape").set_value("wide").run()
    assert again.multiselect(key=f"{key}-wide-columns").value == [1, 2]

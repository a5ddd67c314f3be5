"""What is chosen on Set up outlives a reload, and holds for other objectives."""

from __future__ import annotations

import pytest

from explorer.records.spec import ColumnSpec
from tests.ui.test_setup_page import FRUIT, KINDS, columns_key, submitted, train


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

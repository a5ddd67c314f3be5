"""Set up as a person meets it."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from explorer.data.samples import sample
from explorer.errors import SpecError
from explorer.learning.training import train as train_events
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.table import ReadOptions
from explorer.runs.coloring import join_labels, open_dataset
from explorer.runs.preparation import prepare
from explorer.runs.schema import connect
from explorer.ui.setup import draft
from explorer.ui.setup.recipe import Goal

OWNER, STRANGER = "ab" * 32, "cd" * 32
KINDS = [
    ("apple", "red", "sweet", "1.5"),
    ("apple", "green", "sour", "2.5"),
    ("lemon", "yellow", "sour", "3.25"),
    ("plum", "blue", "sweet", "4.5"),
    ("plum", "red", "sweet", "5.75"),
    ("lemon", "green", "sour", "6.5"),
]
FRUIT = "\n".join(["kind,color,taste,weight", *(",".join(row) for row in KINDS * 20)]).encode()


def train(page):
    return page.button(key="train")


def columns_key(dataset_id, from_run=""):
    return f"setup-{dataset_id}-{from_run}-columns"


def submitted(store, page) -> TrainingSpec:
    """The recipe of the run that the page's Train led to."""
    train(page).click().run()
    assert not page.exception
    return store.runs.get(str(page.query_params["run"])).spec


def test_a_file_that_was_read_can_be_trained_with_one_click(visit, uploaded, said, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    assert "fruit.csv" in said(page)
    assert "120 rows · 4 columns · comma" in said(page)
    assert not train(page).disabled
    assert re.search(r"One-hot would need \d+ inputs, \d+ % of them zero in every row", said(page))
    spec = submitted(store, page)
    assert [column.name for column in spec.columns][:3] == ["kind", "color", "taste"]
    assert "data" not in page.query_params


def test_repairs_are_counted_beside_the_title(visit, uploaded, said):
    ragged = FRUIT + b"apple,red,sweet,1.5,more\nplum,blue\n"
    assert "2 repairs" in said(visit(data=uploaded("ragged.csv", ragged)))
    assert "nothing to repair" in said(visit(data=uploaded("fruit.csv", FRUIT)))


def test_a_file_of_one_column_says_so_in_the_singular(visit, uploaded, said):
    page = visit(data=uploaded("one.csv", b"id\n" + b"".join(b"a%d\n" % i for i in range(60))))
    assert "0 of 1 column is chosen." in said(page)
    assert train(page).disabled


def test_columns_of_which_nothing_can_be_learned_are_not_called_learned(visit, uploaded, said):
    baskets = b"user,item\n" + b"".join(b"u%d,%c\n" % (i, 97 + i % 5) for i in range(60))
    page = visit(data=uploaded("shop.csv", baskets))
    assert train(page).disabled
    assert "1 of 2 columns is chosen: item." in said(page)
    assert "Choose a file with at least two columns whose values repeat." in said(page)


def test_one_column_that_another_reading_would_part_says_which(visit, uploaded, said):
    bars = "".join(f"{a}|{b}|{c}\n" for a, b, c, _ in KINDS * 20).encode()
    content = b"kind|color|taste\n" + bars
    dataset_id = uploaded("fruit.csv", content, options=ReadOptions(delimiter=","))
    page = visit(data=dataset_id)
    assert (
        "The file has only one column, 'kind|color|taste'. Its first lines hold pipes: choose the "
        "delimiter pipe under Change reading."
    ) in said(page)


def test_a_note_on_the_first_sheet_names_the_sheets_behind_it(visit, uploaded, said):
    workbook = openpyxl.Workbook()
    workbook.active.title = "Notes"
    for text in ("About this file", "Counted in May", "By hand"):
        workbook.active.append([text])
    for row in [("kind", "color"), *[each[:2] for each in KINDS * 9]]:
        (workbook["Fruit"] if "Fruit" in workbook else workbook.create_sheet("Fruit")).append(row)
    content = io.BytesIO()
    workbook.save(content)
    page = visit(data=uploaded("fruit.xlsx", content.getvalue()))
    assert "Only sheet Notes was read. Choose Fruit under Change reading." in said(page)


def test_the_one_hot_sentence_counts_these_very_columns(visit, uploaded, said):
    page = visit(data=uploaded("fruit.csv", FRUIT))
    # 3 kinds, 4 colors, 2 tastes; weight has 6 distinct values, so 6 ranges at most
    assert "One-hot would need 15 inputs, 73 % of them zero in every row." in said(page)
    assert "These embeddings use 8 numbers." in said(page)


def test_rare_values_are_one_in_the_numbers_told(visit, uploaded, said, store):
    more = "\n".join(f"{kind},{color},sweet,1" for kind, color in [("fig", "blue"), ("nut", "red")])
    dataset_id = uploaded("fruit.csv", FRUIT + b"\n" + more.encode())
    page = visit(data=dataset_id)
    least = page.number_input(key=f"setup-{dataset_id}--min_count")
    least.set_value(2).run()
    # 3 kinds and all rare ones, 4 colors, 2 tastes; of ranges it is not known
    assert "One-hot would need at most 17 inputs" in said(page)
    page.session_state[columns_key(dataset_id)] = {"edited_rows": {3: {"learn": False}}}
    page.run()
    assert "One-hot would need 10 inputs" in said(page)
    spec = submitted(store, page)
    prepared = prepare(open_dataset(store, dataset_id), spec, store.settings)
    assert [len(each) for each in prepared.entries] == [4, 4, 2]


def test_a_column_whose_values_are_all_rare_stops_train(visit, uploaded, said):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    page.number_input(key=f"setup-{dataset_id}--min_count").set_value(55).run()
    assert train(page).disabled
    assert (
        "All 3 values of 'kind' are rare: none stands in 55 rows. "
        "Lower “Rare below” under Adjust, or take the column out." in said(page)
    )


@pytest.mark.parametrize(("most", "is_said"), [(3, True), (4, False)])
def test_a_column_of_more_categories_than_can_be_learned_is_named_before_train(
    visit, uploaded, said, store, most, is_said
):
    object.__setattr__(store.settings, "max_categories", most)  # four colors, three kinds
    words = "\n".join(["kind,color,taste", *(",".join(row[:3]) for row in KINDS * 20)])
    page = visit(data=uploaded("fruit.csv", words.encode()))
    warned = "color has 4 categories; at most 3 can be learned here." in said(page)
    assert warned == is_said


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
    assert before["dimensions"].tolist()[1] == 3
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
    assert given["dimensions"].tolist()[1] == 6
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
    kept = store.drafts.get(dataset_id, "")
    assert kept is not None
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
    assert store.drafts.get(dataset_id, "") is None


@pytest.mark.parametrize(
    ("content", "tone", "sentence"),
    [
        (b"fruit,kin\napple,rose\nplum,rose\n", "good", "kin of kin.csv colors the map"),
        (
            b"24 12\n3 4\n5 6\n",
            "warning",
            "must hold them as they are written there. Choose another label file.",
        ),
        (
            b"fruit\napple\nplum\n",
            "warning",
            "It has no column of groups beside them to color the map by. Choose a label file with"
            " a second column, which holds their groups.",
        ),
    ],
)
def test_labels_that_cannot_color_anything_are_a_warning_and_another_file_is_offered(
    visit, uploaded, said, markup_of, store, content, tone, sentence
):
    dataset_id = uploaded("fruit.csv", FRUIT)
    store.datasets.attach_labels(dataset_id, "kin.csv", io.BytesIO(content), "ab" * 32)
    join_labels(store, dataset_id, open_dataset(store, dataset_id))
    page = visit(data=dataset_id)
    assert sentence in said(page)
    assert f"notice {tone}" in markup_of(page)
    assert ("of kin.csv color" in said(page)) == (tone == "good")
    (offered,) = [each for each in page.expander if each.label == "Use other labels"]
    assert offered.proto.expanded == (tone == "warning")


def test_a_sample_opens_with_its_recipe_and_leaves_the_answer_out(visit, uploaded, said, store):
    zoo = sample("zoo")
    dataset_id = uploaded(zoo.file, zoo.path.read_bytes(), sample="zoo", recipe=zoo.spec())
    page = visit(data=dataset_id)
    assert "Animals" in said(page)
    reasons = dict(
        zip(*(page.data_editor[0].value[name] for name in ("column", "why")), strict=True)
    )
    assert reasons["class"].startswith("left out by the sample's recipe · mammal (")
    spec = submitted(store, page)
    assert "class" not in [column.name for column in spec.columns]
    assert spec == zoo.spec()


def test_change_and_train_again_begins_with_the_recipe_of_that_run(visit, uploaded, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    first = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    first.number_input(key=f"{key}-epochs").set_value(7)
    first.session_state[columns_key(dataset_id)] = {
        "edited_rows": {1: {"learn": False}, 2: {"dimensions": 6}},
        "added_rows": [],
        "deleted_rows": [],
    }
    first.run()
    spec = submitted(store, first)
    run_id = str(first.query_params["run"])
    again = visit(data=dataset_id, **{"from": run_id})
    assert submitted(store, again) == spec


def test_the_runs_of_a_file_are_listed_and_one_click_away(visit, uploaded, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    assert "Runs of this file" not in [each.value for each in visit(data=dataset_id).subheader]
    first = visit(data=dataset_id)
    submitted(store, first)
    run_id = str(first.query_params["run"])
    page = visit(data=dataset_id)
    assert "Runs of this file" in [each.value for each in page.subheader]
    button = page.button(key=f"open-{run_id}")
    assert button.label.replace("\u2060", "").startswith("waiting in the queue · fill in the blank")
    button.click().run()
    assert page.query_params["run"] == run_id


def test_nobody_elses_rows_are_shown(visit, uploaded, said):
    dataset_id = uploaded("secret-plans.csv", FRUIT)
    page = visit(secret=STRANGER, data=dataset_id)
    assert "This file belongs to another browser" in [each.value for each in page.title]
    assert not page.dataframe
    assert "secret-plans" not in said(page)
    assert "apple" not in said(page)


def test_rows_are_forgotten_when_asked(visit, uploaded, said, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    assert re.search(r"kept until \d\d:\d\d", said(page))
    page.button(key="forget").click().run()
    assert store.datasets.get(dataset_id).forgotten
    assert "The rows of this file were deleted." in said(page)


def test_rows_that_a_run_needs_are_not_offered_to_be_forgotten(visit, uploaded, said, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    run_id = store.runs.submit(dataset_id, TrainingSpec(seed=4), OWNER)
    page = visit(data=dataset_id)
    assert "A run is still learning from fruit.csv. Stop it first" in said(page)
    store.runs.pause(run_id, OWNER)
    page = visit(data=dataset_id)
    assert "A run of fruit.csv is paused (fill in the blank, seed 4)" in said(page)
    assert "forget" not in [button.key for button in page.button]


def test_a_file_that_cannot_be_read_says_why_and_offers_two_ways_out(visit, uploaded, said):
    page = visit(data=uploaded("fruit.csv", b"\x80\x04\x95pickle"))
    assert "fruit.csv" in said(page)
    assert page.file_uploader(key="another-0")
    assert [button.label for button in page.button if button.label == "Read again"]


def test_a_file_on_its_way_says_what_happens_and_how_far_it_is(visit, uploaded, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    with connect(store.places.database) as connection:
        connection.execute(
            "UPDATE datasets SET phase='reading', progress=0.4, doing='checking lines' WHERE id=?",
            (dataset_id,),
        )
    page = visit(data=dataset_id)
    assert page.get("progress")[0].proto.value == 40
    assert "Checking lines" in page.get("progress")[0].proto.text


def test_every_value_once_cannot_be_trained_and_the_reason_stands_there(visit, uploaded, said):
    rows = "\n".join(f"{i},u{i:04x}{i * 7919:08x}" for i in range(100))
    page = visit(data=uploaded("ids.csv", f"id,uuid\n{rows}\n".encode()))
    assert train(page).disabled
    assert "each value occurs once" in said(page)


def test_three_hundred_columns_are_one_table_with_thirty_chosen(visit, uploaded, said):
    names = ",".join(f"q{i:03}" for i in range(300))
    rows = [",".join("abcd"[(i * j + j) % 4] for j in range(300)) for i in range(1, 60)]
    page = visit(data=uploaded("wide.csv", "\n".join([names, *rows]).encode()))
    assert len(page.data_editor) == 1
    assert "30 of 300 columns are learned: q0" in said(page)
    widgets = [*page.checkbox, *page.number_input, *page.selectbox]
    assert len(widgets) < 20


def test_markup_in_names_and_cells_stays_text(visit, uploaded, markup_of):
    name = "<img src=x onerror=alert(1)>**b**.csv"
    header = "<script>x</script>,**bold**,$e^x$,:material/home:,[link](http://x.y)"
    rows = [f"<b>{i % 3}</b>,_{i % 2}_,a{i % 4},b{i % 3},c{i % 5}" for i in range(60)]
    dataset_id = uploaded(name, "\n".join([header, *rows]).encode())
    page = visit(data=dataset_id)
    shown = markup_of(page)
    assert "<script>" not in shown
    assert "<img" not in shown
    assert "&lt;img src=x onerror=alert(1)&gt;**b**.csv" in shown
    for words in [*page.markdown, *page.caption, *page.title, *page.subheader, *page.error]:
        assert "bold" not in words.value
    assert list(page.dataframe[0].value.columns) == header.split(",")


@pytest.mark.parametrize("address", ["x", "../../etc/passwd", "0" * 32, "<script>", ""])
def test_an_address_that_leads_nowhere_has_a_page_with_the_way_home(visit, said, address):
    page = visit(data=address)
    assert [each.value for each in page.title] == ["Nothing is here"]
    assert "This address leads to no file here" in said(page)
    page.button(key="go-home").click().run()
    assert [each.value for each in page.title] == ["See which of your categories belong together"]


def test_a_time_takes_the_place_of_epochs(visit, uploaded, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    assert page.number_input(key=f"{key}-epochs")
    page.number_input(key=f"{key}-epochs").set_value(7)
    page.selectbox(key=f"{key}-time-budget").set_value(60.0).run()
    assert not [each for each in page.number_input if each.label.startswith("Epochs")]
    spec = submitted(store, page)
    assert (spec.time_budget, spec.epochs) == (60.0, None)

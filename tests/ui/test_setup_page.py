"""Set up as a person meets it."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from explorer.data.samples import sample
from explorer.records.spec import TrainingSpec
from explorer.records.table import ReadOptions
from explorer.runs.coloring import join_labels, open_dataset
from explorer.runs.preparation import prepare
from explorer.runs.schema import connect

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
    assert "no repairs" in said(visit(data=uploaded("fruit.csv", FRUIT)))


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


def test_a_sheet_of_notes_that_was_chosen_names_the_other_sheets(visit, uploaded, said):
    workbook = openpyxl.Workbook()
    workbook.active.title = "Notes"
    for text in ("About this file", "Counted in May", "By hand"):
        workbook.active.append([text])
    for row in [("kind", "color"), *[each[:2] for each in KINDS * 9]]:
        (workbook["Fruit"] if "Fruit" in workbook else workbook.create_sheet("Fruit")).append(row)
    content = io.BytesIO()
    workbook.save(content)
    data, options = content.getvalue(), ReadOptions(sheet="Notes")
    page = visit(data=uploaded("fruit.xlsx", data, options=options))
    assert "Only sheet Notes was read. Choose Fruit under Change reading." in said(page)


def test_the_one_hot_sentence_counts_these_very_columns(visit, uploaded, said):
    page = visit(data=uploaded("fruit.csv", FRUIT))
    # 3 kinds, 4 colors, 2 tastes; weight has 6 distinct values, so 6 ranges at most
    assert "One-hot would need 15 inputs, 73 % of them zero in every row." in said(page)
    assert "These embeddings use 10 numbers." in said(page)


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


@pytest.mark.parametrize("most", [3, 4])
def test_a_column_of_more_categories_than_can_be_learned_comes_unticked_and_says_why(
    visit, uploaded, said, store, most
):
    object.__setattr__(store.settings, "max_categories", most)  # four colors, three kinds
    words = "\n".join(["kind,color,taste", *(",".join(row[:3]) for row in KINDS * 20)])
    dataset_id = uploaded("fruit.csv", words.encode())
    page = visit(data=dataset_id)
    table = page.data_editor[0].value
    reason = "left out: 4 categories; at most 3 can be learned here"
    assert table["learn"].tolist() == [True, most == 4, True]
    assert table["why"][1].startswith(reason) == (most == 3)
    warning = "color has 4 categories; at most 3 can be learned here."
    assert warning not in said(page)
    assert [column.name for column in submitted(store, page).columns].count("color") == (most == 4)
    page = visit(data=dataset_id)
    page.session_state[columns_key(dataset_id)] = {
        "edited_rows": {1: {"learn": True}},
        "added_rows": [],
        "deleted_rows": [],
    }
    page.run()
    assert (warning in said(page)) == (most == 3), "whoever ticks it is told before Train"


def test_a_column_whose_rare_values_are_one_may_be_learned_again(visit, uploaded, store):
    object.__setattr__(store.settings, "max_categories", 3)
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    page.number_input(key=f"setup-{dataset_id}--min_count").set_value(30).run()
    assert page.data_editor[0].value["learn"].tolist() == [True, True, True, True]


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
    store.jobs.claim("read", "test", 1)
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


def test_a_sheet_without_rows_can_be_left_for_another_one_by_its_name(visit, uploaded, said, store):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["see next sheet"])
    for row in [["kind", "color"], *[["fig", "red"], ["plum", "blue"]] * 9]:
        (book["Fruit"] if "Fruit" in book.sheetnames else book.create_sheet("Fruit")).append(row)
    packed = io.BytesIO()
    book.save(packed)
    dataset_id = uploaded("fruit.xlsx", packed.getvalue(), options=ReadOptions(sheet="Notes"))
    page = visit(data=dataset_id)
    assert "Sheet 'Notes' of fruit.xlsx has no rows of data." in said(page)
    assert "Choose another sheet: 'Fruit'." in said(page)
    named = page.text_input(key=f"reading-{dataset_id}-sheet-named")
    assert named.value == "Notes"
    named.set_value("Fruit")
    next(button for button in page.button if button.label == "Read again").click().run()
    assert store.datasets.get(dataset_id).options == ReadOptions(sheet="Fruit")


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

"""Which recipe the command line trains by: flags first, then what was found in the file."""

from __future__ import annotations

import argparse
import random
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.cli import recipe, recipe_shape, train
from explorer.data import goals
from explorer.data.reading import read_table
from explorer.errors import SpecError
from explorer.records.spec import ColumnSpec, TrainingSpec

STEPS = "user,session,position,product\n" + "".join(
    f"u{i % 25},{i % 75},{i},p{(i * i + i // 3) % 29}\n" for i in range(600)
)
ORDERS = "order_id,product\n" + "".join(f"{i // 4},p{i * i % 31}\n" for i in range(400))
FRUIT = "kind,color,taste\n" + "apple,red,sweet\napple,green,sour\nplum,blue,sweet\n" * 9
RAGGED = "milk,bread,eggs\nbread\nmilk,beer\neggs,milk,bread,beer\nbeer,milk\neggs\n"
SEQUENCES = TrainingSpec(
    "cooccurrence", item="product", basket="user", order="position", window=goals.WINDOW
)


@pytest.fixture(autouse=True)
def _all_offered(monkeypatch):
    monkeypatch.setattr(
        goals, "OFFERED", ("masked", "predict", "cooccurrence", "next-item", "autoencoder")
    )


@pytest.fixture
def trained(tmp_path):
    """trained(text, *flags) -> the recipe, and what is said of it."""

    def ask(text: str, *flags: str) -> tuple[TrainingSpec, list[str]]:
        path = tmp_path / "file.csv"
        path.write_text(text)
        parser = argparse.ArgumentParser()
        train.add(parser.add_subparsers())
        given = parser.parse_args(["train", str(path), "--output", "out", *flags])
        assert isinstance(given.file, Path)
        return recipe_shape.completed(given, recipe.asked(given), read_table(path, path.name))

    return ask


def test_the_shape_that_was_found_is_used_and_said(trained):
    spec, said = trained(STEPS)
    assert spec == SEQUENCES
    assert said[0].startswith("A row is one step of a sequence. user groups 600 rows into 25 ")
    assert said[0].endswith("Learning: appear together.")
    assert trained(ORDERS)[0] == TrainingSpec("cooccurrence", item="product", basket="order_id")
    assert trained(RAGGED)[0] == TrainingSpec("cooccurrence", wide=True)


RECORDS = "A row is one thing, described by its columns. Each row has {} columns."


def test_records_are_said_with_what_is_learned_of_them(trained):
    reason = RECORDS.format(3)
    assert trained(FRUIT) == (TrainingSpec(), [f"{reason} Learning: fill in the blank."])
    spec, said = trained(FRUIT, "--target", "taste")
    assert (spec.objective, said) == ("predict", [f"{reason} Learning: predict a column."])


def test_rows_without_what_is_predicted_are_said_to_be_left_out(trained):
    _, said = trained(FRUIT.replace("sour", ""), "--target", "taste")
    sentence = (
        "9 rows without 'taste' are left out, and with them any value that stands nowhere else."
    )
    assert said[-1] == sentence


def test_shape_overrules_what_was_found(trained):
    assert trained(STEPS, "--shape", "records") == (TrainingSpec(), [])
    spec, _ = trained(STEPS, "--shape", "baskets")
    assert (spec.objective, spec.basket, spec.order) == ("cooccurrence", "session", None)
    assert trained(FRUIT, "--shape", "wide")[0] == TrainingSpec("cooccurrence", wide=True)
    with pytest.raises(SpecError, match=r"No sequences were found in file\.csv\. Name the columns"):
        trained(FRUIT, "--shape", "sequences")


def test_an_objective_brings_the_columns_that_fit_it(trained):
    spec, _ = trained(STEPS, "--objective", "cooccurrence")
    assert (spec.basket, spec.order, spec.window) == ("user", "position", goals.WINDOW)
    spec, said = trained(STEPS, "--objective", "masked")
    assert (spec, said) == (TrainingSpec(), [f"{RECORDS.format(4)} Learning: fill in the blank."])
    spec, _ = trained(ORDERS, "--objective", "next-item")
    assert (spec.item, spec.basket, spec.order) == ("product", "order_id", None)
    with pytest.raises(SpecError, match="What comes next needs a column of items") as refused:
        trained(FRUIT, "--objective", "next-item")
    assert refused.value.mend == (
        "Name it with --item (kind, color or taste?) and, where rows are in baskets or sessions, "
        "their column with --basket."
    )


def test_the_columns_that_may_be_items_and_baskets_are_named_where_none_were_found(trained):
    once = "sess,sku,seq\n" + "".join(f"s{i // 9},x{i},{i}\n" for i in range(300))
    with pytest.raises(SpecError) as refused:
        trained(once, "--objective", "next-item")
    assert "--item (sku?)" in refused.value.mend
    assert "--basket (sess?)" in refused.value.mend


def test_columns_named_by_hand_are_taken_as_they_are(trained):
    spec, said = trained(STEPS, "--item", "product", "--basket", "session")
    assert spec == TrainingSpec("cooccurrence", item="product", basket="session")
    assert said == []
    ordered, _ = trained(STEPS, "--item", "product", "--order", "position")
    assert ordered == TrainingSpec("next-item", item="product", order="position")


@pytest.mark.parametrize(
    "more",
    [
        ["--objective", "cooccurrence"],
        ["--method", "sgns"],
        ["--objective", "cooccurrence", "--shape", "sequences"],
    ],
)
def test_naming_the_columns_that_are_found_gives_the_recipe_that_is_found(trained, more):
    names = ["--item", "product", "--basket", "user", "--order", "position"]
    spec, _ = trained(STEPS, *names, *more)
    assert spec == trained(STEPS, *more)[0]
    assert spec.window == goals.WINDOW
    assert trained(STEPS, "--shape", "sequences", "--item", "product")[0] == SEQUENCES
    assert trained(STEPS, *names, *more, "--window", "5")[0].window == 5


def test_whole_sequences_of_a_recipe_and_baskets_asked_for_keep_no_window(trained, tmp_path):
    path = tmp_path / "recipe.json"
    names = ["--item", "product", "--basket", "user", "--order", "position"]
    whole = TrainingSpec("cooccurrence", item="product", basket="user", order="position")
    path.write_text(whole.to_json())
    assert trained(STEPS, "--spec", str(path))[0] == whole
    assert trained(STEPS, "--spec", str(path), "--seed", "3")[0].window is None
    path.write_text(TrainingSpec().to_json())
    named = trained(STEPS, "--spec", str(path), *names, "--objective", "cooccurrence")
    assert named[0] == SEQUENCES
    baskets = ["--objective", "cooccurrence", "--shape", "baskets"]
    assert trained(STEPS, *names, *baskets)[0].window is None


def test_epochs_and_a_time_budget_stand_in_place_of_each_other_but_not_both(trained, tmp_path):
    path = tmp_path / "recipe.json"
    path.write_text(TrainingSpec(time_budget=9.0).to_json())
    spec, _ = trained(FRUIT, "--spec", str(path), "--epochs", "50")
    assert (spec.epochs, spec.time_budget) == (50, None)
    path.write_text(TrainingSpec(epochs=50).to_json())
    spec, _ = trained(FRUIT, "--spec", str(path), "--time-budget", "2.5")
    assert (spec.epochs, spec.time_budget) == (None, 2.5)
    with pytest.raises(SpecError, match="Both epochs and a time budget are given"):
        trained(FRUIT, "--spec", str(path), "--time-budget", "2.5", "--epochs", "3")


def test_flags_of_how_items_lie_stand_in_place_of_what_the_recipe_says_of_it(trained, tmp_path):
    path = tmp_path / "recipe.json"
    path.write_text(SEQUENCES.to_json())
    spec, _ = trained(STEPS, "--spec", str(path), "--wide")
    assert spec == TrainingSpec("cooccurrence", wide=True, window=goals.WINDOW)
    spec, _ = trained(STEPS, "--spec", str(path), "--separator", ";")
    assert (spec.item, spec.separator, spec.basket, spec.order) == ("product", ";", None, None)
    path.write_text(TrainingSpec("cooccurrence", wide=True).to_json())
    spec, _ = trained(STEPS, "--spec", str(path), "--item", "product", "--basket", "user")
    assert (spec.item, spec.basket, spec.wide) == ("product", "user", False)
    with pytest.raises(SpecError, match="--basket does not go with 'wide' of the recipe"):
        trained(STEPS, "--spec", str(path), "--basket", "user")


def test_other_items_leave_behind_the_columns_that_the_recipe_of_a_run_lists(trained, tmp_path):
    path = tmp_path / "recipe.json"
    of_items, of_wide = (ColumnSpec(name, 5) for name in ("product", "item"))
    one = replace(SEQUENCES, columns=(of_items,))
    path.write_text(one.to_json())
    assert trained(STEPS, "--spec", str(path), "--item", "product")[0] == one
    assert trained(STEPS, "--spec", str(path), "--item", "session")[0].columns == ()
    assert trained(STEPS, "--spec", str(path), "--wide")[0].columns == ()
    wide = TrainingSpec("cooccurrence", wide=True, columns=(of_wide,))
    path.write_text(wide.to_json())
    assert trained(STEPS, "--spec", str(path), "--wide")[0] == wide
    spec, _ = trained(STEPS, "--spec", str(path), "--item", "product", "--basket", "user")
    assert (spec.item, spec.columns) == ("product", ())


def test_another_objective_leaves_behind_what_only_the_recipes_own_reads(trained, tmp_path):
    path = tmp_path / "recipe.json"
    flags = ["--spec", str(path), "--objective", "cooccurrence"]
    for own in (
        TrainingSpec("predict", target="taste", target_kind="class"),
        TrainingSpec("masked", counts=2.0),
    ):
        path.write_text(own.to_json())
        assert trained(FRUIT, *flags)[0] == TrainingSpec("cooccurrence")
    path.write_text(TrainingSpec("cooccurrence", method="glove").to_json())
    assert trained(FRUIT, *flags)[0].method == "glove"
    predicted = TrainingSpec("predict", target="taste")
    assert trained(FRUIT, "--spec", str(path), "--target", "taste")[0] == predicted
    with pytest.raises(SpecError, match="Fill in the blank has no target, but 'taste' is given"):
        trained(FRUIT, "--objective", "masked", "--target", "taste")


def test_further_flags_stand_beside_what_was_found(trained):
    spec, _ = trained(ORDERS, "--method", "glove", "--window", "3", "--seed", "7")
    assert (spec.method, spec.window, spec.seed, spec.item) == ("glove", 3, 7, "product")


def test_the_columns_to_learn_make_a_row_a_record(trained):
    spec, said = trained(STEPS, "--columns", "user,product")
    assert (spec.objective, said) == ("masked", [])
    assert [column.name for column in spec.columns] == ["user", "product"]


draw = random.Random(5)
WIDE = "no,first,second,third\n" + "".join(
    f"{1000 + i},{','.join(draw.sample('abcdefg', 1 + i % 3))}{',' * (2 - i % 3)}\n"
    for i in range(120)
)


def test_columns_of_a_basket_whose_items_stand_side_by_side_are_those_of_its_items(trained):
    found = TrainingSpec("cooccurrence", wide=True, item_columns=("first", "second", "third"))
    spec, said = trained(WIDE)
    assert spec == found
    assert "no is no item and is left out. Learning: appear together." in said[0]
    spec, said = trained(WIDE, "--wide")
    assert spec == found
    assert said[0] == "no is no item and is left out. --columns names other columns of items."
    assert trained(WIDE, "--shape", "wide")[0] == found
    two = TrainingSpec("cooccurrence", wide=True, item_columns=("first", "second"))
    for flags in (["--wide"], ["--shape", "wide"], []):
        assert trained(WIDE, "--columns", "first,second", *flags)[0] == two
    assert trained(WIDE, "--columns", "no,first")[0].objective == "masked"
    assert trained(WIDE, "--columns", "first,second", "--shape", "records")[0].objective == "masked"


def test_a_line_break_and_a_tab_can_be_typed_as_separators(trained):
    text = "id,herbs\n" + '1,"dill\nmint"\n2,"mint\nsage"\n' * 9
    for typed, meant in ((r"\n", "\n"), (r"\t", "\t"), ("/", "/")):
        assert trained(text, "--item", "herbs", "--separator", typed)[0].separator == meant


MARKS = ",".join(["no", *(f"dish {j}" for j in range(24))]) + "\n"
MARKS += "".join(
    f"{i},{','.join(str(int(draw.random() < 0.1)) for _ in range(24))}\n" for i in range(200)
)


def test_of_columns_that_mark_items_the_names_are_learned(trained):
    dishes = tuple(f"dish {j}" for j in range(24))
    found = TrainingSpec("cooccurrence", wide=True, item_columns=dishes)
    spec, said = trained(MARKS)
    assert spec == found
    assert "24 of 25 columns hold a mark or a count in a few rows each" in said[0]
    spec, said = trained(MARKS, "--wide")
    assert spec == found
    assert said[:2] == [
        "no is no item and is left out. --columns names other columns of items.",
        "The items are the names of the columns in which a row has a mark or a count.",
    ]
    spec, said = trained(MARKS, "--columns", "dish 1,dish 2")
    assert spec.item_columns == ("dish 1", "dish 2")
    assert "The columns that are named are items" in said[0]
    for flags in ([], ["--wide"]):
        _, said = trained(MARKS, "--objective", "next-item", *flags)
        assert "as their columns do, which hardly says what came first." in " ".join(said)
    assert trained(MARKS, "--shape", "records")[0].objective == "masked"


def test_where_columns_may_mark_items_the_flag_for_them_is_named(trained):
    rows = (",".join(str(int(draw.random() < 0.2)) for _ in range(9)) for _ in range(90))
    text = ",".join(f"trait {j}" for j in range(9)) + "\n" + "\n".join(rows) + "\n"
    spec, said = trained(text)
    assert spec.objective == "masked"
    assert said[1] == (
        "All 9 columns hold a mark or a count in a few rows each, as a column for each item does. "
        "If each row is a basket of such items, --wide takes their names."
    )
    assert trained(text, "--wide")[0] == TrainingSpec("cooccurrence", wide=True)


COURSES = ("Film", "Drawing", "Art History", "Algebra", "Latin", "Logic")
STUDENTS = "student,major,courses,year\n" + "".join(
    f"s{i:03},{draw.choice('abc')},{'|'.join(draw.sample(COURSES, 3))},{draw.randrange(1, 5)}\n"
    for i in range(200)
)


def test_a_column_of_lists_among_others_is_told_with_the_flag_that_takes_its_items(trained):
    spec, said = trained(STUDENTS)
    assert spec.objective == "masked"
    assert said[1] == (
        "Most cells of courses hold several items, parted by bars, and the same items come again "
        "in other cells. If each row is a basket of such items, --shape lists takes them one by "
        "one."
    )
    spec, _ = trained(STUDENTS, "--shape", "lists")
    assert spec == TrainingSpec("cooccurrence", item="courses", separator="|")


def test_a_recipe_that_takes_all_columns_for_items_is_taken_as_it_is(trained, tmp_path):
    path = tmp_path / "recipe.json"
    path.write_text(TrainingSpec("cooccurrence", wide=True).to_json())
    assert trained(WIDE, "--spec", str(path))[0] == TrainingSpec("cooccurrence", wide=True)
    spec, _ = trained(WIDE, "--spec", str(path), "--columns", "first,third")
    assert spec.item_columns == ("first", "third")
    path.write_text(spec.to_json())
    assert trained(WIDE, "--spec", str(path))[0] == spec
    spec, _ = trained(WIDE, "--spec", str(path), "--item", "first", "--basket", "no")
    assert (spec.wide, spec.item_columns) == (False, ())


def test_a_recipe_is_not_changed_by_what_the_file_looks_like(trained, tmp_path):
    path = tmp_path / "recipe.json"
    path.write_text(TrainingSpec().to_json())
    assert trained(STEPS, "--spec", str(path)) == (TrainingSpec(), [])


def test_a_shape_fills_in_what_the_named_columns_leave_open(trained):
    lists = "id,things\n" + "".join(
        f"{i}," + ";".join(f"thing {(i * i + 5 * k) % 17}" for k in range(2 + i % 3)) + "\n"
        for i in range(90)
    )
    spec, _ = trained(lists, "--shape", "lists", "--item", "things")
    assert (spec.item, spec.separator) == ("things", ";")
    spec, _ = trained(STEPS, "--shape", "baskets", "--item", "product")
    assert (spec.basket, spec.order) == ("session", None)
    spec, _ = trained(STEPS, "--shape", "sequences", "--item", "product", "--basket", "session")
    assert (spec.basket, spec.order) == ("session", "position")


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--shape", "records", "--wide"], "--shape records does not go with --wide."),
        (["--shape", "records", "--item", "taste"], "--shape records does not go with --item."),
        (["--shape", "wide", "--item", "taste"], "--shape wide does not go with --item."),
        (["--shape", "lists", "--item", "taste"], "Nothing was found that parts the cells of"),
        (["--shape", "baskets", "--item", "taste"], "No column was found that says which items"),
        (["--shape", "baskets", "--item", "tast"], "There is no column 'tast' in the file."),
        (["--wide", "--item", "taste"], "--item does not go with --wide. Leave one of the two out"),
        (["--wide", "--separator", ","], "--separator does not go with --wide. Leave one of the"),
        (["--wide", "--basket", "kind"], "--basket does not go with --wide. Leave one of the two"),
        (
            ["--item", "taste", "--basket", "kind", "--separator", ","],
            "--basket does not go with --separator. Leave one of the two out.",
        ),
        (
            ["--item", "taste", "--order", "kind", "--separator", ","],
            "--order does not go with --separator. Leave one of the two out.",
        ),
        (["--item", "taste", "--basket", "knd"], "Did you mean 'kind'?"),
        (["--separator", ";"], "but no column of such cells is named. Name it with --item."),
        (["--columns", 'kind,"color'], "is no line of CSV: its quotes"),
        (["--columns", ""], "--columns '' names no column. Name some, or leave --columns out."),
        (["--history", "3"], "--history belongs to what comes next."),
        (["--window", "3"], "--window belongs to appear together."),
    ],
)
def test_flags_that_contradict_each_other_or_do_nothing_are_refused(trained, flags, said):
    with pytest.raises(SpecError) as refused:
        trained(FRUIT, *flags)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ({"epoch": 3}, "'epoch' is not a setting of a recipe. Did you mean 'epochs'?"),
        ({"bogus": 1, "x": 2}, "'bogus', 'x' are not settings of a recipe. Known settings: basket"),
        ({"columns": [{"name": "a", "dims": 3}]}, "'dims' is not a setting of a column of a re"),
        ({"labels": 5}, "labels is 5. Write it as a text, in quotes."),
        ({"objective": "cooccurrence", "item": ["a"]}, "item is ['a']. Write it as a text"),
        ({"columns": [{"name": 5}]}, "A column has the name 5. Write it as a text"),
        ({"columns": [{"name": "a", "dim": 2.5}]}, "Column 'a' asks for 2.5 dimensions. Choose a"),
        ({"seed": 1.5}, "seed is 1.5. Choose a whole number from 0 to"),
        ({"epochs": 3.0}, "epochs is 3.0. Choose a whole number from 1 to"),
        (
            {"columns": [{"dim": 3}]},
            "A column of a recipe is incomplete: 'name' is missing. Add it.",
        ),
        ({"wide": "yes"}, "wide is 'yes'. Write true or false, without quotes."),
        (
            {"objective": "cooccurrence", "item_columns": ["a"]},
            "The columns of items 'a' are given",
        ),
        (
            {"objective": "cooccurrence", "wide": True, "item_columns": ["a", "a"]},
            "The columns of items 'a', 'a' name one twice. Name each column once.",
        ),
        ({"item_columns": "a"}, 'item_columns is \'a\'. Write "item_columns": ["a", "b"].'),
        ({"wide": None}, "wide is None. Write true or false"),
        ({"umap": "no"}, "umap is 'no'. Write true or false"),
        ({"umap": 1}, "umap is 1. Write true or false"),
        ({"columns": [{"name": "a", "dim": True}]}, "Column 'a' asks for True dimensions."),
        ({"seed": None}, "seed is None. Choose a number from 0 to"),
        ({"holdout": None}, "holdout is None. Choose a number from 0.01 to 0.5."),
        ({"format": True}, "The recipe has format True; this version reads 1."),
    ],
)
def test_what_a_recipe_cannot_hold_is_said_in_words(stored, said):
    with pytest.raises(SpecError) as refused:
        TrainingSpec.from_dict(stored)
    assert str(refused.value).startswith(said)


def test_a_flag_is_taken_where_the_objective_that_reads_it_is_found_in_the_file(trained):
    assert trained(STEPS, "--window", "3")[0].window == 3
    assert trained(ORDERS, "--window", "3")[0].objective == "cooccurrence"


def test_a_forgotten_basket_and_missing_times_are_said(trained):
    _, said = trained(ORDERS, "--item", "product")
    assert said == ["All items lie in one basket, so every two belong together alike."]
    gaps = STEPS.replace(",7,p", ",,p").replace(",17,p", ",,p")
    _, said = trained(gaps, "--item", "product", "--basket", "user", "--order", "position")
    assert said[0] == "2 rows have no position; they come last in their sequence."


def test_a_copy_of_what_is_predicted_is_told_before_it_is_learned(tmp_path):
    head, *rows = FRUIT.splitlines()
    path = tmp_path / "copy.csv"
    path.write_text(
        "\n".join([f"{head},code", *(f"{row},{row.split(',')[1].upper()}" for row in rows)])
    )
    table = read_table(path, path.name)
    spec = TrainingSpec("predict", target="code")
    told = "'color' tells 'code' in every row. Leave it out to learn from the others."
    assert recipe_shape.given_away(spec, table, 1000) == [told]
    others = spec.with_columns((ColumnSpec("kind"), ColumnSpec("taste")))
    assert recipe_shape.given_away(others, table, 1000) == []
    assert recipe_shape.given_away(TrainingSpec(), table, 1000) == []

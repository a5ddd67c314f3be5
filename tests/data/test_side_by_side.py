"""Items side by side under a header: which columns hold them."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from explorer.data.encoding import encode
from explorer.data.shape import find_shapes
from explorer.data.side_by_side import find_side_by_side, likely_columns
from explorer.data.stored import open_summary, save_table
from explorer.errors import SpecError
from explorer.records.spec import ColumnSpec, TrainingSpec
from tests.data.dishes import BASKETS, csv_of, read, when

WIDEST = max(map(len, BASKETS))
ALL_ITEMS = {item for items in BASKETS for item in items}
NUMBERED = tuple(f"Item {j + 1}" for j in range(WIDEST))
NAMED = tuple(f"{'and ' * j}so on" for j in range(WIDEST))


def padded(before: str, make, names=NUMBERED, after: str = "", behind=lambda i: []) -> str:
    """Baskets side by side, with what else stands in their rows."""
    header = ",".join([before, *names, *([after] if after else [])])
    rows = [
        [*make(i, items), *items, *[""] * (WIDEST - len(items)), *behind(i)]
        for i, items in enumerate(BASKETS)
    ]
    return csv_of(header, rows)


def customer(i: int) -> str:
    return ("Ann", "Bob", "Cem")[i * i % 3]


FILES = {
    "a number before": (padded("transaction", lambda i, items: [f"T{i}"]), ["transaction"]),
    "a number that is a number": (padded("nr", lambda i, items: [1000 + i]), ["nr"]),
    "how many": (padded("Item(s)", lambda i, items: [len(items)]), ["Item(s)"]),
    "number, date and customer": (
        padded("invoice,date,customer", lambda i, items: [53600 + i, when(i)[:10], customer(i)]),
        ["invoice", "date", "customer"],
    ),
    "columns that are not numbered": (
        padded("order,day", lambda i, items: [f"T{i}", when(i)[:10]], NAMED),
        ["order", "day"],
    ),
    "how many, and whose": (
        padded("n,customer", lambda i, items: [len(items), customer(i)], NAMED),
        ["n", "customer"],
    ),
    "something behind": (
        padded("order", lambda i, items: [i], after="paid", behind=lambda i: ["by card"[: i % 7]]),
        ["order", "paid"],
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_only_the_columns_of_items_are_taken_and_the_others_are_said(tmp_path, name):
    text, others = FILES[name]
    found = find_shapes(read(tmp_path, text))
    assert [shape.kind for shape in found] == ["wide", "records"]
    header = text.split("\n")[0].split(",")
    assert found[0].item_columns == tuple(column for column in header if column not in others)
    assert found[0].facts.n_items == len(ALL_ITEMS)
    assert found[0].reason.endswith("left out.")
    assert all(other in found[0].reason for other in others)


def test_the_items_of_the_chosen_columns_are_encoded(tmp_path):
    table = read(tmp_path, FILES["number, date and customer"][0])
    dataset = encode(table, TrainingSpec("cooccurrence", wide=True, item_columns=NUMBERED))
    items = dataset.vocabularies[0]
    assert set(items.categories) == ALL_ITEMS
    begins = dataset.starts[:4].tolist()
    first = [dataset.codes[a:b, 0] for a, b in pairwise(begins)]
    assert [codes.tolist() for codes in first] == [items.encode(b).tolist() for b in BASKETS[:3]]
    everything = encode(table, TrainingSpec("cooccurrence", wide=True))
    assert "Ann" in everything.vocabularies[0].categories
    with pytest.raises(SpecError, match="There is no column 'Item 0' in the file"):
        encode(table, TrainingSpec("cooccurrence", wide=True, item_columns=("Item 0", "Item 1")))
    both = TrainingSpec("cooccurrence", (ColumnSpec("Item 1"),), wide=True)
    with pytest.raises(SpecError, match="Name the columns that hold items as item_columns"):
        encode(table, both)


def test_the_columns_are_kept_with_the_table(tmp_path):
    saved = save_table(read(tmp_path, FILES["how many"][0]), tmp_path / "table")
    assert open_summary(tmp_path / "table") == saved
    assert saved.shapes[0].item_columns == NUMBERED


def test_things_that_have_some_of_a_kind_are_records_though_their_baskets_are_offered(tmp_path):
    rng = random.Random(4)
    text = padded(
        "name,plan,country",
        lambda i, items: [f"Person {i * i}", rng.choice("abc"), rng.choice(("AT", "DE", "FR"))],
    )
    found = find_shapes(read(tmp_path, text))
    assert [shape.kind for shape in found] == ["records", "wide"]
    assert found[1].item_columns == NUMBERED


ANSWERS = ("never", "sometimes", "often", "always")
NOT_SIDE_BY_SIDE = {
    "answers that end where someone gave up": csv_of(
        "who," + ",".join(f"q{j}" for j in range(8)),
        [
            [f"R-{i}", *(ANSWERS[i * (j + 3) % 7 % 4] if j < 3 + i % 6 else "" for j in range(8))]
            for i in range(200)
        ],
    ),
    "two scores, and how many have both": csv_of(
        "whorls,loops,count",
        [
            [whorls, loops, f"{(9 - loops) * (31 - whorls) % 50}.0" if whorls + loops < 6 else ""]
            for loops in range(6)
            for whorls in range(6)
        ],
    ),
    "grades from 1 to 5": csv_of(
        "who," + ",".join(f"q{j}" for j in range(5)),
        [
            [f"R-{i}", *(1 + i * (j + 3) % 11 % 5 if j < 3 + i % 3 else "" for j in range(5))]
            for i in range(200)
        ],
    ),
    "from and to, not always told": csv_of(
        "flight,from,to",
        [
            [f"F{i}", "ABCDEFG"[i * i % 7], "ABCDEFG"[(i * i + i) % 7] if i % 9 else ""]
            for i in range(200)
        ],
    ),
    "yes and no": csv_of(
        "id,a,b,c,d",
        [[i, *("yes" if i * k % 5 < 2 else "no" for k in (1, 2, 3, 4))] for i in range(90)],
    ),
}


@pytest.mark.parametrize("name", NOT_SIDE_BY_SIDE)
def test_answers_and_pairs_are_no_items_side_by_side(tmp_path, name):
    table = read(tmp_path, NOT_SIDE_BY_SIDE[name])
    assert find_side_by_side(table) is None
    assert find_shapes(table)[0].kind == "records"


def test_where_none_are_found_columns_named_alike_are_likely_then_those_of_categories(tmp_path):
    def likely(header: str) -> tuple[str, ...]:
        rows = [[i, when(i), "xyz"[i % 3], "uv"[i % 2], "pqr"[i * i % 3]] for i in range(30)]
        return likely_columns([c.profile for c in read(tmp_path, csv_of(header, rows)).columns])

    assert likely("no,when,plan,tool 1,tool 2") == ("tool 1", "tool 2")
    assert likely("no,when,a,b,c") == ("a", "b", "c")


@pytest.mark.parametrize("word", ["NA", "None", "-", "NaN"])
def test_a_word_for_nothing_behind_the_items_is_no_item(tmp_path, word):
    """As R and pandas fill up rows."""
    rows = [[*items, *[word] * (WIDEST - len(items))] for items in BASKETS]
    table = read(tmp_path, csv_of(",".join(NUMBERED), rows))
    found = find_shapes(table)[0]
    assert found.kind == "wide"
    assert found.facts.n_places == sum(map(len, BASKETS))
    (problem,) = table.problems
    assert problem.severity == "repaired"
    assert problem.sentence.endswith(
        f"say {word} behind the items of their rows and are taken as missing."
    )
    assert problem.count == sum(WIDEST - len(items) for items in BASKETS)


def test_a_word_for_nothing_that_stands_among_the_items_is_one(tmp_path):
    rows = [random.Random(i).sample(["DE", "FR", "NA", "US", "GB"], 3) for i in range(200)]
    table = read(tmp_path, csv_of("first,second,third", rows))
    assert "NA" in table.column("first").values.to_pylist()
    assert "padding" not in {problem.kind for problem in table.problems}

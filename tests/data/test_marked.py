"""Baskets with a column for each item: told from things with traits, and read by their names."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from explorer.data.interactions import gather
from explorer.data.reading import read_table
from explorer.data.samples import catalog
from explorer.data.shape import find_shapes
from explorer.data.shape_words import described, perhaps_baskets
from explorer.records.shape import Shape
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.table import Table
from tests.data.dishes import BASKETS, DISHES, csv_of, read

draw = random.Random(3)
COUNTS = [{item: draw.randrange(1, 9) for item in basket} for basket in BASKETS]
WAYS = {
    "0 and 1": ("0", "1"),
    "0.0 and 1.0": ("0.0", "1.0"),
    "false and true": ("False", "True"),
    "no and yes": ("no", "Yes"),
    "n and y": ("n", "y"),
    "nothing and x": ("", "x"),
    "nothing and 1": ("", "1"),
    "counts": ("0", None),
}


def written(way: str) -> str:
    off, on = WAYS[way]
    rows = [
        [f"b{i}", *((on or counts[dish]) if dish in counts else off for dish in DISHES)]
        for i, counts in enumerate(COUNTS)
    ]
    return csv_of(",".join(["basket", *DISHES]), rows)


def spelled(table: Table, spec: TrainingSpec) -> list[list[str]]:
    """The items of each basket."""
    vocabulary, codes, starts = gather(table, spec)
    names = [vocabulary.categories[code - 2] for code in codes]
    return [names[a:b] for a, b in pairwise(starts)]


def of_wide(**settings: object) -> TrainingSpec:
    return TrainingSpec("cooccurrence", (ColumnSpec("item"),), min_count=1, **settings)


@pytest.mark.parametrize("way", WAYS)
def test_a_column_for_each_item_makes_a_row_the_basket_of_those_it_marks(tmp_path, way):
    table = read(tmp_path, written(way))
    found = find_shapes(table)[0]
    assert found.kind == "wide"
    assert found.item_columns == tuple(DISHES)
    assert "basket is no item and is left out." in found.reason
    assert "The items are the names of the columns" in " ".join(described(found))
    assert found.facts.n_places == sum(map(len, BASKETS))
    baskets = spelled(table, of_wide(**found.settings))
    assert [sorted(items) for items in baskets] == [sorted(basket) for basket in BASKETS]


def test_a_count_of_all_items_beside_them_is_none(tmp_path):
    rows = [[sum(counts.values()), *(counts.get(dish, 0) for dish in DISHES)] for counts in COUNTS]
    found = find_shapes(read(tmp_path, csv_of(",".join(["total", *DISHES]), rows)))[0]
    assert (found.kind, found.item_columns) == ("wide", tuple(DISHES))


def test_few_marked_columns_among_others_are_only_proposed(tmp_path):
    rows = [
        [draw.choice("pqr"), draw.choice("uvw"), *(int(draw.random() < 0.2) for _ in range(10))]
        for _ in range(200)
    ]
    text = csv_of(",".join(["kind", "place", *(f"trait {j}" for j in range(10))]), rows)
    shapes = find_shapes(read(tmp_path, text))
    assert [shape.kind for shape in shapes] == ["records", "wide"]
    (perhaps,) = perhaps_baskets(shapes)
    assert perhaps.reason == (
        "10 of 12 columns hold a mark or a count in a few rows each, as a column for each item "
        "does. kind and place are no items and are left out."
    )


@pytest.mark.parametrize(("off", "on"), [("0", "1"), ("no", "yes"), ("FALSE", "TRUE"), ("", "x")])
def test_where_nothing_but_yes_or_no_is_learned_rows_may_be_baskets_however_full(tmp_path, off, on):
    rows = [[f"p{i}", *(on if draw.random() < 0.5 else off for _ in range(3))] for i in range(60)]
    shapes = find_shapes(read(tmp_path, csv_of("patient,gout,asthma,anemia", rows)))
    assert [shape.kind for shape in shapes] == ["records", "wide"]
    (perhaps,) = perhaps_baskets(shapes)
    assert perhaps.item_columns == ("gout", "asthma", "anemia")
    assert perhaps.reason == (
        "3 of 4 columns only say yes or no, as a column for each item does. patient is no item and "
        "is left out."
    )


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("sex,gout,asthma", lambda i: ["mf"[i % 2], i % 3 % 2, i % 5 % 2]),
        ("ward,gout,asthma,anemia", lambda i: ["abc"[i % 3], i % 3 % 2, i % 5 % 2, i % 7 % 2]),
        ("red,green,blue", lambda i: [int(i % 3 == j) for j in range(3)]),
    ],
    ids=["another column of two values", "one of three", "never two at once"],
)
def test_flags_beside_something_else_or_of_which_one_stands_alone_are_no_baskets(
    tmp_path, header, row
):
    shapes = find_shapes(read(tmp_path, csv_of(header, [row(i) for i in range(60)])))
    assert [shape.kind for shape in shapes] == ["records"]


@pytest.mark.parametrize("sample", catalog(), ids=lambda sample: sample.name)
def test_no_sample_of_things_with_traits_is_proposed_as_baskets(sample):
    assert not perhaps_baskets(find_shapes(read_table(sample.path, sample.file)))


def test_columns_of_which_one_says_something_else_hold_their_items_in_their_cells(tmp_path):
    table = read(tmp_path, "a,b,c,d\n" + "1,0,0,z\n0,1,1,y\n" * 5)
    assert spelled(table, of_wide(wide=True))[0] == ["1", "0", "0", "z"]
    marked = of_wide(wide=True, item_columns=("a", "b", "c"))
    assert spelled(table, marked)[:2] == [["a"], ["b", "c"]]
    facts = find_shapes(table)
    assert not perhaps_baskets(facts)
    assert Shape.from_dict(facts[0].to_dict()) == facts[0]

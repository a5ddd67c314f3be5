"""Values that are written on the first of their rows only are told from those that are missing."""

from __future__ import annotations

import random

import pytest

from explorer.data.encoding import encode
from explorer.data.reading import read_table
from explorer.data.samples import catalog
from explorer.errors import NothingToLearn
from explorer.records.spec import TrainingSpec
from tests.data.dishes import BASKETS, csv_of, read

draw = random.Random(9)
ONCE = csv_of(
    "receipt,dish",
    [
        ["" if j else f"R{i}", item]
        for i, items in enumerate(BASKETS)
        for j, item in enumerate(items)
    ],
)


def test_a_number_on_the_first_row_of_its_order_only_is_said_with_its_mend(tmp_path):
    (problem,) = read(tmp_path, ONCE).problems
    n = sum(map(len, BASKETS)) - len(BASKETS)
    assert problem.sentence == (
        f"receipt is empty in {n:,} rows below its 300 values, each of which stands in one row. If "
        "the rows below a value belong to it, as the lines of an order do to a number that is "
        "written once, fill the column down in the file, so that each row has its value."
    )


def test_that_no_two_items_meet_names_the_column_to_fill_down(tmp_path):
    spec = TrainingSpec("cooccurrence", item="dish", basket="receipt")
    with pytest.raises(NothingToLearn) as refused:
        encode(read(tmp_path, ONCE), spec)
    assert refused.value.mend == (
        "Choose the column that several rows share, such as an order or a user; or, where a value "
        "stands on the first of its rows only, fill the column down in the file, so that each row "
        "has its value."
    )


ROWS = range(1, 90)
OTHERS = {
    "values that come again": csv_of(
        "kind,dish", [[draw.choice(["a", "b", "", ""]), draw.choice("xyz")] for _ in range(90)]
    ),
    "few are missing": csv_of("id,dish", [[i if i % 9 else "", "xyz"[i % 3]] for i in ROWS]),
    "the first is missing": csv_of("id,dish", [["" if i % 3 else i, "x"] for i in ROWS]),
    "empty rows": csv_of("id,dish", [[i, "x"] if i % 3 == 1 else ["", ""] for i in ROWS]),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_missing_cells_are_no_rows_of_the_value_above(tmp_path, name):
    kinds = {problem.kind for problem in read(tmp_path, OTHERS[name]).problems}
    assert "on first rows" not in kinds


@pytest.mark.parametrize("sample", catalog(), ids=lambda sample: sample.name)
def test_no_sample_is_said_to_be_written_so(sample):
    kinds = {problem.kind for problem in read_table(sample.path, sample.file).problems}
    assert "on first rows" not in kinds

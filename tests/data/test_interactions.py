"""Items in baskets and sequences: gathered, in order, nothing lost but what has no place."""

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from explorer.data.encoding import encode
from explorer.data.interactions import keyed
from explorer.data.limits import ReadLimits
from explorer.data.reading import read_table
from explorer.data.sorting import ranks
from explorer.errors import ExplorerError, NothingToLearn, SpecError
from explorer.records.spec import TrainingSpec
from explorer.records.table import ReadOptions

LONG = """user,when,item
ann,2024-03-10,milk
bob,2024-01-05,bread
ann,2024-03-09,eggs
bob,2024-01-04,milk
ann,,tea
,2024-01-01,lost
bob,2024-01-06,
"""


def baskets(tmp_path, text, **recipe):
    """Items of every basket, as gathered from a file with this text."""
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    table = read_table(path, "file.csv", ReadOptions(), ReadLimits())
    dataset = encode(table, TrainingSpec(objective="cooccurrence", **recipe))
    names = np.array(dataset.vocabularies[0].categories, object)[dataset.codes[:, 0] - 2]
    return [list(names[a:b]) for a, b in zip(dataset.starts, dataset.starts[1:], strict=False)]


def test_rows_of_a_basket_come_together_in_the_order_of_time_and_blanks_are_left_out(tmp_path):
    found = baskets(tmp_path, LONG, item="item", basket="user", order="when")
    assert found == [["eggs", "milk", "tea"], ["milk", "bread"]]  # no moment: last


@pytest.mark.parametrize("word", ["N/A", "NULL", "None", "nan", "-", "?", "#N/A", " null "])
def test_rows_whose_basket_is_a_word_for_nothing_are_no_basket(tmp_path, word):
    text = LONG.replace("bob", "robert") + f"{word},2024-01-01,lost\n{word},,too\n"
    found = baskets(tmp_path, text, item="item", basket="user")
    assert found == [["milk", "eggs", "tea"], ["bread", "milk"]]


def test_a_key_that_looks_as_the_others_do_is_none_for_nothing(tmp_path):
    text = "country,item\nDE,milk\nNA,eggs\nFR,tea\nNA,milk\nIT,tea\n"
    found = baskets(tmp_path, text, item="item", basket="country")
    assert found == [["milk"], ["eggs", "milk"], ["tea"], ["tea"]]


def test_without_an_order_items_stay_as_the_file_has_them(tmp_path):
    found = baskets(tmp_path, LONG, item="item", basket="user")
    assert found == [["milk", "eggs", "tea"], ["bread", "milk"]]


def test_without_a_basket_the_file_is_one_sequence(tmp_path):
    found = baskets(tmp_path, "when,item\n3,c\n1,a\n2,b\n1,d\n", item="item", order="when")
    assert found == [["a", "d", "b", "c"]]


def test_a_cell_is_taken_apart_at_the_separator(tmp_path):
    text = "id,items\n1,milk; bread ;eggs\n2,\n3,;bread\n4,milk; bread ;eggs\n"
    found = baskets(tmp_path, text, item="items", separator=";")
    assert found == [["milk", "bread", "eggs"], ["bread"], ["milk", "bread", "eggs"]]


def test_wide_rows_share_one_vocabulary(tmp_path):
    found = baskets(tmp_path, "a,b,c\nmilk,bread,\neggs,milk,tea\n,bread,\n", wide=True)
    assert found == [["milk", "bread"], ["eggs", "milk", "tea"], ["bread"]]


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["10", "9", "-1"], [2, 1, 0]),
        (["31.12.2023", "02.01.2024", "01.02.2024"], [0, 1, 2]),
        (["12/31/2023", "01/02/2024"], [0, 1]),
        (["2024-01-02 10:00", "2024-01-02 09:59:59"], [1, 0]),
        (["week 10", "week 9", "Week 9"], [2, 1, 0]),
        (["10:30 PM", "9:15 AM", "11:00 am", "12:05 AM"], [3, 1, 2, 0]),
        (["Q10", "Q2²", "Q1"], [2, 1, 0]),  # a digit to Python, but no number
        (["②", "①"], [1, 0]),
        (["-5", "soon", "-10", "3"], [2, 0, 3, 1]),  # one that is none comes last
        (["1e3", "x", "b", "20", "7"], [4, 3, 0, 2, 1]),
        (["1.5", "1.10", "n/a", "1.25"], [1, 3, 0, 2]),
        (["1\u00a0000", "900", "1\u00a0100"], [1, 0, 2]),
        (["1'000", "900", "1'100", "n/a"], [1, 0, 2, 3]),
        (["10 %", "0,5 %", "0,25 %"], [2, 1, 0]),
        (["$9.5", "$9.25", "soon"], [1, 0, 2]),
        (["10 €", "9 $", "2"], [2, 1, 0]),  # of several units: by letters
        (["1/5/2024", "?", "12/31/2023"], [2, 0, 1]),
        (["2024-02-30", "2024-01-02", "2023-01-02"], [2, 1, 0]),  # no such day
        (["b 2", "7", "a 10", "a 9"], [3, 2, 0, 1]),
        (["24-01-05", "23-12-31", "24-01-04 10:00"], [1, 2, 0]),  # days change more than years
        (["05-01-24", "31-12-23", "04-01-24"], [1, 2, 0]),
        (["01/05/24", "12/31/23", "01/04/24"], [1, 2, 0]),
        (["06-Sep-24 04.19", "06-Oct-24 04.18", "05-Sep-24 23.05", "6 Sep 24 4.05"], [2, 3, 0, 1]),
        (["06-SEP-24 04.19.07.5 PM", "06-SEP-24 04.19.06 PM", "06-SEP-24 11.05.01 AM"], [2, 1, 0]),
        (["2024-10-06 04.18", "2024-09-06 04.19", "2024-09-06 4:05"], [2, 1, 0]),
        (["Jun 2023", "May 2023", "sept. 2022", "August 2022"], [3, 2, 1, 0]),
        (["06/2023", "10/2022", "12/2021"], [2, 1, 0]),
        (["2023-W9", "2023-W24", "2022-W53"], [2, 0, 1]),
        (["week 9, 2023", "week 24, 2023", "week 1, 2024"], [0, 1, 2]),
        (["Q2 2023", "2023 Q1", "2022-Q4", "n/a"], [2, 1, 0, 3]),
        (["Q22023", "Q12023", "Q3 2023", "2023Q4", "Q4 2022"], [4, 1, 0, 2, 3]),
    ],
)
def test_an_order_is_read_as_it_is_meant(values, order):
    assert np.argsort(ranks(pa.array(values))).tolist() == order


@pytest.mark.parametrize(
    ("recipe", "error", "said"),
    [
        ({"item": "itm", "basket": "user"}, SpecError, "Did you mean 'item'"),
        ({"item": "item", "basket": "item"}, SpecError, "same column twice"),
        ({"basket": "user"}, SpecError, "no column of items"),
        ({"separator": ";"}, SpecError, "column of lists"),
        ({"item": "item", "basket": "when"}, NothingToLearn, "no two items ever meet"),
    ],
)
def test_a_recipe_that_cannot_be_meant_is_refused_with_its_mend(tmp_path, recipe, error, said):
    with pytest.raises(ExplorerError) as refused:
        baskets(tmp_path, LONG, **recipe)
    assert isinstance(refused.value, error)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "recipe", "said"),
    [
        (LONG, {"item": "item", "basket": "user", "min_count": 9}, "items seen less than 9 times"),
        ("u,i\n" + "".join(f"{n % 9},{n}\n" for n in range(20_001)), {}, "less than 2 times are"),
        ("u,i\na,x\na,x\nb,x\n,y\n", {}, "Every item in a basket or sequence is 'x'; two or"),
        ("u,i\n1,x;x\n2,x\n3,x;x;x\n", {"item": "i", "separator": ";"}, "is 'x'; two or"),
        ("a,b\nx,x\nx,\nx,x\n", {"wide": True}, "is 'x'; two or more must meet."),
    ],
)
def test_items_that_are_all_one_are_refused_as_items_not_as_a_column(tmp_path, text, recipe, said):
    with pytest.raises(NothingToLearn) as refused:
        baskets(tmp_path, text, **(recipe or {"item": "i", "basket": "u"}))
    assert said in str(refused.value)
    assert "out of the columns" not in str(refused.value)


def test_keys_of_the_first_rows_are_found_without_looking_at_the_others():
    class Codes(np.ndarray):
        def __getitem__(self, rows):
            assert rows == slice(3), "a quick look leaves the rest on the disk"
            return np.asarray(self)[rows]

    values = pa.array(["u1", "N/A", "u17"])
    codes = np.array([1, 2, 0, 3, 2], np.int32).view(Codes)
    assert keyed(SimpleNamespace(values=values, codes=codes), 3).tolist() == [1, 0, 0]

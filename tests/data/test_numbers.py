"""Numbers as they are written around the world: one form for all values of a column."""

from __future__ import annotations

import random

import numpy as np
import pytest

from explorer.data.encoding import encode
from explorer.records.spec import ColumnSpec, TrainingSpec


def _written(number: float, thousands: str, decimals: str, digits: int) -> str:
    marks = str.maketrans({",": thousands, ".": decimals})
    return f"{number:,.{digits}f}".translate(marks)


FORMS = {  # thousands, decimals, digits behind them, what stands before and behind
    "English": (",", ".", 2, "", ""),
    "dollars": (",", ".", 2, "$", ""),
    "German": (".", ",", 2, "", ""),
    "euros": (".", ",", 2, "", " €"),
    "whole numbers with points": (".", ",", 0, "", ""),
    "a comma alone": ("", ",", 2, "", ""),
    "narrow spaces": ("\u202f", ",", 2, "", ""),
    "spaces at which no line breaks": ("\u00a0", ",", 2, "", "\u00a0€"),
    "plain spaces": (" ", ",", 2, "", ""),
    "plain spaces and points": (" ", ".", 2, "", ""),
    "whole numbers with spaces": (" ", ",", 0, "", ""),
    "Swiss": ("'", ".", 2, "", ""),
    "Swiss francs": ("’", ".", 2, "CHF ", ""),
    "percent": ("", ".", 1, "", "%"),
    "percent with a comma": ("", ",", 1, "", " %"),
    "kilometers": (",", ".", 0, "", " km"),
    "grams": ("", ",", 2, "", "g"),
    "kilowatt hours": (" ", ".", 1, "", "\u00a0kWh"),
}


@pytest.mark.parametrize("name", FORMS)
def test_amounts_are_numbers_however_thousands_and_decimals_are_parted(read, name):
    thousands, decimals, digits, before, behind = FORMS[name]
    rng = random.Random(3)
    worth = [round(rng.choice((1, 900, 3e6)) * rng.uniform(0.2, 1), digits) for _ in range(300)]
    worth[:2] = 1234567, -1000
    rows = [
        f"{rng.choice('abc')};{before}{_written(each, thousands, decimals, digits)}{behind}"
        for each in worth
    ]
    table = read("kind;amount\n" + "\n".join(rows) + "\n")
    profile = table.column("amount").profile
    assert profile.role == "number"
    assert (profile.number.minimum, profile.number.maximum) == (min(worth), max(worth))

    columns = (ColumnSpec("kind"),)
    target = encode(table, TrainingSpec("predict", columns, target="amount", target_kind="number"))
    assert target.target_numbers.tolist() == pytest.approx(worth)

    columns = (ColumnSpec("kind"), ColumnSpec("amount", kind="binned"))
    binned = encode(table, TrainingSpec("masked", columns, bins=4))
    codes, names = binned.codes[:, 1], binned.vocabularies[1].categories
    spans = {
        name: np.array([w for w, c in zip(worth, codes, strict=True) if c == i + 2])
        for i, name in enumerate(names)
    }
    for name, inside in spans.items():
        assert [float(each) for each in name.split(" to ")] == pytest.approx(
            [inside.min(), inside.max()], rel=1e-3
        )


def test_ids_that_end_as_measures_do_stay_codes(read):
    ids = [f"{i:04d}m" for i in range(300)]
    table = read("id,kind\n" + "".join(f"{each},{i % 7}\n" for i, each in enumerate(ids)))
    assert table.column("id").profile.role == "identifier"


IN_PART = {
    "English": (["29,811 €", "10856", "4,957 €"], [4957, 29811]),
    "German": (["29.811 €", "10856", "957 €"], [957, 29811]),
    "German decimals": (["29.811,50 €", "10856", "3,5"], [3.5, 29811.5]),
    "before the number": (["$29,811.50", "10856", "3.5", "-$7"], [-7, 29811.5]),
    "one alone": (["5", "7 CHF", "12"], [5, 12]),
    "nothing between thousands": (["29811€", "10,856", "12"], [12, 29811]),
}


@pytest.mark.parametrize("name", IN_PART)
def test_money_of_which_some_is_written_without_its_currency_is_numbers(read, name):
    texts, worth = IN_PART[name]
    table = read("price;kind\n" + "".join(f"{each};x\n" for each in texts * 3))
    number = table.column("price").profile.number
    assert (number.minimum, number.maximum) == (min(worth), max(worth))


def test_a_note_says_of_which_currency_amounts_without_one_are_taken_to_be(read):
    texts = ["29,811 €", "10856", "7 €"]
    table = read("price;kind\n" + "".join(f"{each};x\n" for each in texts * 3))
    note = next(each for each in table.problems if each.kind == "currency in part")
    assert note.sentence == (
        "'price' has € in 6 of 9 cells and no currency in the others. All are taken as €."
    )
    assert note.severity == "note"


AMBIGUOUS = {
    "points before three digits are decimals": (["1.234", "2.5"], [1.234, 2.5]),
    "three digits alone decide nothing": (["1.234", "22.345"], [1.234, 22.345]),
    "commas before three digits part thousands": (["1,234", "22,345"], [1234, 22345]),
    "a comma before others does not": (["1,234", "22,3"], [1.234, 22.3]),
    "a comma behind a zero does not, nor do the others then": (
        ["0,125", "1,250", "2"],
        [0.125, 1.25, 2],
    ),
    "nor does a point behind a zero": (["0.500 €", "1.250 €", "12.500 €"], [0.5, 1.25, 12.5]),
    "measures to three places stay": (["1.234", "0.567", "12.500", "100"], [0.567, 1.234, 100]),
    "whole numbers beside three places": (["1.234", "500", "22.345"], [1.234, 22.345, 500]),
    "small ones beside rounded ones": (["1", "1.250", "2.500"], [1, 1.25, 2.5]),
    "hundreds beside rounded thousands": (["900", "450", "1.200", "12.351"], [450, 12351]),
    "a word for nothing beside three places": (["1.234", "12.500", "999"], [1.234, 999]),
    "whole thousands beside three places": (["1.200", "900", "450", "1500"], [1.2, 1500]),
    "larger groups": (["1.200", "1.200.000"], [1200, 1200000]),
    "hundreds of euros": (["900 €", "1.200 €", "2.351 €"], [900, 1200, 2351]),
    "salaries in euros": (["45.000 €", "52.500 €", "9.800 €"], [9800, 45000, 52500]),
    "prices of fuel": (["1.759 €", "1.649 €"], [1.649, 1.759]),
    "dollars": (["$45.125", "$52.500"], [45.125, 52.5]),
    "percent": (["45.125 %", "52.500 %"], [45.125, 52.5]),
    "a minus as it is printed": (["\u22121.5", "2", "\u22121E\u22122"], [-1.5, 2]),
    "one before a unit, and behind it": (["\u2212$5.50", "$\u221212", "$7"], [-12, 7]),
    "losses in parentheses": (["($4,522.03)", "$7,981.01", "($12)"], [-4522.03, 7981.01]),
    "whole ones": (["(250)", "1,300", "(4,100)"], [-4100, 1300]),
    "lakhs and crores": (["5,000", "2,34,000", "12,34,567.5", "1,23,45,678"], [5000, 12345678]),
    "beside decimals with a comma points part thousands": (["1.234", "22,5"], [1234, 22.5]),
}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_what_a_point_means_is_told_by_the_whole_column(read, name):
    texts, worth = AMBIGUOUS[name]
    table = read("amount;kind\n" + "".join(f"{each};x\n" for each in texts * 3))
    number = table.column("amount").profile.number
    assert (number.minimum, number.maximum) == (min(worth), max(worth))


def _said(read, columns):
    rows = zip(*(texts * 6 for texts in columns.values()), strict=True)
    table = read(";".join(columns) + "\n" + "".join(";".join(row) + "\n" for row in rows))
    return [(each.severity, each.sentence) for each in table.problems if each.kind == "points"]


def test_a_note_says_what_points_and_commas_are_where_they_may_be_thousands_or_decimals(read):
    kind = ["x", "y"]
    assert _said(read, {"kind": kind, "pop": ["74.847", "22.581"]}) == [
        (
            "note",
            "Points are taken as decimal signs in 'pop': 74.847 lies between 74 and 75. If they "
            "part thousands, write 74847 in the file.",
        )
    ]
    assert _said(read, {"kind": kind, "rate": ["€2", "€1.250"], "fee": ["3.500 €", "80 €"]}) == [
        (
            "note",
            "Points are taken as thousands signs in 'rate' and 'fee': 1.250 is 1250. If they come "
            "before decimals, write 1.2500 in the file.",
        )
    ]
    assert ": 4.000 is 4. If" in _said(read, {"kind": kind, "t": ["4.000", "2.125"]})[0][1]
    assert _said(read, {"kind": kind, "t": ["6,728", "-7,328"]}) == [
        (
            "note",
            "Commas are taken as thousands signs in 't': 6,728 is 6728. If they come before "
            "decimals, write 6.7280 in the file.",
        )
    ]


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": ["x", "y"], "t": ["1.5", "2.125"]},
        {"kind": ["x", "y"], "t": ["0.125", "2.125"]},
        {"kind": ["x", "y"], "t": ["1.250.000", "2.125"]},
        {"kind": ["x", "y"], "t": ["1500", "2.125"]},
        {"kind": ["x", "y"], "t": ["$1,500", "$2,125"]},
        {"kind": ["x", "y"], "t": ["1.715", "2.125"], "shows": ["3.25", "1.5"]},
    ],
)
def test_no_note_where_one_value_or_another_column_shows_what_they_are(read, columns):
    assert _said(read, columns) == []


@pytest.mark.parametrize(
    "texts",
    [
        ["1.234,5", "1,234.5"],
        ["1.23,5", "1,5"],
        ["12.34.567", "1,5"],
        ["12,34,567", "123,45,678"],
        ["(1)", "(2)", "(3)"],
        ["(415) 555", "7"],
        ["(-5)", "7"],
        ["3\u22125", "4"],
        ["$5", "5 €"],
        ["$5", "5 €", "7"],
        ["5 €", "5 EUR", "7"],
        ["1.234,50 €", "1234.5"],
        ["1.200 €", "45.000 €", "3.5"],
        ["29,811 €", "3,5"],
        ["€ A", "5 €", "12"],
        ["5 %", "7"],
        ["101 202 303", "404", "505 606"],
        ["+49 170 123 456", "+33 612 345 678"],
        ["1 234'567", "5,5"],
        ["%", "5%"],
        ["192.168.100.1", "10.0.0.1"],
        ["500g", "1kg"],
        ["21 h", "40"],
        ["1st", "2 m"],
        ["12 A", "14 A"],
        ["3b", "7b"],
        ["M5", "M8"],
        ["km 12", "km 7"],
        ["12-14 h", "15-17 h"],
    ],
)
def test_what_is_not_in_one_form_is_not_taken_as_numbers(read, texts):
    table = read("what;kind\n" + "".join(f"{each};x\n" for each in texts * 3))
    assert table.column("what").profile.number is None

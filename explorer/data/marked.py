"""Baskets with a column for each item, and a mark or a count in those that a row holds.

So one-hot encoding and spreadsheets write them: 0 and 1, false and true, no and yes, nothing and
x, or how many of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.data.numeric import numbers
from explorer.records.table import Column, Table

OFF = frozenset(("0", "0.0", "false", "f", "no", "n", "off", "-", "nein", "non", "falsch", "faux"))
ON = frozenset(
    (
        *("1", "1.0", "true", "t", "yes", "y", "on", "x", "✓", "✔", "ja", "oui", "si", "sí", "sim"),
        *("wahr", "vrai"),
    )
)
MOST = 1_000  # of a count
LEAST_ZERO = 0.5  # share of the rows in which a column of counts says 0
FEWEST, MOST_ON = 8, 1 / 3  # columns that may be items; share of their cells that hold something
FEWEST_CHOSEN = 3  # columns; in fewer a word is an item itself
FEWEST_SURE, MOST_ON_SURE = 20, 0.2  # then they are, where hardly any column stands beside them
BESIDE = 2  # such as the number of the basket and how many items it holds; or
BESIDE_SHARE = 0.05  # of all columns


@dataclass(frozen=True, slots=True)
class Marked:
    """What was found.

    Attributes:
        columns: one for each item, in the order of the file. others: all further ones.
        sure: rows are more likely baskets than things with traits that they have or lack.
    """

    columns: tuple[str, ...]
    others: tuple[str, ...]
    sure: bool


def find_marked(table: Table) -> Marked | None:
    """The columns that are items each, or None where there are few, or most rows hold them."""
    if not table.reading.header or len(table.columns) < FEWEST:
        return None
    held = {column.name: on for column in table.columns if (on := marks(column)) is not None}
    n = len(held)
    if n < max(FEWEST, len(table.columns) / 2):
        return None
    counts = (
        column.counts[held[column.name][1:]].sum()
        for column in table.columns
        if column.name in held
    )
    share = sum(int(each) for each in counts) / (n * max(1, table.n_rows))
    if not 0 < share < MOST_ON:
        return None
    others = tuple(column.name for column in table.columns if column.name not in held)
    few = len(others) <= max(BESIDE, BESIDE_SHARE * len(table.columns))
    return Marked(tuple(held), others, n >= FEWEST_SURE and share < MOST_ON_SURE and few)


def find_flags(table: Table, learned: Iterable[str]) -> Marked | None:
    """All columns that only say yes or no, or None where another one is learned, too.

    Taken one by one such columns have two categories, which make no map.
    """
    flags = tuple(column.name for column in table.columns if _is_flag(column))
    if not table.reading.header or len(flags) < FEWEST_CHOSEN or not set(learned) <= set(flags):
        return None
    others = tuple(column.name for column in table.columns if column.name not in flags)
    return Marked(flags, others, sure=False)


def _is_flag(column: Column) -> bool:
    two = column.profile.role != "constant" and len(column.values) <= 2
    return two and marks(column) is not None


def marks(column: Column) -> NDArray[np.bool_] | None:
    """[1 + n_values] whether a cell of each code holds the item; None where cells say something
    else. A missing cell, code 0, holds none.

    One word may stand for yes and one for no; or numbers count, most of them 0.
    """
    words = [
        text.strip().casefold() for text in column.values[: 2 * (len(OFF) + len(ON))].to_pylist()
    ]
    if len(words) == len(column.values):
        on, off = {each for each in words if each in ON}, {each for each in words if each in OFF}
        if len(on | off | ({""} & set(words))) == len(set(words)) and len(on) < 2 and len(off) < 2:
            return np.array([False, *(each in ON for each in words)])
    number = column.profile.number
    if number is None or not number.integers or number.minimum != 0 or number.maximum > MOST:
        return None
    worth = numbers(column.values)
    assert worth is not None, "its profile says that these are numbers"
    if column.counts[worth == 0].sum() < LEAST_ZERO * len(column.codes):
        return None
    return np.append(False, worth > 0)


def places(columns: Sequence[Column], n: int | None = None) -> NDArray[np.bool_] | None:
    """[n_rows, n_columns] which rows hold which items; None where cells hold items themselves.

    Args:
        n: of so many first rows; None for all.
    """
    if len(columns) < FEWEST_CHOSEN:
        return None
    found = []
    for column in columns:
        on = marks(column)
        if on is None:
            return None
        found.append(on[column.codes[:n]])
    held = np.stack(found, axis=1)
    return held if held.any() else None

"""Columns whose names are numbers: years, months, positions, bins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

NUMBER = re.compile(r"[+\u2212-]?(\d+([.,]\d+)*|\.\d+)([eE][+-]?\d+)?%?")
YEAR = re.compile(r"(1[5-9]|2[01])\d\d(0[1-9]|1[0-2])?")  # perhaps with its month, as 202101
FEWEST = 3  # numbers
FEWEST_BINS = 5  # that any row rises by chance is rare from there on: 1 of 120
MOST_BESIDE = 3  # names beside a count from 0 or 1
MOSTLY = 0.5  # share of the cells below years
RISING = 0.05  # share of the rows below bins


def are_names(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """The numbers of a first row name columns: they rise, and the rows below are not like it.

    They count from 0 or 1, are years above cells that mostly are none, or rise where hardly any
    row below does. Years may fall too, the newest first.

    >>> are_names(["name", "1990", "2000", "2010"], [["Oslo", "1.5", "2.5", "2.7"]])
    True
    >>> are_names(["Anna", "1904", "1930", "1971"], [["Bert", "1899", "1921", "1940"]])
    False
    """
    places = [j for j, cell in enumerate(first) if NUMBER.fullmatch(cell.strip())]
    numbers = _worth(first, places)
    if len(numbers) < FEWEST or len(numbers) < len(places):
        return False
    if _years(first, places) == len(places):
        cells = sum(1 for row in rows for j in places if j < len(row) and row[j].strip())
        in_order = _rise(numbers) or _rise(numbers[::-1])
        return in_order and sum(_years(row, places) for row in rows) <= MOSTLY * cells
    if not _rise(numbers):
        return False
    even = len({later - earlier for earlier, later in pairwise(numbers)}) == 1
    if even and numbers[0] in (0, 1) and len(first) - len(numbers) <= MOST_BESIDE:
        return True
    few = sum(_rise(_worth(row, places)) for row in rows) <= RISING * len(rows)
    return few and len(numbers) >= FEWEST_BINS


def _worth(row: Sequence[str], places: Sequence[int]) -> list[float]:
    """What the cells at these places are worth, without those that are no plain number."""
    worth = []
    for j in places:
        try:
            worth.append(float(row[j]))
        except (ValueError, IndexError):
            continue
    return worth


def _rise(numbers: Sequence[float]) -> bool:
    return len(numbers) > 1 and all(one < other for one, other in pairwise(numbers))


def _years(row: Sequence[str], places: Sequence[int]) -> int:
    """How many cells at these places are years."""
    return sum(1 for j in places if j < len(row) and YEAR.fullmatch(row[j].strip()))

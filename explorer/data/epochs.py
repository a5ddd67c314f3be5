"""Moments counted from the beginning of 1970, and what only looks like them."""

from __future__ import annotations

from explorer.data import shapes
from explorer.data.column_words import name_score
from explorer.data.known_words import GROUPS, ITEMS
from explorer.records.table import Column

EPOCH = (3e8, 4.2e9)  # seconds since 1970: the years from 1979 to 2103
LIKELY = (631_152_000, 2_208_988_800)  # the years from 1990 to 2040
UNITS = (1, 1e3, 1e6)  # seconds, milliseconds, microseconds


def is_epoch(column: Column, years: tuple[float, float] = EPOCH) -> bool:
    """Its whole numbers count seconds since 1970, or parts of them.

    Args:
        years: seconds from 1970 to the first and to the last of them.
    """
    number = column.profile.number
    if number is None or not number.integers:
        return False
    first, last = years
    return any(first * n <= number.minimum and number.maximum <= last * n for n in UNITS)


def are_seconds(column: Column) -> bool:
    """They are moments whatever the column is called, if it is not called a number of something.

    As many digits have phone numbers, and the first that books have.
    """
    named = name_score(column.name, GROUPS) or name_score(column.name, ITEMS)
    return not named and not shapes.named_as_code(column.name) and is_epoch(column, LIKELY)

"""What is said of dates that were taken to begin with their month, which nothing shows."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.data.day_or_month import either_way
from explorer.data.profiling import listed, shorten
from explorer.records.table import Column, Problem


def notes(columns: Sequence[Column]) -> list[Problem]:
    """One sentence for all columns of dates of which nothing shows what comes first."""
    unsure = [
        (column.name, found)
        for column in columns
        if column.profile.role == "date" and (found := either_way(column.values)) is not None
    ]
    if not unsure:
        return []
    names = listed([repr(shorten(name, 60)) for name, _ in unsure], "and", "other columns")
    text, first, second, year = unsure[0][1]
    return [
        Problem(
            "dates",
            f"The month is taken to come first in {names}: {text.split()[0]} is"
            f" {year}-{first:02}-{second:02}. If the day does, write {year}-{second:02}-{first:02}"
            " in the file.",
            "note",
            len(unsure),
        )
    ]

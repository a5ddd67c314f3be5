"""A file without a header: which of its whole numbers are the numbers of users and of items."""

from __future__ import annotations

from explorer.data.epochs import is_epoch
from explorer.records.table import Column, Table

MOST_COLUMNS = 5  # with more, a row says much of its own
FEWEST = 20  # different users, and different items
COMES_AGAIN = 2  # times, on average


def numbered(table: Table) -> list[str]:
    """Columns of whole numbers that come again as those of users and items do, in their order."""
    if table.reading.header or table.reading.ragged or len(table.columns) > MOST_COLUMNS:
        return []
    return [column.name for column in table.columns if _is_numbered(column)]


def _is_numbered(column: Column) -> bool:
    profile = column.profile
    whole = profile.number is not None and profile.number.integers
    n_present = profile.n_rows - profile.n_missing
    again = profile.n_categories * COMES_AGAIN <= n_present
    return whole and again and profile.n_categories >= FEWEST and not is_epoch(column)

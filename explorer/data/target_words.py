"""What is left out where a column is predicted, in a sentence with its number."""

from __future__ import annotations

from explorer.data.profiling import shorten
from explorer.data.shape_words import Warned
from explorer.records.table import ColumnProfile


def without_target(target: ColumnProfile) -> Warned | None:
    """Rows without the column to predict teach nothing; None where there are none, or no other.

    >>> without_target(ColumnProfile("price", "number", "", 40, 1, 100, ())).sentence
    "1 row without 'price' is left out, and with it any value that stands nowhere else."
    """
    n = target.n_missing
    if not 0 < n < target.n_rows:
        return None
    rows, are, them, they = (
        ("1 row", "is", "it", "it") if n == 1 else (f"{n:,} rows", "are", "them", "they")
    )
    return Warned(
        f"{rows} without {shorten(target.name, 60)!r} {are} left out, and with {them} any value "
        "that stands nowhere else.",
        f"Fill {them} in if {they} should count.",
    )

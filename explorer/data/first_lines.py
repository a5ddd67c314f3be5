"""Columns written on the first of several rows only, as reports and merged cells leave them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer.data.profiling import shorten
from explorer.records.table import MISSING, Column, Problem

FEWEST = 3  # values
LEAST_EMPTY = 1 / 3  # share of the rows
FILL_DOWN = "fill the column down in the file, so that each row has its value"


def on_first_rows(columns: Sequence[Column]) -> Problem | None:
    """The note on the first column, where most of its rows may belong to the value above them.

    Each value stands once, the first in the first row, and rows without one lack nothing else.
    """
    if len(columns) < 2:
        return None
    column, *others = columns
    empty = np.asarray(column.codes) == MISSING
    n, n_values = int(np.count_nonzero(empty)), len(column.values)
    if n < LEAST_EMPTY * len(empty) or empty[0]:
        return None
    if n_values < FEWEST or n_values < np.count_nonzero(~empty):
        return None
    if not any(np.all(np.asarray(other.codes)[empty] != MISSING) for other in others):
        return None
    name = shorten(column.name, 60)
    sentence = (
        f"{name} is empty in {n:,} rows below its {n_values:,} values, each of which stands in one "
        "row. If the rows below a value belong to it, as the lines of an order do to a number that "
        f"is written once, {FILL_DOWN}."
    )
    return Problem("on first rows", sentence, "note", n)

"""A last row that sums up the others: left out, and said."""

from __future__ import annotations

import numpy as np

from explorer.data.column_words import words_of
from explorer.data.dictionary import ColumnBuilder
from explorer.data.known_words import TOTALS
from explorer.data.numeric import numbers
from explorer.data.profiling import shorten
from explorer.data.raw import Raw
from explorer.records.table import Problem

FEWEST = 5  # rows; of fewer the last one may be anything
ROUNDED = 0.005  # by which share a sum may miss those that were rounded before


def without_totals(raw: Raw) -> Problem | None:
    """Leave out the last row where it is one of totals: its first filled cell says so and nowhere
    else, and each of the others is empty or the sum of its column."""
    if raw.n_rows < FEWEST or len(raw.builders) < 2 or raw.reading.ragged:
        return None
    last = [(builder.last() or "").strip() for builder in raw.builders]
    filled = [j for j, cell in enumerate(last) if cell]
    if not filled or " ".join(words_of(last[filled[0]])) not in TOTALS:
        return None
    label, *sums = (raw.builders[j] for j in filled)
    if not _comes_once(label) or not all(map(_is_sum, sums)):
        return None
    for builder in raw.builders:
        builder.drop_last()
    raw.n_rows -= 1
    lines = raw.lines.of(np.array([raw.n_rows])).tolist() if raw.lines else []
    named = shorten(last[filled[0]], 40)
    what = "sums up the others" if sums else "is named as a row of totals"
    sentence = f"The last row, {named!r}, {what} and was left out."
    return Problem("totals", sentence, "dropped", 1, tuple(lines))


def _comes_once(builder: ColumnBuilder) -> bool:
    _, codes = builder.cells()
    return int(np.count_nonzero(codes == codes[-1])) == 1


def _is_sum(builder: ColumnBuilder) -> bool:
    texts, codes = builder.cells()
    filled = np.array([bool(text.strip()) for text in texts.to_pylist()])
    worth = numbers(texts.filter(filled))
    if worth is None:
        return False
    each = np.zeros(len(texts) + 1)  # the last one is null's
    each[np.flatnonzero(filled)] = worth
    of_rows = each[codes]
    total = float(of_rows[:-1].sum())
    return abs(float(of_rows[-1]) - total) <= ROUNDED * abs(total)

"""Rows of items filled up with a word for nothing, as R writes a table of baskets: a, b, NA, NA."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.data.emptying import without_values
from explorer.data.nothing import are_words
from explorer.data.profiling import listed, shorten
from explorer.data.side_by_side import find_side_by_side
from explorer.records.table import Column, Problem, Reading, Table

FEWEST_COLUMNS = 2  # that say it


def without_padding(
    columns: Sequence[Column], reading: Reading
) -> tuple[list[Column], Problem | None]:
    """Make the word missing where it stands behind the items of rows, and say so.

    Only where rows are baskets once it is: elsewhere NA may be Namibia.
    """
    as_is = list(columns), None
    if reading.ragged:
        return as_is
    of_texts = [column.profile for column in columns if column.profile.number is None]
    frequent = pa.array([text for each in of_texts for text, _ in each.top], pa.string())
    found_words = frequent.filter(pa.array(are_words(frequent)))
    words = Counter(text.strip() for text in found_words.to_pylist())
    if not words or max(words.values()) < FEWEST_COLUMNS:
        return as_is
    word = words.most_common(1)[0][0]
    emptied = [_without(column, word) for column in columns]
    changed = [each for each, column in zip(emptied, columns, strict=True) if each is not column]
    n_rows = len(columns[0].codes)
    found = find_side_by_side(Table("", n_rows, tuple(emptied), reading))
    if found is None or not {each.name for each in changed} <= set(found.columns):
        return as_is
    n = sum(each.profile.n_missing for each in emptied)
    n -= sum(column.profile.n_missing for column in columns)
    names = listed([shorten(each.name, 60) for each in changed], "and", "other columns")
    sentence = (
        f"{n:,} cells of {names} say {word} behind the items of their rows and are taken as "
        "missing."
    )
    return emptied, Problem("padding", sentence, "repaired", n)


def _without(column: Column, word: str) -> Column:
    """The column with cells missing that say the word; itself where none does."""
    said = np.asarray(pc.equal(pc.utf8_trim_whitespace(column.values), word))
    return without_values(column, said) if said.any() else column

"""Numbers beside one word that comes again and is no known word for nothing."""

from __future__ import annotations

import re

import numpy as np

from explorer.data.emptying import without_values
from explorer.data.nothing import MANY_NUMBERS, are_words_beside_numbers
from explorer.data.numeric import each_a_number
from explorer.records.table import Column

WORD = re.compile(r"[^\W\d_][^\d<>=≤≥±~+]{1,29}")  # no <0.5, no code such as 85123A
FEWEST = 2  # cells; a single one may be a slip, which is named with its line
MOST = 0.2  # share of the cells; more say something of their own, such as free among prices


def without_one_word(column: Column) -> tuple[Column, dict[str, int]]:
    """Make a word missing that alone keeps a column from being numbers.

    Whatever it means, it is no number: its cells keep a place of their own, that of what is
    missing, and the numbers can be cut into ranges. Not where the others are codes, row numbers or
    a few whole numbers, among which a word is one category more.

    Returns:
        The column and how many cells said the word; the same column and nothing where it stays.
    """
    as_is: tuple[Column, dict[str, int]] = (column, {})
    profile = column.profile
    if profile.n_not_numbers != 1 or profile.n_categories <= MANY_NUMBERS:
        return as_is
    numbers, nothing = each_a_number(column.values), are_words_beside_numbers(column.values)
    found = np.flatnonzero(~(numbers | nothing))
    if len(found) != 1:
        return as_is
    word, n = column.values[int(found[0])].as_py().strip(), int(column.counts[found[0]])
    if WORD.fullmatch(word) is None or not FEWEST <= n <= MOST * column.counts.sum():
        return as_is
    emptied = without_values(column, ~numbers)
    if emptied.profile.role != "number":
        return as_is
    gone = np.flatnonzero(~numbers).tolist()
    return emptied, {column.values[i].as_py().strip(): int(column.counts[i]) for i in gone}

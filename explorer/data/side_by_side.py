"""Items side by side in each row: which columns hold them, and which say something else.

Columns of items share their values, as the same item stands now in one and now in another; the
number of an order, its date, its customer and how many items it holds do not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from explorer.data import shapes
from explorer.data.lists import are_lists
from explorer.data.profiling import listed, shorten
from explorer.records.table import MISSING, Column, ColumnProfile, Table

PROBE = 2_000  # rows that are looked at, at most
MOST_CELLS = 200_000  # of them together
SHARED = 0.5  # share of a column's cells whose value stands in another column of items too
FEWEST_COLUMNS = 3  # of items beside others; two may be a pair, such as from and to
GAPS = 0.02  # share of the cells that are filled behind an empty one, at most
COUNTS = 0.95  # share of the rows in which a column says how many items they hold


@dataclass(frozen=True, slots=True)
class SideBySide:
    """What was found.

    Attributes:
        columns: that hold items, in the order of the file. others: all further ones.
        counts: those of them that only say how many items a row holds.
    """

    columns: tuple[str, ...]
    others: tuple[str, ...]
    counts: tuple[str, ...]


def find_side_by_side(table: Table) -> SideBySide | None:
    """The columns of items of a file whose rows are baskets, or None where it is something else.

    Rows are filled from the left, and hold the same items at different places.
    """
    if not any(column.profile.n_missing for column in table.columns):
        return None
    looked = [_Looked(column, _n_looked(table)) for column in table.columns]
    held = _with_what_follows(_sharing(looked), looked)
    if len(held) < (2 if len(held) == len(looked) else FEWEST_COLUMNS):
        return None
    if not any(each.column.profile.n_missing for each in held) or not _to_the_left(held):
        return None
    if not are_lists([row for row in _rows(held) if row]):
        return None
    others = [each for each in looked if each not in held]
    n_items = np.sum([each.filled for each in held], axis=0)
    return SideBySide(
        tuple(each.name for each in held),
        tuple(each.name for each in others),
        tuple(each.name for each in others if each.counts(n_items)),
    )


def likely_columns(profiles: Sequence[ColumnProfile]) -> tuple[str, ...]:
    """Where none were found: the columns named alike but for a number, else those of categories.

    Empty where these are all.
    """
    alike: dict[str, list[str]] = {}
    for each in profiles:
        if each.role not in ("date", "identifier"):
            alike.setdefault(_stem(each.name), []).append(each.name)
    names = max(alike.values(), key=len, default=[])
    if len(names) < 2:
        names = [each.name for each in profiles if each.role in ("category", "text")]
    return () if len(names) in (0, len(profiles)) else tuple(names)


def left_out(names: Sequence[str]) -> str:
    """That these columns hold no items, as a sentence.

    >>> left_out(["order"]), left_out(["order", "day"])
    ('order is no item and is left out.', 'order and day are no items and are left out.')
    """
    shown = listed([shorten(name, 40) for name in names])
    are = "is no item and is" if len(names) == 1 else "are no items and are"
    return f"{shown} {are} left out."


def _n_looked(table: Table) -> int:
    return min(table.n_rows, PROBE, MOST_CELLS // max(1, len(table.columns)))


class _Looked:
    """The first rows of a column."""

    def __init__(self, column: Column, n: int) -> None:
        self.column = column
        self.name = column.name
        codes, self._places = np.unique(np.asarray(column.codes[:n]), return_inverse=True)
        present = codes != MISSING
        own: list[str] = column.values.take(pa.array(codes[present] - 1)).to_pylist()
        self._texts = [text.strip() for text in ([] if present.all() else [""]) + own]
        self.filled: NDArray[np.bool_] = np.array([bool(text) for text in self._texts], np.bool_)[
            self._places
        ]
        self.values = Counter(text for text in self.texts() if text)

    def texts(self) -> list[str]:
        """Of each row; empty where it is missing."""
        return [self._texts[place] for place in self._places]

    @property
    def measures(self) -> bool:
        """It holds quantities or moments."""
        role = self.column.profile.role
        return role in ("number", "date") or shapes.are_periods(self.column.values)

    @property
    def are_numbers(self) -> bool:
        return self.column.profile.number is not None

    def share_in(self, values: set[str]) -> float:
        """Of its cells, those that hold one of the values."""
        n = self.values.total()
        return sum(k for text, k in self.values.items() if text in values) / n if n else 0.0

    def counts(self, n_items: NDArray[np.int64]) -> bool:
        """It says how many items each row holds."""
        if not self.are_numbers:
            return False
        said = [text == str(n) for text, n in zip(self.texts(), n_items.tolist(), strict=True)]
        return sum(said) >= COUNTS * len(said)


def _sharing(looked: Sequence[_Looked]) -> list[_Looked]:
    """The columns most of whose cells hold what stands in another of them, too."""
    held = [each for each in looked if not each.measures]
    words = [each for each in held if not each.are_numbers]
    while True:
        n_columns = Counter(text for each in held for text in each.values)
        shared = {text for text, n in n_columns.items() if n > 1}
        kept = [each for each in held if each.share_in(shared) >= SHARED]
        if len(kept) == len(held):
            break
        held = kept
    of_words = [each for each in held if each in words]
    # Counts and grades may share their numbers; beside items that are words they are no items.
    return of_words if 0 < len(of_words) < len(held) else held


def _with_what_follows(held: list[_Looked], looked: Sequence[_Looked]) -> list[_Looked]:
    """With the hardly filled columns to the right, whose few items stand in no other column.

    Numbers that stand in no other column may count: they are items by the name of their column
    alone.
    """
    if not held:
        return []
    stems = Counter(_stem(each.name) for each in held)
    stem = stems.most_common(1)[0][0]
    found: list[_Looked] = []
    for each in looked:
        if each in held:
            found.append(each)
        elif found and not each.measures:
            named = stems[stem] > 1 and _stem(each.name) == stem
            before = found[-1] is looked[looked.index(each) - 1] and not each.are_numbers
            fewer = int(each.filled.sum()) < int(found[-1].filled.sum())
            if named or (before and fewer and not np.any(each.filled & ~found[-1].filled)):
                found.append(each)
    return found


def _stem(name: str) -> str:
    """The name without its last number.

    >>> _stem("Item 1") == _stem("item 12"), _stem("from") == _stem("to")
    (True, False)
    """
    return re.sub(r"\d+(?=\D*$)", "#", name.strip().lower())


def _rows(held: Sequence[_Looked]) -> list[list[str]]:
    cells = zip(*(each.texts() for each in held), strict=True)
    return [[text for text in row if text] for row in cells]


def _to_the_left(held: Sequence[_Looked]) -> bool:
    """Rows are filled from the left: hardly any cell is missing before one that is there."""
    filled = np.stack([each.filled for each in held], axis=1)
    gaps = np.count_nonzero(filled[:, 1:] & ~filled[:, :-1])
    return bool(gaps <= GAPS * np.count_nonzero(filled))

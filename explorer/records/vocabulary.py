"""One column's categories with their counts: string <-> integer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MISSING_CODE = 0  # a blank cell; it keeps a learned row: in survey data a blank is an answer
UNKNOWN_CODE = 1  # a value first met after training; learned from cells that were hidden
FIRST_CODE = 2  # the most frequent category


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One column's categories, most frequent first.

    Codes: 0 missing, 1 unknown, 2 ... categories in order, and behind them one code for all
    values rarer than the minimum count, when there are any.

    Attributes:
        ranks: [n_categories] where each stands among the others, from 0, when they are ranges of
            numbers; None for categories without an order.

    >>> cities = Vocabulary.fit("city", ["Rome", "Oslo", "Rome", None])
    >>> cities.categories
    ('Rome', 'Oslo')
    >>> cities.encode(["Oslo", None, "Pisa"]).tolist()
    [3, 0, 1]
    """

    column: str
    categories: tuple[str, ...]
    counts: NDArray[np.int64]  # [n_categories]
    n_missing: int = 0
    n_rare: int = 0  # rows whose value is in the rare bucket
    rare_categories: int = 0  # distinct values in the rare bucket
    rare_once: int = 0  # of these, how many occur once
    n_unknown: int = 0  # cells read as unknown so that its place is learned
    ranks: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        assert len(self.categories) == len(self.counts), "one count for each category"

    @property
    def rare_code(self) -> int | None:
        """The code of the rare bucket, or None when nothing was rare."""
        return FIRST_CODE + len(self.categories) if self.rare_categories else None

    @property
    def n_once(self) -> int:
        """Values that occur once, whether they are categories or rare ones."""
        return int((self.counts == 1).sum()) + self.rare_once

    @property
    def size(self) -> int:
        """Rows of the lookup table: all codes, the reserved ones included."""
        return FIRST_CODE + len(self.categories) + (1 if self.rare_categories else 0)

    def code_counts(self) -> NDArray[np.int64]:
        """[size] rows of the data per code (0 for unknown)."""
        counts = np.zeros(self.size, np.int64)
        counts[MISSING_CODE] = self.n_missing
        counts[FIRST_CODE : FIRST_CODE + len(self.categories)] = self.counts
        if self.rare_code is not None:
            counts[self.rare_code] = self.n_rare
        return counts

    @property
    def n_entries(self) -> int:
        """Rows of the column's embedding: categories, then rare, missing, unknown if there are."""
        return self.n_seen + (self.n_unknown > 0)

    @property
    def n_seen(self) -> int:
        """Entries that the data hold, by which dimensions are chosen: all but unknown's."""
        return self.size - FIRST_CODE + (self.n_missing > 0)

    def entry_counts(self) -> NDArray[np.int64]:
        """[n_entries] rows of the data per entry; none of them is unknown's."""
        counts = [self.code_counts()[FIRST_CODE:]]
        if self.n_missing:
            counts.append(np.array([self.n_missing]))
        if self.n_unknown:
            counts.append(np.array([0]))
        return np.concatenate(counts)

    def entries(self, codes: NDArray[np.int32]) -> NDArray[np.int32]:
        """Codes of the data as entries of the embedding.

        >>> cities = Vocabulary.fit("city", ["Rome", "Oslo", "Rome", None])
        >>> cities.entries(cities.encode(["Rome", "Oslo", None])).tolist()
        [0, 1, 2]
        """
        table = np.arange(-FIRST_CODE, self.size - FIRST_CODE, dtype=np.int32)
        table[MISSING_CODE] = self.size - FIRST_CODE
        table[UNKNOWN_CODE] = self.n_entries - 1
        assert self.n_unknown or not (codes == UNKNOWN_CODE).any(), "unknown has no entry"
        return table[codes]

    def encode(self, values: Iterable[str | None]) -> NDArray[np.int32]:
        """Codes of new values; what is not a category here is unknown (rare values too)."""
        known: dict[str | None, int] = {
            category: FIRST_CODE + i for i, category in enumerate(self.categories)
        }
        known[None] = MISSING_CODE
        return np.array([known.get(value, UNKNOWN_CODE) for value in values], np.int32)

    @classmethod
    def fit(cls, column: str, values: Sequence[str | None], min_count: int = 1) -> Vocabulary:
        """Count the values of one column; fewer than `min_count` occurrences are rare."""
        counts: dict[str, int] = {}
        n_missing = 0
        for value in values:
            if value is None:
                n_missing += 1
            else:
                counts[value] = counts.get(value, 0) + 1
        ordered = sorted(counts.items(), key=lambda item: -item[1])  # stable: first met first
        kept = [(value, count) for value, count in ordered if count >= min_count]
        rare = ordered[len(kept) :]
        return cls(
            column,
            tuple(value for value, _ in kept),
            np.array([count for _, count in kept], np.int64),
            n_missing,
            sum(count for _, count in rare),
            len(rare),
            sum(count == 1 for _, count in rare),
        )

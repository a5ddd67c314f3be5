"""A column's entries: names, kinds and counts, without the vectors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import NotFound
from explorer.records.embedding import CATEGORY, MISSING, RARE, UNKNOWN, EntryKind, apart
from explorer.records.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Entries:
    """One column's entries, most frequent category first, then rare, missing and unknown.

    Attributes:
        names: display names; a rare bucket is "rare (12 values)".
        kinds: [n] uint8, CATEGORY, RARE, MISSING or UNKNOWN.
        counts: [n] int64 rows of the data.
        kind: what an entry is.
    """

    column: str
    names: tuple[str, ...]
    kinds: NDArray[np.uint8]
    counts: NDArray[np.int64]
    kind: EntryKind = "category"

    def __post_init__(self) -> None:
        assert len(self.names) == len(self.kinds) == len(self.counts), "equal lengths"

    def __len__(self) -> int:
        return len(self.names)

    @property
    def categories(self) -> list[str]:
        """Names of the categories, without rare, missing and unknown, which are last."""
        return [
            name
            for name, kind in zip(self.names, self.kinds.tolist(), strict=True)
            if kind == CATEGORY
        ]

    @property
    def n_missing(self) -> int:
        """Rows of the data without a value."""
        return int(self.counts[self.kinds == MISSING].sum())

    @property
    def n_unseen(self) -> int:
        """1 where the last entry is for values never seen, which is no category; else 0."""
        return int((self.kinds == UNKNOWN).sum())

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Entries:
        """The entries of a vocabulary, in the order of an Embedding."""
        names = list(vocabulary.categories)
        kinds = [CATEGORY] * len(names)
        if vocabulary.rare_categories:
            n_rare = vocabulary.rare_categories
            many = "1 value" if n_rare == 1 else f"{n_rare:,} values"
            names.append(apart(f"rare ({many})", names))
            kinds.append(RARE)
        if vocabulary.n_missing:
            names.append(apart("missing", names))
            kinds.append(MISSING)
        if vocabulary.n_unknown:
            names.append(apart("unknown (never seen)", names))
            kinds.append(UNKNOWN)
        kinds_array = np.array(kinds, np.uint8)
        return cls(vocabulary.column, tuple(names), kinds_array, vocabulary.entry_counts())

    @classmethod
    def of_rows(cls, name: str, names: tuple[str, ...]) -> Entries:
        """Rows that have vectors of their own, as they follow each other in the file."""
        n = len(names)
        return cls(name, names, np.full(n, CATEGORY, np.uint8), np.ones(n, np.int64), "row")

    def index(self, name: str) -> int:
        """The entry of that name, categories before the rare bucket and missing.

        Raises:
            NotFound: there is none.
        """
        try:
            return self.names.index(name)
        except ValueError:
            raise NotFound(
                f"{self.column!r} has no {self.kind} {name!r}.",
                mend="Names are taken as they are written in the file.",
            ) from None

"""What came before each item of a basket, and which items are kept for validation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.records.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Histories:
    """The items of all baskets in order, and where each one's basket begins.

    Attributes:
        entries: [n_rows] int32, entries of the items' embedding.
        begins: [n_rows] int64, the row in which the basket of each row begins.
        blank: the entry that stands for no item: the number of entries.
    """

    entries: NDArray[np.int32]
    begins: NDArray[np.int64]
    blank: int

    @classmethod
    def of(cls, dataset: Dataset) -> Histories:
        assert dataset.starts is not None, "rows lie in baskets"
        (vocabulary,) = dataset.vocabularies
        entries = vocabulary.entries(np.asarray(dataset.codes[:, 0]))
        begins = np.repeat(dataset.starts[:-1], np.diff(dataset.starts))
        return cls(entries, begins, vocabulary.n_entries)

    def targets(self) -> NDArray[np.int64]:
        """Rows before which an item came in their basket."""
        return np.flatnonzero(np.arange(len(self.entries)) > self.begins)

    def before(self, rows: NDArray[np.int64], length: int) -> NDArray[np.int32]:
        """[n, length] what came before each of the rows, the last item first.

        >>> baskets = Histories(np.array([7, 8, 9], np.int32), np.zeros(3, np.int64), 10)
        >>> baskets.before(np.array([1, 2]), 3).tolist()
        [[7, 10, 10], [8, 7, 10]]
        """
        found = np.empty((len(rows), length), np.int32)
        for k, place in enumerate(self.places(rows, length)):
            found[:, k] = place
        return found

    def places(self, rows: NDArray[np.int64], length: int) -> Iterator[NDArray[np.int32]]:
        """The columns of `before`, one after the other: of many rows all at once are large."""
        for k in range(length):
            at = rows - (1 + k)
            there = at >= self.begins[rows]
            place = self.entries[np.maximum(at, 0, out=at)]
            place[~there] = self.blank
            yield place

    def ends(self, learned: NDArray[np.bool_]) -> NDArray[np.int64]:
        """[n_rows] the row before which what is learned of the basket of each row ends.

        Args:
            learned: [n_rows] of each basket the first rows, and no later ones.

        >>> baskets = Histories(np.array([7, 8, 9], np.int32), np.array([0, 0, 2]), 10)
        >>> baskets.ends(np.array([True, False, True])).tolist()
        [1, 1, 3]
        """
        starts = np.flatnonzero(self.begins == np.arange(len(self.begins)))
        ends = starts + np.add.reduceat(learned.astype(np.int64), starts)
        return np.repeat(ends, np.diff(starts, append=len(self.begins)))

    def seen(self, rows: NDArray[np.int64]) -> list[NDArray[np.int32]]:
        """Of each of the rows, the items before it in its basket, as they lie there.

        >>> baskets = Histories(np.array([7, 8, 9], np.int32), np.zeros(3, np.int64), 10)
        >>> [items.tolist() for items in baskets.seen(np.array([2, 0]))]
        [[7, 8], []]
        """
        spans = zip(self.begins[rows].tolist(), rows.tolist(), strict=True)
        return [self.entries[begin:row] for begin, row in spans]

    def again(self, rows: NDArray[np.int64]) -> float:
        """The share of the rows whose item was in their basket before."""
        if len(rows) == 0:
            return 0.0
        # First of its kind: no equal item earlier among those of the same basket.
        order = np.lexsort((np.arange(len(self.entries)), self.entries, self.begins))
        same = (np.diff(self.entries[order]) == 0) & (np.diff(self.begins[order]) == 0)
        repeated = np.zeros(len(self.entries), bool)
        repeated[order[1:][same]] = True
        return float(repeated[rows].mean())


def held_later(
    starts: NDArray[np.int64], share: float, random: np.random.Generator
) -> NDArray[np.bool_]:
    """[n_rows] which rows are kept for validation: the last ones of baskets.

    What is asked is what comes later, so nothing that came after a held-out item is learned
    from. A basket of n gives share * n of its rows, rounded up or down by chance, so that short
    baskets give one now and then; two rows of it stay, or one of two.
    """
    lengths = np.diff(starts)
    wanted = np.floor(share * lengths + random.random(len(lengths))).astype(np.int64)
    given = np.minimum(wanted, np.where(lengths > 2, lengths - 2, lengths - 1))
    from_end = np.repeat(starts[1:], lengths) - np.arange(starts[-1])
    return from_end <= np.repeat(given, lengths)


def others(answers: NDArray[np.int32], random: np.random.Generator) -> NDArray[np.int64]:
    """[n] for each answer the place of another one, drawn from all, each of them taken once.

    What came before the other one may lead to its own item by right, so it is of another item;
    where more than half of all are of one item, only some of those have such a one. By its neighbor
    in the file nothing can be judged: those who are alike often stand together there.

    >>> items = np.array([5, 5, 7, 7, 8], np.int32)
    >>> bool((items[others(items, np.random.default_rng(0))] == items).any())
    False
    """
    _, groups, sizes = np.unique(answers, return_inverse=True, return_counts=True)
    order = np.lexsort((random.random(len(answers)), random.permutation(len(sizes))[groups]))
    found = np.empty(len(answers), np.int64)
    found[order] = np.roll(order, sizes.max())
    return found

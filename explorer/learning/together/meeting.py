"""Which entries meet, what is held out of it, and how losses are measured on pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.learning.randomness import numpy_generator
from explorer.records.dataset import Dataset
from explorer.spectral.counting import count_baskets, count_rows
from explorer.spectral.matrix import Sparse
from explorer.spectral.weighing import fitting_weight
from explorer.spectral.weights import WEIGHTS, Weight

MOST_HELD = 20_000  # places held out at most; their pairs measure a loss to a few thousandths
MOST_PAIRS, FEWEST_PARTNERS, MOST_PARTNERS = 60_000, 6, 40  # looked at, and of each place
TRAIN_PLACES = 4_000  # looked at for the loss on training pairs
BLOCK = 1 << 22  # cells counted at once


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs that met, and for each one that is made up: the same entry with another's partner.

    Attributes:
        own, met, made_up: [n] entries. group: [n] the columns of own and met as one number.
        where: [n] the basket or row of each.
    """

    own: NDArray[np.int64]
    met: NDArray[np.int64]
    made_up: NDArray[np.int64]
    group: NDArray[np.int64]
    where: NDArray[np.int64]

    def of(self, which: NDArray[np.bool_]) -> Pairs:
        """Some of them."""
        return Pairs(
            self.own[which],
            self.met[which],
            self.made_up[which],
            self.group[which],
            self.where[which],
        )


@dataclass(frozen=True, slots=True)
class Meeting:
    """Counts of the training pairs.

    Attributes:
        counts: [n, n] how often entries meet, held-out places left out.
        often: [n] how often each meets others (baskets), or its rows (rows).
        total: such that often_i * often_j / total is what chance expects.
        ends: where each column's entries end; items of baskets are one column.
        train, held: pairs to measure losses on.
        weight: of items of baskets, that fits the training pairs.
    """

    counts: Sparse
    often: NDArray[np.float64]
    total: float
    ends: tuple[int, ...]
    train: Pairs
    held: Pairs
    weight: Weight

    def columns(self) -> list[tuple[int, int]]:
        return list(zip((0, *self.ends[:-1]), self.ends, strict=True))


def meet(dataset: Dataset, window: int | None, holdout: float, seed: int, threads: int) -> Meeting:
    """Hold places out and count what is left.

    A place is an item of a basket or a cell of a row. Where one is held out, none of the pairs
    that it makes is learned from; about `holdout` of all pairs are, up to MOST_HELD places. One
    occurrence of every entry always stays.
    """
    sizes = [vocabulary.n_entries for vocabulary in dataset.vocabularies]
    ends = tuple(int(end) for end in np.cumsum(sizes))
    width = len(sizes)
    table = np.empty((dataset.n_rows, width), np.int32)
    for j, vocabulary in enumerate(dataset.vocabularies):
        table[:, j] = vocabulary.entries(np.asarray(dataset.codes[:, j]))
        table[:, j] += np.int32(ends[j] - sizes[j])
    cells = table.reshape(-1)
    held = _held_places(cells, ends[-1], holdout, seed)
    is_held = np.zeros(len(cells), bool)
    is_held[held] = True
    weight = WEIGHTS[0]
    if (starts := dataset.starts) is not None:
        left = np.where(is_held, np.int32(-1), cells)
        weight = fitting_weight(left, starts, ends[-1], window, threads=threads)
        counts = count_baskets(left, starts, ends[-1], window, threads=threads)
        often = counts.row_sums()
        total = max(float(often.sum()), 1.0)
    else:
        hidden = is_held.reshape(-1, width)

        def columns(low: int, high: int) -> list[NDArray[np.int32]]:
            return [
                np.where(hidden[low:high, j], np.int32(-1), table[low:high, j] - np.int32(begin))
                for j, begin in enumerate((0, *ends[:-1]))
            ]

        counts = count_rows(columns, dataset.n_rows, sizes, threads=threads)
        often = (_how_often(cells, ends[-1]) - _how_often(cells[held], ends[-1])).astype(float)
        total = float(dataset.n_rows)
        starts, window = np.arange(dataset.n_rows + 1, dtype=np.int64) * width, None
    draw = numpy_generator(seed, "sample")
    places = draw.integers(0, len(cells), TRAIN_PLACES)
    train = _pairs(cells, is_held, starts, places[~is_held[places]], window, ends, draw)
    test = _pairs(cells, is_held, starts, held, window, ends, draw)
    return Meeting(counts, often, total, ends, train, test, weight)


def _held_places(
    cells: NDArray[np.int32], n_entries: int, holdout: float, seed: int
) -> NDArray[np.int64]:
    share = 1 - np.sqrt(1 - holdout)  # a pair is lost with either of its places
    n_held = int(min(MOST_HELD, np.ceil(share * len(cells))))
    draw = numpy_generator(seed, "holdout")
    places = draw.permutation(np.unique(draw.integers(0, len(cells), n_held)))
    stays = _how_often(cells, n_entries) - _how_often(cells[places], n_entries)
    _, first = np.unique(cells[places], return_index=True)
    last_ones = first[stays[cells[places[first]]] == 0]
    return np.sort(np.delete(places, last_ones))


def _how_often(cells: NDArray[np.int32], n_entries: int) -> NDArray[np.int64]:
    """[n_entries] occurrences; a block at a time, since what is counted is copied to int64."""
    often = np.zeros(n_entries, np.int64)
    for low in range(0, len(cells), BLOCK):
        often += np.bincount(cells[low : low + BLOCK], minlength=n_entries)
    return often


def _pairs(
    cells: NDArray[np.int32],
    is_held: NDArray[np.bool_],
    starts: NDArray[np.int64],
    places: NDArray[np.int64],
    window: int | None,
    ends: tuple[int, ...],
    draw: np.random.Generator,
) -> Pairs:
    """Pairs of these places with some of the training places that they meet."""
    basket = np.searchsorted(starts, places, side="right") - 1
    begin, end = starts[basket], starts[basket + 1]
    if window is not None:
        begin, end = np.maximum(begin, places - window), np.minimum(end, places + window + 1)
    share = MOST_PAIRS // max(len(places), 1)
    partners = min(MOST_PARTNERS, max(FEWEST_PARTNERS, share))
    reach = draw.random((len(places), partners)) * (end - begin)[:, None]
    drawn = np.sort(begin[:, None] + reach.astype(np.int64), axis=1)
    fresh = np.concatenate([np.ones((len(drawn), 1), bool), np.diff(drawn, axis=1) > 0], axis=1)
    own = np.repeat(places, partners).reshape(drawn.shape)
    fine = fresh & ~is_held[drawn] & (cells[drawn] != cells[own])
    own_entry, met = cells[own[fine]].astype(np.int64), cells[drawn[fine]].astype(np.int64)
    where = np.repeat(basket, partners).reshape(drawn.shape)[fine]
    bounds = np.asarray(ends)
    of_met = np.searchsorted(bounds, met, side="right")
    group = np.searchsorted(bounds, own_entry, side="right") * len(ends) + of_met
    made_up = met[shuffled_within(of_met, draw)]
    kept = made_up != own_entry
    return Pairs(own_entry[kept], met[kept], made_up[kept], group[kept], where[kept])


def shuffled_within(groups: NDArray[np.int64], draw: np.random.Generator) -> NDArray[np.int64]:
    """A random permutation that leaves every place in its group."""
    order = np.empty(len(groups), np.int64)
    order[np.argsort(groups, kind="stable")] = np.lexsort((draw.random(len(groups)), groups))
    return order


def rows_times(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float64]:
    """[n] the product of each row with the row beside it."""
    products: NDArray[np.float64] = np.einsum("nd,nd->n", left, right).astype(np.float64)
    return products

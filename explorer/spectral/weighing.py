"""Which weight fits some baskets: the one whose map tells apart pairs that it was not made from.

A tenth of the places is held out, a map is made of the rest with each weight, and held-out items
are compared by cosine with what stands beside them and with what stands beside others. How far
apart the two lie, in deviations, falls and rises with how many nearest neighbors are right
(films .79, .82 and .82, where .29, .31 and .33 are; noisy ones .26, .25, .24 and .99, .99, .98).
Of many baskets every second, third, ... item is looked at, since how often two items meet decides
about the weight, and fewer baskets would change that.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.data.defaults import MOST_MET
from explorer.spectral.counting import count_baskets
from explorer.spectral.rising import WIDE, rising
from explorer.spectral.weights import WEIGHTS, Weight, weighted

MOST_PLACES, MOST_MEETINGS = 400_000, 4_000_000  # looked at
FEWEST_ITEMS = 1_000  # looked at, where there are so many
HELD, MOST_HELD = 0.1, 40_000  # of the places
DRAWN, MOST_PAIRS = 6, 60_000  # neighbors of each held-out place that are tried; compared at once
CLEARLY = 1.02  # times as far apart, or the first weight stays: it keeps small groups best
ENOUGH, MOST_ROUNDS = 5_000, 8  # pairs; other places are held out until there are so many


def fitting_weight(
    items: NDArray[np.int32],
    starts: NDArray[np.int64],
    n_items: int,
    window: int | None,
    *,
    threads: int,
) -> Weight:
    """The weight that fits best; the first of them unless another one clearly does.

    No randomness but of its own, the same each time. Args: as of `count_baskets`.
    """
    items, n_items = _fewer(items, n_items, _every(starts, n_items, window))
    apart = np.zeros((0, 2, len(WEIGHTS)))
    for each in range(MOST_ROUNDS):
        found = _compared(items, starts, n_items, window, each, threads)
        apart = np.concatenate([apart, found])
        if len(apart) >= ENOUGH or len(found) == 0:
            break
    if len(apart) < 2:
        return WEIGHTS[0]
    spread = apart.std(axis=(0, 1))
    distance = (apart[:, 0] - apart[:, 1]).mean(axis=0) / np.maximum(spread, 1e-12)
    best = int(np.argmax(distance))
    return WEIGHTS[best if distance[best] > CLEARLY * max(distance[0], 0) else 0]


def _every(starts: NDArray[np.int64], n_items: int, window: int | None) -> int:
    """k, where every k-th item is looked at: places fall by k then, meetings by its square."""
    sizes = np.diff(starts)
    met = sizes * np.minimum(sizes - 1, MOST_MET if window is None else 2 * window)
    most = max(int(starts[-1]) / MOST_PLACES, np.sqrt(int(met.sum()) / MOST_MEETINGS))
    return max(1, min(int(np.ceil(most)), n_items // FEWEST_ITEMS))


def _fewer(items: NDArray[np.int32], n_items: int, every: int) -> tuple[NDArray[np.int32], int]:
    """Every k-th item by frequency in place of all, -1 for the places of the others."""
    if every == 1:
        return items, n_items
    often = np.bincount(items[items >= 0], minlength=n_items)
    kept = np.argsort(-often, kind="stable")[every // 2 :: every]
    number = np.full(n_items + 1, -1, np.int32)  # the last for -1
    number[kept] = np.arange(len(kept))
    return number[items], len(kept)


def _compared(
    items: NDArray[np.int32],
    starts: NDArray[np.int64],
    n_items: int,
    window: int | None,
    number: int,
    threads: int,
) -> NDArray[np.float64]:
    """[n, 2, n_weights] cosines of held-out items with their own and with others' neighbors."""
    draw = np.random.default_rng(number)
    there = np.flatnonzero(items >= 0)
    n_held = min(MOST_HELD, int(np.ceil(HELD * len(there))))
    held = there[np.unique(draw.integers(0, max(len(there), 1), n_held))]
    left = items.copy()
    left[held] = -1
    basket = np.searchsorted(starts, held, side="right") - 1
    begin, end = starts[basket], starts[basket + 1]
    if window is not None:
        begin, end = np.maximum(begin, held - window), np.minimum(end, held + window + 1)
    reach = draw.random((DRAWN, len(held))) * (end - begin)
    beside = left[begin + reach.astype(np.int64)].ravel()
    own = np.tile(items[held], DRAWN)
    fine = (beside >= 0) & (beside != own)
    own, beside = own[fine][:MOST_PAIRS], beside[fine][:MOST_PAIRS]
    others = draw.permutation(beside)
    fine = others != own
    pairs = np.stack([beside[fine], others[fine]], axis=1)
    own = own[fine]
    found = np.zeros((len(own), 2, len(WEIGHTS)))
    if len(own) == 0:
        return found
    counts = count_baskets(left, starts, n_items, window, threads=threads)
    for k, weight in enumerate(WEIGHTS):
        vectors = rising(weighted(counts, weight, threads), WIDE, threads).shown()
        units = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        found[:, :, k] = np.einsum("nd,nsd->ns", units[own], units[pairs])
    return found

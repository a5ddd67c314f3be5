"""Whether neighbors belong together by what else is known of them, which was never learned from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.similarity import nearest_of_all

LOOKED_AT = 200  # entries whose neighbors are counted; the mean is known to a few percent of k


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many of the k nearest share an entry's group.

    Attributes:
        k: neighbors looked at, among the entries that have a group.
        shared: of these, how many have the entry's own group, on average.
        chance: how many would if neighbors were drawn at random.
        most: how many could, on average: a group of five leaves four to share it.
    """

    k: int
    shared: float
    chance: float
    most: float


def agreement(
    vectors: NDArray[np.float32], groups: NDArray[np.int32], k: int = 10, *, seed: int = 0
) -> Agreement | None:
    """Count how many of the nearest by cosine share the group.

    Args:
        vectors: [n, dim].
        groups: [n] group of each entry, -1 for none; those without are left out.
        k: neighbors, clipped to what there are.
        seed: of the sample that is looked at when more than LOOKED_AT entries have a group.

    Returns:
        None when fewer than three entries have a group, or all have the same one.

    >>> two_pairs = np.array([[1, 0], [1, 0.1], [0, 1], [0.1, 1]], np.float32)
    >>> agreement(two_pairs, np.array([0, 0, 1, 1], np.int32), k=1)
    Agreement(k=1, shared=1.0, chance=0.333..., most=1.0)
    """
    known = np.flatnonzero(groups >= 0)
    own = groups[known]
    n = len(known)
    if n < 3 or len(np.unique(own)) < 2:
        return None
    k = min(k, n - 1)
    rows = np.arange(n)
    if n > LOOKED_AT:
        rows = np.sort(np.random.default_rng(seed).choice(n, LOOKED_AT, replace=False))
    near = nearest_of_all(np.asarray(vectors[known]), k, rows).indices
    same = own[near] == own[rows][:, None]
    others = np.bincount(own)[own[rows]] - 1  # of the own group
    chance = k * others / (n - 1)
    return Agreement(
        k,
        shared=float(same.sum(axis=1).mean()),
        chance=float(chance.mean()),
        most=float(np.minimum(others, k).mean()),
    )

"""Baskets with a known truth, and how right neighbors among their items are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Baskets:
    """Generated baskets.

    Attributes:
        items: [n] int32, 0 ... n_items - 1, basket after basket.
        starts: [n_baskets + 1] int64 where each basket begins.
        groups: [n_items] the cluster of each item.
    """

    items: NDArray[np.int32]
    starts: NDArray[np.int64]
    groups: NDArray[np.int64]

    @property
    def n_items(self) -> int:
        return len(self.groups)


def generate(n_items: int, n_groups: int, n_baskets: int, noise: float, seed: int = 0) -> Baskets:
    """Each basket is about one cluster; a share of its items is drawn by popularity alone.

    Popularity falls as 1 / (rank + 10)^0.9; a basket has 2 items or more, 8 on average.
    """
    draw = np.random.default_rng(seed)
    groups = draw.permutation(np.arange(n_items) % n_groups)
    popularity = 1 / (draw.permutation(n_items) + 10.0) ** 0.9
    popularity /= popularity.sum()
    lengths = np.maximum(2, draw.poisson(8, n_baskets))
    starts = np.concatenate([[0], np.cumsum(lengths)])
    about = np.repeat(draw.integers(0, n_groups, n_baskets), lengths)
    items = np.empty(starts[-1], np.int32)
    noisy = draw.random(starts[-1]) < noise
    items[noisy] = draw.choice(n_items, noisy.sum(), p=popularity)
    for group in range(n_groups):
        here = ~noisy & (about == group)
        members = np.flatnonzero(groups == group)
        share = popularity[members] / popularity[members].sum()
        items[here] = draw.choice(members, here.sum(), p=share)
    return Baskets(items, starts.astype(np.int64), groups)


def hard() -> Baskets:
    """5,000 items in 50 clusters, 200,000 baskets, three quarters of each basket noise."""
    return generate(5_000, 50, 200_000, 0.75)


def large() -> Baskets:
    """50,000 items in 200 clusters, 1,000,000 baskets, 70 % noise."""
    return generate(50_000, 200, 1_000_000, 0.70)


def quality(vectors: NDArray[np.float32], groups: NDArray[np.int64], k: int = 10) -> float:
    """Share of the k nearest by cosine that are of the same cluster, over at most 5,000 items.

    Items without a vector are nobody's neighbor.
    """
    lengths = np.linalg.norm(vectors, axis=1)
    rows = np.asarray(vectors / np.maximum(lengths, 1e-12)[:, None], np.float32)
    asked = np.random.default_rng(0).permutation(len(rows))[:5_000]
    same = 0.0
    for start in range(0, len(asked), 1_000):
        block = asked[start : start + 1_000]
        cosines = rows[block] @ rows.T
        cosines[np.arange(len(block)), block] = -9
        cosines[:, lengths == 0] = -9
        near = np.argpartition(-cosines, k, axis=1)[:, :k]
        same += (groups[near] == groups[block][:, None]).mean(axis=1).sum()
    return float(same / len(asked))

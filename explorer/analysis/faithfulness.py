"""How far to trust a map: which true nearest neighbors are neighbors on it too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.ranking import largest
from explorer.analysis.similarity import Nearest, nearest_of_all, row_blocks

SAMPLED_ABOVE = 2000  # rows; the mean of 2,000 shares is known to about one percentage point
FEWEST = 3  # entries; with two there is nothing a map could get wrong


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """The share of true neighbors that a map kept.

    Attributes:
        share: mean of `each`, 0 ... 1.
        k: neighbors compared. Of few entries only (n - 1) // 2, at least 1: half of all
            others are then no neighbors, so that a map can be wrong.
        chance: what entries thrown on the map at random would reach, k / (n - 1).
        rows: [n_rows] int64, the entries looked at; all of them, or a seeded sample.
        each: [n_rows] float32, for every one the share of its k true nearest neighbors that
            are among the k nearest on the map.
    """

    share: float
    k: int
    chance: float
    rows: NDArray[np.int64]
    each: NDArray[np.float32]


def faithfulness(
    vectors: NDArray[np.float32],
    xy: NDArray[np.float32],
    k: int = 10,
    *,
    nearest: Nearest | None = None,
    rows: NDArray[np.int64] | None = None,
    seed: int = 0,
) -> Faithfulness | None:
    """Compare neighbors by cosine in all dimensions with neighbors on the map.

    Exact for every row looked at. Above 2,000 entries a sample of 2,000 rows is looked at,
    each against all others. A page asks for the few rows it shows.

    Args:
        vectors: [n, dim] of the entries drawn.
        xy: [n, 2] where they are drawn.
        k: neighbors to compare.
        nearest: true neighbors of all entries among the entries drawn, when they are known.
        rows: the entries to look at; None means all or the sample.
        seed: of the sample.

    Returns:
        None when there are fewer than 3 entries.
    """
    n = len(xy)
    assert len(vectors) == n, "one vector for each point"
    if n < FEWEST:
        return None
    k = min(k, max(1, (n - 1) // 2))
    if rows is None:
        rows = np.arange(n)
        if n > SAMPLED_ABOVE:
            rows = np.random.default_rng(seed).choice(n, SAMPLED_ABOVE, replace=False)
            rows.sort()
    if nearest is None or nearest.indices.shape[1] < k:
        true = nearest_of_all(vectors, k, rows).indices
    else:
        true = nearest.indices[rows, :k]
    drawn = _nearest_drawn(xy, rows, k)
    # A true neighbor that is also drawn near occurs twice in the sorted row of both.
    both = np.sort(np.concatenate([true, drawn], axis=1), axis=1)
    each = np.count_nonzero(both[:, 1:] == both[:, :-1], axis=1) / np.float32(k)
    return Faithfulness(float(each.mean(dtype=np.float64)), k, k / (n - 1), rows, each)


def kept(vectors: NDArray[np.float32], xy: NDArray[np.float32], k: int = 10) -> float | None:
    """The mean share alone, as `Projection.kept` holds it; None below 3 entries."""
    found = faithfulness(vectors, xy, k)
    return None if found is None else found.share


def _nearest_drawn(xy: NDArray[np.float32], rows: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    """[n_rows, k] the nearest on the map, ties by index."""
    size = float(np.abs(xy).max()) or 1.0  # so that no square is lost in float32
    placed = xy.astype(np.float64) / size
    nearest = np.empty((len(rows), k), np.int64)
    for block in row_blocks(len(rows), 8 * len(xy)):
        here = placed[rows[block]]
        squared = np.square(here[:, :1] - placed[:, 0]) + np.square(here[:, 1:] - placed[:, 1])
        closeness = (-squared).astype(np.float32)
        closeness[np.arange(len(here)), rows[block]] = -np.inf
        nearest[block] = largest(closeness, k)
    return nearest

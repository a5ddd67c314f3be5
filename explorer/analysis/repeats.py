"""Equal vectors: looked at once, then told apart again by their index."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Repeats:
    """Which rows of a column are equal bit for bit.

    Categories that were only ever seen in the same company have equal vectors from counts;
    a large column can have thousands of them.

    Attributes:
        first: [n_distinct] the first row of each group of equal rows, in order.
        group: [n] the group of every row.
        members: [n_distinct, most] the first rows of each group, -1 where it has fewer.
    """

    first: NDArray[np.int64]
    group: NDArray[np.int64]
    members: NDArray[np.int64]


def find_repeats(vectors: NDArray[np.float32], most: int) -> Repeats:
    """Group equal rows; up to `most` members of each group are listed."""
    rows = np.ascontiguousarray(vectors, np.float32) + np.float32(0)  # -0 is 0
    whole = rows.view(np.dtype((np.void, rows.shape[1] * rows.itemsize)))[:, 0]
    _, first, group = np.unique(whole, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    group = place[group]

    by_group = np.argsort(group, kind="stable")
    sizes = np.bincount(group)
    starts = np.cumsum(sizes) - sizes
    wanted = starts[:, None] + np.arange(most)
    members = by_group[np.minimum(wanted, len(group) - 1)]
    members[np.arange(most) >= sizes[:, None]] = -1
    return Repeats(first[order], group, members)


def expand(
    repeats: Repeats,
    rows: NDArray[np.int64],
    groups: NDArray[np.int64],
    cosines: NDArray[np.float32],
    k: int,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """From the nearest groups of every row to its k nearest rows, ties by index.

    Exact when the k nearest other groups and the own one are given: each of k better groups
    has a row that is better than any row of a group left out.

    Args:
        rows: [n_rows].
        groups: [n_rows, n_groups] of each row, its own among them. cosines: the same shape.
        k: at most as many as the groups have other rows.

    Returns:
        Indices and cosines, both [n_rows, k].
    """
    candidates = repeats.members[groups].reshape(len(rows), -1)
    scores = np.repeat(cosines, repeats.members.shape[1], axis=1)
    scores[(candidates < 0) | (candidates == rows[:, None])] = -np.inf
    order = np.lexsort((candidates, -scores), axis=1)[:, :k]
    return np.take_along_axis(candidates, order, axis=1), np.take_along_axis(scores, order, axis=1)

"""The k largest of every row, exactly: equal scores rank by index."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

GROUPED_FROM = 4096  # columns; below, looking at groups first costs more than it saves
GROUP = 16  # columns looked at together; the best of 16 ... 128 at 100,000 columns


def largest(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Columns of the k largest scores of every row, largest first, ties by index.

    Long rows are cut into groups: the k largest scores lie in the k groups with the largest
    maxima, so only those groups are ranked. Where equal scores make that choice arbitrary,
    the row is ranked again in full.

    Args:
        scores: [n_rows, n_columns] without NaN; -inf is allowed and ranks last.
        k: how many, clipped to n_columns.

    Returns:
        [n_rows, k] column indices.

    >>> largest(np.array([[1, 3, 3, 0]], np.float32), 3).tolist()
    [[1, 2, 0]]
    """
    n_rows, n_columns = scores.shape
    k = min(k, n_columns)
    if k == 0 or n_rows == 0:
        return np.zeros((n_rows, k), np.int64)
    n_groups = n_columns // GROUP
    if n_columns < GROUPED_FROM or n_groups <= 2 * k:
        return _ranked_in_full(scores, k)
    return _ranked_by_groups(scores, k, n_groups)


def _ranked_by_groups(scores: NDArray[np.float32], k: int, n_groups: int) -> NDArray[np.int64]:
    """Group g holds the columns g, g + n_groups, ... so that maxima run over whole rows."""
    n_rows, n_columns = scores.shape
    grouped = n_groups * GROUP
    maxima = scores[:, :n_groups].copy()
    for start in range(n_groups, grouped, n_groups):
        np.maximum(maxima, scores[:, start : start + n_groups], out=maxima)

    order = np.argpartition(maxima, n_groups - k - 1, axis=1)[:, n_groups - k - 1 :]
    left_out = np.take_along_axis(maxima, order[:, :1], axis=1)[:, 0]  # largest not looked into
    inside = order[:, 1:, None] + np.arange(0, grouped, n_groups)
    rest = np.broadcast_to(np.arange(grouped, n_columns), (n_rows, n_columns - grouped))
    candidates = np.concatenate([inside.reshape(n_rows, -1), rest], axis=1)

    keys = _keys(np.take_along_axis(scores, candidates, axis=1), candidates)
    best = np.take_along_axis(candidates, _largest_keys(keys, k), axis=1)
    last = np.take_along_axis(scores, best[:, -1:], axis=1)[:, 0]
    unsure = np.flatnonzero(left_out >= last)
    if len(unsure):
        best[unsure] = _ranked_in_full(scores[unsure], k)
    return best


def _ranked_in_full(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    return _largest_keys(_keys(scores, np.arange(scores.shape[1])), k)


def _keys(scores: NDArray[np.float32], columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Whole numbers that order as (score, then smaller column first); no two are equal."""
    # Adding 0 turns -0.0 into 0.0, which have different bits but are equal scores.
    bits = (scores + np.float32(0)).view(np.int32)
    # Negative floats order backwards as integers (IEEE 754): flip all bits but the sign.
    ordered = np.where(bits < 0, bits ^ np.int32(0x7FFFFFFF), bits).astype(np.int64)
    return (ordered << 32) | (0xFFFFFFFF - columns)


def _largest_keys(keys: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    n = keys.shape[1]
    top = np.argpartition(keys, n - k, axis=1)[:, n - k :]
    order = np.argsort(np.take_along_axis(keys, top, axis=1), axis=1)[:, ::-1]
    return np.take_along_axis(top, order, axis=1)

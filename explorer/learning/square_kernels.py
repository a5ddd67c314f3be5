"""Loops over pairs of rows and columns of large matrices, compiled, in one fixed order."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numba import float32, int64, void
from numpy.typing import NDArray

from explorer.learning.compiled import compiled, fast

Floats: TypeAlias = NDArray[np.float32]
Longs: TypeAlias = NDArray[np.int64]
_F1, _F2, _L1, _L2 = float32[::1], float32[:, ::1], int64[::1], int64[:, ::1]


@compiled(void(_F2, _L1, _L1, _F1))
def take(matrix: Floats, rows: Longs, columns: Longs, out: Floats) -> None:
    """out[i] = matrix[rows[i], columns[i]]."""
    for i in range(rows.shape[0]):
        out[i] = matrix[rows[i], columns[i]]


@compiled(void(_L1, _F1, _F1))
def sum_of(rows: Longs, given: Floats, out: Floats) -> None:
    """out[rows[i]] += given[i], in order of i."""
    for i in range(rows.shape[0]):
        out[rows[i]] += given[i]


@fast(void(_F2, _F2, _L1, _L1, _F1))
def dots(left: Floats, right: Floats, rows: Longs, columns: Longs, out: Floats) -> None:
    """out[i] = left[rows[i]] . right[columns[i]]."""
    for i in range(rows.shape[0]):
        one, other, total = left[rows[i]], right[columns[i]], np.float32(0)
        for k in range(left.shape[1]):
            total += one[k] * other[k]
        out[i] = total


@fast(void(int64, int64, _F2, _L1, _L1, _F1, _F2))
def add_rows(
    first: int,
    end: int,
    table: Floats,
    source: Longs,
    target: Longs,
    given: Floats,
    out: Floats,
) -> None:
    """out[target[i]] += given[i] * table[source[i]], in order of i.

    Args:
        first, end: rows of `out` that are added to, the end left out.
    """
    for i in range(source.shape[0]):
        if first <= target[i] < end and given[i] != np.float32(0):
            one, own, weight = table[source[i]], out[target[i]], given[i]
            for k in range(table.shape[1]):
                own[k] += weight * one[k]


@fast(void(_L2, _L1, _F2, _F2, _F1, float32, _F2, _F2))
def exact(
    near: Longs,
    place: Longs,
    items: Floats,
    guesses: Floats,
    lean: Floats,
    highest: float,
    drawn: Floats,
    out: Floats,
) -> None:
    """Exponentials of the logits of what is near, and 0 for it where it was drawn, too.

    Args:
        near: [m, few] categories; n, the last one of `place`, where there is none.
        place: [n + 1] columns of `drawn`, -1 for what was not. items: [m, width].
        drawn: [m, k] changed. out: [m, few] receives the exponentials, 0 for none.
    """
    n = place.shape[0] - 1
    for x in range(near.shape[0]):
        one = items[x]
        for j in range(near.shape[1]):
            y = near[x, j]
            if y == n:
                out[x, j] = np.float32(0)
                continue
            if place[y] >= 0:
                drawn[x, place[y]] = np.float32(0)
            other, logit = guesses[y], lean[y]
            for k in range(items.shape[1]):
                logit += one[k] * other[k]
            out[x, j] = np.exp(min(logit, highest))

"""Loops of sparse-times-dense products and of orthonormal columns, compiled.

Every row is computed by one call in one order, so bits do not depend on who computes it.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(
    "void(i8[::1], i4[::1], f4[::1], f4[:, ::1], f4[:, ::1], i8, i8)",
    nogil=True,
    cache=True,
    fastmath={"contract", "nsz"},
    boundscheck=False,
)
def sparse_times_dense(bounds, columns, values, dense, out, low, high):  # type: ignore[no-untyped-def]
    """Rows low ... high - 1 of a sparse matrix times `dense` [n, width], into `out`."""
    width = dense.shape[1]
    row_sum = np.empty(width, np.float32)
    for row in range(low, high):
        row_sum[:] = 0
        for spot in range(bounds[row], bounds[row + 1]):
            column = np.uint64(columns[spot])
            value = values[spot]
            for k in range(width):
                row_sum[k] += value * dense[column, k]
        out[row] = row_sum


@njit("f8[:, ::1](f4[:, ::1], f4[:, ::1])", nogil=True, cache=True, boundscheck=False)
def inner_products(left, right):  # type: ignore[no-untyped-def]
    """left.T @ right of a block of rows, in float64."""
    a, b = left.shape[1], right.shape[1]
    total = np.zeros((a, b), np.float64)
    for row in range(len(left)):
        for i in range(a):
            value = np.float64(left[row, i])
            for j in range(b):
                total[i, j] += value * right[row, j]
    return total


@njit("void(f4[:, ::1], f8[:, ::1], f4[:, ::1])", nogil=True, cache=True, boundscheck=False)
def combined(rows, mixing, out):  # type: ignore[no-untyped-def]
    """rows @ mixing of a block of rows, into `out`."""
    width = mixing.shape[1]
    mixed = np.empty(width, np.float64)
    for row in range(len(rows)):
        mixed[:] = 0
        for i in range(rows.shape[1]):
            value = np.float64(rows[row, i])
            for j in range(width):
                mixed[j] += value * mixing[i, j]
        for j in range(width):
            out[row, j] = mixed[j]

"""Directions of items that rise above noise, and no others.

A direction that pure chance would show as well only blurs neighbors: with the first ten of 100
generated items in five clusters .95 of them are right, with the five above noise all but one in
300.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.spectral.decomposition import (
    EXACT_SIDE,
    OVERSAMPLING,
    SYMMETRIC_ROUNDS,
    Power,
    decompose,
)
from explorer.spectral.matrix import Sparse

FEWEST = 3  # directions are kept in any case, so that there is something to look at
WIDE = 64  # directions looked for at least
MORE_ROUNDS = 3  # .86 of 1,000 items placed right become .89; 20 of them in place of 3: .90


def above_noise(matrix: Sparse, values: NDArray[np.float64]) -> int:
    """How many of a symmetric matrix's eigenvalues say more than chance would.

    Independent entries of mean square s give n rows eigenvalues up to 2 sqrt(n s) and none
    beyond (Füredi and Komlos, The Eigenvalues of Random Symmetric Matrices, Combinatorica 1981).
    s is of what the larger eigenvalues leave unexplained.

    Args:
        values: the largest eigenvalues, falling.
    """
    squares = float((matrix.values.astype(np.float64) ** 2).sum())
    n_rows = max(1, int((np.diff(matrix.bounds) > 0).sum()))
    explained = np.concatenate([[0.0], np.cumsum(values**2)[:-1]]) if len(values) else values
    edges = 2 * np.sqrt(np.maximum(squares - explained, 0) / n_rows)
    below = np.flatnonzero(values <= edges)
    return int(below[0]) if len(below) else len(values)


def rising(matrix: Sparse, dim: int, threads: int) -> NDArray[np.float32]:
    """Vectors of items from a symmetric matrix, in as many directions as rise above noise.

    Args:
        dim: dimensions asked for; more directions than these are looked for.

    Returns:
        [n_rows, width] directions times the roots of their weights, heaviest first; width is
        at most OVERSAMPLING more than `dim` or WIDE, and less than `dim` where fewer rise.
    """
    directions, values = _found(matrix, max(dim, WIDE), threads)
    width = min(len(values), max(FEWEST, above_noise(matrix, values)))
    return np.ascontiguousarray(directions[:, :width] * np.sqrt(values[:width]), np.float32)


def _found(
    matrix: Sparse, dim: int, threads: int
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    rank = dim + OVERSAMPLING
    if matrix.n_rows <= EXACT_SIDE or len(matrix.values) == 0:
        return decompose(matrix, rank, symmetric=True, threads=threads)
    power = Power(matrix, dim, symmetric=True, threads=threads)
    for _ in range(SYMMETRIC_ROUNDS):
        power.turn()
    directions, values = power.directions(rank)
    if above_noise(matrix, values) > dim:
        # More rise than can be carried. What was drawn at random still holds a share of all of
        # them; further rounds would keep the heaviest alone.
        return directions, values
    for _ in range(MORE_ROUNDS):  # for those that hardly rise
        power.turn()
    return power.directions(rank)

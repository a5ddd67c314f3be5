"""Vectors that begin where counts already lead: what follows on what, in few dimensions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.sequences.followers import BACKING, Followers

DOUBT = 1.0  # rows by chance that are added to what was counted and to what chance would give
ROUNDED = 1e-13  # of the largest square of a length; less is rounding
ROUNDS, SPARE = 3, 10  # of the randomized decomposition; Halko et al. 2011, section 4.5


def start_vectors(
    counts: Followers, dim: int, random: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Two tables whose products are how much more often than chance an item follows on another.

    Args:
        counts: of the training rows. dim: of both tables.

    Returns:
        [n, dim] of the items and [n, dim] of what follows: log((counted + 1) / (expected + 1))
        where it is positive, decomposed (as Levy and Goldberg, Neural Word Embedding as Implicit
        Matrix Factorization, 2014, do for word2vec). Fewer directions than `dim` leave zeros.
    """
    import scipy.sparse

    n = len(counts.popularity)
    sums = BACKING / counts.backing.astype(np.float64) - BACKING
    lengths = np.diff(counts.starts)
    counted = counts.shares * np.repeat(sums + BACKING, lengths)
    expected = np.repeat(sums, lengths) * counts.popularity[counts.followers]
    above = np.maximum(np.log((counted + DOUBT) / (expected + DOUBT)), 0.0)
    matrix = scipy.sparse.csr_array((above, counts.followers, counts.starts), shape=(n, n))
    rank = min(dim + SPARE, n)
    basis = matrix @ random.standard_normal((n, rank))
    for _ in range(ROUNDS):
        basis = matrix @ _orthonormal(matrix.T @ _orthonormal(basis))
    basis = _orthonormal(basis)
    after = matrix.T @ basis
    squares, turn = _largest_first(after.T @ after)
    values = np.sqrt(squares[:dim])
    few, scale = len(values), np.sqrt(values)
    items, guesses = np.zeros((n, dim), np.float32), np.zeros((n, dim), np.float32)
    items[:, :few] = basis @ turn[:, :few] * scale
    guesses[:, :few] = after @ turn[:, :few] / scale
    return items, guesses


def _orthonormal(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """[n, rank] what the columns span; by products alone, many times faster than by reflections.

    Twice, since what is nearly the same direction is told apart only roughly by the first.
    """
    for _ in range(2):
        squares, turn = _largest_first(columns.T @ columns)
        columns = columns @ (turn / np.sqrt(squares))
    return columns


def _largest_first(
    products: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Squares of lengths and directions [rank, kept] of what is more than rounding."""
    squares, directions = np.linalg.eigh(products)
    kept = squares > max(float(squares.max(initial=0.0)) * ROUNDED, 1e-300)
    return squares[kept][::-1], directions[:, kept][:, ::-1]

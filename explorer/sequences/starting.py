"""Vectors that begin where counts already lead: what follows on what, in few dimensions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.sequences.followers import BACKING, Followers

DOUBT = 1.0  # rows by chance that are added to what was counted and to what chance would give
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
        basis, _ = np.linalg.qr(basis)
        basis, _ = np.linalg.qr(matrix.T @ basis)
        basis = matrix @ basis
    basis, _ = np.linalg.qr(basis)
    left, values, right = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
    few = min(dim, len(values))
    items, guesses = np.zeros((n, dim), np.float32), np.zeros((n, dim), np.float32)
    items[:, :few] = (basis @ left[:, :few]) * np.sqrt(values[:few])
    guesses[:, :few] = right[:few].T * np.sqrt(values[:few])
    return items, guesses

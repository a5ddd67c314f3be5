"""The directions that explain most of a sparse matrix: truncated, deterministic, in threads.

Sources: Halko, Martinsson and Tropp, Finding Structure with Randomness, SIAM Review 2011,
sections 4.3 to 4.5 (block power iterations from a fixed random start).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.spectral.matrix import Sparse, gram, mix
from explorer.spectral.threads import one_blas_thread

EXACT_SIDE = 800  # a matrix with a side up to this is decomposed exactly
OVERSAMPLING = 16  # Halko et al., section 4.2
ROUNDS = 4  # of power iterations where rows and columns differ
SYMMETRIC_ROUNDS = 3  # counts of items with items; see `rising`, which adds some where it helps
NOTHING = 1e-6  # of the largest value; a direction that weighs less is none


class Power:
    """Block power iterations: a basis that turns toward the heaviest directions with each round.

    Attributes:
        basis: [n_rows, rank] float32, orthonormal columns; zero where the matrix has no more.
    """

    def __init__(
        self, matrix: Sparse, dim: int, *, symmetric: bool, threads: int, signed: bool = False
    ) -> None:
        """Begin with a fixed random basis.

        Args:
            symmetric: the matrix equals its mirror image, so each round takes one product.
            signed: directions of negative eigenvalues are wanted, too, see `heaviest`.
        """
        self._matrix = matrix
        self._turned = matrix if symmetric else matrix.turned()
        self._symmetric = symmetric
        self._signed = signed
        self._threads = threads
        rank = min(dim + OVERSAMPLING, matrix.n_rows, matrix.n_columns)
        start = np.random.default_rng(0).standard_normal((matrix.n_rows, rank), np.float32)
        self.basis = orthonormal(start, threads)

    def turn(self) -> None:
        """One round."""
        basis = self.basis
        if not self._symmetric:
            basis = orthonormal(self._turned.times(basis, self._threads), self._threads)
        self.basis = orthonormal(self._matrix.times(basis, self._threads), self._threads)

    def directions(self, dim: int) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """The best `dim` directions within the basis, see `heaviest`, and their weights."""
        seen = self._turned.times(self.basis, self._threads)
        if self._symmetric:
            small = gram(self.basis, seen, self._threads)
            values, mixing = np.linalg.eigh((small + small.T) / 2)
        else:
            squares, mixing = np.linalg.eigh(gram(seen, seen, self._threads))
            values = np.sqrt(np.maximum(squares, 0))
        order = heaviest(values, dim, self._signed)
        return mix(self.basis, mixing[:, order], self._threads), values[order]


def orthonormal(rows: NDArray[np.float32], threads: int) -> NDArray[np.float32]:
    """Columns of the same span that are orthonormal, heaviest first, and zero beyond its rank."""
    with one_blas_thread():
        squares, turn = np.linalg.eigh(gram(rows, rows, threads))
    squares, turn = squares[::-1], turn[:, ::-1]
    there = squares > max(squares[0], 1e-300) * 1e-12
    scale = np.where(there, 1 / np.sqrt(np.where(there, squares, 1)), 0)
    return mix(rows, turn * scale, threads)


def heaviest(values: NDArray[np.float64], dim: int, signed: bool = False) -> NDArray[np.int64]:
    """Which values are largest, at most `dim`, and none that is nothing or, unsigned, less.

    Of a symmetric matrix a negative value is of a direction in which those that meet lie on
    opposite sides. What is left without them puts items together that meet each other and items
    that meet the same, as the sum of word and context vectors does (Levy, Goldberg and Dagan,
    TACL 2015, section 3.3).

    Args:
        signed: behind them as many negative ones, the largest of these first.
    """
    least = NOTHING * max(np.abs(values).max(), 1e-300)
    order = np.argsort(-values, kind="stable")
    kept: NDArray[np.int64] = order[values[order] > least][:dim]
    if signed:
        order = order[::-1]
        kept = np.concatenate([kept, order[values[order] < -least][:dim]])
    return kept


def decompose(
    matrix: Sparse, dim: int, *, symmetric: bool, threads: int, signed: bool = False
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Left directions of a matrix, in the order of `heaviest`.

    Args:
        symmetric: the matrix equals its mirror image. signed: negative eigenvalues, too.

    Returns:
        [n_rows, <= dim] orthonormal columns, twice as many of both signs, and their weights:
        singular values, or the eigenvalues of a symmetric matrix.
    """
    n, m = matrix.n_rows, matrix.n_columns
    if len(matrix.values) == 0:
        return np.zeros((n, 0), np.float32), np.zeros(0)
    if min(n, m) > EXACT_SIDE:
        power = Power(matrix, dim, symmetric=symmetric, threads=threads, signed=signed)
        for _ in range(SYMMETRIC_ROUNDS if symmetric else ROUNDS):
            power.turn()
        return power.directions(dim)
    with one_blas_thread():
        if symmetric:
            values, left = np.linalg.eigh(matrix.dense())
            order = heaviest(values, dim, signed)
            return left[:, order].astype(np.float32), values[order]
        return _exact(matrix, dim)


def _exact(matrix: Sparse, dim: int) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Eigenvectors of the smaller Gram matrix: exact and independent of a start."""
    from scipy.sparse import csr_array

    own = csr_array(
        (matrix.values.astype(np.float64), matrix.columns, matrix.bounds),
        (matrix.n_rows, matrix.n_columns),
    )
    wide = matrix.n_rows <= matrix.n_columns
    squares, vectors = np.linalg.eigh((own @ own.T if wide else own.T @ own).toarray())
    order = np.argsort(-squares, kind="stable")[:dim]
    kept = order[squares[order] > 1e-9 * max(squares[order[0]], 1e-300)]
    values = np.sqrt(squares[kept])
    left = vectors[:, kept] if wide else own @ vectors[:, kept] / values
    return left.astype(np.float32), values

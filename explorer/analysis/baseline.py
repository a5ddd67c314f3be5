"""The map without training: vectors straight from counts, the yardstick of every run.

A column's categories are described by how often each occurs in one row with each category of
the other columns. Counts become positive pointwise mutual information (how much more often than
chance, in nats), and a truncated singular value decomposition keeps the directions that explain
most of it. No randomness, no epochs, no settings to tune.

Sources: Levy, Goldberg and Dagan, Improving Distributional Similarity with Lessons Learned from
Word Embeddings, TACL 2015 (context smoothing 0.75, singular values to the power 0.5); Halko,
Martinsson and Tropp, Finding Structure with Randomness, SIAM Review 2011 (large matrices).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from explorer.records.dataset import Dataset

if TYPE_CHECKING:
    from scipy.sparse import csr_array

CONTEXT_SMOOTHING = 0.75  # exponent on context counts; Levy et al. 2015, section 3.1
TARGET_BINS = 10  # quantile bins of a number to predict, when it serves as context
EXACT_SIDE = 800  # a matrix with a side up to this is decomposed exactly
OVERSAMPLING, POWER_ROUNDS = 16, 4  # of the randomized decomposition; Halko et al., section 4.5


def spectral_dim(n_entries: int) -> int:
    """Dimensions of the map without training: clip(round(1.5 n^0.45), 2, 64).

    Half as many again as a trained table has by default: a decomposition spends its first
    directions on what is frequent, training on what predicts. Measured on the samples.

    >>> [spectral_dim(n) for n in (2, 100, 458, 5000)]
    [2, 12, 24, 64]
    """
    return int(min(64, max(2, round(1.5 * n_entries**0.45))))


def spectral(dataset: Dataset, dims: Sequence[int] | None = None) -> list[NDArray[np.float32]]:
    """Vectors of every column's entries from counts alone.

    The contexts of a column are the entries of all other columns; with Predict also the
    target (a number cut into quantile bins), so that baseline and training see the same rows.

    Args:
        dims: one for each column; None uses `spectral_dim` of each column's entries.

    Returns:
        Per column [n_entries, dim] float32 in Embedding order, directions by falling
        weight, each with its largest entry positive. Where the counts have fewer directions
        than `dim`, the last ones are zero; an entry independent of everything is all zero.
    """
    if dims is None:
        dims = [spectral_dim(vocabulary.n_entries) for vocabulary in dataset.vocabularies]
    assert len(dims) == len(dataset.vocabularies), "one dimension for each column"
    columns = [
        vocabulary.entries(np.asarray(dataset.codes[:, j]))
        for j, vocabulary in enumerate(dataset.vocabularies)
    ]
    sizes = [vocabulary.n_entries for vocabulary in dataset.vocabularies]
    target = _target_entries(dataset)
    if target is not None:
        columns.append(target)
        sizes.append(int(target.max()) + 1)
    return [_column(j, columns, sizes, dim) for j, dim in enumerate(dims)]


def _target_entries(dataset: Dataset) -> NDArray[np.int32] | None:
    if dataset.target_codes is not None:
        return dataset.target_codes
    if dataset.target_numbers is None:
        return None
    inner = np.quantile(dataset.target_numbers, np.arange(1, TARGET_BINS) / TARGET_BINS)
    return np.searchsorted(inner, dataset.target_numbers, side="right").astype(np.int32)


def _column(
    j: int, columns: list[NDArray[np.int32]], sizes: list[int], dim: int
) -> NDArray[np.float32]:
    """One column's vectors [sizes[j], dim]."""
    vectors = np.zeros((sizes[j], dim), np.float32)
    others = [i for i in range(len(columns)) if i != j]
    if not others:
        return vectors
    positive = _ppmi(_counts(j, others, columns, sizes))
    if positive.nnz == 0:
        return vectors
    left, values = _truncated_svd(positive, dim)
    signs = np.sign(left[np.abs(left).argmax(axis=0), np.arange(left.shape[1])])
    vectors[:, : len(values)] = left * (signs * np.sqrt(values))
    return vectors


def _counts(
    j: int, others: list[int], columns: list[NDArray[np.int32]], sizes: list[int]
) -> csr_array:
    """Sparse [sizes[j], sum of the other sizes]: rows of the data in which both occur."""
    import scipy.sparse

    blocks = []
    for i in others:
        pairs = columns[j].astype(np.int64) * sizes[i] + columns[i]
        if sizes[j] * sizes[i] <= 4 * len(pairs):
            dense = np.bincount(pairs, minlength=sizes[j] * sizes[i])
            blocks.append(scipy.sparse.csr_array(dense.reshape(sizes[j], sizes[i])))
        else:
            seen, counts = np.unique(pairs, return_counts=True)
            at = (seen // sizes[i], seen % sizes[i])
            blocks.append(scipy.sparse.csr_array((counts, at), shape=(sizes[j], sizes[i])))
    return scipy.sparse.hstack(blocks, format="csr")


def _ppmi(counts: csr_array) -> csr_array:
    """Sparse positive pointwise mutual information of a matrix of counts, in nats."""
    import scipy.sparse

    pairs = counts.tocoo()
    rows = counts.sum(axis=1)
    contexts = counts.sum(axis=0).astype(np.float64) ** CONTEXT_SMOOTHING
    contexts /= contexts.sum()
    values = np.log(pairs.data / (rows[pairs.row] * contexts[pairs.col]))
    above = values > 0
    at = (pairs.row[above], pairs.col[above])
    return scipy.sparse.csr_array((values[above], at), shape=counts.shape)


def _truncated_svd(matrix: csr_array, dim: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Left singular vectors [n, <= dim] and their values, largest first."""
    n, m = matrix.shape
    if min(n, m) <= EXACT_SIDE:
        # Eigenvectors of the smaller Gram matrix: exact and independent of a start vector.
        gram = (matrix @ matrix.T if n <= m else matrix.T @ matrix).toarray()
        squares, vectors = np.linalg.eigh(gram)
        order = np.argsort(-squares, kind="stable")[:dim]
        kept = order[squares[order] > 1e-9 * max(squares[order[0]], 1e-300)]
        values = np.sqrt(squares[kept])
        left = vectors[:, kept] if n <= m else matrix @ vectors[:, kept] / values
        return left, values
    rank = min(dim + OVERSAMPLING, n, m)
    basis = matrix @ np.random.default_rng(0).standard_normal((m, rank))
    for _ in range(POWER_ROUNDS):
        basis, _ = np.linalg.qr(basis)
        basis, _ = np.linalg.qr(matrix.T @ basis)
        basis = matrix @ basis
    basis, _ = np.linalg.qr(basis)
    small, values, _ = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
    kept = np.flatnonzero(values[:dim] > 1e-6 * values[0])
    return basis @ small[:, kept], values[kept]

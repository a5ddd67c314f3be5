"""The textbook's map from counts, in plain numpy: PPMI, and a singular value decomposition.

All entries of all columns beside each other, how often they meet, contexts smoothed by 0.75, the
roots of the singular values: Levy, Goldberg and Dagan, TACL 2015. Nothing of ours is in it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.linalg import svds

from explorer.records.dataset import Dataset

SMOOTHING = 0.75
DENSE = 1_000  # entries up to which the decomposition is exact


def ppmi_svd(
    dataset: Dataset, column: int, dims: tuple[int, ...], window: int | None
) -> list[NDArray[np.float32]]:
    """[n_entries, dim] of one column, for each of the dimensions."""
    sizes = [vocabulary.n_entries for vocabulary in dataset.vocabularies]
    ends = np.cumsum(sizes)
    counts = _of_items(dataset, window) if dataset.starts is not None else _of_rows(dataset)
    met = coo_array(counts)
    apart = (met.row != met.col) & (met.data > 0)
    own, other, values = met.row[apart], met.col[apart], met.data[apart].astype(np.float64)
    often = np.bincount(own, values, minlength=ends[-1])
    context = np.bincount(other, values, minlength=ends[-1]) ** SMOOTHING
    context /= context.sum()
    information = np.log(values / (often[own] * context[other]))
    kept = information > 0
    matrix = csr_array((information[kept], (own[kept], other[kept])), met.shape)
    if ends[-1] <= DENSE:
        left, strength, _ = np.linalg.svd(matrix.toarray())
    else:
        left, strength, _ = svds(matrix, k=max(dims), random_state=0)
        order = np.argsort(-strength)
        left, strength = left[:, order], strength[order]
    low, high = int(ends[column] - sizes[column]), int(ends[column])
    return [(left[low:high, :dim] * np.sqrt(strength[:dim])).astype(np.float32) for dim in dims]


def _of_rows(dataset: Dataset) -> csr_array:
    cells, begin = [], 0
    for j, vocabulary in enumerate(dataset.vocabularies):
        cells.append(vocabulary.entries(np.asarray(dataset.codes[:, j])) + begin)
        begin += vocabulary.n_entries
    n_rows = dataset.n_rows
    rows = np.tile(np.arange(n_rows), len(cells))
    held = csr_array((np.ones(len(rows)), (rows, np.concatenate(cells))), (n_rows, begin))
    return csr_array(held.T @ held)


def _of_items(dataset: Dataset, window: int | None) -> csr_array:
    assert dataset.starts is not None, "items lie in baskets"
    (vocabulary,) = dataset.vocabularies
    n, items = vocabulary.n_entries, vocabulary.entries(np.asarray(dataset.codes[:, 0]))
    basket = np.repeat(np.arange(len(dataset.starts) - 1), np.diff(dataset.starts))
    if window is None:
        held = csr_array((np.ones(len(items)), (basket, items)), (len(dataset.starts) - 1, n))
        held.data[:] = 1.0  # an item counts once in a basket
        return csr_array(held.T @ held)
    counts = csr_array((n, n))
    for apart in range(1, window + 1):
        same = basket[apart:] == basket[:-apart]
        pair = (items[:-apart][same], items[apart:][same])
        met = csr_array((np.ones(len(pair[0])), pair), (n, n))
        counts = counts + met + met.T
    return csr_array(counts)

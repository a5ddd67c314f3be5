"""The map without training, for every shape of data: counts, a weight, a decomposition.

No randomness, no epochs, no settings to tune.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.records.dataset import Dataset
from explorer.records.dims import counts_dim
from explorer.spectral.counting import count_baskets, count_rows
from explorer.spectral.decomposition import decompose
from explorer.spectral.matrix import Sparse, mix
from explorer.spectral.narrowing import narrowing
from explorer.spectral.rising import rising
from explorer.spectral.threads import available
from explorer.spectral.weighing import fitting_weight
from explorer.spectral.weights import ppmi, weighted

TARGET_BINS = 10  # quantile bins of a number to predict, when it serves as context


def spectral(
    dataset: Dataset,
    dims: Sequence[int] | None = None,
    *,
    window: int | None = None,
    threads: int | None = None,
) -> list[NDArray[np.float32]]:
    """Vectors of every column's entries from counts alone.

    In baskets and sequences, items are described by the items they meet. Where a row is one
    thing, the contexts of a column are the entries of all other columns; with Predict also the
    target (a number cut into quantile bins), so that baseline and training see the same rows.

    Args:
        dims: one for each column; None uses `counts_dim` of each column's entries.
        window: positions up to this far apart meet; None for the whole basket.
        threads: None for all cores; the bits are the same with any number.

    Returns:
        Per column [n_entries, dim] float32 in Embedding order, directions by falling
        weight, each with its largest entry positive. Where the counts have fewer directions
        than `dim`, or those of items fewer that rise above noise, the last ones are zero; where
        more of items do, all of them are turned into `dim` such that neighbors stay. An entry
        independent of everything is all zero.
        Behind them those of the rows that are drawn, where the objective places rows.
    """
    sizes = [vocabulary.n_entries for vocabulary in dataset.vocabularies]
    if dims is None:
        dims = [counts_dim(size) for size in sizes]
    assert len(dims) == len(sizes), "one dimension for each column"
    threads = threads or available()
    if dataset.starts is not None:
        items = dataset.vocabularies[0].entries(np.asarray(dataset.codes[:, 0]))
        weight = fitting_weight(items, dataset.starts, sizes[0], window, threads=threads)
        counts = count_baskets(items, dataset.starts, sizes[0], window, threads=threads)
        wide = rising(weighted(counts, weight, threads), dims[0], threads).shown()
        return [_items(wide, dims[0], threads)]
    target = target_entries(dataset)
    if target is not None:
        sizes.append(int(target.max()) + 1)
    if len(sizes) < 2:
        return [np.zeros((size, dim), np.float32) for size, dim in zip(sizes, dims, strict=True)]

    def columns(low: int, high: int) -> list[NDArray[np.int32]]:
        found = [
            vocabulary.entries(np.asarray(dataset.codes[low:high, j]))
            for j, vocabulary in enumerate(dataset.vocabularies)
        ]
        return found if target is None else [*found, target[low:high]]

    counts = count_rows(columns, dataset.n_rows, sizes, threads=threads)
    found = maps_of_columns(counts, sizes, dims, threads)
    if dataset.drawn is not None:
        rows = ppmi(_cells(dataset.drawn_entries(), sizes))
        dim = counts_dim(len(dataset.drawn))
        found.append(vectors_of(rows, dim, threads))
    return found


def maps_of_columns(
    counts: Sparse, sizes: Sequence[int], dims: Sequence[int], threads: int
) -> list[NDArray[np.float32]]:
    """Per column [n_entries, dim] vectors by the entries of all others, from `count_rows`.

    Args:
        sizes: entries of all that was counted. dims: of the first columns of these.
    """
    ends = np.cumsum(sizes).tolist()
    return [
        vectors_of(ppmi(counts.rows(end - size, end)), dim, threads)
        for end, size, dim in zip(ends, sizes, dims, strict=False)
    ]


def vectors_of(
    matrix: Sparse, dim: int, threads: int, *, chance: Sparse | None = None
) -> NDArray[np.float32]:
    """[n_rows, dim] directions times the roots of their weights.

    Args:
        chance: a matrix of the same size in which nothing is to be found. The square of its first
            weight is taken off that of the first direction, and so on; a direction that is no
            heavier than chance is none.

    Sources: of the root Levy, Goldberg and Dagan, TACL 2015, section 3.3; of the comparison Horn,
    A rationale and test for the number of factors in factor analysis, Psychometrika 1965.
    """
    left, values = decompose(matrix, dim, symmetric=False, threads=threads)
    if chance is not None:
        _, noise = decompose(chance, dim, symmetric=False, threads=threads)
        noise = np.pad(noise, (0, dim))[: len(values)]
        values = np.sqrt(np.maximum(values**2 - noise**2, 0))
    return _signed((left * np.sqrt(np.abs(values))).astype(np.float32), dim)


def _cells(entries: NDArray[np.int32], sizes: list[int]) -> Sparse:
    """Counts of the drawn rows, each taken as the only occurrence of a category of its own."""
    n, width = entries.shape
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    cells = entries + begins
    return Sparse(
        np.arange(n + 1, dtype=np.int64) * width,
        cells.ravel().astype(np.int32),
        np.ones(n * width, np.float32),
        int(sum(sizes)),
    )


def target_entries(
    dataset: Dataset, rows: NDArray[np.int64] | None = None
) -> NDArray[np.int32] | None:
    """[n_rows] what is to be predicted, as entries of one more column; None without a target.

    Args:
        rows: that are asked about, and alone decide where the bins of a number part; None for all.
    """
    chosen = slice(None) if rows is None else rows
    if dataset.target_codes is not None:
        return dataset.target_codes[chosen]
    if dataset.target_numbers is None:
        return None
    numbers = dataset.target_numbers[chosen]
    inner = np.quantile(numbers, np.arange(1, TARGET_BINS) / TARGET_BINS)
    return np.searchsorted(inner, numbers, side="right").astype(np.int32)


def _items(wide: NDArray[np.float32], dim: int, threads: int) -> NDArray[np.float32]:
    """[n_rows, dim] vectors in all the directions that matter, narrowed or filled with zeros."""
    if wide.shape[1] > dim:
        return mix(wide, narrowing(wide, dim, threads), threads)
    return _signed(wide, dim)


def _signed(found: NDArray[np.float32], dim: int) -> NDArray[np.float32]:
    vectors = np.zeros((len(found), dim), np.float32)
    n_found = found.shape[1]
    if n_found:
        signs = np.sign(found[np.abs(found).argmax(axis=0), np.arange(n_found)])
        vectors[:, :n_found] = found * signs
    return vectors

"""Cosine similarity in the space the vectors were learned in, exact whatever a map shows.

A cosine is worked out in float64 and then rounded to float32; neighbors rank by that number,
equal ones by index. A vector of length zero has no direction: its cosine with everything is 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.ranking import largest
from explorer.analysis.repeats import expand, find_repeats

BLOCK_BYTES = 32 << 20  # of one block of similarities; several such blocks live at once
MANY_DISTINCT = 0.95  # share of distinct vectors above which equal ones cost less than sorting them
SHORTLIST = 16  # more candidates than asked for: room for the rounding of the first pass
# Two float32 unit vectors of up to 512 dimensions: their dot product is off by less than this.
FLOAT32_ERROR = 4e-6


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest entries of one entry ([k]) or of all entries ([n, k]), most similar first.

    Attributes:
        indices: int32, entries of the column; an entry is never its own neighbor.
        cosines: float32, -1 ... 1.
    """

    indices: NDArray[np.int32]
    cosines: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Distinct pairs of entries, most similar first; `first` < `second` (all [n_pairs])."""

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    cosines: NDArray[np.float32]


def lengths(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """[n] Euclidean lengths in float64, so that neither 1e30 nor 1e-30 is lost when squared."""
    squares = np.empty(len(vectors))
    for rows in row_blocks(len(vectors), 8 * vectors.shape[1]):
        block = np.asarray(vectors[rows], np.float64)
        squares[rows] = np.einsum("ij,ij->i", block, block)
    return np.sqrt(squares)


def without_direction(vectors: NDArray[np.float32]) -> NDArray[np.bool_]:
    """[n] which entries have a zero vector, so that nothing can be said of their neighbors."""
    return np.asarray(lengths(vectors) == 0)


def unit_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """[n, dim] every row scaled to length 1; rows of length zero stay zero."""
    unit = np.empty(vectors.shape, np.float32)
    for rows in row_blocks(len(vectors), 8 * vectors.shape[1]):
        unit[rows] = _unit64(vectors[rows])
    return unit


def cosines(vectors: NDArray[np.float32], query: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """[n] cosine of every row with one vector.

    100,000 rows of 64 numbers take about 10 ms and one block of memory.

    Args:
        vectors: [n, dim]; a memory map is read once, in blocks.
        query: [dim].
    """
    direction = _unit64(np.asarray(query)[None])[0]
    found = np.empty(len(vectors), np.float32)
    for rows in row_blocks(len(vectors), 8 * vectors.shape[1]):
        block = np.asarray(vectors[rows], np.float64)
        found[rows] = _over_lengths(block @ direction, block)
    return found


def cosine_matrix(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """[n, n] all cosines of a few entries (a heat map); exactly symmetric.

    The diagonal is exactly 1, and 0 for a vector of length zero.
    """
    unit = _unit64(vectors)
    matrix = unit @ unit.T
    matrix = np.clip((matrix + matrix.T) / 2, -1, 1)
    np.fill_diagonal(matrix, np.any(unit != 0, axis=1))
    return matrix.astype(np.float32)


def neighbors(vectors: NDArray[np.float32], index: int, k: int) -> Nearest:
    """The k entries nearest to one entry; fewer when there are fewer.

    Args:
        vectors: [n, dim].
        index: 0 <= index < n.
        k: how many, itself not counted.
    """
    n = len(vectors)
    assert 0 <= index < n, "the entry exists"
    found = cosines(vectors, vectors[index])
    ranked = found.copy()
    ranked[index] = -np.inf
    order = largest(ranked[None], min(k, n - 1))[0]
    return Nearest(order.astype(np.int32), found[order])


def nearest_of_all(
    vectors: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None = None
) -> Nearest:
    """The k nearest of every entry, as exact as `neighbors`, for whole columns.

    Similarities of a block of rows are shortlisted in float32 and settled in float64; rows
    whose shortlist could have missed a neighbor are worked out in full. Equal vectors are
    compared once for all of them.
    Work grows with n^2: 100,000 entries are a job for a worker, never for a page.

    Args:
        vectors: [n, dim] finite; n up to 100,000.
        k: how many, clipped to n - 1.
        rows: [n_rows] the entries to find neighbors of, among all; None means all.

    Returns:
        Nearest with [n_rows, k]; memory beyond it and one copy of `vectors` stays under 250 MB.
    """
    n = len(vectors)
    rows = np.arange(n) if rows is None else rows
    k = min(k, max(n - 1, 0))
    indices = np.zeros((len(rows), k), np.int32)
    found = np.zeros((len(rows), k), np.float32)
    if k == 0:
        return Nearest(indices, found)
    repeats = find_repeats(vectors, k + 1)
    if len(repeats.first) > MANY_DISTINCT * n:
        for block, best, cosine in _nearest_distinct(vectors, rows, k):
            indices[block], found[block] = best, cosine
        return Nearest(indices, found)

    distinct = np.asarray(vectors[repeats.first])
    wanted, inverse = np.unique(repeats.group[rows], return_inverse=True)
    others = np.empty((len(wanted), min(k, len(distinct) - 1)), np.int64)
    alike = np.empty(others.shape, np.float32)
    for block, best, cosine in _nearest_distinct(distinct, wanted, others.shape[1]):
        others[block], alike[block] = best, cosine
    groups = np.hstack([wanted[:, None], others])
    alike = np.hstack([~without_direction(distinct[wanted])[:, None], alike]).astype(np.float32)
    for block in row_blocks(len(rows), 32 * groups.shape[1] * (k + 1)):
        own = inverse[block]
        indices[block], found[block] = expand(repeats, rows[block], groups[own], alike[own], k)
    return Nearest(indices, found)


def pairs_of(nearest: Nearest, n_pairs: int) -> Pairs:
    """The most similar distinct pairs that stored neighbors [n, k] tell of.

    Exact for up to 2 k pairs: a pair that neither end lists has k better pairs at each end.
    Equal cosines rank by the first, then by the second entry.
    """
    n, k = nearest.indices.shape
    if k == 0:
        none = np.zeros(0, np.int32)
        return Pairs(none, none, np.zeros(0, np.float32))
    own = np.repeat(np.arange(n, dtype=np.int32), k)
    other = nearest.indices.ravel()
    first, second = np.minimum(own, other), np.maximum(own, other)
    _, once = np.unique(first.astype(np.int64) * n + second, return_index=True)
    first, second, found = first[once], second[once], nearest.cosines.ravel()[once]
    order = largest(found[None], n_pairs)[0]  # `once` is in order of first, then second
    return Pairs(first[order], second[order], found[order])


def similar_pairs(vectors: NDArray[np.float32], k: int) -> Pairs:
    """The k most similar distinct pairs of a column; like `nearest_of_all` work for a worker."""
    return pairs_of(nearest_of_all(vectors, max(1, -(-k // 2))), k)


def _nearest_distinct(
    vectors: NDArray[np.float32], rows: NDArray[np.int64], k: int
) -> Iterator[tuple[slice, NDArray[np.int64], NDArray[np.float32]]]:
    """Block by block the k nearest of the rows, among vectors of which few are equal."""
    if k == 0:
        return
    unit = unit_rows(vectors)
    for block in row_blocks(len(rows), 4 * len(vectors)):
        yield block, *_nearest_of_block(vectors, unit, rows[block], k)


def _nearest_of_block(
    vectors: NDArray[np.float32], unit: NDArray[np.float32], own: NDArray[np.int64], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    n = len(vectors)
    rough = unit[own] @ unit.T
    rough[np.arange(len(own)), own] = -np.inf
    shortlist = largest(rough, min(k + SHORTLIST, n - 1))
    last = np.take_along_axis(rough, shortlist[:, -1:], axis=1)[:, 0]

    settled = np.empty(shortlist.shape, np.float32)
    block64 = _unit64(vectors[own])
    for column in range(shortlist.shape[1]):  # one at a time: k + 16 gathers of a block
        other = vectors[shortlist[:, column]].astype(np.float64)
        settled[:, column] = _over_lengths(np.einsum("ij,ij->i", block64, other), other)
    best, found = _first(shortlist, settled, k)

    if shortlist.shape[1] < n - 1:
        unsure = np.flatnonzero(found[:, -1] <= last + FLOAT32_ERROR)
        for row in unsure:
            exact = neighbors(vectors, int(own[row]), k)
            best[row], found[row] = exact.indices, exact.cosines
    return best, found


def _first(
    candidates: NDArray[np.int64], scores: NDArray[np.float32], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The k best candidates of every row, best first, ties by candidate."""
    order = np.lexsort((candidates, -scores), axis=1)[:, :k]
    return np.take_along_axis(candidates, order, axis=1), np.take_along_axis(scores, order, axis=1)


def _unit64(vectors: NDArray[Any]) -> NDArray[np.float64]:
    block = np.asarray(vectors, np.float64)
    norms = np.sqrt(np.einsum("ij,ij->i", block, block))
    unit = np.zeros_like(block)
    np.divide(block, norms[:, None], out=unit, where=norms[:, None] > 0)
    return unit


def _over_lengths(products: NDArray[np.float64], block: NDArray[np.float64]) -> NDArray[np.float64]:
    """Dot products with a unit vector -> cosines; 0 where the row has length zero."""
    norms = np.sqrt(np.einsum("ij,ij->i", block, block))
    found = np.zeros_like(products)
    np.divide(products, norms, out=found, where=norms > 0)
    return np.clip(found, -1, 1, out=found)


def row_blocks(n_rows: int, row_bytes: int) -> list[slice]:
    """Slices of rows of which one block has at most BLOCK_BYTES."""
    step = max(1, BLOCK_BYTES // max(1, row_bytes))
    return [slice(start, min(start + step, n_rows)) for start in range(0, n_rows, step)]

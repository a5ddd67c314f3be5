"""Exact counts of which entries meet: in one basket, near each other, or in one row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from explorer.data.defaults import MOST_MET
from explorer.spectral.counting_kernels import meetings, rows_of_counts
from explorer.spectral.matrix import Sparse
from explorer.spectral.threads import in_parts, spans

BLOCK_PLACES = 1 << 24  # cells of rows that are counted at once
PARTS = 64  # of the rows; more than threads, so that none waits long for the others

# Of rows low ... high - 1, the [high - low] entries of each column.
Columns: TypeAlias = Callable[[int, int], Sequence[NDArray[np.int32]]]
# Lengths of rows, and their columns and values one after the other.
_Rows: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]


def count_baskets(
    items: NDArray[np.int32],
    starts: NDArray[np.int64],
    n_items: int,
    window: int | None = None,
    *,
    threads: int = 1,
) -> Sparse:
    """How often two different items meet, in positions of the same basket.

    An item that a basket holds twice meets each other item of it twice. Without a window, an
    item of a basket of more than MOST_MET + 1 items meets MOST_MET of them, drawn at random (the
    same ones each time).

    Args:
        items: [n] 0 ... n_items - 1, or -1 for a place that nobody meets.
        starts: [n_baskets + 1] where each basket begins in `items`.
        window: positions up to this far apart meet; None for the whole basket.

    Returns:
        [n_items, n_items] counts, symmetric, nothing on the diagonal.
    """
    assert len(items) < 2**31, "positions are 32-bit numbers"
    items = np.ascontiguousarray(items, np.int32)
    pads = np.zeros(len(starts) - 1, np.int32)
    if window is None:
        items, starts, pads = _as_circles(items, starts, pads)
    first, work, begins, lengths = meetings(items, starts, pads, n_items, window or 0)
    room = np.minimum(work, n_items)

    def rows(span: tuple[int, int]) -> _Rows:
        low, high = span
        found: _Rows = rows_of_counts(
            items, first, begins, lengths, low, high, n_items, int(room[low:high].sum())
        )
        return found

    if len(begins) == 0:
        return Sparse(np.zeros(n_items + 1, np.int64), *_nothing(), n_items)
    parts = in_parts(rows, spans(_running(work + 1), PARTS), threads)
    n_found = np.concatenate([part[0] for part in parts])
    columns = np.concatenate([part[1] for part in parts])
    return Sparse(_running(n_found), columns, np.concatenate([part[2] for part in parts]), n_items)


def count_rows(columns: Columns, n_rows: int, sizes: Sequence[int], *, threads: int = 1) -> Sparse:
    """How often entries of different columns stand in one row.

    Args:
        columns: of rows low ... high - 1 the entries of each column, 0 ... size - 1, or -1 for
            none. Rows are counted a block at a time, so that a large table is not copied whole.
        sizes: entries of each column; in the counts, columns follow each other.

    Returns:
        [sum of sizes, sum of sizes] counts, symmetric, nothing within a column.
    """
    offsets = _running(np.asarray(sizes, np.int64))
    n_entries = int(offsets[-1])
    window = len(sizes) if len(sizes) > MOST_MET else None  # a row is no basket: all of it meets
    at_once = max(1, BLOCK_PLACES // len(sizes))
    counts: Sparse | None = None
    for low in range(0, max(n_rows, 1), at_once):
        high = min(low + at_once, n_rows)
        cells = np.empty((high - low, len(sizes)), np.int32)
        for j, entries in enumerate(columns(low, high)):
            cells[:, j] = np.where(entries < 0, np.int32(-1), entries + np.int32(offsets[j]))
        starts = np.arange(high - low + 1, dtype=np.int64) * len(sizes)
        block = count_baskets(cells.reshape(-1), starts, n_entries, window, threads=threads)
        counts = block if counts is None else counts.plus(block)
    assert counts is not None, "one block at least"
    return counts


def _as_circles(
    items: NDArray[np.int32], starts: NDArray[np.int64], pads: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]:
    """Lay out each huge basket as a circle: shuffled, its ends repeated at the other end."""
    sizes: NDArray[np.int64] = np.diff(starts)
    huge = np.flatnonzero(sizes > MOST_MET + 1)
    if len(huge) == 0:
        return items, starts, pads
    half = MOST_MET // 2
    draw = np.random.default_rng(0)
    pads[huge] = half
    laid, upto = [], 0
    for basket in huge:
        own = draw.permutation(items[starts[basket] : starts[basket + 1]])
        laid += [items[upto : starts[basket]], own[-half:], own, own[:half]]
        upto = int(starts[basket + 1])
    laid.append(items[upto:])
    return np.concatenate(laid), _running(sizes + 2 * pads), pads


def _running(lengths: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """[n + 1] sums up to each place, beginning with 0."""
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])


def _nothing() -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    return np.empty(0, np.int32), np.empty(0, np.float32)

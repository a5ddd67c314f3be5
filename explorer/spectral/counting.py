"""Exact counts of which entries meet: in one basket, near each other, or in one row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from explorer.spectral.counting_kernels import meetings, rows_of_counts
from explorer.spectral.matrix import Sparse
from explorer.spectral.threads import in_parts, spans

# A basket of more items is laid out as a circle in random order, and each item meets only so many
# others, half to either side: cost stays linear however large a basket is, and no basket of
# thousands drowns the small ones, whose pairs say more.
MOST_MET = 400
PARTS = 64  # of the rows; more than threads, so that none waits long for the others

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


def count_rows(
    columns: Sequence[NDArray[np.int32]], sizes: Sequence[int], *, threads: int = 1
) -> Sparse:
    """How often entries of different columns stand in one row.

    Args:
        columns: [n_rows] entries of each column, 0 ... size - 1, or -1 for none.
        sizes: entries of each column; in the counts, columns follow each other.

    Returns:
        [sum of sizes, sum of sizes] counts, symmetric, nothing within a column.
    """
    n_rows = len(columns[0])
    cells = np.empty((n_rows, len(columns)), np.int32)
    offset = 0
    for j, (entries, size) in enumerate(zip(columns, sizes, strict=True)):
        np.copyto(cells[:, j], np.where(entries < 0, np.int32(-1), entries + np.int32(offset)))
        offset += size
    starts = np.arange(n_rows + 1, dtype=np.int64) * len(columns)
    if len(columns) > MOST_MET:  # a row is no basket: its columns all meet
        return count_baskets(cells.reshape(-1), starts, offset, len(columns), threads=threads)
    return count_baskets(cells.reshape(-1), starts, offset, threads=threads)


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

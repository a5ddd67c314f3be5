"""What training never sees, so that its losses can be believed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from explorer.data.checking import enough_held, held_of
from explorer.learning.randomness import numpy_generator


def held_cells(
    entries: NDArray[np.int32], share: float, seed: int, column: int
) -> NDArray[np.bool_]:
    """Which cells of one column are kept for validation.

    One occurrence of every category, drawn at random, is never held out, so each keeps at
    least one row to learn from.

    Args:
        entries: [n_rows] of the column. share: of the cells, 0 < share < 1.
        column: its index, so that columns are drawn apart.

    Returns:
        [n_rows], True for `share` of the cells and at least one, fewer where categories are rare.
    """
    order = numpy_generator(seed, "holdout", column).permutation(len(entries))
    protected = np.zeros(len(entries), bool)
    protected[_first_places(entries[order])] = True  # in drawn order
    free = order[~protected]
    held = np.zeros(len(entries), bool)
    held[free[: max(1, round(share * len(entries)))]] = True
    return held


def held_rows(n_rows: int, share: float, seed: int) -> NDArray[np.bool_]:
    """[n_rows] which rows are kept for validation: `share` of them, at least one."""
    order = numpy_generator(seed, "holdout").permutation(n_rows)
    held = np.zeros(n_rows, bool)
    held[order[: held_of(n_rows, share)]] = True
    return held


def held_known_rows(
    columns: Iterable[NDArray[np.int32]], n_rows: int, share: float, seed: int
) -> NDArray[np.bool_]:
    """Which rows are kept for validation, where rows without a value of their own can be.

    One occurrence of every category, drawn at random, should stay in training. Rows that hold
    the fewest of these are taken, at random among equal ones.

    Args:
        columns: [n_rows] entries of each. share: of the rows, 0 < share < 1.

    Returns:
        [n_rows], True for `share` of the rows, and for at least `enough_held`.
    """
    order = numpy_generator(seed, "holdout").permutation(n_rows)
    needed = np.zeros(n_rows, np.int32)
    for entries in columns:
        needed[order[_first_places(entries[order])]] += 1
    by_need = order[np.argsort(needed[order], kind="stable")]
    held = np.zeros(n_rows, bool)
    held[by_need[: held_of(n_rows, share, enough_held(n_rows))]] = True
    return held


def _first_places(values: NDArray[np.int32]) -> NDArray[np.int64]:
    """Where each value that occurs does so first, without sorting millions of them.

    >>> _first_places(np.array([2, 2, 0, 2, 0], np.int32)).tolist()
    [2, 0]
    """
    places = np.full(int(values.max(initial=-1)) + 1, len(values))
    np.minimum.at(places, values, np.arange(len(values)))
    return places[places < len(values)]

"""Numbers cut into ranges that hold about as many rows each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def quantile_bins(
    numbers: NDArray[np.float64], counts: NDArray[np.int64], bins: int
) -> tuple[list[str], NDArray[np.int64]]:
    """Cut distinct numbers into at most `bins` ranges.

    A number goes wholly into one range, so fewer ranges come out when some numbers are
    frequent. A range is named by the smallest and largest number that is in it.

    Args:
        numbers: [n] in any order; equal ones (1 and 1.0) share a range.
        counts: [n] rows of each.

    Returns:
        Names in rising order, and [n] the range of each number.

    >>> quantile_bins(np.array([5.0, 1, 2, 3, 4, 6]), np.ones(6, np.int64), 3)
    (['1 to 2', '3 to 4', '5 to 6'], array([2, 0, 0, 1, 1, 2]))
    """
    distinct, inverse = np.unique(numbers, return_inverse=True)
    weights = np.bincount(inverse, weights=counts)
    # the middle of a number's rows decides, so that a frequent one fills the range it is in
    middle = (np.cumsum(weights) - weights / 2) / weights.sum()
    wanted = np.minimum((middle * bins).astype(np.int64), bins - 1)
    _, of_distinct = np.unique(wanted, return_inverse=True)
    n_ranges = int(of_distinct[-1]) + 1
    edges = [distinct[of_distinct == i][[0, -1]] for i in range(n_ranges)]
    return _names(edges), of_distinct[inverse]


def _names(edges: list[NDArray[np.float64]]) -> list[str]:
    """As few digits as keep neighboring ranges apart."""
    for digits in range(4, 18):
        names = [_range(low, high, digits) for low, high in edges]
        shown = [_show(edge, digits) for pair in edges for edge in np.unique(pair)]
        if len(set(shown)) == len(shown) and len(set(names)) == len(names):
            return names
    return [_range(low, high, 17) for low, high in edges]


def _range(low: float, high: float, digits: int) -> str:
    if low == high:
        return _show(low, digits)
    return f"{_show(low, digits)} to {_show(high, digits)}"


def _show(number: float, digits: int) -> str:
    if number == round(number) and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.{digits}g}"

"""What vectors say little: dimensions that are 0 throughout, and entries of hardly any length."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.similarity import lengths

SHORT = 0.1  # of the length of half of the column's vectors; below, a direction is mostly noise
LOOKED = 2000  # rows that are looked at first: nearly always they tell that no dimension is 0


def unused(vectors: NDArray[np.float32]) -> int:
    """How many dimensions are 0 in every row.

    >>> unused(np.array([[1, 0, 0], [0, 0, 2]], np.float32))
    1
    """
    empty = ~vectors[:LOOKED].any(axis=0)
    if empty.any():
        empty = ~vectors.any(axis=0)
    return int(empty.sum())


def usual_length(vectors: NDArray[np.float32]) -> float:
    """The median length: half of the vectors are as long or longer.

    >>> usual_length(np.array([[3, 4], [0, 1], [0, 7]], np.float32))
    5.0
    """
    return float(np.median(lengths(vectors))) if len(vectors) else 0.0


def is_short(length: float, usual: float) -> bool:
    """Whether a vector is so short that what it is close to is hardly more than chance.

    >>> is_short(0.06, 1.3), is_short(0.2, 1.3), is_short(0.0, 0.0)
    (True, False, False)
    """
    return length < SHORT * usual

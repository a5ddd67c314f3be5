"""Which names have room on a drawing, when not all have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.figures.labels import SHORT

SHEET = (1000, 480)  # px in which labels are placed: the points' part of a usual window
MOST_LABELS = 60
CHARACTER, LINE = 7.2, 17.0  # px, of a label at 12 px


def place_labels(
    xy: NDArray[np.float32], names: Sequence[str], box: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Entries whose labels do not overlap, the first ones first, at most MOST_LABELS.

    Args:
        xy: [n, 2], most frequent first.
        box: [2, 2] what the drawing shows, lowest and highest x and y; label widths are
            estimated from their number of characters on a sheet of SHEET px.
    """
    scale = float(np.min(np.array(SHEET) / (box[1] - box[0])))  # px for one unit, both ways
    at = xy.astype(np.float64) * scale
    placed: list[int] = []
    taken = np.zeros((0, 3))  # x, y, half the width
    for i in range(min(len(xy), 20 * MOST_LABELS)):
        half = min(len(names[i]), SHORT) * CHARACTER / 2
        beside = np.abs(taken[:, 0] - at[i, 0]) < taken[:, 2] + half
        if not np.any(beside & (np.abs(taken[:, 1] - at[i, 1]) < LINE)):
            placed.append(i)
            taken = np.vstack([taken, [*at[i], half]])
        if len(placed) == MOST_LABELS:
            break
    return np.array(placed, np.int64)

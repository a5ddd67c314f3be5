"""Given vectors in the place of those from counts: turned to where these lie, and as long."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.learning.from_counts import closest


def laid_over(
    given: NDArray[np.float32], counted: NDArray[np.float32], often: NDArray[np.float64]
) -> NDArray[np.float32]:
    """[n, width] given vectors, turned closest to what counts say and as long on average.

    Angles and ratios of lengths between them stay. Where only some entries have a vector, the
    others are then found in the same directions.

    Args:
        given: [n, dim], dim <= width. counted: [n, width]. often: [n] how much each weighs.
    """
    turn = closest(torch.from_numpy(given), torch.from_numpy(counted), often).numpy()

    def size(vectors: NDArray[np.float32]) -> float:
        return float(np.sqrt(often @ (vectors.astype(np.float64) ** 2).sum(axis=1)))

    long, wanted = size(given), size(counted)
    stretch = wanted / long if long > 0 and wanted > 0 else 1.0
    return np.asarray(given @ turn * np.float32(stretch), np.float32)

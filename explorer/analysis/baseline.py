"""The map without training: vectors straight from counts, the yardstick of every run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.records.dataset import Dataset


def spectral(
    dataset: Dataset, dims: Sequence[int] | None = None, *, window: int | None = None
) -> list[NDArray[np.float32]]:
    """Vectors of every column's entries from counts alone; see `explorer.spectral.maps`.

    Args:
        dims: one for each column; None uses the rule of the spectral map.
        window: of baskets and sequences: positions up to this far apart meet.

    Returns:
        Per column [n_entries, dim] float32 in Embedding order, and behind them the rows that
        are drawn, where the objective places rows.
    """
    # Here, not above: the compiled loops are for workers, and the web process imports this room.
    from explorer.spectral.maps import spectral as from_counts

    return from_counts(dataset, dims, window=window)

"""Vectors that were made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Start:
    """Where the table of one learned column begins instead of at random.

    Attributes:
        vectors: [n_entries, dim] float32 in the order of the column's entries; rows that were
            not given are 0.
        given: [n_entries] bool, the entries that were.
    """

    vectors: NDArray[np.float32]
    given: NDArray[np.bool_]

    def __post_init__(self) -> None:
        assert self.vectors.ndim == 2, "vectors are [n_entries, dim]"
        assert len(self.vectors) == len(self.given), "one answer for each entry"

"""The spectral solution as a training: each step is one round of block power iterations.

From a random basis the directions that explain most of the weighted counts are approached; the
map is seen settling. What it settles on is the map without training, of the training pairs alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.learning.together.judging import Narrow, Told, whole
from explorer.learning.together.meeting import Meeting, rows_times
from explorer.spectral.decomposition import Power
from explorer.spectral.matrix import Sparse
from explorer.spectral.rising import Directions, read_off
from explorer.spectral.weights import ppmi, weighted


class Spectral:
    """A basis, and the directions and weights read off it."""

    def __init__(self, meeting: Meeting, n_together: int, n_apart: int, threads: int) -> None:
        """Args:
        n_together, n_apart: directions of either kind that are kept, see `read_off`.
        """
        self._meeting = meeting
        self._kept = n_together, n_apart
        dim = max(1, n_together + n_apart)
        self._of_rows = len(meeting.ends) > 1
        self._power = Power(
            matrix_of(meeting), dim, symmetric=True, threads=threads, signed=not self._of_rows
        )
        self.basis = self._power.basis

    def step(self, rate: float) -> None:
        self._power.basis = self.basis
        self._power.turn()
        self.basis[:] = self._power.basis

    def shown(self) -> NDArray[np.float32]:
        """[n, n_together + n_apart] directions times the roots of their weights."""
        return self._read().shown()

    def _read(self) -> Directions:
        """As the basis stands, zero beyond the directions that there are."""
        self._power.basis = self.basis
        n_together, n_apart = self._kept
        directions, values = self._power.directions(self.basis.shape[1])
        found = read_off(directions, values, min(n_together, int((values > 0).sum())), n_apart)
        more = ((0, 0), (0, n_together + n_apart - len(found.signs)))
        return Directions(
            np.pad(found.vectors, more), np.pad(found.signs, more[1], constant_values=1)
        )

    def telling(self, narrow: Narrow = whole) -> Told:
        """How much more often than chance pairs meet, by the directions kept: in nats.

        Directions take a product of all counts, so they are read once for all pairs.
        """
        read = self._read()
        own, other = narrow(read.vectors), narrow(read.vectors * read.signs)
        often = self._meeting.often

        def told(i: NDArray[np.int64], j: NDArray[np.int64]) -> NDArray[np.float64]:
            weight = rows_times(own[i], other[j])
            if self._of_rows:
                return weight
            expected = often[i] * often[j] / self._meeting.total
            return self._meeting.weight.told(weight, expected)

        return told

    def tables(self) -> dict[str, NDArray[np.float32]]:
        return {"basis": self.basis}


def matrix_of(meeting: Meeting) -> Sparse:
    """The symmetric matrix that is decomposed: of baskets by their weight, PPMI of rows."""
    if len(meeting.ends) == 1:
        return weighted(meeting.counts, meeting.weight)
    found = ppmi(meeting.counts)
    turned = found.turned()
    # Contexts are smoothed, so an entry and its mirror image may differ: their mean is taken.
    from scipy.sparse import csr_array

    size = (found.n_rows, found.n_columns)
    both = (
        csr_array((found.values, found.columns, found.bounds), size)
        + csr_array((turned.values, turned.columns, turned.bounds), size)
    ) / np.float32(2)
    both.sort_indices()
    return Sparse(
        both.indptr.astype(np.int64),
        both.indices.astype(np.int32),
        both.data.astype(np.float32),
        found.n_columns,
    )

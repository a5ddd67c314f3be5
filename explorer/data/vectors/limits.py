"""How much of a file of vectors is kept."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.data.limits import MEGABYTE


@dataclass(frozen=True, slots=True)
class VectorLimits:
    """Bounds of one reading. What is behind the first `max_vectors` is left out, and said.

    Such files begin with the most frequent words, so the first are those worth having.
    """

    max_bytes: int = 4_000 * MEGABYTE  # of text after gzip
    max_vectors: int = 200_000  # of each column
    max_numbers: int = 150_000_000  # of all vectors together: 600 MB, the most of one reading

    def fitting(self, dim: int) -> int:
        """How many vectors of a length are kept."""
        return max(1, min(self.max_vectors, self.max_numbers // dim))

"""Where predict begins: at the map from counts of the rows that teach, the target among them.

Two things make it a place to learn from, and not one to get away from (measured on cars and on
generated tables whose categories have groups; benchmarks/quality.py):

- The target is one column among the inputs, and the one that is asked about: it counts TOLD times.
  Once, the first direction of 46 engine sizes follows their liters by 0.87 instead of 0.94, and
  44 makes have 0.60 of their neighbors of the same segment instead of 0.64.
- Counts of few rows show directions even where columns have nothing to do with each other. What
  the same columns show after each was shuffled is taken off: where the target follows from pairs
  of unrelated columns, held-out losses stay those of a random start (0.89; 0.92 without).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from explorer.learning.from_counts import count_cells, shuffled
from explorer.spectral.maps import vectors_of
from explorer.spectral.matrix import Sparse
from explorer.spectral.weights import ppmi

MOST_ENTRIES = 5_000  # that are counted; of more it takes longer than to learn
TOLD = 1.5  # times that the target counts
TRUSTED_ROWS = 500.0  # at which vectors are half as long as the counts say: few rows know little


def from_target(
    cells: NDArray[np.int32],
    told: NDArray[np.int32],
    sizes: Sequence[int],
    dims: Sequence[int],
    threads: int,
) -> list[NDArray[np.float32]] | None:
    """Per column [n_entries, dim] vectors; None where there are too many categories.

    Args:
        cells: [n_rows, n_columns] rows of the fused table of all inputs.
        told: [n_rows] what is to be guessed, as entries of one more column.
        sizes, dims: of the inputs.
    """
    n_entries = sum(sizes)
    if n_entries > MOST_ENTRIES:
        return None
    counted = np.column_stack([cells, told + np.int32(n_entries)])
    with_target = [*sizes, int(told.max()) + 1]
    counts, chance = (
        count_cells(each, with_target, threads) for each in (counted, shuffled(counted))
    )
    trust = np.float32(len(cells) / (len(cells) + TRUSTED_ROWS))
    found, end = [], 0
    for size, dim in zip(sizes, dims, strict=True):
        begin, end = end, end + size
        own, none = (_louder(ppmi(each.rows(begin, end)), n_entries) for each in (counts, chance))
        found.append(vectors_of(own, dim, threads, chance=none) * trust)
    return found


def _louder(matrix: Sparse, begin: int) -> Sparse:
    """With the contexts of the target, which begin at a column, TOLD times as heavy."""
    heavier = np.where(matrix.columns >= begin, np.float32(TOLD), np.float32(1))
    return replace(matrix, values=matrix.values * heavier)

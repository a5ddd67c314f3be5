"""The cells of a table as training sees them: rows of one fused table, held-out cells blank."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.learning.holdout import held_cells
from explorer.records.dataset import Dataset

# Weight of a cell = count^-exponent; word2vec subsamples with 0.5 (Mikolov et al. 2013).
SUBSAMPLING = 0.8  # measured: neighbors of the routes gain 0.01 over 0.6, other samples none
SUBSAMPLING_OF_ROWS = 0.6  # where a cell has itself among its inputs
NEVER = -1e9  # log of the frequency of what is never an answer
BLIND_SMOOTHING = 0.5  # added to every count (Jeffreys), so that nothing is impossible


@dataclass(frozen=True, slots=True)
class Cells:
    """Codes of all columns, offset into one table, and what follows from their counts.

    Attributes:
        sizes: entries per column. offsets: [n_columns + 1] where each column's rows begin.
        cells: [n_rows, n_columns] int32 rows of the fused table. Where cells are held out they
            are `blank`, so they cannot be an input, and a blank is no target.
        counts: [blank + 1] training cells per row of the fused table.
        log_blind: [blank + 1] log of the smoothed training frequencies: guessing blindly.
        weights: [blank + 1] how much a cell of that category counts in training; its mean over
            a column's training cells is 1, and 0 for blank.
        answers: [blank + 1] bool, what can be asked for: neither blank nor unknown.
        held: per column the rows of its held-out cells and their entries.
        ranks: per column those of its vocabulary.
    """

    sizes: tuple[int, ...]
    offsets: tuple[int, ...]
    cells: Tensor
    counts: NDArray[np.int64]
    log_blind: Tensor
    weights: Tensor
    answers: Tensor
    held: tuple[tuple[NDArray[np.int64], NDArray[np.int32]], ...]
    ranks: tuple[NDArray[np.int64] | None, ...]

    @property
    def blank(self) -> int:
        """The row of the fused table for a hidden cell: zero, never learned."""
        return self.offsets[-1]

    def span(self, j: int) -> slice:
        """Rows of column j in the fused table."""
        return slice(self.offsets[j], self.offsets[j + 1])

    def give_back(self) -> None:
        """Write held-out cells back among the inputs and targets."""
        for j, (rows, entries) in enumerate(self.held):
            self.cells[torch.from_numpy(rows), j] = torch.from_numpy(entries) + self.offsets[j]

    def hidden_in(self, rows: NDArray[np.int64]) -> list[tuple[Tensor, Tensor]]:
        """Per column which of some rows hold a held-out cell, and what it holds: for `whole`."""
        wanted = np.zeros(len(self.cells), bool)
        wanted[rows] = True
        found = []
        for j, (held, entries) in enumerate(self.held):
            there = wanted[held]
            entries_there = torch.from_numpy(entries[there]) + self.offsets[j]
            found.append((torch.from_numpy(held[there]), entries_there))
        return found

    @contextmanager
    def whole(self, hidden: Sequence[tuple[Tensor, Tensor]]) -> Iterator[None]:
        """For a while, rows have their held-out cells; `hidden` is what `hidden_in` found."""
        for j, (rows, entries) in enumerate(hidden):
            self.cells[rows, j] = entries
        try:
            yield
        finally:
            for j, (rows, _) in enumerate(hidden):
                self.cells[rows, j] = self.blank

    @classmethod
    def of(cls, dataset: Dataset, share: float, seed: int) -> Cells:
        """Hold out `share` of the cells of every column and count the rest."""

        def hidden(entries: NDArray[np.int32], j: int) -> NDArray[np.bool_]:
            return held_cells(entries, share, seed, j)

        return cls._counted(dataset, hidden, SUBSAMPLING, seen_by_others=False)

    @classmethod
    def of_rows(cls, dataset: Dataset, held: NDArray[np.bool_]) -> Cells:
        """Hold out whole rows and count the rest.

        Cells of held-out rows keep their values: each is to be guessed from its row. One whose
        category occurs in no other row could not be, and is not among `held`.

        Args:
            held: [n_rows].
        """
        of_row = SUBSAMPLING_OF_ROWS
        return cls._counted(dataset, lambda entries, j: held, of_row, seen_by_others=True)

    @classmethod
    def _counted(
        cls,
        dataset: Dataset,
        hidden_of: Callable[[NDArray[np.int32], int], NDArray[np.bool_]],
        subsampling: float,
        *,
        seen_by_others: bool,
    ) -> Cells:
        sizes = tuple(vocabulary.n_entries for vocabulary in dataset.vocabularies)
        offsets = tuple(int(at) for at in np.concatenate([[0], np.cumsum(sizes)]))
        blank = offsets[-1]
        cells = np.empty((dataset.n_rows, len(sizes)), np.int32)
        counts = np.zeros(blank + 1, np.int64)
        log_blind = np.zeros(blank + 1)
        weights = np.zeros(blank + 1)
        answers = np.ones(blank + 1, bool)
        answers[blank] = False
        held = []
        for j, vocabulary in enumerate(dataset.vocabularies):
            entries = vocabulary.entries(np.asarray(dataset.codes[:, j]))
            hidden = hidden_of(entries, j)
            seen = np.bincount(entries[~hidden], minlength=sizes[j])
            unknown = vocabulary.n_entries - 1 if vocabulary.n_unknown else -1
            rows = np.flatnonzero(hidden & (entries != unknown))
            cells[:, j] = entries + np.int32(offsets[j])
            if seen_by_others:
                rows = rows[seen[entries[rows]] > 0]
            else:
                cells[rows, j] = blank
            held.append((rows, entries[rows]))
            span = slice(offsets[j], offsets[j + 1])
            counts[span] = seen
            log_blind[span] = np.log((seen + BLIND_SMOOTHING) / (seen + BLIND_SMOOTHING).sum())
            falling = np.maximum(seen, 1.0) ** -subsampling
            if unknown >= 0:  # an input, never an answer
                answers[offsets[j] + unknown] = False
                falling[unknown] = 0.0
                log_blind[offsets[j] + unknown] = NEVER
            weights[span] = falling * seen.sum() / (falling * seen).sum()
        return cls(
            sizes,
            offsets,
            torch.from_numpy(cells),
            counts,
            torch.from_numpy(log_blind.astype(np.float32)),
            torch.from_numpy(weights.astype(np.float32)),
            torch.from_numpy(answers),
            tuple(held),
            tuple(vocabulary.ranks for vocabulary in dataset.vocabularies),
        )

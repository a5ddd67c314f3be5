"""Fill in the blank: every cell of a row is guessed from the other cells.

Each column has one table of vectors, which serves twice: as what the column says (its category's
vector is an input) and as what it could have said (the rows of its softmax). A matrix per column
carries its vectors into a space that all columns share; there, what the others say is summed and
compared with every category of the column asked for:

    context_j = sum over i != j of  table_i[x_i] @ carry_i / sqrt(n_columns - 1)
    logit_j[a] = table_j[a] . (carry_j @ (context_j + lean_j)) + bias_j[a]
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, embedding

from explorer.data.defaults import SAMPLED_ABOVE, Settled
from explorer.errors import NothingToLearn
from explorer.learning.holdout import held_cells
from explorer.learning.objective import Objective
from explorer.learning.randomness import numpy_generator, torch_generator
from explorer.learning.verdict import cells_verdict
from explorer.records.dataset import Dataset
from explorer.records.spec import TrainingSpec
from explorer.records.training import Verdict

IGNORED = -100  # cross_entropy's mark for a cell that is no target
HELD_CELLS = 16_384  # evaluated at each point, all columns together
GROUP_RATIO = 4  # columns whose sizes differ by less are computed side by side


class Masked(Objective):
    """Tables, carries and biases of all columns, fused into one table with offsets."""

    def __init__(self, dataset: Dataset, spec: TrainingSpec, settled: Settled) -> None:
        super().__init__()
        vocabularies = dataset.vocabularies
        if len(vocabularies) < 2:
            raise NothingToLearn(
                "Fill in the blank needs at least two columns to learn from.",
                mend="Select another column.",
            )
        self.names = [vocabulary.column for vocabulary in vocabularies]
        self.sizes = [vocabulary.n_entries for vocabulary in vocabularies]
        self.dims = settled.dims
        self.sampled = settled.sampled
        self.offsets = np.concatenate([[0], np.cumsum(self.sizes)])
        self.blank = int(self.offsets[-1])  # the row of a hidden cell: zero, never learned
        n_columns, width = len(self.sizes), max(self.dims)

        # cells [n_rows, n_columns] rows of the fused table; held-out cells are blank, so that
        # they cannot be an input, and a blank is no target.
        cells = np.empty((dataset.n_rows, n_columns), np.int32)
        held: list[tuple[NDArray[np.int64], NDArray[np.int32]]] = []
        log_blind = np.zeros(self.blank + 1, np.float32)
        for j, vocabulary in enumerate(vocabularies):
            entries = vocabulary.entries(np.asarray(dataset.codes[:, j]))
            hidden = held_cells(entries, spec.holdout, spec.seed, j)
            cells[:, j] = np.where(hidden, self.blank, entries + self.offsets[j])
            rows = np.flatnonzero(hidden)
            held.append((rows, entries[rows]))
            seen = np.bincount(entries[~hidden], minlength=self.sizes[j]) + 0.5
            log_blind[self.offsets[j] : self.offsets[j + 1]] = np.log(seen / seen.sum())
        self.cells = torch.from_numpy(cells)
        self.held = held
        self.train_rows = torch.arange(dataset.n_rows)
        self.log_blind = torch.from_numpy(log_blind)

        start = torch_generator(spec.seed, "start")
        table = torch.randn(self.blank + 1, width, generator=start) * 0.1
        carry = torch.zeros(n_columns, width, width)
        for j, dim in enumerate(self.dims):
            table[self.offsets[j] : self.offsets[j + 1], dim:] = 0.0
            turned, _ = torch.linalg.qr(torch.randn(width, width, generator=start))
            carry[j, :dim] = turned[:dim]
        table[self.blank] = 0.0
        self.table = nn.Parameter(table)
        self.carry = nn.Parameter(carry)
        self.lean = nn.Parameter(torch.zeros(n_columns, width))
        self.bias = nn.Parameter(self.log_blind.clone())
        self.scale = float(1 / np.sqrt(n_columns - 1))
        self._sample_held(spec.seed)

    def _sample_held(self, seed: int) -> None:
        limit = max(200, HELD_CELLS // len(self.sizes))
        rows, targets = [], []
        for j, (at, entries) in enumerate(self.held):
            drawn = numpy_generator(seed, "sample", j).permutation(len(at))[:limit]
            rows.append(torch.from_numpy(at[drawn]))
            targets.append(torch.from_numpy(entries[drawn].astype(np.int64)))
        self.sampled_held = list(zip(rows, targets, strict=True))
        self.n_sampled = sum(len(target) for target in targets)
        if self.n_sampled == 0:
            raise NothingToLearn(
                "Every value of every column occurs once, so no column says anything of another.",
                mend="Choose columns whose values repeat.",
            )
        blind = [
            -float(self._log_blind(j)[target].sum())
            for j, (_, target) in enumerate(self.sampled_held)
        ]
        self.blind_loss = sum(blind) / self.n_sampled

    def _log_blind(self, j: int) -> Tensor:
        return self.log_blind[self.offsets[j] : self.offsets[j + 1]]

    def penalized(self) -> list[nn.Parameter]:
        return [self.table]

    def _said(self, cells: Tensor) -> Tensor:
        """What each cell says in the shared space: [batch, n_columns, width]."""
        looked_up = embedding(cells, self.table, padding_idx=self.blank)
        return torch.einsum("bcd,cdk->bck", looked_up, self.carry)

    def _asked(self, context: Tensor, j: int) -> Tensor:
        """The context in column j's own space: [batch, width]."""
        return (context * self.scale + self.lean[j]) @ self.carry[j].T

    def loss(self, rows: Tensor, noise: torch.Generator) -> tuple[Tensor, float]:
        cells = self.cells[rows]
        said = self._said(cells)
        whole = said.sum(dim=1)
        total = torch.zeros(())
        n_targets = int((cells != self.blank).sum())
        for j, size in enumerate(self.sizes):
            low, high = int(self.offsets[j]), int(self.offsets[j + 1])
            asked = self._asked(whole - said[:, j], j)
            target = cells[:, j].long() - low
            target[cells[:, j] == self.blank] = IGNORED
            if size > SAMPLED_ABOVE:
                total = total + self._sampled_loss(asked, target, low, size, noise)
            else:
                logits = torch.addmm(self.bias[low:high], asked, self.table[low:high].T)
                total = total + cross_entropy(logits, target, reduction="sum")
        return total / len(rows), float(total.detach()) / max(n_targets, 1)

    def _sampled_loss(
        self, asked: Tensor, target: Tensor, low: int, size: int, noise: torch.Generator
    ) -> Tensor:
        """Softmax over the target and uniformly drawn categories, corrected for the draw."""
        present = target != IGNORED
        asked, target = asked[present], target[present]
        drawn = torch.randint(size, (self.sampled,), generator=noise)
        # Each drawn category stands for (size - 1) / n of the others.
        weight = float(np.log((size - 1) / self.sampled))
        others = torch.addmm(self.bias[low + drawn] + weight, asked, self.table[low + drawn].T)
        others = others.masked_fill(drawn == target[:, None], float("-inf"))
        own = (asked * self.table[low + target]).sum(dim=1) + self.bias[low + target]
        both = torch.cat([own[:, None], others], dim=1)
        return (torch.logsumexp(both, dim=1) - own).sum()

    @torch.no_grad()
    def _held_losses(self, j: int, rows: Tensor, target: Tensor) -> Tensor:
        """[n] nats of column j's held-out cells."""
        low, high = int(self.offsets[j]), int(self.offsets[j + 1])
        losses = []
        chunk = max(64, 8_000_000 // (high - low))
        for start in range(0, len(rows), chunk):
            context = self._said(self.cells[rows[start : start + chunk]]).sum(dim=1)
            logits = torch.addmm(
                self.bias[low:high], self._asked(context, j), self.table[low:high].T
            )
            part = target[start : start + chunk]
            losses.append(cross_entropy(logits, part, reduction="none"))
        return torch.cat(losses) if losses else torch.zeros(0)

    @torch.no_grad()
    def held_loss(self) -> float:
        total = sum(
            float(self._held_losses(j, rows, target).sum())
            for j, (rows, target) in enumerate(self.sampled_held)
        )
        return total / self.n_sampled

    @torch.no_grad()
    def vectors(self) -> list[NDArray[np.float32]]:
        return [
            self.table[self.offsets[j] : self.offsets[j + 1], :dim].numpy().copy()
            for j, dim in enumerate(self.dims)
        ]

    def verdict(self) -> Verdict:
        losses, blind, rows = [], [], []
        for j, (at, target) in enumerate(self.sampled_held):
            losses.append(self._held_losses(j, at, target).numpy().astype(np.float64))
            blind.append(-self._log_blind(j)[target].numpy().astype(np.float64))
            rows.append(at.numpy())
        return cells_verdict(self.names, losses, blind, rows)

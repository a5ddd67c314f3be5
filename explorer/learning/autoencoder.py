"""Autoencoder: a whole row through a bottleneck and back.

Each column has one table of vectors, which serves twice, as in fill in the blank: as what a cell
says, and as what it could have said. A row's vectors, side by side, go through one layer with few
units; what comes out there is the row's own vector. From it every cell is guessed:

    code       = sum over i of  table_i[x_i] @ turn_i / sqrt(n_columns - 1)
    logit_j[a] = bias_j[a] + table_j[a] . (lean_j + turn_j @ code)

The sum is the product of the vectors side by side with one matrix, the turns below each other.
Turns are rotations (orthonormal rows, or columns where a table is wider than the bottleneck), so
that a cosine within a table is one at the bottleneck, and lengths cannot hide from the pull
toward zero.

A row that is only copied teaches nothing: with as many units as columns every table would do. So
in each step the cells of a row are parted at random into two about equal halves, and each half is
guessed from the code of the other (denoising: Vincent et al., Extracting and Composing Robust
Features with Denoising Autoencoders, ICML 2008). Pull, weights of rare categories, calibrated
guesses and what a column teaches are those of fill in the blank, for the same reasons; but of few
rows the pull is less, as all directions go through one bottleneck and the weak ones would be lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, embedding

from explorer.data.checking import most_checked
from explorer.data.defaults import Settled
from explorer.errors import NothingToLearn
from explorer.learning.cells import Cells
from explorer.learning.chance import mixed_losses
from explorer.learning.gradient import ByGradient
from explorer.learning.holdout import held_known_rows
from explorer.learning.masked import TEACHING_ROWS
from explorer.learning.randomness import numpy_generator, torch_generator
from explorer.learning.rotations import keep_rotations
from explorer.learning.sampled import drawn_from, sampled_softmax
from explorer.learning.side_by_side import side_by_side
from explorer.learning.softmax import IGNORED, taught_softmax
from explorer.learning.verdict import rows_verdict
from explorer.records.dataset import Dataset
from explorer.records.spec import TrainingSpec
from explorer.records.training import Verdict

SHOWN_SHARE = 8  # the training loss shown is that of every eighth row of a batch
START_SPREAD = 0.1  # of the first vectors
CHUNK = 2_000_000  # numbers looked up at once where all drawn rows are encoded


class Autoencoder(ByGradient):
    """Tables of all columns, fused into one with offsets, and the way through the bottleneck."""

    def __init__(self, dataset: Dataset, spec: TrainingSpec, settled: Settled) -> None:
        super().__init__()
        if len(dataset.vocabularies) < 2:
            raise NothingToLearn(
                "An autoencoder needs at least two columns to learn from.",
                mend="Select another column.",
            )
        self.names = [vocabulary.column for vocabulary in dataset.vocabularies]
        self.dims, self.sampled = settled.dims, settled.sampled
        entries = (
            vocabulary.entries(np.asarray(dataset.codes[:, j]))
            for j, vocabulary in enumerate(dataset.vocabularies)
        )
        held = held_known_rows(entries, dataset.n_rows, spec.holdout, spec.seed)
        self.data = Cells.of_rows(dataset, held)
        self.train_rows = torch.from_numpy(np.flatnonzero(~held))
        self.n_train = len(self.train_rows)
        self.drawn = None
        if dataset.drawn is not None:
            first = np.array(self.data.offsets[:-1], np.int32)
            self.drawn = torch.from_numpy(dataset.drawn_entries() + first)
        self.share = float(1 / np.sqrt(len(self.dims) - 1))
        self.groups, self.large = side_by_side(self.data)
        self.tells = tells(self.data)
        self._start(settled, spec.seed)
        self._sample_held(spec.seed)
        self.begin(settled, spec.seed)

    def _start(self, settled: Settled, seed: int) -> None:
        start = torch_generator(seed, "start")
        n_columns, width, units = len(self.dims), max(self.dims), settled.hidden
        table = torch.randn(self.data.blank + 1, width, generator=start) * START_SPREAD
        # Blank, and categories of held-out rows alone: nothing is learned about them.
        self.unseen = torch.from_numpy(np.flatnonzero(self.data.counts == 0))
        table[self.unseen] = 0.0
        turn = torch.zeros(n_columns, width, units)
        for j, dim in enumerate(self.dims):
            table[self.data.span(j), dim:] = 0.0  # and stays so: no gradient ever reaches it
            side = max(dim, units)
            turned, _ = torch.linalg.qr(torch.randn(side, side, generator=start))
            turn[j, :dim] = turned[:dim, :units]
        self.correction = -torch.log(self.data.weights.clamp(min=1e-9))
        self.table = nn.Parameter(table)
        self.turn = nn.Parameter(turn)
        self.lean = nn.Parameter(torch.zeros(n_columns, width))
        self.bias = nn.Parameter(self.data.log_blind - self.correction)

    def _sample_held(self, seed: int) -> None:
        """Fix which held-out cells are evaluated, and what guessing blindly costs on them."""
        limit = most_checked(max(self.data.sizes), len(self.data.sizes))
        known = np.unique(np.concatenate([rows for rows, _ in self.data.held]))
        chosen = np.sort(numpy_generator(seed, "sample").permutation(known)[:limit])
        self.held: list[tuple[Tensor, Tensor]] = []
        blind = 0.0
        for j, (rows, entries) in enumerate(self.data.held):
            kept = np.isin(rows, chosen)
            target = torch.from_numpy(entries[kept].astype(np.int64))
            self.held.append((torch.from_numpy(rows[kept]), target))
            blind -= float(self.data.log_blind[self.data.span(j)][target].sum())
        self.data = replace(self.data, held=())  # a tenth of a large table, and not asked again
        self.n_held = sum(len(target) for _, target in self.held)
        if self.n_held == 0:
            raise NothingToLearn(
                "Every value of every column occurs once, so no column says anything of another.",
                mend="Choose columns whose values repeat.",
            )
        self.blind_loss = blind / self.n_held

    def penalized(self) -> list[nn.Parameter]:
        return [self.table]

    @torch.no_grad()
    def after_step(self) -> None:
        """The turns stay rotations, and categories without a training row at zero.

        As wrong answers these were pushed away.
        """
        self.table[self.unseen] = 0.0
        keep_rotations(self.turn)

    def _said(self, cells: Tensor) -> Tensor:
        """What each cell says at the bottleneck: [batch, n_columns, units]."""
        looked_up = embedding(cells, self.table, padding_idx=self.data.blank)
        return (looked_up.transpose(0, 1) @ self.turn).transpose(0, 1) * self.share

    def _asked(self, codes: Tensor, columns: list[int]) -> Tensor:
        """Codes [n, batch, units] in the spaces of the n columns asked for: [n, batch, width]."""
        return codes @ self.turn[columns].transpose(1, 2) + self.lean[columns][:, None, :]

    def loss(self, units: Tensor, noise: torch.Generator) -> tuple[Tensor, float]:
        cells = self.data.cells[self.train_rows[units]]
        one = halves(cells.shape, noise)
        said = self._said(cells)
        seen = torch.stack([one, ~one], dim=1).to(said.dtype)  # [batch, 2, n_columns]
        codes = seen @ said  # [batch, 2, units]: of one half and of the other
        with torch.no_grad():
            teaching = (seen * self.tells) @ said
        half = one.long()  # which code a cell is guessed from: that of the other half
        batch = torch.arange(len(cells))
        total, shown = torch.zeros(()), 0.0
        few = max(1, len(cells) // SHOWN_SHARE)
        for group in self.groups:
            theirs = cells[:, group.columns].T
            target = torch.where(self.data.answers[theirs], theirs.long() - group.first, IGNORED)
            asked, teach = self._both(codes, teaching, batch, half, group.columns)
            bias = self.bias[group.rows] + group.filling
            rows = self.table[group.rows]
            total = total + taught_softmax(
                asked, teach, rows, bias, target, self.data.weights[theirs]
            )
            with torch.no_grad():
                calibrated = bias + self.correction[group.rows]
                logits = torch.baddbmm(calibrated[:, None, :], asked[:, :few], rows.transpose(1, 2))
                wanted = target[:, :few].flatten()
                shown += float(cross_entropy(logits.flatten(0, 1), wanted, reduction="sum"))
        for j in self.large:
            present = self.data.answers[cells[:, j]].nonzero()[:, 0]
            asked, teach = self._both(codes, teaching, batch, half, [j])
            target = cells[present, j].long()
            loss, nats = sampled_softmax(
                asked[0, present],
                teach[0, present],
                self.table,
                self.bias,
                self.correction,
                target,
                self.data.weights[target],
                drawn_from(self.data.span(j), self.sampled, noise),
                n_shown=int((present < few).sum()),
            )
            total, shown = total + loss, shown + nats
        n_shown = int(self.data.answers[cells[:few]].sum())
        return total / len(cells), shown / max(n_shown, 1)

    def _both(
        self, codes: Tensor, teaching: Tensor, batch: Tensor, half: Tensor, columns: list[int]
    ) -> tuple[Tensor, Tensor]:
        """What the columns are asked, and what they are taught: [n, batch, width] each."""
        asked = self._asked(codes[batch, half[:, columns].T], columns)
        strength = self.tells[columns][:, None, None]
        with torch.no_grad():
            teach = self._asked(teaching[batch, half[:, columns].T], columns)
        # The value is that asked; a column that tells much apart teaches the others more.
        return asked.detach() + strength * (asked - asked.detach()), teach

    @torch.no_grad()
    def _logits(self, j: int, rows: Tensor, *, hidden: bool) -> Tensor:
        """[n, entries of column j], calibrated, from whole rows or from all their other cells."""
        said = self._said(self.data.cells[rows])
        code = said.sum(dim=1)
        if hidden:
            code = code - said[:, j]
        span = self.data.span(j)
        bias = self.bias[span] + self.correction[span]
        return torch.addmm(bias, self._asked(code[None], [j])[0], self.table[span].T)

    def _held_chunks(self, j: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Rows and entries of the held-out cells of column j, as many as fit into memory."""
        rows, target = self.held[j]
        chunk = max(64, 4_000_000 // self.data.sizes[j])
        for start in range(0, len(rows), chunk):
            part = slice(start, start + chunk)
            yield rows[part], target[part]

    @torch.no_grad()
    def _held_losses(self, j: int, *, mixed: bool = False) -> Tensor:
        """[n] nats of the held-out cells of column j, each hidden in its row.

        Mixed: each as guessed from the rows of other held-out cells of its column, on average.
        """
        losses = [torch.zeros(0)]
        for rows, wanted in self._held_chunks(j):
            logits = self._logits(j, rows, hidden=True)
            loss = partial(cross_entropy, target=wanted, reduction="none")
            losses.append(mixed_losses(loss, logits) if mixed else loss(logits))
        return torch.cat(losses)

    def held_loss(self) -> float:
        total = sum(float(self._held_losses(j).sum()) for j in range(len(self.held)))
        return total / self.n_held

    def table_of(self, column: int) -> Tensor:
        return self.table.data[self.data.span(column), : self.dims[column]]

    @torch.no_grad()
    def vectors(self) -> list[NDArray[np.float32]]:
        """Those of the columns, and behind them the codes of the rows that are drawn."""
        tables = [self.table_of(j).numpy().copy() for j in range(len(self.dims))]
        return tables if self.drawn is None else [*tables, self._codes(self.drawn)]

    def _codes(self, cells: Tensor) -> NDArray[np.float32]:
        """[n, units] of whole rows, nothing hidden; cells [n, n_columns] of the fused table."""
        codes = [
            self._said(part).sum(dim=1)
            for part in torch.split(cells, max(1, CHUNK // self.lean.numel()))
        ]
        return torch.cat(codes).numpy()

    @torch.no_grad()
    def verdict(self) -> Verdict:
        losses, mixed, blind, at = [], [], [], []
        returned = frequent = 0
        for j, (rows, target) in enumerate(self.held):
            log_blind = self.data.log_blind[self.data.span(j)]
            losses.append(self._held_losses(j).numpy().astype(np.float64))
            mixed.append(self._held_losses(j, mixed=True).numpy().astype(np.float64))
            blind.append(-log_blind[target].numpy().astype(np.float64))
            at.append(rows.numpy())
            frequent += int((target == log_blind.argmax()).sum())
            for whole, wanted in self._held_chunks(j):
                guessed = self._logits(j, whole, hidden=False).argmax(dim=1)
                returned += int((guessed == wanted).sum())
        return rows_verdict(
            self.names,
            losses,
            mixed,
            blind,
            at,
            returned=returned / self.n_held,
            frequent=frequent / self.n_held,
            units=self.turn.shape[2],
        )


def halves(shape: torch.Size, noise: torch.Generator) -> Tensor:
    """[batch, n_columns] which half of its row each cell belongs to; neither half is empty."""
    order = torch.rand(shape, generator=noise)
    first, last = order.argmin(dim=1, keepdim=True), order.argmax(dim=1, keepdim=True)
    return (order < 0.5).scatter(1, first, True).scatter(1, last, False)


def tells(data: Cells) -> Tensor:
    """[n_columns] how strongly each column teaches the others; the mean is 1.

    By the root of what it tells apart, as in fill in the blank (`masked.teachers`).
    """
    known = data.counts / (data.counts + TEACHING_ROWS)
    apart = np.sqrt([known[data.span(j)].sum() for j in range(len(data.sizes))])
    return torch.from_numpy((apart / apart.mean()).astype(np.float32))

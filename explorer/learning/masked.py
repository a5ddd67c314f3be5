"""Fill in the blank: every cell of a row is guessed from the other cells.

Each column has one table of vectors, which serves twice: as what the column says (its category's
vector is an input) and as what it could have said (the rows of its softmax). A rotation per column
places its vectors in a space that all columns share; there, what the others say is summed and
compared with every category of the column asked for:

    context_j = lean_j + sum over i != j of  table_i[x_i] @ turn_i / sqrt(n_columns - 1)
    logit_j[a] = bias_j[a] + table_j[a] . (turn_j @ context_j)

Rotations (orthonormal rows, turn @ turn.T = 1) leave lengths and angles alone, so a cosine within
a table is the cosine in the shared space, whatever the dimension of the column. A hidden layer,
when one is asked for, adds to the context what a sum cannot say.

It begins at the map from counts (`from_counts`), and three things keep the neighbors meaningful
(measured: benchmarks/quality.py):

- Vectors are pulled to zero as strongly as `weight_decay` rows would pull (a Gaussian prior), so
  a category seen often says what it likes and one seen twice stays close to what is common.
- A category's cells count the more the rarer it is, as word2vec subsamples frequent words
  (Mikolov et al. 2013); the bias is corrected for it, so guesses remain calibrated.
- A column learns more from those of the others that tell more apart (`teachers`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, embedding

from explorer.data.checking import most_checked
from explorer.data.defaults import DROPS_FROM, Settled
from explorer.errors import NothingToLearn
from explorer.learning.cells import Cells
from explorer.learning.chance import mixed_losses
from explorer.learning.from_counts import Maps, closest, from_counts, maps_from_counts
from explorer.learning.gradient import ByGradient
from explorer.learning.joining import Joined
from explorer.learning.randomness import numpy_generator, torch_generator
from explorer.learning.rotations import keep_rotations
from explorer.learning.sampled import drawn_from, sampled_softmax
from explorer.learning.side_by_side import side_by_side
from explorer.learning.softmax import IGNORED, taught_softmax
from explorer.learning.verdict import cells_verdict
from explorer.records.dataset import Dataset
from explorer.records.spec import TrainingSpec
from explorer.records.training import Verdict
from explorer.records.vectors import Start

SHOWN_SHARE = 8  # the training loss shown is that of every eighth row of a batch
DROPPED = 0.2  # share of the inputs hidden in a step, from DROPS_FROM columns on
START_SPREAD = 0.1  # of the first vectors, where they are drawn at random
CHANCE = 0.1  # share of these in vectors that begin at counts
STEADY_WIDTH = 6  # of turns; a step of Adam grows with their width, so wider ones move less
ADDS_UP = (
    "Fill in the blank adds up what each column says by itself; what only several say together is"
    " found with hidden units, or by predicting a column."
)
TEACHING_ROWS = 300.0  # a category seen this often counts half in `teachers`


class Masked(ByGradient):
    """Tables of all columns, fused into one with offsets, and what compares them."""

    def __init__(self, dataset: Dataset, spec: TrainingSpec, settled: Settled) -> None:
        super().__init__()
        if len(dataset.vocabularies) < 2:
            raise NothingToLearn(
                "Fill in the blank needs at least two columns to learn from.",
                mend="Select another column.",
            )
        self.names = [vocabulary.column for vocabulary in dataset.vocabularies]
        self.dims = settled.dims
        self.sampled = settled.sampled
        self.data = Cells.of(dataset, spec.holdout, spec.seed)
        self.n_train = dataset.n_rows
        n_columns, width = len(self.dims), max(self.dims)
        self.share = float(1 / np.sqrt(n_columns - 1))
        self.groups, self.large = side_by_side(self.data)
        self.taught_by = teachers(self.data)
        self.others = 1 - torch.eye(n_columns)
        self.counts, self.threads = settled.counts, settled.threads
        maps = self._maps()
        self.joined = self._joined(maps)

        start = torch_generator(spec.seed, "start")
        table = torch.randn(self.data.blank + 1, width, generator=start) * START_SPREAD
        turn = torch.zeros(n_columns, width, width)
        for j, dim in enumerate(self.dims):
            turned, _ = torch.linalg.qr(torch.randn(width, width, generator=start))
            turn[j, :dim] = turned[:dim]
        if maps:
            # A little chance remains: where the counts say nothing, zero would teach nothing.
            counted, turn = from_counts(self.data, self.dims, maps)
            table = counted + table * CHANCE
        table[self.data.blank] = 0.0
        for j, dim in enumerate(self.dims):
            table[self.data.span(j), dim:] = 0.0  # and stays so: no gradient ever reaches it
        self.correction = -torch.log(self.data.weights.clamp(min=1e-9))
        self.table = nn.Parameter(table)
        self.turn = nn.Parameter(turn)
        self.lean = nn.Parameter(torch.zeros(n_columns, width))
        self.bias = nn.Parameter(self.data.log_blind - self.correction)
        self.hidden = settled.hidden
        if self.hidden:
            inner = torch.randn(self.hidden, width, generator=start) * (2 / width) ** 0.5
            self.inner = nn.Parameter(inner)
            self.inner_bias = nn.Parameter(torch.zeros(self.hidden))
            self.outer = nn.Parameter(torch.zeros(width, self.hidden))
        self._sample_held(spec.seed)
        self.begin(settled, spec.seed)

    def _maps(self) -> list[Maps]:
        return maps_from_counts(self.data, self.dims, self.threads)

    def _joined(self, maps: list[Maps]) -> dict[int, Joined]:
        """Per column what its vectors are joined with, if with anything."""
        counted = maps if self.counts else []
        return {j: Joined(each, self.counts) for j, each in enumerate(counted)}

    def _sample_held(self, seed: int) -> None:
        """Fix which held-out cells are evaluated, and what guessing blindly costs on them."""
        self.held: list[tuple[Tensor, Tensor]] = []
        blind = 0.0
        for j, (rows, entries) in enumerate(self.data.held):
            limit = most_checked(self.data.sizes[j], len(self.data.sizes))
            drawn = numpy_generator(seed, "sample", j).permutation(len(rows))[:limit]
            target = torch.from_numpy(entries[drawn].astype(np.int64))
            self.held.append((torch.from_numpy(rows[drawn]), target))
            blind -= float(self.data.log_blind[self.data.span(j)][target].sum())
        # A cell is judged beside all others of its row, as whoever fills in one blank has them.
        self.beside = self.data.hidden_in(np.concatenate([rows.numpy() for rows, _ in self.held]))
        self.n_held = sum(len(target) for _, target in self.held)
        if self.n_held == 0:
            raise NothingToLearn(
                "Every value of every column occurs once, so no column says anything of another.",
                mend="Choose columns whose values repeat.",
            )
        self.blind_loss = blind / self.n_held

    def penalized(self) -> list[nn.Parameter]:
        return [self.table]

    def slowed(self) -> tuple[list[nn.Parameter], float]:
        """Turns, so that a step leaves them near enough to rotations for `after_step`.

        A step of Adam changes every number by about the rate, the whole by up to rate * width;
        at 64 dimensions 0.05 * 64 is far beyond what one step of Newton and Schulz can mend
        (singular values below sqrt(3)), and the zoo's held-out loss was 0.32 instead of 0.27.
        """
        return [self.turn], min(1.0, STEADY_WIDTH / self.turn.shape[1])

    def after_step(self) -> None:
        keep_rotations(self.turn)

    def _said(self, cells: Tensor) -> Tensor:
        """What each cell says in the shared space: [batch, n_columns, width]."""
        looked_up = embedding(cells, self.table, padding_idx=self.data.blank)
        return (looked_up.transpose(0, 1) @ self.turn).transpose(0, 1)

    def _asked(self, context: Tensor, columns: list[int]) -> Tensor:
        """Contexts [n, batch, width] in the spaces of the n columns asked for."""
        context = context * self.share + self.lean[columns][:, None, :]
        if self.hidden:
            inner = torch.relu(context @ self.inner.T + self.inner_bias)
            context = context + inner @ self.outer.T
        return context @ self.turn[columns].transpose(1, 2)

    def loss(self, units: Tensor, noise: torch.Generator) -> tuple[Tensor, float]:
        cells = self.data.cells[units]
        said = self._said(self._dropped(cells, noise))
        # heard [n_columns, batch, width]: what all others say. Its gradient flows back with
        # the weights of teachers: value of the first term, gradient of the second.
        value = torch.einsum("ji,bik->jbk", self.others, said.detach())
        taught = torch.einsum("ji,bik->jbk", self.taught_by, said)
        heard = value + (taught - taught.detach())
        teaching = torch.einsum("ij,bik->jbk", self.taught_by, said.detach())
        total, shown = torch.zeros(()), 0.0
        few = max(1, len(units) // SHOWN_SHARE)
        for group in self.groups:
            theirs = cells[:, group.columns].T
            target = torch.where(self.data.answers[theirs], theirs.long() - group.first, IGNORED)
            asked = self._asked(heard[group.columns], group.columns)
            with torch.no_grad():
                teach = self._asked(teaching[group.columns], group.columns)
            bias = self.bias[group.rows] + group.filling
            total = total + taught_softmax(
                asked, teach, self.table[group.rows], bias, target, self.data.weights[theirs]
            )
            with torch.no_grad():
                calibrated = bias + self.correction[group.rows]
                logits = torch.baddbmm(
                    calibrated[:, None, :],
                    asked[:, :few],
                    self.table[group.rows].transpose(1, 2),
                )
                wanted = target[:, :few].flatten()
                shown += float(cross_entropy(logits.flatten(0, 1), wanted, reduction="sum"))
        for j in self.large:
            loss, calibrated_loss = self._sampled_loss(heard, teaching, cells, j, few, noise)
            total, shown = total + loss, shown + calibrated_loss
        n_shown = int(self.data.answers[cells[:few]].sum())
        return total / len(units), shown / max(n_shown, 1)

    def _dropped(self, cells: Tensor, noise: torch.Generator) -> Tensor:
        """Hide some inputs, so that no column leans on one other alone."""
        if cells.shape[1] < DROPS_FROM:
            return cells
        keep = torch.rand(cells.shape, generator=noise) >= DROPPED
        return torch.where(keep, cells, self.data.blank)

    def _sampled_loss(
        self,
        heard: Tensor,
        teaching: Tensor,
        cells: Tensor,
        j: int,
        few: int,
        noise: torch.Generator,
    ) -> tuple[Tensor, float]:
        """The column's share of the loss and of the one shown, from sampled categories."""
        present = self.data.answers[cells[:, j]].nonzero()[:, 0]
        target = cells[present, j].long()
        asked = self._asked(heard[j : j + 1, present], [j])[0]
        with torch.no_grad():
            teach = self._asked(teaching[j : j + 1, present], [j])[0]
        return sampled_softmax(
            asked,
            teach,
            self.table,
            self.bias,
            self.correction,
            target,
            self.data.weights[target],
            drawn_from(self.data.span(j), self.sampled, noise),
            n_shown=int((present < few).sum()),
        )

    @torch.no_grad()
    def _held_losses(self, j: int, *, mixed: bool = False) -> Tensor:
        """[n] nats of the sampled held-out cells of column j, by the cells that are there now.

        Mixed: each as guessed from the rows of other held-out cells of its column, on average.
        """
        rows, target = self.held[j]
        span = self.data.span(j)
        table, bias = self.table[span], self.bias[span] + self.correction[span]
        losses = [torch.zeros(0)]
        chunk = max(64, 4_000_000 // self.data.sizes[j])
        for start in range(0, len(rows), chunk):
            cells = self.data.cells[rows[start : start + chunk]]
            cells[:, j] = self.data.blank
            context = self._said(cells).sum(dim=1)
            logits = torch.addmm(bias, self._asked(context[None], [j])[0], table.T)
            wanted = target[start : start + chunk]
            losses.append(
                mixed_losses(partial(cross_entropy, target=wanted, reduction="none"), logits)
                if mixed
                else cross_entropy(logits, wanted, reduction="none")
            )
        return torch.cat(losses)

    def held_loss(self) -> float:
        with self.data.whole(self.beside):
            total = sum(float(self._held_losses(j).sum()) for j in range(len(self.held)))
        return total / self.n_held

    @torch.no_grad()
    def vectors(self) -> list[NDArray[np.float32]]:
        tables = [self.table_of(j) for j in range(len(self.dims))]
        return [
            (self.joined[j](table) if j in self.joined else table.clone()).numpy()
            for j, table in enumerate(tables)
        ]

    @torch.no_grad()
    def begin_at(self, column: int, start: Start) -> None:
        """Given vectors keep their angles: the column is turned to where its own ones stood.

        Nor are they joined with counts, which they may know better than.
        """
        self.joined.pop(column, None)
        span, dim = self.data.span(column), self.dims[column]
        places = self.table_of(column) @ self.turn[column, :dim]
        super().begin_at(column, start)
        seen = self.data.counts[span] * start.given
        self.turn[column, :dim] = closest(self.table_of(column), places, seen)

    def table_of(self, column: int) -> Tensor:
        return self.table.data[self.data.span(column), : self.dims[column]]

    def give_back(self) -> bool:
        self.data.give_back()
        if self.joined:
            anew = self._joined(self._maps())
            self.joined = {j: anew[j] for j in self.joined}
        return True

    def verdict(self) -> Verdict:
        losses, mixed, blind, rows = [], [], [], []
        with self.data.whole(self.beside):
            for j, (at, target) in enumerate(self.held):
                losses.append(self._held_losses(j).numpy().astype(np.float64))
                mixed.append(self._held_losses(j, mixed=True).numpy().astype(np.float64))
                blind.append(-self.data.log_blind[self.data.span(j)][target].numpy().astype(float))
                rows.append(at.numpy())
        found = cells_verdict(self.names, losses, mixed, blind, rows)
        if found.learned or self.hidden or len(self.names) < 3:
            return found
        return replace(found, sentence=f"{found.sentence} {ADDS_UP}")


def teachers(data: Cells) -> Tensor:
    """[n_columns, n_columns] how strongly column i (second) learns from column j (first).

    A column with many categories tells more apart than one with two, but in a sum of losses it
    is heard no louder; counts-based maps weigh columns by their number of categories by
    themselves. So the gradient that i's vectors get from their pairing with j grows with the
    root of the number of j's categories, where a category counts as
    count / (count + TEACHING_ROWS): many categories seen a few times each are mostly noise.
    The mean over j is 1.

    Measured on 25 tables with known groups: without any weight routes fall 0.1 below the map
    from counts; in proportion to the number, tables of one sparse column and several dense ones
    lose up to half of their neighbors.
    """
    known = data.counts / (data.counts + TEACHING_ROWS)
    tells = np.sqrt([known[data.span(j)].sum() for j in range(len(data.sizes))])
    weights = np.repeat(tells[:, None], len(tells), axis=1)
    np.fill_diagonal(weights, 0.0)
    weights *= (len(tells) - 1) / weights.sum(axis=0)
    return torch.from_numpy(weights.astype(np.float32))

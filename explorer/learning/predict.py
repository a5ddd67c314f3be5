"""Predict a column: the inputs' vectors side by side, a hidden layer, a guess.

    guess = bias + direct @ vectors + outer @ relu(inner @ vectors + inner_bias)

Vectors begin at the map from counts (`from_target`), and the pull of `weight_decay` is to where
they began, not to zero: what the target teaches of a category is put on top of what its company
says. Makes of cars, which add little to five other columns, have 0.64 of their neighbors of their
segment instead of 0.38, and a table of rare categories a held-out loss of 0.76 instead of 1.03.

The gradient is written out: the first layer is folded into the lookup (lookup.py), and nothing is
as large as all categories of a large column.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.data.defaults import Settled, settle
from explorer.errors import NothingToLearn
from explorer.learning import kernels
from explorer.learning.answers import answers
from explorer.learning.from_counts import evenly
from explorer.learning.from_target import from_target
from explorer.learning.holdout import held_rows
from explorer.learning.lookup import Fixed, Lookup
from explorer.learning.objective import Objective
from explorer.learning.randomness import numpy_generator, torch_generator
from explorer.records.dataset import Dataset
from explorer.records.spec import TrainingSpec
from explorer.records.training import Verdict
from explorer.records.vectors import Start
from explorer.spectral.maps import target_entries

HELD_ROWS = 10_000  # evaluated at each point: the loss of classes to a hundredth of a nat
FOLDED = 64  # classes up to which the direct path is folded into the lookup, too
START_SPREAD = 0.1  # of the first vectors, where they are drawn at random
CHANCE = 0.1  # share of these in vectors that begin at counts


class Predict(Objective):
    """Tables of the inputs, a hidden layer with a direct path beside it, an output."""

    def __init__(self, dataset: Dataset, spec: TrainingSpec, settled: Settled) -> None:
        if not dataset.vocabularies:
            raise NothingToLearn("There is no column to predict from.", mend="Select one.")
        sizes = [vocabulary.n_entries for vocabulary in dataset.vocabularies]
        held = held_rows(dataset.n_rows, spec.holdout, spec.seed)
        train_rows, all_held = np.flatnonzero(~held), np.flatnonzero(held)
        self.held = numpy_generator(spec.seed, "sample").permutation(all_held)[:HELD_ROWS]
        self.n_train = len(train_rows)
        self.answers = answers(dataset, held)
        self._truth = self.answers.truth[torch.from_numpy(train_rows)]
        self._held_truth = self.answers.truth[torch.from_numpy(self.held)]
        self.hidden, n_out = settled.hidden, self.answers.n_out
        most = settle(spec, dataset.n_rows, sizes, n_train=self.n_train).batch_size
        folded = n_out if n_out <= FOLDED else 0  # guesses that are summed up by the lookup
        extra = [(self.hidden + folded,), (n_out, self.hidden)]
        if not folded:
            extra += [(n_out,), (n_out, sum(settled.dims))]
        entries = _entries(dataset, train_rows)
        self.lookup = Lookup(entries, sizes, settled.dims, self.hidden + folded, most, extra)
        self._sum_bias, self._outer, *beside = self.lookup.extra
        self._beside = (beside[0], beside[1]) if beside else None  # bias and direct path
        self._fixed = Fixed(self.lookup, _entries(dataset, self.held))
        chosen = evenly(self.n_train)
        told = target_entries(dataset, train_rows[chosen])
        assert told is not None, "a recipe that predicts has a target"
        self._begin(spec.seed, self.lookup.entries[chosen], told, settled.threads)
        self._decay = settled.weight_decay / self.n_train
        self._hidden, self._to_hidden = torch.zeros(2, most, self.hidden)
        self._guess = torch.zeros(most, n_out)
        blindly = self.answers.blind.expand(len(self.held), -1)
        self.blind_loss = float(self.answers.losses(blindly, self._held_truth).mean())

    def _begin(
        self, seed: int, cells: NDArray[np.int32], told: NDArray[np.int32], threads: int
    ) -> None:
        """Vectors from counts, a random hidden layer, and for the rest guessing blindly.

        Args:
            cells, told: of the rows that are counted, see `from_target`.
        """
        start = torch_generator(seed, "start")
        for table in self.lookup.tables:
            table.copy_(torch.randn(table.shape, generator=start) * START_SPREAD)
        lookup = self.lookup
        counted = from_target(cells, told, lookup.sizes, lookup.dims, threads)
        if counted is not None:
            for table, own in zip(lookup.tables, counted, strict=True):
                # A little chance remains: where the counts say nothing, zero would teach nothing.
                table.mul_(CHANCE).add_(torch.from_numpy(own))
            lookup.pull_here()
        width = sum(self.lookup.dims)
        if self.hidden:
            inner = torch.randn(self.hidden, width, generator=start) * (2 / width) ** 0.5
            for weights, own in zip(
                self.lookup.weights, inner.split(self.lookup.dims, dim=1), strict=True
            ):
                weights[: self.hidden] = own
        bias = self._sum_bias[self.hidden :] if self._beside is None else self._beside[0]
        bias.copy_(self.answers.blind)

    def _guesses(
        self, sums: Tensor, hidden: Tensor, guess: Tensor, vectors: Callable[[], Tensor]
    ) -> None:
        """From the lookup's sums to what is guessed, written to `hidden` and `guess`."""
        if self._beside is None:
            kernels.part(sums.numpy(), hidden.numpy(), guess.numpy())
        else:
            kernels.part(sums.numpy(), hidden.numpy(), guess[:, :0].numpy())
            torch.addmm(self._beside[0], vectors(), self._beside[1].T, out=guess)
        guess.addmm_(hidden, self._outer.T)

    def slopes(self, units: Tensor) -> float:
        """The mean loss of some rows; its gradients are left where `step` takes them from."""
        n, lookup = len(units), self.lookup
        hidden, to_hidden, guess = self._hidden[:n], self._to_hidden[:n], self._guess[:n]
        sums = lookup.sums(units.numpy(), self._sum_bias)
        self._guesses(sums, hidden, guess, lookup.vectors_of_batch)
        loss = self.answers.slope(guess, self._truth[units])
        to_bias, to_outer, *to_beside = lookup.extra_slopes
        torch.mm(guess, self._outer, out=to_hidden)
        torch.mm(guess.T, hidden, out=to_outer)
        to_sums = guess if self._beside is None else guess[:, :0]
        kernels.join(
            to_hidden.numpy(), hidden.numpy(), to_sums.numpy(), sums.numpy(), to_bias.numpy()
        )
        lookup.back(sums)
        if self._beside is not None:
            torch.sum(guess, dim=0, out=to_beside[0])
            torch.mm(guess.T, lookup.vectors_of_batch(), out=to_beside[1])
            lookup.add_back(guess @ self._beside[1])
        return loss

    def step(self, units: Tensor, step: int, rate: float) -> float:
        loss = self.slopes(units)
        self.lookup.correct(step + 1, rate, self._decay)
        return loss

    def begin_at(self, column: int, start: Start) -> None:
        super().begin_at(column, start)
        if self.lookup.pulled:
            self.lookup.pull_here()

    def _held_guess(self) -> Tensor:
        """[n_held, n_out] of the rows that are evaluated."""
        sums = self._fixed.sums(self._sum_bias)
        hidden = torch.empty(len(sums), self.hidden)
        guess = torch.empty(len(sums), self.answers.n_out)
        self._guesses(sums, hidden, guess, self._fixed.vectors)
        return guess

    def held_loss(self) -> float:
        return self.answers.slope(self._held_guess(), self._held_truth)  # the guess is ours alone

    def vectors(self) -> list[NDArray[np.float32]]:
        return [table.numpy().copy() for table in self.lookup.tables]

    def table_of(self, column: int) -> Tensor:
        return self.lookup.tables[column]

    def verdict(self) -> Verdict:
        return self.answers.verdict(self._held_guess(), self._held_truth)

    def parameters_by_name(self) -> dict[str, Tensor]:
        named = {f"tables.{j}": table for j, table in enumerate(self.lookup.tables)}
        named |= {f"layer.{j}": weights for j, weights in enumerate(self.lookup.weights)}
        named |= {"layer.bias": self._sum_bias, "outer": self._outer}
        if self._beside is not None:
            named |= {"bias": self._beside[0], "direct": self._beside[1]}
        return named

    def memory(self) -> dict[str, Tensor]:
        return self.lookup.memory()

    def recall(self, memory: dict[str, Tensor]) -> None:
        for name, place in self.memory().items():
            place.copy_(memory[name])


def _entries(dataset: Dataset, rows: NDArray[np.int64]) -> NDArray[np.int32]:
    """[n, n_columns] cells of some rows, as rows of the columns' tables behind each other."""
    found = np.empty((len(rows), len(dataset.vocabularies)), np.int32)
    offset = 0
    for j, vocabulary in enumerate(dataset.vocabularies):
        found[:, j] = vocabulary.entries(np.asarray(dataset.codes[:, j])[rows])
        found[:, j] += np.int32(offset)
        offset += vocabulary.n_entries
    return found

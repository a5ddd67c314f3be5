"""Predict a column: the inputs' vectors side by side, a hidden layer, a guess."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, embedding

from explorer.data.defaults import Settled
from explorer.errors import NothingToLearn
from explorer.learning.gradient import ByGradient
from explorer.learning.holdout import held_rows
from explorer.learning.randomness import numpy_generator, torch_generator
from explorer.learning.verdict import class_verdict, mixed_losses, number_verdict
from explorer.records.dataset import Dataset
from explorer.records.spec import TrainingSpec
from explorer.records.training import Verdict

HELD_ROWS = 20_000  # evaluated at each point


class Predict(ByGradient):
    """Tables of the inputs, a hidden layer with a direct path beside it, an output."""

    def __init__(self, dataset: Dataset, spec: TrainingSpec, settled: Settled) -> None:
        super().__init__()
        vocabularies = dataset.vocabularies
        if not vocabularies:
            raise NothingToLearn("There is no column to predict from.", mend="Select one.")
        self.sizes = [vocabulary.n_entries for vocabulary in vocabularies]
        held = held_rows(dataset.n_rows, spec.holdout, spec.seed)
        entries = np.empty((dataset.n_rows, len(self.sizes)), np.int32)
        for j, vocabulary in enumerate(vocabularies):
            entries[:, j] = vocabulary.entries(np.asarray(dataset.codes[:, j]))
        self.entries = torch.from_numpy(entries)
        self.train_rows = torch.from_numpy(np.flatnonzero(~held))
        self.n_train = len(self.train_rows)
        drawn = numpy_generator(spec.seed, "sample").permutation(np.flatnonzero(held))[:HELD_ROWS]
        self.held = torch.from_numpy(drawn)
        self.n_classes = 0
        if dataset.target_codes is not None:
            assert dataset.target is not None, "classes come with their vocabulary"
            self.n_classes = max(
                len(dataset.target.categories), int(dataset.target_codes.max()) + 1
            )
            self.targets = torch.from_numpy(dataset.target_codes.astype(np.int64))
            seen = np.bincount(dataset.target_codes[~held], minlength=self.n_classes) + 0.5
            first = torch.from_numpy(np.log(seen / seen.sum()).astype(np.float32))
        else:
            assert dataset.target_numbers is not None, "Predict has a target"
            seen_numbers = dataset.target_numbers[~held]
            self.mean, self.spread = float(seen_numbers.mean()), float(seen_numbers.std())
            if self.spread == 0:
                raise NothingToLearn("The target is the same in every row.", mend="Choose another.")
            scaled = (dataset.target_numbers - self.mean) / self.spread
            self.targets = torch.from_numpy(scaled.astype(np.float32))
            first = torch.zeros(1)

        start = torch_generator(spec.seed, "start")
        self.tables = nn.ParameterList(
            nn.Parameter(torch.randn(size, dim, generator=start) * 0.1)
            for size, dim in zip(self.sizes, settled.dims, strict=True)
        )
        width, n_out = sum(settled.dims), max(self.n_classes, 1)
        self.hidden = settled.hidden
        if self.hidden:
            inner = torch.randn(self.hidden, width, generator=start) * (2 / width) ** 0.5
            self.inner = nn.Parameter(inner)
            self.inner_bias = nn.Parameter(torch.zeros(self.hidden))
            self.outer = nn.Parameter(torch.zeros(n_out, self.hidden))
        self.direct = nn.Parameter(torch.zeros(n_out, width))
        self.bias = nn.Parameter(first.clone())
        self.log_blind = first
        self.blind_loss = float(self._losses(first.expand(len(self.held), -1), self.held).mean())
        self.begin(settled, spec.seed)

    def penalized(self) -> list[nn.Parameter]:
        return list(self.tables)

    def _guess(self, rows: Tensor) -> Tensor:
        """[batch, n_classes] logits, or [batch, 1] of the scaled number."""
        entries = self.entries[rows]
        looked_up = torch.cat(
            [embedding(entries[:, j], table) for j, table in enumerate(self.tables)], dim=1
        )
        guess = torch.addmm(self.bias, looked_up, self.direct.T)
        if self.hidden:
            inner = torch.relu(torch.addmm(self.inner_bias, looked_up, self.inner.T))
            guess = guess + inner @ self.outer.T
        return guess

    def _losses(self, guess: Tensor, rows: Tensor) -> Tensor:
        if self.n_classes:
            return cross_entropy(guess, self.targets[rows], reduction="none")
        return (guess[:, 0] - self.targets[rows]) ** 2

    def loss(self, units: Tensor, noise: torch.Generator) -> tuple[Tensor, float]:
        rows = self.train_rows[units]
        loss = self._losses(self._guess(rows), rows).mean()
        return loss, float(loss.detach())

    @torch.no_grad()
    def held_loss(self) -> float:
        return float(self._losses(self._guess(self.held), self.held).mean())

    @torch.no_grad()
    def vectors(self) -> list[NDArray[np.float32]]:
        return [table.numpy().copy() for table in self.tables]

    def table_of(self, column: int) -> Tensor:
        table: nn.Parameter = self.tables[column]
        return table.data

    @torch.no_grad()
    def verdict(self) -> Verdict:
        guess = self._guess(self.held)
        truth = self.targets[self.held]
        losses = self._losses(guess, self.held).numpy().astype(np.float64)
        others = mixed_losses(lambda rolled: self._losses(rolled, self.held), guess)
        mixed = others.numpy().astype(np.float64)
        blindly = self.log_blind.expand(len(self.held), -1)
        blind = self._losses(blindly, self.held).numpy().astype(np.float64)
        if self.n_classes:
            hits = guess.argmax(dim=1) == truth
            common = truth == self.log_blind.argmax()
            accuracy, majority = float(hits.float().mean()), float(common.float().mean())
            return class_verdict(losses, mixed, blind, accuracy, majority)
        r2 = 1 - float(losses.mean()) / max(float(((truth - truth.mean()) ** 2).mean()), 1e-12)
        error = float((guess[:, 0] - truth).abs().mean()) * self.spread
        return number_verdict(losses, mixed, blind, r2, error)

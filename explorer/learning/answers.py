"""What a row can be asked for: a class, or a number."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import cross_entropy, log_softmax

from explorer.errors import NothingToLearn
from explorer.learning import kernels
from explorer.learning.chance import COMPARED, chance_of_drawn, mixed_losses
from explorer.learning.extremes import Extremes
from explorer.learning.verdict import class_verdict, number_verdict
from explorer.records.dataset import Dataset
from explorer.records.training import Verdict

USUAL = 1000  # numbers that stand for those of all training rows, at even steps of rank


class Answers(ABC):
    """The truth about every row, and what a guess costs.

    Attributes:
        truth: [n_rows], int32 classes or float32 numbers in spreads from the mean.
        blind: [n_out] the guess of one who knows the training rows' answers alone.
    """

    truth: Tensor
    blind: Tensor

    @property
    def n_out(self) -> int:
        """Numbers of a guess."""
        return len(self.blind)

    @abstractmethod
    def losses(self, guess: Tensor, truth: Tensor) -> Tensor:
        """[n] of guesses [n, n_out]."""

    @abstractmethod
    def slope(self, guess: Tensor, truth: Tensor) -> float:
        """Replace guesses by the gradient of their mean loss, and return that."""

    @abstractmethod
    def verdict(self, guess: Tensor, truth: Tensor) -> Verdict:
        """On held-out rows, in random order."""

    def _compared(self, guess: Tensor, truth: Tensor) -> tuple[NDArray[np.float64], ...]:
        """Losses of the guesses, of guesses made for other rows, and of guessing blindly."""
        blindly = self.blind.expand(len(truth), -1)
        mixed = mixed_losses(lambda rolled: self.losses(rolled, truth), guess)
        found = self.losses(guess, truth), mixed, self.losses(blindly, truth)
        return tuple(losses.numpy().astype(np.float64) for losses in found)

    @abstractmethod
    def costs(self, guess: Tensor) -> Tensor:
        """[n, answers] what guesses [n, n_out] cost with every answer that training rows have."""

    def _drawn(
        self, guess: Tensor, truth: Tensor, shares: NDArray[np.float64], own: float
    ) -> float:
        """How probable so low a loss is with answers drawn as they are in the training rows.

        Args:
            shares, own: see `chance_of_drawn`.
        """
        few = max(1, COMPARED // len(shares))  # in random order, so that any of them will do
        losses, costs = self.losses(guess[:few], truth[:few]), self.costs(guess[:few])
        return chance_of_drawn(
            losses.numpy().astype(np.float64), costs.numpy().astype(np.float64), shares, own
        )


class Classes(Answers):
    """Logits of the classes; a loss is nats."""

    def __init__(self, codes: NDArray[np.int32], n_classes: int, held: NDArray[np.bool_]) -> None:
        self.truth = torch.from_numpy(np.ascontiguousarray(codes, np.int32))
        seen = np.bincount(codes[~held], minlength=n_classes) + 0.5
        self.blind = torch.from_numpy(np.log(seen / seen.sum()).astype(np.float32))
        self._own = 1 / (1 + len(codes) - int(held.sum()))

    def losses(self, guess: Tensor, truth: Tensor) -> Tensor:
        return cross_entropy(guess, truth.long(), reduction="none")

    def costs(self, guess: Tensor) -> Tensor:
        return -log_softmax(guess, dim=1)

    def slope(self, guess: Tensor, truth: Tensor) -> float:
        return float(kernels.class_gradient(guess.numpy(), truth.numpy()))

    def verdict(self, guess: Tensor, truth: Tensor) -> Verdict:
        losses, mixed, blind = self._compared(guess, truth)
        accuracy = float((guess.argmax(dim=1) == truth).float().mean())
        majority = float((truth == self.blind.argmax()).float().mean())
        shares = self.blind.double().exp().numpy()
        return class_verdict(
            losses,
            mixed,
            blind,
            accuracy,
            majority,
            drawn=lambda: self._drawn(guess, truth, shares, self._own),
        )


class Numbers(Answers):
    """One number in spreads from the mean; a loss is its squared error."""

    def __init__(
        self, numbers: NDArray[np.float64], held: NDArray[np.bool_], unit: str = ""
    ) -> None:
        self._unit = unit
        seen = numbers[~held]
        mean, self._spread = float(seen.mean()), float(seen.std())
        if self._spread == 0:
            raise NothingToLearn("The target is the same in every row.", mend="Choose another.")
        self.truth = torch.from_numpy(((numbers - mean) / self._spread).astype(np.float32))
        self._median = (float(np.median(seen)) - mean) / self._spread
        usual = np.quantile(seen, (np.arange(USUAL) + 0.5) / USUAL, method="nearest")
        self._usual = torch.from_numpy(((usual - mean) / self._spread).astype(np.float32))
        self._extremes = Extremes.of(numbers)
        self._own = max(1 / (1 + len(seen)), 1 / USUAL)  # as coarse as those
        self.blind = torch.zeros(1)

    def losses(self, guess: Tensor, truth: Tensor) -> Tensor:
        return (guess[:, 0] - truth) ** 2

    def costs(self, guess: Tensor) -> Tensor:
        return (guess[:, :1] - self._usual) ** 2

    def slope(self, guess: Tensor, truth: Tensor) -> float:
        error = guess[:, 0] - truth
        guess[:, 0] = error * (2 / len(truth))
        return float((error * error).mean())

    def verdict(self, guess: Tensor, truth: Tensor) -> Verdict:
        losses, mixed, blind = self._compared(guess, truth)
        variance = max(float(((truth - truth.mean()) ** 2).mean()), 1e-12)
        off, median_off = ((each - truth).abs().mean() for each in (guess[:, 0], self._median))
        return number_verdict(
            losses,
            mixed,
            blind,
            1 - float(losses.mean()) / variance,
            (float(off) * self._spread, float(median_off) * self._spread),
            self._extremes,
            unit=self._unit,
            drawn=lambda: self._drawn(guess, truth, np.full(USUAL, 1 / USUAL), self._own),
        )


def answers(dataset: Dataset, held: NDArray[np.bool_]) -> Answers:
    """Of a dataset with a target; `held` rows say nothing of what guessing blindly knows."""
    if dataset.target_codes is not None:
        assert dataset.target is not None, "classes come with their vocabulary"
        n_classes = max(len(dataset.target.categories), int(dataset.target_codes.max()) + 1)
        return Classes(dataset.target_codes, n_classes, held)
    assert dataset.target_numbers is not None, "Predict has a target"
    return Numbers(dataset.target_numbers, held, dataset.target_unit)

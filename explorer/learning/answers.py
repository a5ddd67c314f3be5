"""What a row can be asked for: a class, or a number."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import cross_entropy

from explorer.errors import NothingToLearn
from explorer.learning import kernels
from explorer.learning.verdict import class_verdict, mixed_losses, number_verdict
from explorer.records.dataset import Dataset
from explorer.records.training import Verdict


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


class Classes(Answers):
    """Logits of the classes; a loss is nats."""

    def __init__(self, codes: NDArray[np.int32], n_classes: int, held: NDArray[np.bool_]) -> None:
        self.truth = torch.from_numpy(np.ascontiguousarray(codes, np.int32))
        seen = np.bincount(codes[~held], minlength=n_classes) + 0.5
        self.blind = torch.from_numpy(np.log(seen / seen.sum()).astype(np.float32))

    def losses(self, guess: Tensor, truth: Tensor) -> Tensor:
        return cross_entropy(guess, truth.long(), reduction="none")

    def slope(self, guess: Tensor, truth: Tensor) -> float:
        return float(kernels.class_gradient(guess.numpy(), truth.numpy()))

    def verdict(self, guess: Tensor, truth: Tensor) -> Verdict:
        losses, mixed, blind = self._compared(guess, truth)
        accuracy = float((guess.argmax(dim=1) == truth).float().mean())
        majority = float((truth == self.blind.argmax()).float().mean())
        return class_verdict(losses, mixed, blind, accuracy, majority)


class Numbers(Answers):
    """One number in spreads from the mean; a loss is its squared error."""

    def __init__(self, numbers: NDArray[np.float64], held: NDArray[np.bool_]) -> None:
        seen = numbers[~held]
        mean, self._spread = float(seen.mean()), float(seen.std())
        if self._spread == 0:
            raise NothingToLearn("The target is the same in every row.", mend="Choose another.")
        self.truth = torch.from_numpy(((numbers - mean) / self._spread).astype(np.float32))
        self.blind = torch.zeros(1)

    def losses(self, guess: Tensor, truth: Tensor) -> Tensor:
        return (guess[:, 0] - truth) ** 2

    def slope(self, guess: Tensor, truth: Tensor) -> float:
        error = guess[:, 0] - truth
        guess[:, 0] = error * (2 / len(truth))
        return float((error * error).mean())

    def verdict(self, guess: Tensor, truth: Tensor) -> Verdict:
        losses, mixed, blind = self._compared(guess, truth)
        variance = max(float(((truth - truth.mean()) ** 2).mean()), 1e-12)
        error = float((guess[:, 0] - truth).abs().mean()) * self._spread
        return number_verdict(losses, mixed, blind, 1 - float(losses.mean()) / variance, error)


def answers(dataset: Dataset, held: NDArray[np.bool_]) -> Answers:
    """Of a dataset with a target; `held` rows say nothing of what guessing blindly knows."""
    if dataset.target_codes is not None:
        assert dataset.target is not None, "classes come with their vocabulary"
        n_classes = max(len(dataset.target.categories), int(dataset.target_codes.max()) + 1)
        return Classes(dataset.target_codes, n_classes, held)
    assert dataset.target_numbers is not None, "Predict has a target"
    return Numbers(dataset.target_numbers, held)

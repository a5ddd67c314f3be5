"""What the training loop asks of an objective."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from explorer.records.training import Verdict


class Objective(ABC):
    """A model with its data and its way of correcting itself.

    An epoch is one pass over `n_train` units: rows, items to guess, or whatever the objective
    takes one step after the other.

    Attributes:
        n_train: units that training may use, numbered from 0.
        blind_loss: the held-out loss of guessing by frequency (or the mean).
    """

    n_train: int
    blind_loss: float

    @abstractmethod
    def step(self, units: Tensor, step: int, rate: float) -> float:
        """Correct the model once.

        Args:
            units: [batch] int64, which of the `n_train` units to learn from.
            step: number of the step; everything random is drawn from seed and step.
            rate: the learning rate now.

        Returns:
            The loss shown to the person, in the units of `Point.train_loss`; NaN when this
            step measured none.
        """

    @abstractmethod
    def held_loss(self) -> float:
        """On held-out cells or rows, in the units of `Point.held_loss`."""

    @abstractmethod
    def vectors(self) -> list[NDArray[np.float32]]:
        """Per column [n_entries, dim], copies."""

    @abstractmethod
    def verdict(self) -> Verdict:
        """Has it learned anything? Of the model as it stands."""

    @abstractmethod
    def parameters_by_name(self) -> dict[str, Tensor]:
        """What is learned, not copied: restoring a model is writing into these."""

    @abstractmethod
    def memory(self) -> dict[str, Tensor]:
        """What corrections carry from step to step, not copied; empty before the first step."""

    @abstractmethod
    def recall(self, memory: dict[str, Tensor]) -> None:
        """Go on with the memory of a checkpoint."""

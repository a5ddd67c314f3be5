"""What the training loop asks of an objective."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from explorer.records.training import Verdict


class Objective(nn.Module, ABC):
    """A model with its data: rows to train on, a loss, a held-out loss, vectors to show.

    Attributes:
        train_rows: [n_train] int64, rows of the data that training may use.
        blind_loss: the held-out loss of guessing by frequency (or the mean).
    """

    train_rows: Tensor
    blind_loss: float

    @abstractmethod
    def penalized(self) -> list[nn.Parameter]:
        """Parameters pulled toward zero by the weight decay."""

    @abstractmethod
    def loss(self, rows: Tensor, noise: torch.Generator) -> tuple[Tensor, float]:
        """What to minimize on a batch of rows, and the loss shown to the person."""

    def after_step(self) -> None:
        """Restore what must hold of the parameters after the optimizer moved them."""
        return

    @abstractmethod
    def held_loss(self) -> float:
        """On held-out cells or rows, in the units of `Point.held_loss`."""

    @abstractmethod
    def vectors(self) -> list[NDArray[np.float32]]:
        """Per column [n_entries, dim], copies."""

    @abstractmethod
    def verdict(self) -> Verdict:
        """Has it learned anything? Of the model as it stands."""

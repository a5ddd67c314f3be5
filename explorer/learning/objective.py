"""What the training loop asks of an objective."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.errors import SpecError
from explorer.records.recommender import Recommender
from explorer.records.training import Verdict
from explorer.records.vectors import Start


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

    def table_of(self, column: int) -> Tensor:
        """[n_entries, dim] what is learned of a column, not copied: writing is learning.

        Raises:
            SpecError: this objective has no table that could begin with given vectors.
        """
        raise SpecError(
            "What is learned this way cannot begin with given vectors.",
            mend="Leave them out, or choose another objective.",
        )

    def begin_at(self, column: int, start: Start) -> None:
        """Begin a column with given vectors, before the first step or what a checkpoint restores.

        Rows that are not given stay as the objective made them, and so does everything else
        that it learns. An objective with `table_of` has nothing to add, unless it keeps a second
        table that has to follow.
        """
        given = torch.from_numpy(np.flatnonzero(start.given))
        with torch.no_grad():
            self.table_of(column)[given] = torch.from_numpy(start.vectors)[given]

    @abstractmethod
    def verdict(self) -> Verdict:
        """Has it learned anything? Of the model as it stands."""

    def verdict_as_shown(self) -> Verdict:
        """The same of no more than the dimensions asked for, where more are learned inside."""
        return self.verdict()

    def give_back(self) -> bool:
        """Let further steps learn from what was held out, too, where the objective can do that.

        Held-out losses mean nothing afterwards; the verdict is asked for before.

        Returns:
            Whether there is now more to learn from.
        """
        return False

    def recommender(self) -> Recommender | None:
        """What says later what comes next, where that is what was learned."""
        return None

    @abstractmethod
    def parameters_by_name(self) -> dict[str, Tensor]:
        """What is learned, not copied: restoring a model is writing into these."""

    @abstractmethod
    def memory(self) -> dict[str, Tensor]:
        """What corrections carry from step to step, not copied; empty before the first step."""

    @abstractmethod
    def recall(self, memory: dict[str, Tensor]) -> None:
        """Go on with the memory of a checkpoint."""

"""Steps and evaluations of a training, and what is told of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.data.checking import evaluation_steps
from explorer.data.defaults import HABITS, Settled
from explorer.errors import SpecError
from explorer.learning.budget import latest
from explorer.learning.checkpoints import Progress, taken
from explorer.learning.objective import Objective
from explorer.learning.randomness import torch_generator
from explorer.learning.stopwatch import Stopwatch
from explorer.records.spec import TrainingSpec
from explorer.records.training import Checkpoint, Point, TrainingEvent

WARM_UP = 0.1  # share of the steps in which the rate rises; a cosine brings it down again


class Loop:
    """A training under way.

    Attributes:
        progress: where it stands.
        points: the steps at which it is evaluated.
    """

    def __init__(
        self, model: Objective, spec: TrainingSpec, settled: Settled, progress: Progress
    ) -> None:
        self.points = frozenset(evaluation_steps(settled.total_steps))
        self.progress = progress
        self.watch = Stopwatch(progress.seconds, progress.step)
        self.model, self.spec, self.settled = model, spec, settled
        self._ends_by = _ends_by(spec, progress.before)
        self._order, self._order_epoch = torch.empty(0, dtype=torch.int64), -1

    def point_is_due(self) -> bool:
        """The step is one of the points, and was not evaluated yet."""
        step, history = self.progress.step, self.progress.history
        return step in self.points and (not history or step > history[-1].step)

    def evaluate(self) -> tuple[Point, bool]:
        """What is learned, judged on what is held out; whether it is the best so far."""
        progress, model = self.progress, self.model
        progress.seconds = self.watch.seconds
        _must_be_numbers(model.parameters_by_name().values())
        epoch = progress.step / self.settled.steps_per_epoch
        point = Point(
            progress.step, epoch, progress.train_loss, model.held_loss(), progress.seconds
        )
        return point, progress.reached(point, model)

    def step(self) -> None:
        """Learn from the next batch."""
        progress, settled = self.progress, self.settled
        epoch, at = divmod(progress.step, settled.steps_per_epoch)
        if epoch != self._order_epoch:
            shuffle = torch_generator(self.spec.seed, "order", epoch)
            self._order = torch.randperm(self.model.n_train, generator=shuffle)
            self._order_epoch = epoch
        units = self._order[at * settled.batch_size : (at + 1) * settled.batch_size]
        rate = settled.learning_rate * _schedule(progress.step, settled.total_steps)
        progress.stepped(self.model.step(units, progress.step, rate))

    def is_late(self) -> bool:
        """The time budget is exceeded by much, with steps of the plan left."""
        more = self.progress.step < self.settled.total_steps
        return more and self.watch.seconds > self._ends_by

    def measure(self) -> None:
        """How long it took so far, and how fast it goes."""
        self.progress.seconds = self.watch.seconds
        self.watch.measure(self.progress.step)

    def event(
        self, point: Point | None = None, best: bool = False, concluded: Checkpoint | None = None
    ) -> TrainingEvent:
        """What a caller is told here.

        Args:
            concluded: the checkpoint to go on from, in the last lap.
        """
        progress, settled, model = self.progress, self.settled, self.model
        return TrainingEvent(
            step=progress.step,
            total_steps=settled.total_steps,
            epoch=progress.step / settled.steps_per_epoch,
            total_epochs=settled.epochs,
            train_loss=progress.train_loss,
            rows_per_second=self.watch.speed * settled.batch_size,
            seconds=progress.seconds,
            vectors=partial(vectors_of, model),
            checkpoint=lambda: concluded or taken(progress, settled, model),
            point=point,
            best=best,
            blind_loss=model.blind_loss,
            concluding=concluded is not None,
        )


def _ends_by(spec: TrainingSpec, before: float) -> float:
    """Seconds of learning that the time budget allows before the last lap, which has its share."""
    if spec.time_budget is None:
        return math.inf
    laps = 1 + HABITS[spec.objective].last_lap
    return latest(spec.time_budget / laps, before / laps)


def vectors_of(model: Objective) -> list[NDArray[np.float32]]:
    """The vectors of the model as it stands; what is not a number would stop their counting."""
    _must_be_numbers(model.parameters_by_name().values())
    vectors = model.vectors()
    _must_be_numbers(map(torch.from_numpy, vectors))
    return vectors


def _schedule(step: int, total: int) -> float:
    """Share of the learning rate: a linear rise, then half a cosine to 5 %."""
    rise = max(1, round(WARM_UP * total))
    if step < rise:
        return (step + 1) / rise
    return 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1, total - rise)))


def _must_be_numbers(learned: Iterable[torch.Tensor]) -> None:
    """Refuse to go on from what steps that were too long made infinite, or less than that."""
    if not all(bool(torch.isfinite(values).all()) for values in learned):
        raise SpecError(
            "What is learned holds values that are not numbers: learning ran away.",
            mend="Train again with a lower learning rate.",
        )

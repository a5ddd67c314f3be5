"""Where a training stands, kept so that it can go on from there to the same bits."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import torch

from explorer.data.defaults import Settled
from explorer.learning.objective import Objective
from explorer.records.training import Checkpoint, Point


@dataclass
class Progress:
    """Where a training stands; with model and optimizer all that a checkpoint needs.

    Attributes:
        kept: what the model held at the best point, by the names of its parameters.
        before: seconds that were spent before the first step.
    """

    kept: dict[str, torch.Tensor]
    step: int = 0
    seconds: float = 0.0
    before: float = 0.0
    loss_sum: float = 0.0  # since the last point
    loss_steps: int = 0
    best: Point | None = None
    stalled: int = 0  # points since the best
    history: list[Point] = field(default_factory=list)

    @property
    def train_loss(self) -> float:
        """Mean of the steps since the last point; not a number before the first."""
        return self.loss_sum / self.loss_steps if self.loss_steps else math.nan

    def stepped(self, loss: float) -> None:
        """A step was made. It may tell no loss: one that is not a number is not counted."""
        self.step += 1
        if not math.isnan(loss):
            self.loss_sum += loss
            self.loss_steps += 1

    def reached(self, point: Point, model: Objective) -> bool:
        """Take a point into the history; True where it is the best, which is then kept."""
        self.history.append(point)
        is_best = self.best is None or point.held_loss < self.best.held_loss
        self.stalled = 0 if is_best else self.stalled + 1
        if is_best:
            self.best = point
            for name, value in model.parameters_by_name().items():
                self.kept[name].copy_(value)
        self.loss_sum, self.loss_steps = 0.0, 0
        return is_best

    def restore_best(self, model: Objective) -> None:
        """Put the model back to what it held at the best point."""
        _write(self.kept, model)


def begun(model: Objective) -> Progress:
    """Before the first step: what the model holds is the best there is."""
    return Progress({name: value.clone() for name, value in model.parameters_by_name().items()})


def taken(progress: Progress, settled: Settled, model: Objective) -> Checkpoint:
    """All that `restored` needs to go on from here."""
    parts = {"model": model.parameters_by_name(), "best": progress.kept, "adam": model.memory()}
    arrays = {
        f"{part}.{name}": np.array(value.numpy())
        for part, values in parts.items()
        for name, value in values.items()
    }
    facts = {
        "format": 1,
        "epochs": settled.epochs,
        "total_steps": settled.total_steps,
        "step": progress.step,
        "seconds": progress.seconds,
        "before": progress.before,
        "loss_sum": progress.loss_sum,
        "loss_steps": progress.loss_steps,
        "stalled": progress.stalled,
        "best": progress.best.step if progress.best else None,
        "history": [
            {**point.to_dict(), "train_loss": None if point.step == 0 else point.train_loss}
            for point in progress.history
        ],
    }
    return Checkpoint(arrays, facts)


def restored(stored: Checkpoint, model: Objective) -> Progress:
    """Where the checkpoint was taken; the model is put back to what it held there."""

    def tensors(prefix: str) -> dict[str, torch.Tensor]:
        return {
            name.removeprefix(prefix): torch.from_numpy(value.copy())
            for name, value in stored.arrays.items()
            if name.startswith(prefix)
        }

    _write(tensors("model."), model)
    model.recall(tensors("adam."))
    facts = stored.facts
    history = [
        Point(**{**point, "train_loss": math.nan if point["step"] == 0 else point["train_loss"]})
        for point in facts["history"]
    ]
    return Progress(
        kept=tensors("best."),
        step=facts["step"],
        seconds=facts["seconds"],
        before=facts.get("before", 0.0),  # checkpoints of older versions do not tell
        loss_sum=facts["loss_sum"],
        loss_steps=facts["loss_steps"],
        best=next((point for point in history if point.step == facts["best"]), None),
        stalled=facts["stalled"],
        history=history,
    )


def _write(values: dict[str, torch.Tensor], model: Objective) -> None:
    for name, place in model.parameters_by_name().items():
        place.copy_(values[name])

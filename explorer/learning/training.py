"""The training loop: events out, nothing else touched."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.data.defaults import HABITS, Settled, evaluation_steps, partners, settle
from explorer.errors import SpecError
from explorer.learning.budget import within
from explorer.learning.last_lap import lap_steps, last_lap
from explorer.learning.objective import Objective
from explorer.learning.objectives import build
from explorer.learning.randomness import torch_generator
from explorer.records.dataset import Dataset
from explorer.records.spec import TrainingSpec
from explorer.records.training import (
    Checkpoint,
    Point,
    TrainingEvent,
    TrainingResult,
)
from explorer.records.vectors import Start

TICK = 0.07  # seconds between reports
WARM_UP = 0.1  # share of the steps in which the rate rises; a cosine brings it down again


@dataclass
class Progress:
    """Where a training stands; with model and optimizer all that a checkpoint needs."""

    step: int = 0
    seconds: float = 0.0
    loss_sum: float = 0.0  # since the last point
    loss_steps: int = 0
    best: Point | None = None
    stalled: int = 0  # points since the best
    history: list[Point] = field(default_factory=list)


def train(
    dataset: Dataset,
    spec: TrainingSpec,
    resume: Checkpoint | None = None,
    starts: Mapping[int, Start] | None = None,
    *,
    judged_only: bool = False,
) -> Generator[TrainingEvent, bool | None, TrainingResult]:
    """Learn vectors, reporting as it goes.

    Yields an event at every evaluation point and about every 0.07 s between. The caller may
    stop asking at any event; a checkpoint taken there continues to the same bits. Sending True
    ends the training there: it returns what was learned so far. In the last lap (see `last_lap`)
    events are `concluding`; stopping there returns what was learned before it.

    Args:
        dataset: encoded with the columns of `spec`.
        resume: a checkpoint of the same dataset and spec.
        starts: column index -> vectors its table begins with; a checkpoint has its own.
        judged_only: the verdict is all that is wanted, of vectors in the dimensions asked for;
            there is no last lap after it.

    Returns:
        TrainingResult with the vectors of the best point, or of the last lap behind it.

    Raises:
        NothingToLearn: no column says anything of another; the sentence says why.
        SpecError: the learning rate is so high that nothing learned is a number any more.
    """
    clock = time.perf_counter
    began = clock()
    sizes = [vocabulary.n_entries for vocabulary in dataset.vocabularies]
    met = partners(dataset)
    settled = settle(spec, dataset.n_rows, sizes, partners=met)
    torch.set_num_threads(settled.threads)
    model = build(dataset, spec, settled)
    settled = settle(spec, dataset.n_rows, sizes, n_train=model.n_train, partners=met)
    for column, start in (starts or {}).items():
        model.begin_at(column, start)
    if resume is None and spec.time_budget is not None:
        laps = 1 + HABITS[spec.objective].last_lap
        seconds, gone = spec.time_budget / laps, (clock() - began) / laps
        settled = within(seconds, gone, model, settled, settled.learning_rate * WARM_UP)
    progress = Progress()
    kept = {name: value.clone() for name, value in model.parameters_by_name().items()}
    if resume is not None:
        progress, kept = _restore(resume, model)
        planned = {name: resume.facts[name] for name in ("epochs", "total_steps")}
        settled = replace(settled, **planned)
    points = evaluation_steps(settled.total_steps)
    due = set(points)
    spent = progress.seconds
    started = last = clock()
    speed_from, speed = (started, progress.step), 0.0
    order, order_epoch = torch.empty(0, dtype=torch.int64), -1

    def event(
        point: Point | None, best: bool, concluded: Checkpoint | None = None
    ) -> TrainingEvent:
        return TrainingEvent(
            step=progress.step,
            total_steps=settled.total_steps,
            epoch=progress.step / settled.steps_per_epoch,
            total_epochs=settled.epochs,
            train_loss=progress.loss_sum / progress.loss_steps if progress.loss_steps else math.nan,
            rows_per_second=speed,
            seconds=progress.seconds,
            vectors=partial(_vectors, model),
            checkpoint=lambda: concluded or _checkpoint(progress, settled, model, kept),
            point=point,
            best=best,
            blind_loss=model.blind_loss,
            concluding=concluded is not None,
        )

    stopped_early, stopped = False, None
    while True:
        done = progress.history[-1].step if progress.history else -1
        if progress.step in due and progress.step > done:
            progress.seconds = spent + clock() - started
            _must_be_numbers(model.parameters_by_name().values())
            shown = progress.loss_sum / progress.loss_steps if progress.loss_steps else math.nan
            point = Point(
                progress.step,
                progress.step / settled.steps_per_epoch,
                shown,
                model.held_loss(),
                progress.seconds,
            )
            progress.history.append(point)
            is_best = progress.best is None or point.held_loss < progress.best.held_loss
            progress.stalled = 0 if is_best else progress.stalled + 1
            if is_best:
                progress.best = point
                for name, value in model.parameters_by_name().items():
                    kept[name].copy_(value)
            progress.loss_sum, progress.loss_steps = 0.0, 0
            paused = clock()
            stopped = yield event(point, is_best)
            if stopped:
                break
            started += clock() - paused
            last = clock()
        if settled.patience and progress.stalled >= settled.patience:
            stopped_early = progress.step < settled.total_steps
            break
        if progress.step >= settled.total_steps:
            break
        epoch, at = divmod(progress.step, settled.steps_per_epoch)
        if epoch != order_epoch:
            shuffle = torch_generator(spec.seed, "order", epoch)
            order = torch.randperm(model.n_train, generator=shuffle)
            order_epoch = epoch
        units = order[at * settled.batch_size : (at + 1) * settled.batch_size]
        rate = settled.learning_rate * _schedule(progress.step, settled.total_steps)
        shown = model.step(units, progress.step, rate)
        progress.step += 1
        if not math.isnan(shown):
            progress.loss_sum += shown
            progress.loss_steps += 1
        now = clock()
        if now - last > TICK and progress.step not in due:
            progress.seconds = spent + now - started
            if now - speed_from[0] > 0.5:
                steps = progress.step - speed_from[1]
                speed = steps * settled.batch_size / (now - speed_from[0])
                speed_from = (now, progress.step)
            stopped = yield event(None, False)
            if stopped:
                break
            started += clock() - now
            last = clock()

    assert progress.best is not None, "step 0 is always evaluated"
    _write(kept, model.parameters_by_name())
    verdict = model.verdict_as_shown() if judged_only else model.verdict()
    n_more = 0 if stopped or judged_only else lap_steps(spec, progress.best.step)
    vectors = None  # those of the model as it is
    if n_more:
        judged = _vectors(model)
        # A lap that is broken off begins again from here, to the same bits.
        concluded = _checkpoint(progress, settled, model, kept)
        for _ in last_lap(model, spec, settled, n_more):
            now = clock()
            if now - last > TICK:
                progress.seconds = spent + now - started
                if (yield event(None, False, concluded)):
                    _write(kept, model.parameters_by_name())
                    vectors = judged
                    break
                started += clock() - now
                last = clock()
    return TrainingResult(
        vectors=vectors or _vectors(model),
        best=progress.best,
        history=tuple(progress.history),
        stopped_early=stopped_early,
        verdict=verdict,
        settings={**settled.to_dict(), "last_lap": n_more},
        recommender=model.recommender(),
    )


def _schedule(step: int, total: int) -> float:
    """Share of the learning rate: a linear rise, then half a cosine to 5 %."""
    rise = max(1, round(WARM_UP * total))
    if step < rise:
        return (step + 1) / rise
    return 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1, total - rise)))


def _vectors(model: Objective) -> list[NDArray[np.float32]]:
    """The vectors of the model as it stands; what is not a number would stop their counting."""
    _must_be_numbers(model.parameters_by_name().values())
    vectors = model.vectors()
    _must_be_numbers(map(torch.from_numpy, vectors))
    return vectors


def _must_be_numbers(learned: Iterable[torch.Tensor]) -> None:
    """Refuse to go on from what steps that were too long made infinite, or less than that."""
    if not all(bool(torch.isfinite(values).all()) for values in learned):
        raise SpecError(
            "What is learned holds values that are not numbers: learning ran away.",
            mend="Train again with a lower learning rate.",
        )


def _write(values: dict[str, torch.Tensor], into: dict[str, torch.Tensor]) -> None:
    for name, place in into.items():
        place.copy_(values[name])


def _checkpoint(
    progress: Progress, settled: Settled, model: Objective, kept: dict[str, torch.Tensor]
) -> Checkpoint:
    parts = {"model": model.parameters_by_name(), "best": kept, "adam": model.memory()}
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


def _restore(stored: Checkpoint, model: Objective) -> tuple[Progress, dict[str, torch.Tensor]]:
    def tensors(prefix: str) -> dict[str, torch.Tensor]:
        return {
            name.removeprefix(prefix): torch.from_numpy(value.copy())
            for name, value in stored.arrays.items()
            if name.startswith(prefix)
        }

    _write(tensors("model."), model.parameters_by_name())
    model.recall(tensors("adam."))
    facts = stored.facts
    history = [
        Point(**{**point, "train_loss": math.nan if point["step"] == 0 else point["train_loss"]})
        for point in facts["history"]
    ]
    progress = Progress(
        step=facts["step"],
        seconds=facts["seconds"],
        loss_sum=facts["loss_sum"],
        loss_steps=facts["loss_steps"],
        best=next((point for point in history if point.step == facts["best"]), None),
        stalled=facts["stalled"],
        history=history,
    )
    return progress, tensors("best.")

"""The training loop: events out, nothing else touched."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.data.defaults import HABITS, Settled, partners, settle
from explorer.errors import SpecError
from explorer.learning.budget import within
from explorer.learning.checkpoints import begun, restored, taken
from explorer.learning.last_lap import lap_steps, last_lap
from explorer.learning.loop import WARM_UP, Loop, vectors_of
from explorer.learning.objective import Objective
from explorer.learning.objectives import build
from explorer.records.dataset import Dataset
from explorer.records.spec import TrainingSpec
from explorer.records.training import Checkpoint, TrainingEvent, TrainingResult
from explorer.records.vectors import Start

# as planned; as nothing was better any more; as time was over; by the caller
Ended = Literal["done", "early", "late", "stopped"]


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
    ends the training there: it evaluates once more where steps were made since the last point,
    reports that, and returns what was learned so far. In the last lap (see `last_lap`)
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
    began = time.perf_counter()
    model, settled = _ready(dataset, spec, starts or {})
    if resume is not None:
        progress = restored(resume, model)
        settled = replace(
            settled, **{name: resume.facts[name] for name in ("epochs", "total_steps")}
        )
    else:
        if spec.time_budget is not None:
            laps = 1 + HABITS[spec.objective].last_lap
            seconds, gone = spec.time_budget / laps, (time.perf_counter() - began) / laps
            settled = within(seconds, gone, model, settled, settled.learning_rate * WARM_UP)
        progress = begun(model)
        progress.before = time.perf_counter() - began
    loop = Loop(model, spec, settled, progress)
    ended = yield from _learn(loop)

    assert progress.best is not None, "step 0 is always evaluated"
    progress.restore_best(model)
    with loop.watch.paused():
        verdict = model.verdict_as_shown() if judged_only else model.verdict()
    n_more = 0 if ended == "stopped" or judged_only else lap_steps(spec, progress.best.step)
    vectors = (yield from _conclude(loop, n_more)) if n_more else vectors_of(model)
    return TrainingResult(
        vectors=vectors,
        best=progress.best,
        history=tuple(progress.history),
        stopped_early=ended == "early",
        late=ended == "late",
        seconds=progress.before + loop.watch.seconds,
        verdict=verdict,
        settings={**settled.to_dict(), "last_lap": n_more},
        recommender=model.recommender(),
    )


def _ready(
    dataset: Dataset, spec: TrainingSpec, starts: Mapping[int, Start]
) -> tuple[Objective, Settled]:
    """The model before its first step, and the plan of its steps."""
    sizes = [vocabulary.n_entries for vocabulary in dataset.vocabularies]
    met = partners(dataset)
    settled = settle(spec, dataset.n_rows, sizes, partners=met)
    torch.set_num_threads(settled.threads)
    model = build(dataset, spec, settled)
    for column, start in starts.items():
        model.begin_at(column, start)
    return model, settle(spec, dataset.n_rows, sizes, n_train=model.n_train, partners=met)


def _learn(loop: Loop) -> Generator[TrainingEvent, bool | None, Ended]:
    """Step until there is a reason to end."""
    progress, settled = loop.progress, loop.settled
    while True:
        if loop.point_is_due():
            point, is_best = loop.evaluate()
            with loop.watch.paused():
                stopped = yield loop.event(point, is_best)
            if stopped:
                return "stopped"
        if progress.step >= settled.total_steps:
            return "done"
        if settled.patience and progress.stalled >= settled.patience:
            return "early"
        loop.step()
        if loop.is_late():
            yield from _last_point(loop)
            return "late"
        if loop.watch.ticks() and progress.step not in loop.points:
            loop.measure()
            with loop.watch.paused():
                stopped = yield loop.event()
            if stopped:
                yield from _last_point(loop)
                return "stopped"


def _last_point(loop: Loop) -> Generator[TrainingEvent, bool | None, None]:
    """Points of a long training lie far apart: what was learned since the last one counts, too."""
    try:
        point, is_best = loop.evaluate()
    except SpecError:  # it ran away since then, and what is best was learned before
        return
    with loop.watch.paused():
        yield loop.event(point, is_best)


def _conclude(
    loop: Loop, n_steps: int
) -> Generator[TrainingEvent, bool | None, list[NDArray[np.float32]]]:
    """The vectors behind the last lap, or those before it where the caller ended it."""
    model, progress = loop.model, loop.progress
    judged = vectors_of(model)
    # A lap that is broken off begins again from here, to the same bits.
    concluded = taken(progress, loop.settled, model)
    for _ in last_lap(model, loop.spec, loop.settled, n_steps):
        if loop.watch.ticks():
            progress.seconds = loop.watch.seconds
            with loop.watch.paused():
                stopped = yield loop.event(concluded=concluded)
            if stopped:
                progress.restore_best(model)
                return judged
    return vectors_of(model)

"""A run from beginning to end, the same for the app's worker and the command line.

baseline -> first map -> training events -> frames and live pictures -> result -> final maps
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.baseline import spectral
from explorer.analysis.similarity import Pairs, similar_pairs
from explorer.data.goals import WINDOW
from explorer.learning.training import train
from explorer.records.embedding import Projection
from explorer.records.training import Checkpoint, TrainingEvent, TrainingResult
from explorer.runs.painter import Painter, Picture, finished_map, first_map
from explorer.runs.preparation import Prepared
from explorer.runs.scribe import Scribe
from explorer.runs.seen_rows import judged

Want = Literal["run", "pause", "stop"]

LIVE_EVERY = 0.3  # seconds between live pictures, and
LIVE_SHARE = 0.1  # the share of the time that drawing them may take
MAX_PAIRS = 500  # most similar pairs that are stored
MAX_PAIRED = 50_000  # entries among which they are looked for, the most frequent


class Sink(Protocol):
    """Where a run goes to: the store, or the memory of the command line.

    Reports come from another thread than the rest, but never two calls at once.
    """

    def baseline(self, vectors: Sequence[NDArray[np.float32]], maps: Sequence[Projection]) -> None:
        """The map without training."""

    def event(self, event: TrainingEvent, seconds_left: float | None) -> Want:
        """A progress report; the answer is what shall happen next."""

    def frame(self, step: int, picture: Picture) -> None:
        """The stored picture of an evaluation point; a later one takes its place."""

    def live(self, step: int, picture: Picture, vectors: Sequence[NDArray[np.float32]]) -> None:
        """A picture between two frames."""

    def checkpoint_due(self) -> bool:
        """Whether to hand over a checkpoint after the next report."""

    def checkpoint(self, checkpoint: Checkpoint) -> None:
        """From here the training could go on; all reports before it are written."""

    def paused(self, checkpoint: Checkpoint) -> None:
        """The training was asked to pause; this continues it."""

    def result(self, result: TrainingResult, maps: Sequence[Projection | None]) -> None:
        """Vectors and maps of the best point."""

    def pairs(self, column: int, pairs: Pairs) -> None:
        """The most similar pairs of a column."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """What a run goes on from."""

    checkpoint: Checkpoint
    frames: dict[int, Picture]


def learn(prepared: Prepared, sink: Sink, resumed: Resumed | None = None) -> TrainingResult | None:
    """Train, and hand everything to the sink as it comes; None when it was paused.

    Raises:
        NothingToLearn: the columns say nothing of each other.
    """
    painter = Painter(prepared.columns, resumed.frames if resumed else {})
    painter.begin_at(_draw_baseline(prepared, sink))
    # What was learned with is let go of here: ranking and drawing need room of their own.
    result = _watched(prepared, sink, painter, resumed)
    if result is not None:
        if prepared.begun is not None:
            result = replace(result, verdict=judged(result.verdict, prepared.begun.seen))
        _finish(prepared, sink, painter, result)
    return result


def _watched(
    prepared: Prepared, sink: Sink, painter: Painter, resumed: Resumed | None
) -> TrainingResult | None:
    """Train to the end, reporting; None when it was paused."""
    training = train(
        prepared.dataset,
        prepared.spec,
        resumed.checkpoint if resumed else None,
        prepared.begun.starts if prepared.begun else None,
    )
    pace = _Pace()
    event = next(training)
    with Scribe[Want]("run") as scribe:
        while True:
            live = event.point is None and scribe.idle and pace.due()
            vectors = event.vectors() if live or event.point is not None else None
            checkpoint = event.checkpoint() if sink.checkpoint_due() else None
            left = pace.seconds_left(event)
            scribe.give(partial(_report, sink, painter, pace, event, vectors, checkpoint, left))
            if scribe.answer == "pause":
                scribe.finish()
                sink.paused(event.checkpoint())
                return None
            try:
                event = training.send(scribe.answer == "stop")
            except StopIteration as end:
                result: TrainingResult = end.value
                break
        scribe.finish()
    return result


def _report(
    sink: Sink,
    painter: Painter,
    pace: _Pace,
    event: TrainingEvent,
    vectors: list[NDArray[np.float32]] | None,
    checkpoint: Checkpoint | None,
    seconds_left: float | None,
) -> Want:
    """Draw and write one report, while the training goes on."""
    if event.point is not None and vectors is not None:
        sink.frame(event.step, painter.frame(event.step, vectors))
    elif vectors is not None:
        sink.live(event.step, painter.live(event.step, vectors), vectors)
        pace.done()
    want = sink.event(event, seconds_left)
    if checkpoint is not None:
        sink.checkpoint(checkpoint)
    return want


def _draw_baseline(prepared: Prepared, sink: Sink) -> Picture:
    spec = prepared.spec
    # Where the order counts, what stands far apart in a long sequence says little.
    window = WINDOW if spec.objective == "next-item" else spec.window
    vectors = spectral(prepared.dataset, window=window)
    maps = [
        first_map(column.name, own, column.n_framed)
        for column, own in zip(prepared.columns, vectors, strict=True)
    ]
    sink.baseline(vectors, maps)
    return [
        drawn.xy[: column.n_framed] for column, drawn in zip(prepared.columns, maps, strict=True)
    ]


def _finish(prepared: Prepared, sink: Sink, painter: Painter, result: TrainingResult) -> None:
    # The best point's picture is that of its vectors, as they are after the last lap.
    shown = painter.frame(result.best.step, result.vectors)
    sink.frame(result.best.step, shown)
    planes = painter.finished(result.best.step, result.vectors)
    maps = [
        finished_map(column.name, own, plane, drawn)
        for column, own, plane, drawn in zip(
            prepared.columns, result.vectors, planes, shown, strict=True
        )
    ]
    sink.result(result, maps)
    for j, vectors in enumerate(result.vectors):
        sink.pairs(j, similar_pairs(vectors[:MAX_PAIRED], MAX_PAIRS))


class _Pace:
    """When the next live picture is due, and how long the training will still take."""

    def __init__(self) -> None:
        self._next = time.monotonic() + LIVE_EVERY
        self._asked = 0.0
        self._from: tuple[int, float] | None = None
        self._seconds_per_step = math.nan

    def due(self) -> bool:
        self._asked = time.monotonic()
        return self._asked >= self._next

    def done(self) -> None:
        now = time.monotonic()
        self._next = now + max(LIVE_EVERY, (now - self._asked) / LIVE_SHARE)

    def seconds_left(self, event: TrainingEvent) -> float | None:
        """By the speed of the last seconds; None before anything was measured."""
        if self._from is None:
            self._from = (event.step, event.seconds)
        steps, seconds = event.step - self._from[0], event.seconds - self._from[1]
        if steps > 0 and seconds > 0.2:
            recent = seconds / steps
            old = self._seconds_per_step
            self._seconds_per_step = recent if math.isnan(old) else 0.7 * old + 0.3 * recent
            self._from = (event.step, event.seconds)
        if math.isnan(self._seconds_per_step):
            return None
        return self._seconds_per_step * (event.total_steps - event.step)

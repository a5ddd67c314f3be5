"""Progress of a training and its outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.records.checked import from_known_keys
from explorer.records.recommender import Recommender

MAX_FRAMES = 60  # stored pictures of one run, at even steps
STILL = 1e-4  # of the loss, that falls in the last tenth of a training that still gets better


@dataclass(frozen=True, slots=True)
class Point:
    """One evaluation: losses on the training and the held-out cells or rows.

    Losses are nats per predicted cell for classes, squared error over the target's variance
    for numbers.
    """

    step: int
    epoch: float
    train_loss: float
    held_loss: float
    seconds: float  # of training so far, pauses not counted

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class TrainingEvent:
    """One report of a running training.

    `vectors` and `checkpoint` are called only when somebody wants them, and only until the
    next event is asked for.

    Attributes:
        step, total_steps: optimizer steps done, and planned at most.
        epoch, total_epochs: passes over the training rows done, and planned at most.
        train_loss: running mean since the last point; NaN before the first step.
        rows_per_second: over the last seconds.
        seconds: of training so far, pauses not counted.
        point: given when this event is an evaluation (step 0, then at even steps, and where the
            caller ended it; at most MAX_FRAMES + 1 of them); a stored frame is drawn exactly at
            these.
        best: this point has the lowest held-out loss so far.
        blind_loss: what guessing by frequency (or the mean) costs on the held-out data.
        concluding: the best point is known, and what was held out is being learned, too.
        vectors: per learned column [n_entries, dim] float32, in Embedding order.
        checkpoint: everything needed to continue to the same bits.
    """

    step: int
    total_steps: int
    epoch: float
    total_epochs: int
    train_loss: float
    rows_per_second: float
    seconds: float
    vectors: Callable[[], list[NDArray[np.float32]]]
    checkpoint: Callable[[], Checkpoint]
    point: Point | None = None
    best: bool = False
    blind_loss: float = float("nan")
    concluding: bool = False


def cut_short(points: Sequence[Point], best_step: int, total_steps: int) -> bool:
    """Whether a training learned all its steps, and got better until the last tenth of them.

    More steps may then find what these did not; a training that is done ends by itself sooner. A
    loss that hardly falls (by less than STILL of it) is as good as level.

    Args:
        points: all of the training, at rising steps. best_step: of the one with the lowest
            held-out loss. total_steps: planned at most.
    """
    if not points or points[-1].step < total_steps or best_step <= 0.9 * points[-1].step:
        return False
    early = (point.held_loss for point in points if point.step <= 0.9 * points[-1].step)
    return min(point.held_loss for point in points) < (1 - STILL) * min(early, default=float("inf"))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """State of a training between two steps: arrays for safetensors, facts for JSON."""

    arrays: dict[str, NDArray[Any]]
    facts: dict[str, Any]


CLEARLY = 0.9  # of the loss of guessing; shuffled columns stay above 0.97 of it
# how a sentence begins that says so of what was measured
NOTHING, UNSURE = "Nothing was learned: ", "Not sure that anything was learned: "
FEW = 20  # held-out rows or baskets; from fewer it cannot be told that there is nothing


@dataclass(frozen=True, slots=True)
class Verdict:
    """Has it learned anything? Held-out loss of the best point beside guessing by frequency.

    Attributes:
        learned: the gain is larger than chance explains.
        held_loss: of the best point, nats per cell, or squared error over variance.
        blind_loss: what guessing by frequency (or the mean) costs on the same cells.
        unit: "nats" or "variance".
        sentence: for the person: what was measured and what it means.
        r2, mean_absolute_error, accuracy, majority: on held-out rows where they apply; the
            error in the user's unit. Of an autoencoder the accuracy is the share of cells that
            come back from their whole row, the majority that of each column's most frequent value.
        median_error: mean absolute error of always guessing the median of the training rows;
            unknown of older runs.
        per_column: masked and autoencoder: column -> (held loss, blind loss, held-out cells).
        observed: held-out rows or baskets that were judged; unknown of older runs.
        extremes: so few numbers hold most of the variance that they decide, not what was learned.
        start_knew: the vectors that it began with were, surely or most likely, learned from the
            same rows.
        hinted: the gain is small, and chance hardly ever gives it; unknown of older runs.
        ranking: what comes next only: way of guessing -> (hit rate, mean reciprocal rank), both
            among the first ten, on held-out later items.
        target_unit: what a target of moments is counted in, "days since 2023-02-01"; "" for others.
    """

    learned: bool
    held_loss: float
    blind_loss: float
    unit: str
    sentence: str
    r2: float | None = None
    mean_absolute_error: float | None = None
    median_error: float | None = None
    accuracy: float | None = None
    majority: float | None = None
    per_column: dict[str, tuple[float, float, int]] = field(default_factory=dict)
    ranking: dict[str, tuple[float, float]] = field(default_factory=dict)
    observed: int | None = None
    extremes: bool = False
    start_knew: bool = False
    hinted: bool = False
    target_unit: str = ""

    @property
    def unsure(self) -> bool:
        """Too few held-out rows to tell what there is from chance, or that there is nothing.

        Or a few extreme numbers decide, the start had seen what was held out, or what is gained is
        small but hardly chance.
        """
        few = self.observed is not None and self.observed < FEW
        for_other_reasons = self.extremes or self.start_knew or self.hinted
        large = self.held_loss < CLEARLY * self.blind_loss
        return not self.learned and (few or for_other_reasons or large)

    @property
    def measured(self) -> str:
        """The sentence where what it begins with, that nothing was learned, is said already."""
        found = self.sentence.removeprefix(NOTHING).removeprefix(UNSURE)
        return found[:1].upper() + found[1:]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Verdict:
        named = {
            key: {name: tuple(row) for name, row in stored.get(key, {}).items()}
            for key in ("per_column", "ranking")
        }
        return from_known_keys(cls, {**stored, **named})


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """What a finished (or early stopped) training returns.

    Attributes:
        vectors: per learned column [n_entries, dim] float32: those of the best point, or what
            was learned on from there, of all the data.
        best: that point. history: all points in order.
        stopped_early: held-out loss no longer fell.
        late: a time budget was exceeded by much, and it ended before its plan was done.
        seconds: of making ready and learning, pauses not counted.
        settings: every default that was worked out (epochs, batch_size, learning_rate,
            weight_decay, hidden, dims per column, threads ...), for the record.
        recommender: of what comes next, all that is needed to say it later; else None.
    """

    vectors: list[NDArray[np.float32]]
    best: Point
    history: tuple[Point, ...]
    stopped_early: bool
    verdict: Verdict
    settings: dict[str, Any]
    recommender: Recommender | None = None
    late: bool = False
    seconds: float = 0.0

    def record(self) -> dict[str, Any]:
        """The settings, with what the clock says and decided, for JSON."""
        return {**self.settings, "seconds": round(self.seconds, 2), "late": self.late}

    @property
    def cut_short(self) -> bool:
        """Its steps or its time ran out while it still got better."""
        planned = self.history[-1].step if self.late else self.settings["total_steps"]
        return cut_short(self.history, self.best.step, planned)

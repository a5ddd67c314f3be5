"""Where a worker's training goes: files in the run's folder, rows in the database."""

from __future__ import annotations

import math
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.similarity import Pairs
from explorer.analysis.wording import epoch_text
from explorer.records.embedding import Projection
from explorer.records.spec import TrainingSpec
from explorer.records.training import Checkpoint, Point, TrainingEvent, TrainingResult, Verdict
from explorer.runs import checkpoint as checkpoints
from explorer.runs import histories, layouts, recommender_file
from explorer.runs.content import live_bytes
from explorer.runs.files import read_array, write_array, write_bytes
from explorer.runs.jobs import Job
from explorer.runs.painter import MAX_FRAMED, Picture
from explorer.runs.pipeline import Want
from explorer.runs.preparation import Prepared, versions
from explorer.runs.runs import CONCLUDING
from explorer.runs.schema import connect, transaction
from explorer.runs.serial import columns_to_json, to_json
from explorer.runs.store import Store
from explorer.runs.time_used import of_budget

REPORT_EVERY = 0.1  # seconds between progress reports without a point
CHECKPOINT_EVERY = 3.0  # seconds between checkpoints, and
CHECKPOINT_SHARE = 0.05  # the share of the time that writing them may take


class LostClaim(Exception):
    """The run was deleted, or another server took the job over: write nothing more."""


def ended_by_itself(epochs: float, best: float, fits: str = "") -> str:
    """Why a training was done before its last epoch, as a sentence.

    Args:
        best: epoch of the lowest held-out loss.
        fits: what was there before the first step and fits better than guessing; "" where that
            does not.

    >>> ended_by_itself(0.4, 0.3)
    'It ended by itself within the first epoch: the held-out loss no longer fell.'
    >>> ended_by_itself(12.0, 9.0)
    'It ended by itself after 12 epochs: the held-out loss no longer fell.'
    >>> ended_by_itself(6.0, 0.0)
    'It ended by itself after 6 epochs: the held-out loss was lowest before the first step.'
    >>> ended_by_itself(6.0, 0.0, "the decomposition").partition(": ")[2]
    'the decomposition already fits best; what came after it changed nothing for the better.'
    """
    passed = epoch_text(epochs)
    when = f"after {passed} epoch{'' if passed == '1' else 's'}"
    if epochs < 1:
        when = "within the first epoch"
    if best == 0 and fits:
        after = "what came after it changed nothing for the better"
        return f"It ended by itself {when}: {fits} already fits best; {after}."
    if best == 0:
        return f"It ended by itself {when}: the held-out loss was lowest before the first step."
    return f"It ended by itself {when}: the held-out loss no longer fell."


def fits_at_once(spec: TrainingSpec, verdict: Verdict) -> str:
    """What a training begins with, where that already guesses better than chance; or ""."""
    if not verdict.learned:
        return ""
    return "the decomposition" if spec.objective == "cooccurrence" else "what it began with"


class Recorder:
    """Writes one run as it happens; the sink of the worker's pipeline.

    Attributes:
        left_because: why it was told to pause: "paused" by its owner, "gone" server.
    """

    def __init__(
        self,
        store: Store,
        job: Job,
        prepared: Prepared,
        gone: threading.Event,
        color: Callable[[], None],
    ) -> None:
        """Begin to record.

        Args:
            gone: set when the server went away.
            color: writes what the maps can be colored by; called behind the first map.
        """
        assert job.run is not None, "a training is for a run"
        self._store = store
        self._run = job.run
        self._claim = job.claim
        self._prepared = prepared
        self._gone = gone
        self._color: Callable[[], None] | None = color
        self._folder = store.places.run(job.run)
        self._until = time.monotonic() + 60.0 * store.settings.job_minutes
        self._told = 0.0
        self._saved = time.monotonic()
        self._save_every = CHECKPOINT_EVERY
        self._begun = False
        self._want: Want = "run"
        self._reason = ""
        self._stopped = str(job.arguments.get("stopped", ""))  # by whom, where not by its owner
        self.left_because = ""

    def begin(self) -> None:
        """Write what is known before the first step."""
        (self._folder / "frames").mkdir(parents=True, exist_ok=True)
        for j, entries in enumerate(self._prepared.entries):
            layouts.write_entries(self._folder, j, entries)
        self._update(
            spec=to_json(self._prepared.spec.to_dict()),
            n_rows=self._prepared.dataset.n_rows,
            columns=columns_to_json(self._prepared.columns),
            settings=to_json(self._prepared.facts),
            versions=to_json(versions()),
            doing="counting which values occur together",
        )

    def stored_frames(self) -> dict[int, Picture]:
        """The frames of this run's points so far, by step."""
        with connect(self._store.places.database) as connection:
            steps = connection.execute(
                "SELECT step FROM points WHERE run=? AND framed", (self._run,)
            ).fetchall()
        cuts = np.cumsum([column.n_framed for column in self._prepared.columns])[:-1]
        return {
            row["step"]: np.split(read_array(self._folder / f"frames/{row['step']}.npy"), cuts)
            for row in steps
        }

    def baseline(self, vectors: Sequence[NDArray[np.float32]], maps: Sequence[Projection]) -> None:
        for j, (own, drawn) in enumerate(zip(vectors, maps, strict=True)):
            write_array(self._folder / f"baseline_{j}.npy", own)
            layouts.write_projection(self._folder, j, "baseline", drawn)
        self._update(phase="learning", doing="")
        color, self._color = self._color, None  # with it the table goes, which may be large
        if color is not None:
            color()

    def event(self, event: TrainingEvent, seconds_left: float | None) -> Want:
        now = time.monotonic()
        if event.point is None and now - self._told < REPORT_EVERY and not self._gone.is_set():
            return "run"
        self._told = now
        progress = {
            "step": event.step,
            "total_steps": event.total_steps,
            "epoch": event.epoch,
            "total_epochs": event.total_epochs,
            "rows_per_second": event.rows_per_second,
            "seconds": event.seconds,
            "seconds_left": seconds_left,
        }
        changes: dict[str, object] = {"progress": to_json(progress)}
        if not self._begun:
            self._begun = True
            blind = event.blind_loss
            changes |= {"phase": "learning", "doing": "", "reason": "", "mend": ""}
            changes["blind_loss"] = None if math.isnan(blind) else blind
        if event.concluding:
            changes |= {"phase": "finishing", "doing": "learning what was held out, too"}
        if event.best:
            changes["best_step"] = event.step
        with transaction(self._store.places.database) as connection:  # no points of a deleted run
            if event.point is not None:
                _add_point(connection, self._run, event.point)
            self._update_in(connection, changes)
        want = self._wanted(now)
        if want == "stop":
            self._update(doing=CONCLUDING)
        return want

    def frame(self, step: int, picture: Picture) -> None:
        write_array(self._folder / f"frames/{step}.npy", np.concatenate(picture))

    def live(self, step: int, picture: Picture, vectors: Sequence[NDArray[np.float32]]) -> None:
        for j, own in enumerate(vectors):
            write_bytes(self._folder / f"live_{j}.bin", live_bytes(step, own[:MAX_FRAMED]))
        # last, so that whoever sees the picture finds its vectors
        write_bytes(self._folder / "live.bin", live_bytes(step, np.concatenate(picture)))

    def checkpoint_due(self) -> bool:
        now = time.monotonic()
        due = now - self._saved >= self._save_every
        if due:
            self._saved = now
        return due

    def checkpoint(self, checkpoint: Checkpoint) -> None:
        began = time.monotonic()
        checkpoints.write(checkpoint, self._folder)
        cost = time.monotonic() - began
        self._save_every = max(CHECKPOINT_EVERY, cost / CHECKPOINT_SHARE)

    def paused(self, checkpoint: Checkpoint) -> None:
        checkpoints.write(checkpoint, self._folder)
        self.left_because = "gone" if self._gone.is_set() else "paused"

    def result(self, result: TrainingResult, maps: Sequence[Projection | None]) -> None:
        for j, (own, drawn) in enumerate(zip(result.vectors, maps, strict=True)):
            write_array(self._folder / f"learned_{j}.npy", own)
            if drawn is not None:
                layouts.write_projection(self._folder, j, "learned", drawn)
        if result.recommender is not None:
            recommender_file.write(self._folder, result.recommender)
            histories.forget_late(self._store.places, self._run)
        if not self._reason and result.stopped_early:
            fits = fits_at_once(self._prepared.spec, result.verdict)
            self._reason = ended_by_itself(result.history[-1].epoch, result.best.epoch, fits)
        elif not self._reason and self._want == "stop":
            self._reason = self._stopped
        elif not self._reason:
            self._reason = of_budget(self._prepared.spec.time_budget, result)
        columns = tuple(
            replace(column, methods=("pca",) if drawn is not None else ())
            for column, drawn in zip(self._prepared.columns, maps, strict=True)
        )
        self._update(
            phase="finishing",
            doing="ranking the most similar pairs",
            columns=columns_to_json(columns),
            settings=to_json({**self._prepared.facts, **result.record()}),
            best_step=result.best.step,
            verdict=to_json(result.verdict.to_dict()),
            reason=self._reason,
        )

    def pairs(self, column: int, pairs: Pairs) -> None:
        layouts.write_pairs(self._folder, column, pairs)

    @property
    def ended_as(self) -> Literal["finished", "stopped"]:
        """The phase of the run now that it has its result."""
        return "stopped" if self._want == "stop" else "finished"

    def tidy(self) -> None:
        """Delete what only a learning run needs."""
        for path in [*self._folder.glob("live*.bin"), self._folder / checkpoints.NAME]:
            path.unlink(missing_ok=True)

    def _wanted(self, now: float) -> Want:
        if self._gone.is_set():
            return "pause"
        with connect(self._store.places.database) as connection:
            row = connection.execute(
                "SELECT want FROM runs WHERE id=? AND claim=?", (self._run, self._claim)
            ).fetchone()
        if row is None:
            raise LostClaim
        self._want = row["want"]
        if self._want == "run" and now > self._until:
            self._want = "stop"
            self._reason = (
                f"It was ended after {self._store.settings.job_minutes} minutes, the most a"
                " training may take here; what it learned is kept."
            )
        return self._want

    def _update(self, **changes: object) -> None:
        with connect(self._store.places.database) as connection:
            self._update_in(connection, changes)

    def _update_in(self, connection: sqlite3.Connection, changes: dict[str, object]) -> None:
        names = ", ".join(f"{name}=?" for name in changes)
        changed = connection.execute(
            f"UPDATE runs SET {names}, changed=? WHERE id=? AND claim=?",
            (*changes.values(), time.time(), self._run, self._claim),
        ).rowcount
        if not changed:
            raise LostClaim


def _add_point(connection: sqlite3.Connection, run: str, point: Point) -> None:
    losses = [None if math.isnan(loss) else loss for loss in (point.train_loss, point.held_loss)]
    connection.execute(
        "INSERT OR REPLACE INTO points (run, step, epoch, train_loss, held_loss, seconds, framed)"
        " VALUES (?, ?, ?, ?, ?, ?, 1)",
        (run, point.step, point.epoch, *losses, point.seconds),
    )

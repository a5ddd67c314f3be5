"""Runs: submitted, paused, stopped, resumed, deleted; and where each stands."""

from __future__ import annotations

import json
import math
import shutil
import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from explorer.errors import LimitError, NotFound, SpecError
from explorer.records.spec import TrainingSpec
from explorer.records.states import NOTHING_LEARNED, ROWS_GONE, RunPhase, RunState
from explorer.records.training import Point, Verdict
from explorer.records.vectors import Imported
from explorer.runs import checkpoint
from explorer.runs.forgetting import could_go_on
from explorer.runs.jobs import insert
from explorer.runs.ownership import hashed, must_own, owns
from explorer.runs.places import Places, is_id, new_id
from explorer.runs.queue import place_in_queue
from explorer.runs.schema import connect, transaction
from explorer.runs.serial import columns_from_json, to_json
from explorer.settings import Settings

Want = Literal["run", "pause", "stop"]
_DEEDS: dict[Want, str] = {"run": "resume this run", "pause": "pause it", "stop": "stop it"}


class Runs:
    """All runs of this installation, as the pages use them.

    Whoever has a run's id may look. Methods that change something take the owner's secret and
    raise NotOwner for anybody else's.
    """

    def __init__(self, places: Places, settings: Settings, wake: Callable[[], None]) -> None:
        self._places = places
        self._settings = settings
        self._wake = wake

    def submit(
        self,
        dataset_id: str,
        spec: TrainingSpec,
        secret: str | None,
        *,
        estimate: float | None = None,
    ) -> str:
        """Queue a training; returns at once with the run's id, which is its address.

        Args:
            spec: as the person set it; None in it is settled by the worker and recorded.
            estimate: seconds it will take, for those who wait behind it.

        Raises:
            NotOwner: the dataset is somebody else's.
            NotFound: the dataset or its rows are gone.
            SpecError: the dataset has not been read (yet).
            LimitError: too many wait already.
        """
        run_id = new_id()
        with transaction(self._places.database) as connection:
            dataset = (
                connection.execute("SELECT * FROM datasets WHERE id=?", (dataset_id,)).fetchone()
                if is_id(dataset_id)
                else None
            )
            if dataset is None or dataset["forgotten"]:
                raise NotFound(
                    "The rows of this file were deleted, or never were here.",
                    mend="Upload the file again.",
                )
            must_own(secret, dataset["owner"], "train on this file")
            if dataset["phase"] != "ready":
                raise SpecError(f"{dataset['name']} has not been read.", mend="Wait until it is.")
            (taken, waiting) = connection.execute(
                "SELECT count(*), count(*) FILTER (WHERE state='queued') FROM jobs"
                " WHERE lane='train' AND state IN ('queued', 'running')"
            ).fetchone()
            if taken >= self._settings.jobs + self._settings.queue:
                raise LimitError(
                    f"All places for training are taken, and {waiting} wait already, which is"
                    " the limit here.",
                    mend="Try again in a few minutes.",
                )
            now = time.time()
            connection.execute(
                "INSERT INTO runs (id, owner, title, phase, spec, created, changed, dataset,"
                " sample, estimate) VALUES (?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?)",
                (
                    run_id,
                    dataset["owner"],
                    dataset["name"],
                    to_json(spec.to_dict()),
                    now,
                    now,
                    dataset_id,
                    dataset["sample"],
                    estimate,
                ),
            )
            # The reading is settled now; a changed recipe needs the codes, not the file.
            connection.execute("UPDATE datasets SET bytes_kept=0 WHERE id=?", (dataset_id,))
            insert(connection, "train", run=run_id)
        self._wake()
        self._places.upload(dataset_id).unlink(missing_ok=True)
        return run_id

    def get(self, run_id: str) -> RunState:
        """Where a run stands: two reads of the database, one more while it is queued.

        Raises:
            NotFound: the id is none, or the run is gone.
        """
        with connect(self._places.database) as connection:
            row = self._row(connection, run_id)
            points = connection.execute(
                "SELECT * FROM points WHERE run=? ORDER BY step", (run_id,)
            ).fetchall()
            place, wait = 0, None
            if row["phase"] == "queued":
                place, wait = place_in_queue(connection, run_id, self._settings.jobs)
        state = self._state(row, points)
        return replace(state, place=place, wait_seconds=wait) if place else state

    def owned(self, run_id: str, secret: str | None) -> bool:
        """Whether this browser may change the run."""
        with connect(self._places.database) as connection:
            return owns(secret, self._row(connection, run_id)["owner"])

    def of_dataset(self, dataset_id: str) -> list[RunState]:
        """The runs of one dataset, newest first, without their points."""
        return self._list("dataset=?", dataset_id)

    def of_owner(self, secret: str) -> list[RunState]:
        """The runs of one browser, newest first, without their points."""
        return self._list("owner=?", hashed(secret))

    def sample(self, name: str) -> RunState | None:
        """The finished run that came with a sample, once it was opened."""
        with connect(self._places.database) as connection:
            row = connection.execute(
                "SELECT id FROM runs WHERE origin='sample' AND sample=? AND phase='finished'"
                " ORDER BY created DESC LIMIT 1",
                (name,),
            ).fetchone()
        return self.get(row["id"]) if row else None

    def pause(self, run_id: str, secret: str | None) -> None:
        """Ask the run to write a checkpoint and leave; it then waits for Resume."""
        self._want(run_id, "pause", secret)

    def stop(self, run_id: str, secret: str | None) -> None:
        """Ask the run to end and keep what it has learned."""
        self._want(run_id, "stop", secret)

    def resume(self, run_id: str, secret: str | None) -> None:
        """Put a paused, failed or interrupted run back into the queue.

        It goes on from its last checkpoint to the same bits as if nothing had happened, or
        starts again when there is none.

        Raises:
            NotFound: the rows it learns from were deleted.
            SpecError: the run has ended with a result; there is nothing to resume.
        """
        self._want(run_id, "run", secret)

    def conclude(self, dataset_id: str) -> bool:
        """Have runs that wait for Resume end with what they learned, as their rows are due to go.

        Returns:
            Whether there are any; the rows must stay until they have ended.
        """
        with transaction(self._places.database) as connection:
            waiting = could_go_on(connection, self._places, dataset_id)
            learned = [
                row["id"] for row in waiting if checkpoint.exists(self._places.run(row["id"]))
            ]
            for run_id in learned:
                connection.execute(
                    "UPDATE runs SET want='stop', wanted=? WHERE id=?", (time.time(), run_id)
                )
                _settle(connection, run_id, "queued", "", "")
                insert(connection, "train", run=run_id, arguments={"stopped": ROWS_DUE})
        if learned:
            self._wake()
        return bool(learned)

    def exists(self, run_id: str) -> bool:
        """Whether a run is there; its files may outlast it by a moment."""
        with connect(self._places.database) as connection:
            found = connection.execute("SELECT 1 FROM runs WHERE id=?", (run_id,)).fetchone()
        return found is not None

    def delete(self, run_id: str, secret: str | None) -> None:
        """Delete a run with everything in it. A running one is stopped by that."""
        with transaction(self._places.database) as connection:
            row = self._row(connection, run_id)
            must_own(secret, row["owner"], "delete this run")
        self.erase(run_id)

    def erase(self, run_id: str) -> None:
        """Delete a run without asking whose it is: time is up."""
        with transaction(self._places.database) as connection:
            for table, column in (("runs", "id"), ("points", "run"), ("jobs", "run")):
                # A running job's row stays until its supervisor has ended the process.
                running = " AND state<>'running'" if table == "jobs" else ""
                connection.execute(f"DELETE FROM {table} WHERE {column}=?{running}", (run_id,))
        self._wake()
        shutil.rmtree(self._places.run(run_id), ignore_errors=True)

    def expired(self, now: float) -> list[str]:
        """Ids of runs that were not changed for EXPLORER_KEEP_RUN_DAYS; samples never expire."""
        with connect(self._places.database) as connection:
            rows = connection.execute(
                "SELECT id FROM runs WHERE changed<? AND origin<>'sample' AND NOT EXISTS"
                " (SELECT 1 FROM jobs WHERE run=runs.id AND state IN ('queued', 'running'))",
                (now - 86400 * self._settings.keep_run_days,),
            ).fetchall()
        return [row["id"] for row in rows]

    def unheard(self, run_id: str, started: float) -> tuple[float, bool]:
        """Seconds since a running run was asked to pause or stop, and whether it had begun.

        Infinite when it is gone; 0 when it heard it, or began only in order to stop. One that
        has not begun has nothing to write before it leaves.

        Args:
            started: when its worker was given it, in seconds since 1970.
        """
        with connect(self._places.database) as connection:
            row = connection.execute(
                "SELECT phase, want, wanted, doing FROM runs WHERE id=?", (run_id,)
            ).fetchone()
        if row is None:
            return math.inf, True
        asked = row["want"] != "run" and row["phase"] in ("starting", "learning")
        if not asked or row["doing"] == CONCLUDING or row["wanted"] < started:
            return 0.0, True
        return time.time() - float(row["wanted"]), row["phase"] == "learning"

    def _want(self, run_id: str, want: Want, secret: str | None) -> None:
        with transaction(self._places.database) as connection:
            row = self._row(connection, run_id)
            must_own(secret, row["owner"], _DEEDS[want])
            job = connection.execute(
                "SELECT state FROM jobs WHERE kind='train' AND run=?"
                " AND state IN ('queued', 'running')",
                (run_id,),
            ).fetchone()
            fresh = not checkpoint.exists(self._places.run(run_id))
            if row["phase"] in ("finished", "stopped"):
                if want == "run":
                    raise SpecError("This run has ended.", mend="Change and train again.")
                return
            connection.execute(
                "UPDATE runs SET want=?, wanted=? WHERE id=?", (want, time.time(), run_id)
            )
            if job is None and (want == "run" or (want == "stop" and not fresh)):
                self._queue_again(connection, row)
            elif job is not None and job["state"] == "queued" and (want == "pause" or fresh):
                self._leave_queue(connection, run_id, want)
            elif job is None and want == "stop":
                _settle(connection, run_id, "failed", *NOTHING_LEARNED)
        self._wake()

    def _queue_again(self, connection: sqlite3.Connection, row: sqlite3.Row) -> None:
        dataset = connection.execute(
            "SELECT name, forgotten FROM datasets WHERE id=?", (row["dataset"],)
        ).fetchone()
        if dataset is None or dataset["forgotten"]:
            raise NotFound(
                f"The rows of {row['title']} were deleted, so that this run cannot go on.",
                mend=ROWS_GONE,
            )
        _settle(connection, row["id"], "queued", "", "")
        insert(connection, "train", run=row["id"])

    def _leave_queue(self, connection: sqlite3.Connection, run_id: str, want: Want) -> None:
        if want == "run":
            return
        connection.execute(
            "DELETE FROM jobs WHERE kind='train' AND run=? AND state='queued'", (run_id,)
        )
        if want == "pause":
            _settle(connection, run_id, "paused", "Paused while it waited in the queue.", "")
        else:
            _settle(connection, run_id, "failed", *NOTHING_LEARNED)

    def _list(self, condition: str, value: str) -> list[RunState]:
        with connect(self._places.database) as connection:
            rows = connection.execute(
                f"SELECT * FROM runs WHERE {condition} ORDER BY created DESC", (value,)
            ).fetchall()
        return [self._state(row, []) for row in rows]

    def _row(self, connection: sqlite3.Connection, run_id: str) -> sqlite3.Row:
        if is_id(run_id):
            found: sqlite3.Row | None = connection.execute(
                "SELECT * FROM runs WHERE id=?", (run_id,)
            ).fetchone()
            if found is not None:
                return found
        raise NotFound(
            "This link leads to no run here, or to one that was deleted.",
            mend="Check that it was copied whole, to the last letter.",
        )

    def _state(self, row: sqlite3.Row, points: list[sqlite3.Row]) -> RunState:
        progress = json.loads(row["progress"])
        return RunState(
            id=row["id"],
            title=row["title"],
            phase=_shown_phase(row["phase"], row["want"]),
            spec=TrainingSpec.from_dict(json.loads(row["spec"])),
            created=row["created"],
            dataset_id=row["dataset"],
            sample=row["sample"],
            n_rows=row["n_rows"],
            columns=columns_from_json(row["columns"]),
            settings=json.loads(row["settings"]),
            versions=json.loads(row["versions"]),
            points=tuple(_point(point) for point in points),
            best_step=row["best_step"],
            frames=tuple(point["step"] for point in points if point["framed"]),
            verdict=Verdict.from_dict(json.loads(row["verdict"])) if row["verdict"] else None,
            reason=row["reason"],
            mend=row["mend"],
            doing=row["doing"],
            blind_loss=row["blind_loss"],
            imported=Imported.from_dict(json.loads(row["imported"])) if row["imported"] else None,
            expires=None
            if row["origin"] == "sample"
            else row["changed"] + 86400 * self._settings.keep_run_days,
            **progress,
        )


# why a run ended that waited for Resume and that nobody stopped
ROWS_DUE = (
    "It waited to be resumed when the time was up for which its rows are kept; the best epoch until"
    " then is kept."
)
CONCLUDING = "working out what was learned"  # what a run does that has heard that it shall stop


def _settle(
    connection: sqlite3.Connection, run_id: str, phase: RunPhase, reason: str, mend: str
) -> None:
    connection.execute(
        "UPDATE runs SET phase=?, reason=?, mend=?, doing='', changed=?, claim=NULL WHERE id=?",
        (phase, reason, mend, time.time(), run_id),
    )


def _shown_phase(phase: RunPhase, want: Want) -> RunPhase:
    """An intent shows at once, before the worker has met it."""
    if phase in ("starting", "learning") and want == "pause":
        return "pausing"
    if phase in ("starting", "learning") and want == "stop":
        return "stopping"
    return phase


def _point(row: sqlite3.Row) -> Point:
    return Point(
        step=row["step"],
        epoch=row["epoch"],
        train_loss=math.nan if row["train_loss"] is None else row["train_loss"],
        held_loss=math.nan if row["held_loss"] is None else row["held_loss"],
        seconds=row["seconds"],
    )

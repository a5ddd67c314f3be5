"""The queue: what is to be done, by whom it was taken, and how it ended.

Three lanes, so that nobody waits for another kind of work: *train* (trainings, and sweeps of
short ones; EXPLORER_JOBS at once), *read* (an upload is read while somebody else's UMAP takes its
half minute) and *project* (UMAP, and large files to take away), one at a time each.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from explorer.runs.schema import connect, transaction
from explorer.runs.serial import to_json

JobKind = Literal["read", "labels", "start", "train", "project", "bundle", "open", "sweep"]
Lane = Literal["train", "read", "project"]
_LANE: dict[JobKind, Lane] = {
    "train": "train",
    "sweep": "train",
    "read": "read",
    "labels": "read",
    "start": "read",
    "open": "read",
    "project": "project",
    "bundle": "project",
}


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work, as it was taken from the queue."""

    id: int
    kind: JobKind
    lane: Lane
    state: Literal["queued", "running", "done", "failed"]
    dataset: str | None
    run: str | None
    arguments: dict[str, Any] = field(default_factory=dict)
    attempts: int = 0
    server: str | None = None
    claim: str | None = None
    pid: int | None = None
    started: float | None = None
    result: str | None = None
    error: str = ""
    mend: str = ""


class Jobs:
    """The queue in the database; safe for several servers and workers at once."""

    def __init__(self, database: Path, wake: Callable[[], None]) -> None:
        self._database = database
        self._wake = wake

    def add(
        self,
        kind: JobKind,
        *,
        dataset: str | None = None,
        run: str | None = None,
        arguments: dict[str, Any] | None = None,
    ) -> int:
        """Queue a job and wake this process's supervisor; returns the job's id."""
        with connect(self._database) as connection:
            job_id = insert(connection, kind, dataset=dataset, run=run, arguments=arguments)
        self._wake()
        return job_id

    def add_once(self, kind: JobKind, run: str, arguments: dict[str, Any]) -> bool:
        """Queue a job for a run unless the same one waits or is at work; whether it was queued.

        However many ask at once, one of them queues it.
        """
        with transaction(self._database) as connection:
            same = connection.execute(
                "SELECT 1 FROM jobs WHERE kind=? AND run=? AND arguments=?"
                " AND state IN ('queued', 'running')",
                (kind, run, to_json(arguments)),
            ).fetchone()
            if same is not None:
                return False
            insert(connection, kind, run=run, arguments=arguments)
        self._wake()
        return True

    def newest(self, kind: JobKind, run: str, arguments: dict[str, Any]) -> Job | None:
        """The last job of a run that was asked for with these arguments."""
        with connect(self._database) as connection:
            row = connection.execute(
                "SELECT * FROM jobs WHERE kind=? AND run=? AND arguments=? ORDER BY id DESC",
                (kind, run, to_json(arguments)),
            ).fetchone()
        return _job(row) if row else None

    def get(self, job_id: int) -> Job | None:
        with connect(self._database) as connection:
            row = connection.execute("SELECT * FROM jobs WHERE id=?", (job_id,)).fetchone()
        return _job(row) if row else None

    def of(
        self,
        kind: JobKind,
        *,
        dataset: str | None = None,
        run: str | None = None,
        states: Sequence[str] = ("queued", "running", "done", "failed"),
    ) -> list[Job]:
        """Jobs of one kind for a dataset or a run, oldest first."""
        marks = ",".join("?" * len(states))
        with connect(self._database) as connection:
            rows = connection.execute(
                f"SELECT * FROM jobs WHERE kind=? AND dataset IS ? AND run IS ?"
                f" AND state IN ({marks}) ORDER BY id",
                (kind, dataset, run, *states),
            ).fetchall()
        return [_job(row) for row in rows]

    def waiting_lanes(self) -> set[Lane]:
        """Lanes in which a job waits; a read that disturbs nobody."""
        with connect(self._database) as connection:
            rows = connection.execute("SELECT DISTINCT lane FROM jobs WHERE state='queued'")
            return {row["lane"] for row in rows}

    def running(self, lane: Lane | None = None) -> list[Job]:
        """Jobs at work, on whatever server."""
        with connect(self._database) as connection:
            rows = connection.execute(
                "SELECT * FROM jobs WHERE state='running' AND (lane=? OR ? IS NULL)", (lane, lane)
            ).fetchall()
        return [_job(row) for row in rows]

    def claim(self, lane: Lane, server: str, at_once: int) -> Job | None:
        """Take the oldest queued job of a lane, unless `at_once` are running already.

        The limit holds over all servers on this home folder.
        """
        with transaction(self._database) as connection:
            (running,) = connection.execute(
                "SELECT count(*) FROM jobs WHERE state='running' AND lane=?", (lane,)
            ).fetchone()
            if running >= at_once:
                return None
            row = connection.execute(
                "SELECT id FROM jobs WHERE state='queued' AND lane=? ORDER BY id LIMIT 1", (lane,)
            ).fetchone()
            if row is None:
                return None
            token = secrets.token_hex(16)
            connection.execute(
                "UPDATE jobs SET state='running', server=?, claim=?, started=?, pid=NULL,"
                " attempts=attempts+1 WHERE id=?",
                (server, token, time.time(), row["id"]),
            )
            taken = connection.execute("SELECT * FROM jobs WHERE id=?", (row["id"],)).fetchone()
            if taken["kind"] == "train":
                connection.execute(
                    "UPDATE runs SET phase='starting', claim=?, doing='starting', changed=?"
                    " WHERE id=?",
                    (token, time.time(), taken["run"]),
                )
        return _job(taken)

    def at_work(self, job_id: int, claim: str, pid: int) -> bool:
        """A worker reports for work; False when the job is no longer its own."""
        with connect(self._database) as connection:
            changed = connection.execute(
                "UPDATE jobs SET pid=? WHERE id=? AND claim=? AND state='running'",
                (pid, job_id, claim),
            ).rowcount
        return changed == 1

    def holds(self, job: Job) -> bool:
        """Whether a job is still that of the worker that took it; it may have been withdrawn."""
        with connect(self._database) as connection:
            row = connection.execute(
                "SELECT 1 FROM jobs WHERE id=? AND claim=? AND state='running'", (job.id, job.claim)
            ).fetchone()
        return row is not None

    def end(self, job: Job, *, result: str | None = None) -> bool:
        """Write that a job is done; False when it was not the writer's any more."""
        with connect(self._database) as connection:
            return end(connection, job, "done", result=result)

    def forget_ended(self, before: float) -> None:
        """Drop the records of jobs that ended and are older than `before`."""
        with connect(self._database) as connection:
            connection.execute(
                "DELETE FROM jobs WHERE state IN ('done', 'failed') AND created<?", (before,)
            )


def insert(
    connection: sqlite3.Connection,
    kind: JobKind,
    *,
    dataset: str | None = None,
    run: str | None = None,
    arguments: dict[str, Any] | None = None,
) -> int:
    """Queue a job within somebody else's transaction; returns its id."""
    cursor = connection.execute(
        "INSERT INTO jobs (kind, lane, dataset, run, arguments, created) VALUES (?, ?, ?, ?, ?, ?)",
        (kind, _LANE[kind], dataset, run, to_json(arguments or {}), time.time()),
    )
    assert cursor.lastrowid is not None, "SQLite gives every inserted row an id"
    return cursor.lastrowid


def waits(connection: sqlite3.Connection, kind: JobKind, dataset: str | None) -> bool:
    """Whether a job of one kind waits for a dataset; it does anew what is being done now."""
    job = connection.execute(
        "SELECT 1 FROM jobs WHERE kind=? AND dataset=? AND state='queued'", (kind, dataset)
    ).fetchone()
    return job is not None


def withdraw(connection: sqlite3.Connection, kind: JobKind, dataset: str) -> None:
    """Let nobody do, or write the end of, the jobs of one kind for a dataset."""
    connection.execute(
        "UPDATE jobs SET state='done', claim=NULL, server=NULL"
        " WHERE kind=? AND dataset=? AND state IN ('queued', 'running')",
        (kind, dataset),
    )


def end(
    connection: sqlite3.Connection,
    job: Job,
    state: Literal["queued", "done", "failed"],
    *,
    error: str = "",
    mend: str = "",
    result: str | None = None,
    in_order: bool = False,
) -> bool:
    """Write how a job ended ("queued" puts it back) within somebody else's transaction.

    Args:
        in_order: the worker left by itself, so that this attempt does not count.

    Returns:
        False when the job was not the writer's any more; nothing was changed then.
    """
    changed = connection.execute(
        "UPDATE jobs SET state=?, error=?, mend=?, result=?, claim=NULL, server=NULL,"
        " attempts=attempts-? WHERE id=? AND claim=? AND state='running'",
        (state, error, mend, result, in_order, job.id, job.claim),
    ).rowcount
    return changed == 1


def _job(row: sqlite3.Row) -> Job:
    return Job(
        id=row["id"],
        kind=row["kind"],
        lane=row["lane"],
        state=row["state"],
        dataset=row["dataset"],
        run=row["run"],
        arguments=json.loads(row["arguments"]),
        attempts=row["attempts"],
        server=row["server"],
        claim=row["claim"],
        pid=row["pid"],
        started=row["started"],
        result=row["result"],
        error=row["error"],
        mend=row["mend"],
    )

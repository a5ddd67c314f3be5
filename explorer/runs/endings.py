"""How a job's end shows: in its own row, and in the dataset or run it was for."""

from __future__ import annotations

import signal
import sqlite3
import time
from dataclasses import replace
from typing import Literal

from explorer.records.states import NOTHING_LEARNED, RESUME, RunPhase
from explorer.runs import beginning_with, checkpoint
from explorer.runs.jobs import Job, end, insert, waits
from explorer.runs.schema import connect, transaction
from explorer.runs.store import Store

MAX_ATTEMPTS = 3  # a job that took its server with it this often is not tried again


def failed(store: Store, job: Job, reason: str, mend: str) -> None:
    """Write that a job ended by a fault; nothing happens when it was somebody else's already."""
    with transaction(store.places.database) as connection:
        if not end(connection, job, "failed", error=reason, mend=mend):
            return
        if job.kind == "read":
            connection.execute(
                "UPDATE datasets SET phase='failed', error=?, mend=?, doing='' WHERE id=?",
                (reason, mend, job.dataset),
            )
        elif job.kind == "labels" and not waits(connection, "labels", job.dataset):
            connection.execute(
                "UPDATE datasets SET labels_error=? WHERE id=?",
                (f"{reason} {mend}".strip(), job.dataset),
            )
        elif job.kind == "start" and job.dataset is not None:
            told = beginning_with.asked(connection, job)
            if told is not None:
                told = replace(told, error=f"{reason} {mend}".strip())
                beginning_with.tell(connection, job, told)
            store.places.start_upload(job.dataset, job.id).unlink(missing_ok=True)
        elif job.kind == "train":
            _set_phase(connection, job, "failed", reason, mend)


def left(store: Store, job: Job, phase: Literal["paused", "finished", "stopped"]) -> None:
    """Write that a training left as it should.

    Who pressed Resume while the worker was writing its checkpoint finds the run in the queue.
    """
    with transaction(store.places.database) as connection:
        if not end(connection, job, "done"):
            return
        row = connection.execute("SELECT want FROM runs WHERE id=?", (job.run,)).fetchone()
        if phase == "paused" and row is not None and row["want"] != "pause":
            _set_phase(connection, job, "queued")
            insert(connection, "train", run=job.run)
        else:
            # How a run ended was written with its result; a paused one has no reason.
            connection.execute(
                "UPDATE runs SET phase=?, doing='', changed=?, claim=NULL WHERE id=? AND claim=?",
                (phase, time.time(), job.run, job.claim),
            )


def as_asked(store: Store, job: Job) -> None:
    """A training had to be ended because it did not pause or stop by itself: it counts as done.

    What it had learned up to its last checkpoint is there: a paused run goes on from it, and a
    stopped one is given to a worker that ends with it.
    """
    assert job.run is not None, "a training is for a run"
    with transaction(store.places.database) as connection:
        if not end(connection, job, "done"):
            return
        row = connection.execute("SELECT want FROM runs WHERE id=?", (job.run,)).fetchone()
        if row is None:
            return
        if row["want"] == "pause":
            _set_phase(connection, job, "paused")
        elif row["want"] == "run" or checkpoint.exists(store.places.run(job.run)):
            _set_phase(connection, job, "queued")
            insert(connection, "train", run=job.run)
        else:
            _set_phase(connection, job, "failed", *NOTHING_LEARNED)


def put_back(
    store: Store,
    job: Job,
    phase: Literal["queued", "interrupted"],
    *,
    in_order: bool = False,
) -> None:
    """Put a job back into the queue whose server went away; it is not the job's fault.

    Unless it happened too often: then the job may be what ends the servers.

    Args:
        phase: of its run: "interrupted" until a server is there again.
        in_order: the worker itself writes this, having left a checkpoint.
    """
    if job.attempts >= MAX_ATTEMPTS and not in_order:
        failed(store, job, *ended_with_its_server(job))
        return
    reason = "The server went away; the run goes on by itself when it is back."
    with transaction(store.places.database) as connection:
        if not end(connection, job, "queued", in_order=in_order):
            return
        if job.kind == "train":
            _set_phase(connection, job, phase, reason if phase == "interrupted" else "")
        elif job.kind == "read":
            connection.execute(
                "UPDATE datasets SET phase='waiting', progress=0, doing='' WHERE id=?",
                (job.dataset,),
            )


def _set_phase(
    connection: sqlite3.Connection, job: Job, phase: RunPhase, reason: str = "", mend: str = ""
) -> None:
    connection.execute(
        "UPDATE runs SET phase=?, reason=?, mend=?, doing='', changed=?, claim=NULL"
        " WHERE id=? AND claim=?",
        (phase, reason, mend, time.time(), job.run, job.claim),
    )


def welcome_back(store: Store) -> None:
    """Runs that were interrupted wait in the queue again, now that a server is here."""
    with connect(store.places.database) as connection:
        connection.execute(
            "UPDATE runs SET phase='queued', reason='' WHERE phase='interrupted' AND EXISTS"
            " (SELECT 1 FROM jobs WHERE run=runs.id AND kind='train' AND state='queued')"
        )


def ended_with_its_server(job: Job) -> tuple[str, str]:
    """The sentence for a job that was running each time the server ended."""
    reason = f"It was tried {job.attempts} times, and each time the server ended with it."
    return reason, RESUME if job.kind == "train" else "Try a smaller file."


def died(job: Job, returncode: int) -> tuple[str, str]:
    """The sentence for a worker that ended without a word."""
    what = "training" if job.kind == "train" else "reading" if job.kind == "read" else "working"
    if returncode < 0:
        number = -returncode
        name = signal.Signals(number).name if number in set(signal.Signals) else str(number)
        reason = f"The {what} process was ended from outside ({name})"
        if number == getattr(signal, "SIGKILL", 9):
            reason += ", as a system does that is short of memory"
        reason += "."
    else:
        reason = f"The {what} process ended by a fault of ours (exit code {returncode})."
    return reason, RESUME if job.kind == "train" else "Try again."

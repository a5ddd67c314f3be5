"""What the database says of vectors to begin with: as long as it is about the file of a job."""

from __future__ import annotations

import sqlite3

from explorer.records.spec import OBJECTIVES
from explorer.records.states import RunState, StartState
from explorer.runs.jobs import Job, insert
from explorer.runs.serial import start_from_json, start_to_json

# An owner may have taken them away since, or chosen others, which another job reads.
_STILL = (
    "id=? AND start IS NOT NULL AND NOT forgotten AND NOT EXISTS"
    " (SELECT 1 FROM jobs WHERE kind='start' AND dataset=datasets.id AND id>?)"
)

_A_RUN = "a run of "


def named(run: RunState) -> str:
    """What the vectors of a run are called where those of a file have its name."""
    how = f" ({OBJECTIVES[run.spec.objective].lower()}, seed {run.spec.seed})"
    return f"{_A_RUN}{run.title[:100]}{how if run.imported is None else ''}"


def of_run(name: str) -> bool:
    """Whether vectors of this name are those of a run, in no file that was chosen."""
    return name.startswith(_A_RUN)


def ask(
    connection: sqlite3.Connection, dataset_id: str, name: str, arguments: dict[str, str]
) -> int:
    """Queue the reading of vectors, in place of earlier ones; returns the job's id."""
    connection.execute(
        "UPDATE datasets SET start=? WHERE id=?", (start_to_json(StartState(name)), dataset_id)
    )
    return insert(connection, "start", dataset=dataset_id, arguments=arguments)


def asked(connection: sqlite3.Connection, job: Job) -> StartState | None:
    """What is said of the vectors that a job reads; None when they are not asked for any more."""
    row = connection.execute(
        f"SELECT start FROM datasets WHERE {_STILL}", (job.dataset, job.id)
    ).fetchone()
    return None if row is None else start_from_json(row["start"])


def tell(connection: sqlite3.Connection, job: Job, found: StartState) -> None:
    """Say what a job found; nothing happens when it is not asked for any more."""
    connection.execute(
        f"UPDATE datasets SET start=? WHERE {_STILL}", (start_to_json(found), job.dataset, job.id)
    )

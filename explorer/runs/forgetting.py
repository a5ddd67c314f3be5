"""Whether rows can be forgotten, and what is written when they are; in the caller's transaction."""

from __future__ import annotations

import json
import sqlite3

from explorer.errors import SpecError
from explorer.records.spec import OBJECTIVES, TrainingSpec
from explorer.records.states import RESUME, ROWS_GONE
from explorer.runs import checkpoint
from explorer.runs.jobs import withdraw
from explorer.runs.places import Places


def needed_by(
    connection: sqlite3.Connection, places: Places, dataset_id: str, name: str
) -> SpecError | None:
    """Why the rows of a file cannot be forgotten: a run learns from them, or would go on to."""
    if learned_from(connection, dataset_id):
        return SpecError(
            f"A run is still learning from {name}.",
            mend="Stop it first, or wait until it has finished.",
        )
    waiting = could_go_on(connection, places, dataset_id)
    if not waiting:
        return None
    spec = TrainingSpec.from_dict(json.loads(waiting[0]["spec"]))
    stands = "is paused" if waiting[0]["phase"] == "paused" else "failed but can be resumed"
    return SpecError(
        f"A run of {name} {stands} ({OBJECTIVES[spec.objective].lower()}, seed {spec.seed})"
        " and could not go on without the rows.",
        mend="Stop it to keep what it learned, or delete it, then forget the rows.",
    )


def could_go_on(
    connection: sqlite3.Connection, places: Places, dataset_id: str
) -> list[sqlite3.Row]:
    """Runs of a dataset that wait for Resume and would lose something without its rows.

    Paused ones, and failed ones with a checkpoint; but one that failed when it was to end with
    what it had learned would fail so again.
    """
    rows = connection.execute(
        "SELECT id, spec, phase FROM runs WHERE dataset=? AND (phase='paused'"
        " OR (phase='failed' AND mend=? AND want<>'stop')) ORDER BY created DESC",
        (dataset_id, RESUME),
    ).fetchall()
    return [
        row for row in rows if row["phase"] == "paused" or checkpoint.exists(places.run(row["id"]))
    ]


def learned_from(connection: sqlite3.Connection, dataset_id: str) -> bool:
    """Whether a training of a dataset waits or is at work."""
    job = connection.execute(
        "SELECT 1 FROM jobs JOIN runs ON runs.id = jobs.run WHERE runs.dataset=?"
        " AND jobs.kind='train' AND jobs.state IN ('queued', 'running')",
        (dataset_id,),
    ).fetchone()
    return job is not None


def mark_forgotten(connection: sqlite3.Connection, dataset_id: str) -> None:
    """From here on nothing is made of the rows, and no run of them goes on."""
    connection.execute(
        "UPDATE datasets SET forgotten=1, bytes_kept=0, labels=NULL WHERE id=?", (dataset_id,)
    )
    connection.execute(
        "UPDATE runs SET phase='failed', reason='The rows of its file were deleted.',"
        " mend=? WHERE dataset=? AND phase='paused'",
        (ROWS_GONE, dataset_id),
    )
    connection.execute(  # why it failed stays; Resume is no way out any more
        "UPDATE runs SET mend=? WHERE dataset=? AND phase='failed'", (ROWS_GONE, dataset_id)
    )
    connection.execute("DELETE FROM jobs WHERE dataset=? AND state='queued'", (dataset_id,))
    withdraw(connection, "sweep", dataset_id)

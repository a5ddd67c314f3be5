"""A run that is whole when it comes: opened from a file, or made of vectors from elsewhere."""

from __future__ import annotations

import time
from typing import Literal

from explorer.records.states import RunState
from explorer.runs.run_facts import facts_of
from explorer.runs.schema import transaction
from explorer.runs.serial import columns_to_json, to_json
from explorer.runs.store import Store

Origin = Literal["imported", "opened", "sample"]


def insert_run(
    store: Store,
    run: RunState,
    owner_hash: str,
    origin: Origin,
    digest: str,
    sample: str | None = None,
) -> None:
    """Write what the database knows of a run whose folder is complete.

    Args:
        digest: SHA-256 of the file it came from.
    """
    facts = facts_of(run)
    values = {
        "id": run.id,
        "owner": owner_hash,
        "title": run.title,
        "phase": run.phase,
        "spec": to_json(facts["spec"]),
        "created": run.created,
        "changed": time.time(),
        "dataset": run.dataset_id,
        "sample": sample,
        "origin": origin,
        "digest": digest,
        "n_rows": run.n_rows,
        "columns": columns_to_json(run.columns),
        "settings": to_json(run.settings),
        "versions": to_json(run.versions),
        "progress": to_json(facts["progress"]),
        "best_step": run.best_step,
        "verdict": to_json(facts["verdict"]) if facts["verdict"] else None,
        "reason": run.reason,
        "blind_loss": run.blind_loss,
        "imported": to_json(facts["imported"]) if facts["imported"] else None,
    }
    framed = set(run.frames)
    with transaction(store.places.database) as connection:
        marks = ", ".join("?" * len(values))
        connection.execute(
            f"INSERT INTO runs ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
        )
        connection.executemany(
            "INSERT INTO points (run, step, epoch, train_loss, held_loss, seconds, framed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    run.id,
                    point["step"],
                    point["epoch"],
                    point["train_loss"],
                    point["held_loss"],
                    point["seconds"],
                    point["step"] in framed,
                )
                for point in facts["points"]
            ],
        )

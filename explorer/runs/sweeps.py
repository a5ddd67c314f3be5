"""Sweeps over dimensions: asked for, stopped, and what each has measured so far.

What was measured lies beside the rows and goes with them. It is found again by what it was
measured for, so that a reload shows it, and so does a choice that was changed back.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from explorer.errors import ExplorerError, LimitError, NotFound, SpecError
from explorer.records.spec import TrainingSpec
from explorer.records.sweep import Sweep
from explorer.runs.files import write_bytes
from explorer.runs.jobs import insert, withdraw
from explorer.runs.ownership import must_own
from explorer.runs.places import Places, is_id
from explorer.runs.schema import connect, transaction
from explorer.runs.serial import to_json
from explorer.settings import Settings

# Told apart from what was measured before, when all directions that appear together learns were
# judged, however few are shown: that is not found again.
JUDGED = {"cooccurrence": {"judged": "as shown"}}
MOST = 20  # sweeps of one dataset that are kept, the latest

SweepPhase = Literal["none", "queued", "running", "done", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class SweepState:
    """Where a sweep stands.

    Attributes:
        sweep: what was measured so far; None before the first training is done.
        error, mend: why it failed.
        other: a sweep of the same dataset is at work, but for other settings.
    """

    phase: SweepPhase
    sweep: Sweep | None = None
    error: str = ""
    mend: str = ""
    other: bool = False

    @property
    def at_work(self) -> bool:
        return self.phase in ("queued", "running")


def key_of(spec: TrainingSpec, column: str | None) -> str:
    """Names what a sweep measures: the recipe without the dimensions that it tries.

    Args:
        spec: with its columns filled in. column: None where all are tried together.
    """
    columns = tuple(
        replace(each, dim=None) if column in (None, each.name) else each for each in spec.columns
    )
    plain = replace(spec.with_columns(columns), umap=False, labels=None, threads=None)
    told = {"column": column, "spec": plain.to_dict(), **JUDGED.get(spec.objective, {})}
    return hashlib.sha256(to_json(told).encode()).hexdigest()[:32]


class Sweeps:
    """All sweeps of this installation, as the pages use them; only an owner asks and stops."""

    def __init__(self, places: Places, settings: Settings, wake: Callable[[], None]) -> None:
        self._places = places
        self._settings = settings
        self._wake = wake

    def ask(
        self, dataset_id: str, spec: TrainingSpec, column: str | None, secret: str | None
    ) -> None:
        """Queue a sweep in place of the one that waits or is at work for this dataset.

        What an earlier, stopped one measured of the same is kept and gone on from.

        Args:
            spec: with its columns filled in. column: whose dimensions are tried; None: all.

        Raises:
            NotOwner: the dataset is somebody else's.
            NotFound: the dataset or its rows are gone.
            SpecError: the dataset has not been read (yet).
            LimitError: too many wait already.
        """
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
            must_own(secret, dataset["owner"], "measure on this file")
            if dataset["phase"] != "ready":
                raise SpecError(f"{dataset['name']} has not been read.", mend="Wait until it is.")
            withdraw(connection, "sweep", dataset_id)
            (taken,) = connection.execute(
                "SELECT count(*) FROM jobs WHERE lane='train' AND state IN ('queued', 'running')"
            ).fetchone()
            if taken >= self._settings.jobs + self._settings.queue:
                raise LimitError(
                    "All places for training are taken, and so is the queue.",
                    mend="Try again in a few minutes.",
                )
            arguments = {"key": key_of(spec, column), "column": column, "spec": spec.to_dict()}
            insert(connection, "sweep", dataset=dataset_id, arguments=arguments)
        self._wake()

    def stop(self, dataset_id: str, secret: str | None) -> None:
        """End the sweep of a dataset, if there is one; what it measured stays.

        Raises:
            NotOwner: the dataset is somebody else's.
        """
        with transaction(self._places.database) as connection:
            dataset = connection.execute(
                "SELECT owner FROM datasets WHERE id=?", (dataset_id,)
            ).fetchone()
            if dataset is not None:
                must_own(secret, dataset["owner"], "stop measuring on this file")
                withdraw(connection, "sweep", dataset_id)
        self._wake()

    def any_of(self, dataset_id: str) -> bool:
        """Whether something was measured on a dataset, or is being measured."""
        return self.at_work(dataset_id) or any(self._places.sweeps(dataset_id).glob("*.json"))

    def at_work(self, dataset_id: str) -> bool:
        """Whether something is being measured on a dataset, or waits for it."""
        with connect(self._places.database) as connection:
            row = connection.execute(
                "SELECT 1 FROM jobs WHERE kind='sweep' AND dataset=?"
                " AND state IN ('queued', 'running')",
                (dataset_id,),
            ).fetchone()
        return row is not None

    def last_column(self, dataset_id: str) -> str | None:
        """Whose dimensions were asked for last; None for those of all columns, or for nothing."""
        with connect(self._places.database) as connection:
            row = connection.execute(
                "SELECT json_extract(arguments, '$.column') AS name FROM jobs"
                " WHERE kind='sweep' AND dataset=? ORDER BY id DESC",
                (dataset_id,),
            ).fetchone()
        return None if row is None else row["name"]

    def get(self, dataset_id: str, spec: TrainingSpec, column: str | None) -> SweepState:
        """Where the sweep stands that measures exactly this; phase "none" when there is none."""
        key = key_of(spec, column)
        with connect(self._places.database) as connection:
            row = connection.execute(
                "SELECT * FROM jobs WHERE kind='sweep' AND dataset=?"
                " AND json_extract(arguments, '$.key')=? ORDER BY id DESC",
                (dataset_id, key),
            ).fetchone()
        sweep = read(self._places.sweeps(dataset_id), key)
        if row is not None and row["state"] in ("queued", "running"):
            return SweepState(row["state"], sweep)
        other = self.at_work(dataset_id)
        if sweep is not None and sweep.complete:
            return SweepState("done", sweep, other=other)
        if row is not None and row["state"] == "failed":
            return SweepState("failed", sweep, row["error"], row["mend"], other)
        return SweepState("none" if sweep is None else "stopped", sweep, other=other)


def read(folder: Path, key: str) -> Sweep | None:
    """What was measured so far; None when nothing was, or it cannot be read any more."""
    try:
        stored: dict[str, Any] = json.loads((folder / f"{key}.json").read_bytes())
        return Sweep.from_dict(stored)
    except (OSError, ValueError, ExplorerError):
        return None


def write(folder: Path, key: str, sweep: Sweep) -> None:
    """Keep what was measured so far, and let go of what was measured long ago.

    Raises:
        FileNotFoundError: the rows were deleted meanwhile.
    """
    folder.mkdir(exist_ok=True)
    write_bytes(folder / f"{key}.json", to_json(sweep.to_dict()).encode())
    kept = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
    for path in kept[:-MOST]:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()

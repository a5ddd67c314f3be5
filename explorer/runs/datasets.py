"""Uploaded files: taken in, read by a job, kept for a stated time, forgotten."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from explorer.data.stored import open_summary
from explorer.errors import NotFound, SpecError
from explorer.records.spec import TrainingSpec
from explorer.records.states import DatasetState, RunState, TableSummary
from explorer.records.table import ReadOptions
from explorer.runs import beginning_with, histories
from explorer.runs.forgetting import learned_from, mark_forgotten, needed_by
from explorer.runs.jobs import insert, withdraw
from explorer.runs.ownership import hashed, must_own, owns
from explorer.runs.places import Places, is_id, new_id
from explorer.runs.schema import connect, transaction
from explorer.runs.serial import (
    labels_from_json,
    start_from_json,
    to_json,
    vectors_from_json,
)
from explorer.runs.uploads import must_have_room, receive, shown_name, take
from explorer.settings import Settings

VECTORS = "add vectors to this file"  # what only its owner may do


class Datasets:
    """All datasets of this installation, as the pages use them.

    Every method that changes something takes the owner's secret and raises NotOwner for
    anybody else's. Rows are for the owner alone too: pages ask `owned` before they show them.
    """

    def __init__(self, places: Places, settings: Settings, wake: Callable[[], None]) -> None:
        self._places = places
        self._settings = settings
        self._wake = wake

    def create(
        self,
        name: str,
        stream: BinaryIO,
        secret: str,
        *,
        options: ReadOptions | None = None,
        sample: str | None = None,
        recipe: TrainingSpec | None = None,
        labels: tuple[str, BinaryIO] | None = None,
    ) -> str:
        """Take in an upload and queue its reading; returns at once with the dataset's id.

        Args:
            name: the file's name as uploaded; shown, and never part of a path.
            stream: the bytes, from where it stands; copied to disk in pieces.
            sample, recipe, labels: of a sample: its name, its recipe, and its label file as
                (name, stream).

        Raises:
            LimitError: the file is larger than EXPLORER_MAX_UPLOAD_MB, or empty, or too many wait
                to be read.
        """
        with connect(self._places.database) as connection:
            must_have_room(connection, hashed(secret))
        dataset_id = new_id()
        folder = self._places.dataset(dataset_id)
        folder.mkdir(parents=True)
        try:
            take(stream, self._places.upload(dataset_id), name, self._settings)
            if labels:
                take(labels[1], self._places.labels_upload(dataset_id), labels[0], self._settings)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        now = time.time()
        with transaction(self._places.database) as connection:
            connection.execute(
                "INSERT INTO datasets (id, owner, name, phase, options, created, expires,"
                " upload_expires, labels_name, sample, recipe)"
                " VALUES (?, ?, ?, 'waiting', ?, ?, ?, ?, ?, ?, ?)",
                (
                    dataset_id,
                    hashed(secret),
                    shown_name(name),
                    to_json((options or ReadOptions()).to_dict()),
                    now,
                    now + 3600 * self._settings.keep_data_hours,
                    now + 60 * self._settings.keep_upload_minutes,
                    shown_name(labels[0]) if labels else None,
                    sample,
                    recipe.to_json() if recipe else None,
                ),
            )
            insert(connection, "read", dataset=dataset_id)
        self._wake()
        return dataset_id

    def get(self, dataset_id: str) -> DatasetState:
        """Where a dataset stands: one read of the database, and its summary once it is read.

        Raises:
            NotFound: the id is none, or the dataset is gone.
        """
        return self._state(self._row(dataset_id))

    def owned(self, dataset_id: str, secret: str | None) -> bool:
        """Whether this browser uploaded the dataset."""
        return owns(secret, self._row(dataset_id)["owner"])

    def owner_hash(self, dataset_id: str) -> str:
        """Whose the dataset is, for what is made of it."""
        return str(self._row(dataset_id)["owner"])

    def must_own(self, dataset_id: str, secret: str | None, deed: str) -> None:
        """Pass for the browser that uploaded the dataset alone.

        Args:
            deed: what was tried, e.g. "delete these rows".

        Raises:
            NotOwner: somebody else's.
        """
        must_own(secret, self._row(dataset_id)["owner"], deed)

    def read_again(self, dataset_id: str, options: ReadOptions, secret: str | None) -> None:
        """Read the kept file once more, as a person overruled it.

        Raises:
            NotOwner: somebody else's.
            NotFound: the file itself was deleted already (`bytes_kept` tells).
        """
        with transaction(self._places.database) as connection:
            row = _row(connection, dataset_id)
            must_own(secret, row["owner"], "change how this file is read")
            if row["forgotten"] or not row["bytes_kept"]:
                raise NotFound(
                    f"{row['name']} itself was deleted after it was read.",
                    mend="Upload it again to read it another way.",
                )
            connection.execute(
                "DELETE FROM jobs WHERE kind='read' AND dataset=? AND state='queued'", (dataset_id,)
            )
            connection.execute(
                "UPDATE datasets SET phase='waiting', options=?, progress=0, doing='', error='',"
                " mend='', vectors=NULL, start=NULL, upload_expires=? WHERE id=?",
                (
                    to_json(options.to_dict()),
                    time.time() + 60 * self._settings.keep_upload_minutes,
                    dataset_id,
                ),
            )
            insert(connection, "read", dataset=dataset_id)
            withdraw(connection, "sweep", dataset_id)
        shutil.rmtree(self._places.sweeps(dataset_id), ignore_errors=True)
        self._wake()

    def attach_labels(
        self, dataset_id: str, name: str, stream: BinaryIO, secret: str | None
    ) -> None:
        """Join a label file (category -> groups), in place of an earlier one.

        A job reads it; `DatasetState.labels` then says what was found, and the dataset's runs
        can be colored by it. `labels_problem` says why when it could not be read.

        Raises:
            NotOwner: somebody else's.
            NotFound: the rows were deleted, also while the file came in.
            LimitError: the file is larger than EXPLORER_MAX_UPLOAD_MB, or empty.
        """
        self._may_attach(dataset_id, secret, "add labels to this file")
        with self._received(dataset_id, name, stream) as (upload, connection):
            upload.replace(self._places.labels_upload(dataset_id))
            connection.execute(
                "UPDATE datasets SET labels=NULL, labels_error='', labels_name=? WHERE id=?",
                (shown_name(name), dataset_id),
            )
            insert(connection, "labels", dataset=dataset_id)
        self._wake()

    def attach_start(
        self, dataset_id: str, name: str, stream: BinaryIO, secret: str | None
    ) -> None:
        """Take in a file of vectors that trainings may begin with, in place of an earlier one.

        A job reads it; `DatasetState.start` then says which names were found, or why not. Runs
        that begin with an earlier one keep it.

        Raises:
            NotOwner: somebody else's.
            NotFound: the rows were deleted, also while the file came in.
            LimitError: the file is larger than EXPLORER_MAX_UPLOAD_MB, or empty.
        """
        self._may_attach(dataset_id, secret, VECTORS)
        with self._received(dataset_id, name, stream) as (upload, connection):
            job_id = beginning_with.ask(connection, dataset_id, shown_name(name), {})
            upload.replace(self._places.start_upload(dataset_id, job_id))
        self._wake()

    def attach_start_of(self, dataset_id: str, run: RunState, secret: str | None) -> None:
        """Let trainings begin with what a run learned, as if its Parquet file were uploaded."""
        self._may_attach(dataset_id, secret, VECTORS)
        name = beginning_with.named(run)
        with self._rows_kept(dataset_id) as connection:
            beginning_with.ask(connection, dataset_id, name, {"run": run.id})
        self._wake()

    def _may_attach(self, dataset_id: str, secret: str | None, deed: str) -> None:
        row = self._row(dataset_id)
        must_own(secret, row["owner"], deed)
        if row["forgotten"]:
            raise _rows_gone(row["name"])

    @contextmanager
    def _received(
        self, dataset_id: str, name: str, stream: BinaryIO
    ) -> Iterator[tuple[Path, sqlite3.Connection]]:
        """A whole upload, and a transaction in which the rows that it is for are kept."""
        try:
            upload = receive(stream, self._places.dataset(dataset_id), name, self._settings)
        except FileNotFoundError as error:
            raise _rows_gone(self._row(dataset_id)["name"]) from error
        try:
            with self._rows_kept(dataset_id) as connection:
                yield upload, connection
        finally:
            upload.unlink(missing_ok=True)

    @contextmanager
    def _rows_kept(self, dataset_id: str) -> Iterator[sqlite3.Connection]:
        """A transaction that begins only where the rows were not deleted."""
        with transaction(self._places.database) as connection:
            row = _row(connection, dataset_id)
            if row["forgotten"]:
                raise _rows_gone(row["name"])
            yield connection

    def detach_start(self, dataset_id: str, secret: str | None) -> None:
        """Begin without them again; runs that begin with the vectors keep them."""
        must_own(secret, self._row(dataset_id)["owner"], "change what training begins with")
        with connect(self._places.database) as connection:
            connection.execute("UPDATE datasets SET start=NULL WHERE id=?", (dataset_id,))

    def labels_problem(self, dataset_id: str) -> str:
        """Why the label file could not be used, or "" (also while it is being read)."""
        return str(self._row(dataset_id)["labels_error"])

    def labels_file(self, dataset_id: str) -> tuple[str | None, str]:
        """Name of the label file as uploaded, or None; and why it cannot be used, or ""."""
        row = self._row(dataset_id)
        return row["labels_name"], row["labels_error"]

    def forget(self, dataset_id: str, secret: str | None) -> None:
        """Delete upload, rows, vocabularies and labels now; ended runs stay.

        Raises:
            NotOwner: somebody else's.
            SpecError: a run of it is still learning, is paused, or could be resumed.
        """
        row = self._row(dataset_id)
        must_own(secret, row["owner"], "delete these rows")
        with transaction(self._places.database) as connection:
            problem = needed_by(connection, self._places, dataset_id, row["name"])
            if problem is not None:
                raise problem
            mark_forgotten(connection, dataset_id)
        self.clear(dataset_id)

    def needed(self, dataset_id: str) -> SpecError | None:
        """Why the rows cannot be forgotten now: a run learns from them, or would go on to."""
        row = self._row(dataset_id)
        with connect(self._places.database) as connection:
            return needed_by(connection, self._places, dataset_id, row["name"])

    def erase(self, dataset_id: str) -> None:
        """Delete the rows, and histories of them in runs, without asking whose they are.

        What runs have learned that could go on must have been kept before, see `Runs.conclude`.
        Nothing happens where a training was submitted meanwhile.
        """
        with transaction(self._places.database) as connection:
            if learned_from(connection, dataset_id):
                return
            mark_forgotten(connection, dataset_id)
        self.clear(dataset_id)

    def clear(self, dataset_id: str) -> None:
        """Delete the files of rows that are marked as forgotten, and histories of them in runs."""
        shutil.rmtree(self._places.dataset(dataset_id), ignore_errors=True)
        histories.forget(self._places, dataset_id)

    def erase_upload(self, dataset_id: str) -> None:
        """Delete the uploaded file itself, unless it is to be read; what was read of it stays."""
        with connect(self._places.database) as connection:
            erased = connection.execute(
                "UPDATE datasets SET bytes_kept=0"
                " WHERE id=? AND phase NOT IN ('waiting', 'reading')",
                (dataset_id,),
            ).rowcount
        if erased:
            self._places.upload(dataset_id).unlink(missing_ok=True)

    def expired(self, now: float) -> tuple[list[str], list[str]]:
        """Ids of datasets whose rows are due to go, and of those whose upload is."""
        with connect(self._places.database) as connection:
            rows = connection.execute(
                "SELECT id FROM datasets WHERE expires<? AND NOT forgotten AND NOT EXISTS"
                " (SELECT 1 FROM jobs JOIN runs ON runs.id = jobs.run"
                "  WHERE runs.dataset = datasets.id AND jobs.state IN ('queued', 'running'))",
                (now,),
            ).fetchall()
            uploads = connection.execute(
                "SELECT id FROM datasets WHERE upload_expires<? AND bytes_kept"
                " AND phase NOT IN ('waiting', 'reading')",
                (now,),
            ).fetchall()
        return [row["id"] for row in rows], [row["id"] for row in uploads]

    def forgotten(self) -> list[str]:
        """Ids of datasets whose rows were forgotten and that still have a record."""
        with connect(self._places.database) as connection:
            rows = connection.execute("SELECT id FROM datasets WHERE forgotten").fetchall()
        return [row["id"] for row in rows]

    def drop_records(self, before: float) -> None:
        """Drop the records of rows that went before a time, unless a run still names them."""
        with connect(self._places.database) as connection:
            connection.execute(
                "DELETE FROM datasets WHERE forgotten AND expires<? AND NOT EXISTS"
                " (SELECT 1 FROM runs WHERE runs.dataset = datasets.id)",
                (before,),
            )

    def _row(self, dataset_id: str) -> sqlite3.Row:
        with connect(self._places.database) as connection:
            return _row(connection, dataset_id)

    def _state(self, row: sqlite3.Row) -> DatasetState:
        return DatasetState(
            id=row["id"],
            name=row["name"],
            phase=row["phase"],
            options=ReadOptions.from_dict(json.loads(row["options"])),
            created=row["created"],
            expires=row["expires"],
            progress=row["progress"],
            doing=row["doing"],
            error=row["error"],
            mend=row["mend"],
            summary=self._summary(row),
            labels=labels_from_json(row["labels"]) if row["labels"] else None,
            sample=row["sample"],
            recipe=TrainingSpec.from_json(row["recipe"]) if row["recipe"] else None,
            forgotten=bool(row["forgotten"]),
            bytes_kept=bool(row["bytes_kept"]),
            vectors=vectors_from_json(row["vectors"]) if row["vectors"] else None,
            start=start_from_json(row["start"]) if row["start"] else None,
        )

    def _summary(self, row: sqlite3.Row) -> TableSummary | None:
        if row["phase"] != "ready" or row["forgotten"]:
            return None
        folder = self._places.table(row["id"])
        try:
            return _open_summary(folder, (folder / "summary.json").stat().st_mtime_ns)
        except (FileNotFoundError, NotFound):  # it is being read again, or was forgotten
            return None


@lru_cache(maxsize=16)
def _open_summary(folder: Path, _changed: int) -> TableSummary:
    return open_summary(folder)


def _row(connection: sqlite3.Connection, dataset_id: str) -> sqlite3.Row:
    if is_id(dataset_id):
        found: sqlite3.Row | None = connection.execute(
            "SELECT * FROM datasets WHERE id=?", (dataset_id,)
        ).fetchone()
        if found is not None:
            return found
    raise NotFound(
        "This address leads to no file here, or to one that was deleted.",
        mend="Check that it was copied whole, or upload the file again.",
    )


def _rows_gone(name: str) -> NotFound:
    return NotFound(f"The rows of {name} were deleted.", mend="Upload the file again.")

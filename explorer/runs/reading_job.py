"""The jobs that read what was uploaded: tables and label files."""

from __future__ import annotations

import shutil
import time

from explorer.data.limits import ReadLimits
from explorer.data.reading import read_table
from explorer.data.stored import save_table
from explorer.data.vectors.from_table import find_in_table
from explorer.data.vectors.names_table import names_table
from explorer.data.vectors.reading import look, read_vectors, sight_of
from explorer.errors import ExplorerError, NotFound
from explorer.records.states import VectorsState
from explorer.records.table import Table
from explorer.runs.coloring import join_labels, open_dataset
from explorer.runs.importing import import_vectors, vector_limits
from explorer.runs.jobs import Job, waits
from explorer.runs.schema import connect, transaction
from explorer.runs.serial import vectors_to_json
from explorer.runs.store import Store

TELL_EVERY = 0.2  # seconds between progress reports
_NONE_WAITS = (  # nobody asked for another reading meanwhile
    "NOT EXISTS (SELECT 1 FROM jobs WHERE kind='read' AND dataset=datasets.id AND state='queued')"
)


def read_dataset(store: Store, job: Job) -> None:
    """Read an upload into the dataset's table.

    Nothing of it stays when the owner forgot the rows meanwhile, and it is not ready when the
    owner asked for another reading meanwhile. Rows that were read before stay where the file
    itself is gone.

    Raises:
        ExplorerError: the file cannot be read; the sentence says why.
    """
    assert job.dataset is not None, "a reading is for a dataset"
    try:
        table = _read(store, job.dataset)
    except FileNotFoundError as error:
        _without_file(store, job.dataset, error)
    else:
        _make_ready(store, job.dataset)
        if store.datasets.labels_file(job.dataset)[0] is not None:
            _try_labels(store, job.dataset, table)
    if store.datasets.get(job.dataset).forgotten:
        shutil.rmtree(store.places.dataset(job.dataset), ignore_errors=True)
    store.jobs.end(job)


def _without_file(store: Store, dataset_id: str, error: FileNotFoundError) -> None:
    """The file is gone, as Set up then says under “Change reading”; rows of it may be here."""
    state = store.datasets.get(dataset_id)
    if state.forgotten:
        return
    if store.places.upload(dataset_id).exists():
        raise error
    with connect(store.places.database) as connection:
        connection.execute("UPDATE datasets SET bytes_kept=0 WHERE id=?", (dataset_id,))
    if not (store.places.table(dataset_id) / "summary.json").exists():
        raise NotFound(
            f"{state.name} itself was deleted before it was read.", mend="Upload it again."
        ) from error
    _make_ready(store, dataset_id)


def _read(store: Store, dataset_id: str) -> Table:
    """Read the table that a file is, or the names of the vectors that it holds.

    Vectors become a run at once where a person says so, or where they can be nothing else.
    """
    state = store.datasets.get(dataset_id)
    upload = store.places.upload(dataset_id)
    teller = _Teller(store, dataset_id)
    teller(0.0, "reading")
    asked = state.options.vectors
    sight = None if asked is False else look(upload, state.name)
    table = None
    if not (asked or (sight and sight.certain)):
        table = read_table(upload, state.name, state.options, limits(store), teller)
        sight = sight or (find_in_table(table) if asked is None else None)
    run_id = ""
    if asked or (sight and sight.certain):
        file = read_vectors(
            upload, state.name, vector_limits(store), teller, table=table, options=state.options
        )
        sight = sight or sight_of(file)
        table = names_table(file)
        owner = store.datasets.owner_hash(dataset_id)
        run_id = import_vectors(store, file, owner, dataset_id, teller)
    assert table is not None, "a table, or the names of vectors"
    save_table(table, store.places.table(dataset_id), upload.stat().st_size)
    vectors = None if sight is None else vectors_to_json(VectorsState(sight, run_id))
    with connect(store.places.database) as connection:
        connection.execute(
            f"UPDATE datasets SET vectors=? WHERE id=? AND NOT forgotten AND {_NONE_WAITS}",
            (vectors, dataset_id),
        )
    return table


def _make_ready(store: Store, dataset_id: str) -> None:
    with connect(store.places.database) as connection:
        connection.execute(
            "UPDATE datasets SET phase='ready', progress=1, doing='', error='', mend=''"
            f" WHERE id=? AND NOT forgotten AND {_NONE_WAITS}",
            (dataset_id,),
        )


def read_labels_of(store: Store, job: Job) -> None:
    """Join a label file that was uploaded to a dataset that is read already.

    Raises:
        ExplorerError: it is no table that can be read.
    """
    assert job.dataset is not None, "labels are for a dataset"
    join_labels(store, job.dataset, open_dataset(store, job.dataset))
    store.jobs.end(job)


def _try_labels(store: Store, dataset_id: str, table: Table) -> None:
    """A bad label file is told, and does not spoil the reading of a good table."""
    try:
        join_labels(store, dataset_id, table)
    except ExplorerError as error:
        with transaction(store.places.database) as connection:
            if not waits(connection, "labels", dataset_id):
                connection.execute(
                    "UPDATE datasets SET labels_error=? WHERE id=?", (str(error), dataset_id)
                )


def limits(store: Store) -> ReadLimits:
    """What one reading may bring, by this installation's settings."""
    return ReadLimits(max_rows=store.settings.max_rows, max_columns=store.settings.max_columns)


class _Teller:
    """Writes how far a reading is, a few times a second."""

    def __init__(self, store: Store, dataset_id: str) -> None:
        self._database = store.places.database
        self._dataset = dataset_id
        self._told = 0.0

    def __call__(self, share: float, doing: str) -> None:
        now = time.monotonic()
        if now - self._told < TELL_EVERY:
            return
        self._told = now
        with connect(self._database) as connection:
            connection.execute(
                "UPDATE datasets SET phase='reading', progress=?, doing=? WHERE id=?",
                (share, doing, self._dataset),
            )

"""The job that trains: a dataset's rows and a run's recipe to a run with its result."""

from __future__ import annotations

import threading
from collections.abc import Callable

from explorer.errors import NotFound
from explorer.records.states import ROWS_GONE
from explorer.records.table import Table
from explorer.runs import checkpoint as checkpoints
from explorer.runs import endings, starts
from explorer.runs.coloring import open_dataset, stored_labels, write_facets
from explorer.runs.jobs import Job
from explorer.runs.layout_job import ask_for_umap
from explorer.runs.pipeline import Resumed, learn
from explorer.runs.preparation import Prepared, prepare
from explorer.runs.recorder import LostClaim, Recorder
from explorer.runs.store import Store


def train_run(store: Store, job: Job, gone: threading.Event) -> None:
    """Train from the beginning or from the last checkpoint, until the end or until asked to leave.

    Raises:
        ExplorerError: the rows are gone, or hold nothing that these settings could learn.
    """
    assert job.run is not None, "a training is for a run"
    run = store.runs.get(job.run)
    if run.dataset_id is None:
        raise NotFound("The rows of this run are not here.", mend=ROWS_GONE)
    dataset_id = run.dataset_id
    table = open_dataset(store, dataset_id)
    given = None
    if run.spec.start is not None:
        given = starts.kept(store.places.start(dataset_id, run.spec.start))
    prepared = prepare(table, run.spec, store.settings, given)
    recorder = Recorder(
        store, job, prepared, gone, _coloring(store, run.id, dataset_id, table, prepared)
    )
    del table  # a large one should not be there twice while its codes are learned from
    try:
        recorder.begin()
        checkpoint = checkpoints.read(store.places.run(job.run))
        resumed = Resumed(checkpoint, recorder.stored_frames()) if checkpoint else None
        result = learn(prepared, recorder, resumed)
        if result is not None:
            ask_for_umap(store, job.run)
            endings.left(store, job, recorder.ended_as)
            recorder.tidy()
        elif recorder.left_because == "gone":
            endings.put_back(store, job, "interrupted", in_order=True)
        else:
            endings.left(store, job, "paused")
    except LostClaim:
        return
    except FileNotFoundError:
        if store.places.run(job.run).exists():
            raise
        return  # the run was deleted while it was being written


def _coloring(
    store: Store, run_id: str, dataset_id: str, table: Table, prepared: Prepared
) -> Callable[[], None]:
    return lambda: write_facets(store, run_id, table, prepared, stored_labels(store, dataset_id))

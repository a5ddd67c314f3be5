"""The job that tries several numbers of dimensions."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from dataclasses import replace

from explorer.data.dimensions import LONGEST
from explorer.learning.sweep import measure
from explorer.records.spec import TrainingSpec
from explorer.records.sweep import Sweep
from explorer.runs import endings, starts, sweeps
from explorer.runs.coloring import open_dataset
from explorer.runs.jobs import Job
from explorer.runs.schema import transaction
from explorer.runs.store import Store
from explorer.runs.sweeping import begin, beginning

PATIENCE = 3 * LONGEST  # seconds of measuring after which a slow machine's sweep ends as it is


def sweep_dimensions(store: Store, job: Job, gone: threading.Event) -> None:
    """Train at every dimension that was not tried yet, and keep each result as it comes.

    Raises:
        ExplorerError: the recipe does not fit the file, the vectors it begins with are gone, or
            nothing can be learned.
    """
    assert job.dataset is not None, "a sweep is for a dataset"
    folder, key = store.places.sweeps(job.dataset), job.arguments["key"]
    spec = TrainingSpec.from_dict(job.arguments["spec"])
    table = open_dataset(store, job.dataset)
    given = None
    if spec.start is not None:
        given = starts.kept(store.places.start(job.dataset, spec.start))
    prepared, planned, _ = begin(table, spec, store.settings, job.arguments["column"], given=given)
    sweep = sweeps.read(folder, key)
    if sweep is None or replace(sweep, trained=()) != planned:
        sweep = planned
    until = time.monotonic() + PATIENCE
    begun = beginning(prepared, given)
    with closing(measure(prepared.dataset, prepared.spec, sweep, begun)) as trainings:
        for one in trainings:
            if gone.is_set():
                endings.put_back(store, job, "interrupted", in_order=True)
                return
            if one is not None:
                sweep = sweep.with_trained(one)
                if not _keep(store, job, sweep):
                    return
                if time.monotonic() > until:
                    break
    store.jobs.end(job)


def _keep(store: Store, job: Job, sweep: Sweep) -> bool:
    """Whether it was still asked for, and there was a place to keep it.

    Whoever withdraws it, as the rows are deleted or read again, waits until it is kept, and
    deletes it then.
    """
    assert job.dataset is not None, "a sweep is for a dataset"
    with transaction(store.places.database):
        if not store.jobs.holds(job):
            return False
        try:
            sweeps.write(store.places.sweeps(job.dataset), job.arguments["key"], sweep)
        except FileNotFoundError:
            return False
    return True

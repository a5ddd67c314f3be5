"""Large files to take away: made by a job, kept, and the same bytes as made at the click."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from waiting import people, recipe

from explorer.data.reading import read_table
from explorer.data.stored import save_table
from explorer.errors import BrokenRun, NotFound
from explorer.records.states import ColumnState
from explorer.runs import bundles, worker
from explorer.runs.bundle_job import write_bundle
from explorer.runs.bundles import EVERYTHING, WHOLE_RUN, Bundle
from explorer.runs.export import LABELS
from explorer.runs.training_job import train_run

EVERY = [
    EVERYTHING,
    WHOLE_RUN,
    *(Bundle("column", kind, 1) for kind in LABELS),
    *(Bundle("columns", kind) for kind in LABELS),
]


@pytest.fixture
def run(store, dataset, owner, tmp_path):
    """A small finished run whose every file counts as large."""
    path = tmp_path / "people.csv"
    path.write_bytes(people())
    save_table(read_table(path, path.name), store.places.table(dataset))
    run_id = store.runs.submit(dataset, recipe(epochs=1), owner)
    train_run(store, store.jobs.claim("train", "a server", 1), threading.Event())
    return store.runs.get(run_id)


@pytest.fixture(autouse=True)
def all_are_large(monkeypatch):
    monkeypatch.setattr(bundles, "LARGE", 0)


def work(store):
    """Do the next job as a worker does."""
    job = store.jobs.claim("project", "a server", 1)
    worker._do(store, job, threading.Event())
    return store.jobs.get(job.id)


def test_the_job_writes_the_bytes_that_are_made_at_the_click(store, run, monkeypatch):
    for bundle in EVERY:
        assert store.bundle(run, bundle) is None
        assert store.bundle_phase(run, bundle) == ("none", "")
        store.request_bundle(run, bundle)
        assert store.bundle_phase(run, bundle) == ("queued", "")
        assert work(store).state == "done"
    prepared = {bundle: store.bundle_content(run, bundle) for bundle in EVERY}
    assert all(store.bundle(run, bundle).read_bytes() == prepared[bundle] for bundle in EVERY)
    assert len(set(prepared.values())) == len(EVERY)
    monkeypatch.setattr(bundles, "LARGE", 10**9)
    assert {bundle: store.bundle_content(run, bundle) for bundle in EVERY} == prepared


def test_a_file_is_asked_for_once_however_many_ask_at_once(store, run):
    with ThreadPoolExecutor(8) as many:
        for asked in [many.submit(store.request_bundle, run, EVERYTHING) for _ in range(24)]:
            asked.result()
        for asked in [many.submit(store.request_layout, run, 2) for _ in range(24)]:
            asked.result()
    assert len(store.jobs.of("bundle", run=run.id)) == 1
    assert len(store.jobs.of("project", run=run.id)) == 1
    store.request_bundle(run, WHOLE_RUN)
    assert len(store.jobs.of("bundle", run=run.id)) == 2


def test_a_file_that_is_there_is_not_made_again(store, run):
    store.request_bundle(run, EVERYTHING)
    work(store)
    store.request_bundle(run, EVERYTHING)
    assert len(store.jobs.of("bundle", run=run.id)) == 1


def test_other_colors_make_a_new_file_that_takes_the_place_of_the_old(store, run):
    facets = store.places.run(run.id) / "facets_0.arrow"
    other = Bundle("column", "csv", 1)
    for bundle in (EVERYTHING, other):
        store.request_bundle(run, bundle)
        work(store)
    first = store.bundle(run, EVERYTHING)
    partial = first.with_name(f".{first.name}.12345.part")
    partial.write_bytes(b"left by a worker that was killed")
    os.utime(facets, ns=(1, 1))
    assert store.bundle(run, EVERYTHING) is None
    with pytest.raises(BrokenRun, match="as it was before"):
        store.bundle_content(run, EVERYTHING)
    store.request_bundle(run, EVERYTHING)
    work(store)
    kept = sorted(path.name for path in first.parent.iterdir())
    assert kept == sorted([store.bundle(run, EVERYTHING).name, store.bundle(run, other).name])
    assert first.name not in kept


def test_a_job_that_failed_says_why_and_may_be_asked_for_again(store, run, settings):
    from explorer.runs import endings

    store.request_bundle(run, EVERYTHING)
    job = store.jobs.claim("project", "a server", 1)
    endings.failed(store, job, "The disk is full.", "Try again.")
    assert store.bundle_phase(run, EVERYTHING) == ("failed", "The disk is full. Try again.")
    store.request_bundle(run, EVERYTHING)
    assert store.bundle_phase(run, EVERYTHING) == ("queued", "")


def test_files_go_with_the_run(store, run, owner):
    store.request_bundle(run, EVERYTHING)
    work(store)
    store.request_bundle(run, WHOLE_RUN)
    job = store.jobs.claim("project", "a server", 1)
    store.runs.delete(run.id, owner)
    with pytest.raises(NotFound):
        write_bundle(store, job)
    assert not store.places.run(run.id).exists()


def test_a_run_deleted_while_its_file_is_made_comes_to_no_life_again(store, run, monkeypatch):
    store.request_bundle(run, WHOLE_RUN)
    job = store.jobs.claim("project", "a server", 1)

    def delete_meanwhile(state, folder, bundle):
        store.runs.erase(run.id)
        return b"a file"

    monkeypatch.setattr(bundles, "content_of", delete_meanwhile)
    write_bundle(store, job)
    assert not store.places.run(run.id).exists()


def test_a_run_without_a_result_has_no_files(store, run):
    with pytest.raises(BrokenRun, match="no result yet"):
        store.request_bundle(replace(run, phase="learning"), WHOLE_RUN)


def test_what_takes_seconds_is_large_and_what_takes_a_moment_is_not(run, monkeypatch):
    monkeypatch.undo()
    assert not any(bundles.is_large(run, bundle) for bundle in EVERY)
    shape = replace(run.columns[0], n_entries=100_000, dim=64)
    assert isinstance(shape, ColumnState)
    wide = replace(run, columns=(shape, *run.columns[1:]))
    assert bundles.is_large(wide, EVERYTHING)
    assert bundles.is_large(wide, WHOLE_RUN)
    assert bundles.is_large(wide, Bundle("columns", "parquet"))
    assert bundles.is_large(wide, Bundle("column", "csv", 0))
    assert not bundles.is_large(wide, Bundle("column", "csv", 1))

"""The job that draws a UMAP, when something goes wrong around it."""

import threading

import numpy as np
import pytest
from waiting import people, recipe

from explorer.data.reading import read_table
from explorer.data.stored import save_table
from explorer.records.embedding import Projection
from explorer.runs import layout_job, layouts, worker
from explorer.runs.training_job import train_run


@pytest.fixture
def run(store, dataset, owner, tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(people(per_group=3))  # enough for a UMAP, which is asked for
    save_table(read_table(path, path.name), store.places.table(dataset))
    run_id = store.runs.submit(dataset, recipe(epochs=1), owner)
    train_run(store, store.jobs.claim("train", "a server", 1), threading.Event())
    return store.runs.get(run_id)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A layout at once, in place of ten seconds of UMAP."""

    def drawn(name, vectors, **named):
        return Projection(name, "umap", np.zeros((len(vectors), 2), np.float32))

    monkeypatch.setattr(layout_job, "umap_layout", drawn)


@pytest.fixture
def job(store, run):
    return store.jobs.claim("project", "a server", 1)


@pytest.mark.parametrize("moment", ["draw_frame", "umap_layout"])
def test_a_layout_of_a_run_that_was_deleted_meanwhile_ends_quietly(
    store, run, job, moment, monkeypatch, caplog
):
    goes_on = getattr(layout_job, moment)

    def delete_meanwhile(*given, **named):
        store.runs.erase(run.id)
        return goes_on(*given, **named)

    monkeypatch.setattr(layout_job, moment, delete_meanwhile)
    worker._do(store, job, threading.Event())
    assert store.jobs.get(job.id).state == "done"
    assert not store.places.run(run.id).exists()
    assert caplog.text == ""


def test_a_file_that_cannot_be_written_though_the_run_is_there_is_a_fault(store, job, monkeypatch):
    def fails(*given):
        raise FileNotFoundError("no such folder")

    monkeypatch.setattr(layouts, "write_projection", fails)
    with pytest.raises(FileNotFoundError, match="no such folder"):
        worker._do(store, job, threading.Event())

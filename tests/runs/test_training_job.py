"""The training job in this very process: what it writes when it is told to leave."""

import threading
from dataclasses import replace

import pytest
from waiting import people, recipe

from explorer.data.reading import read_table
from explorer.data.stored import save_table
from explorer.errors import NotFound, SpecError
from explorer.learning import budget
from explorer.records.states import ROWS_GONE
from explorer.runs import endings
from explorer.runs.janitor import Janitor
from explorer.runs.jobs import Jobs
from explorer.runs.runs import ROWS_DUE
from explorer.runs.schema import connect
from explorer.runs.store import Store
from explorer.runs.training_job import train_run


@pytest.fixture
def run(store, dataset, owner, tmp_path):
    """A submitted run on a table that was read."""
    path = tmp_path / "people.csv"
    path.write_bytes(people(per_group=5))
    save_table(read_table(path, path.name), store.places.table(dataset))
    return store.runs.submit(dataset, recipe(epochs=30), owner)


@pytest.fixture
def job(store, run):
    taken = store.jobs.claim("train", "a server", 1)
    assert taken.run == run
    return taken


def test_a_training_that_takes_too_long_ends_and_keeps_what_it_learned(settings, run, job):
    hurried = Store(replace(settings, job_minutes=0))
    train_run(hurried, job, threading.Event())
    state = hurried.runs.get(run)
    assert state.phase == "stopped"
    assert state.reason.startswith("It was ended after 0 minutes, the most a training may take")
    assert state.verdict is not None
    assert hurried.content(state).vectors(0).shape[0] == state.columns[0].n_entries


def test_a_training_whose_server_is_gone_leaves_a_checkpoint_and_waits(store, run, job):
    gone = threading.Event()
    gone.set()
    train_run(store, job, gone)
    assert store.runs.get(run).phase == "interrupted"
    assert (store.places.run(run) / "checkpoint.safetensors").exists()
    again = store.jobs.claim("train", "another server", 1)
    assert (again.run, again.attempts) == (run, 1)
    train_run(store, again, threading.Event())
    assert store.runs.get(run).phase == "finished"
    assert not (store.places.run(run) / "checkpoint.safetensors").exists()


def test_a_worker_that_lost_its_claim_writes_nothing_more(store, run, job):
    stale = replace(job, claim="0" * 32)
    train_run(store, stale, threading.Event())
    state = store.runs.get(run)
    assert (state.phase, state.points, state.columns) == ("starting", (), ())


def test_resume_pressed_while_a_worker_is_leaving_is_not_lost(store, owner, run, job, monkeypatch):
    store.runs.pause(run, owner)
    told = Jobs.get

    def resume_meanwhile(checkpoint, folder):
        store.runs.resume(run, owner)

    monkeypatch.setattr("explorer.runs.checkpoint.write", resume_meanwhile)
    train_run(store, job, threading.Event())
    assert store.runs.get(run).phase == "queued"
    assert told(store.jobs, job.id).state == "done"
    assert store.jobs.claim("train", "a server", 1).run == run


def paused(store, owner, run, job):
    """Let the run learn for a moment, then pause it."""
    store.runs.pause(run, owner)
    train_run(store, job, threading.Event())
    assert store.runs.get(run).phase == "paused"


def test_a_paused_run_keeps_what_it_learned_when_the_time_of_its_rows_is_up(
    store, owner, dataset, run, job
):
    paused(store, owner, run, job)
    late = store.datasets.get(dataset).expires + 1
    Janitor(store).clean(late)
    assert not store.datasets.get(dataset).forgotten
    train_run(store, store.jobs.claim("train", "a server", 1), threading.Event())
    state = store.runs.get(run)
    assert (state.phase, state.reason) == ("stopped", ROWS_DUE)
    assert store.content(state).vectors(0) is not None
    with connect(store.places.database) as connection:
        connection.execute("DELETE FROM jobs")  # of its UMAP
    Janitor(store).clean(late)
    assert store.datasets.get(dataset).forgotten
    assert store.runs.get(run).phase == "stopped"


def test_a_paused_run_that_goes_on_after_all_does_not_say_that_time_was_up(
    store, owner, dataset, run, job
):
    paused(store, owner, run, job)
    Janitor(store).clean(store.datasets.get(dataset).expires + 1)
    store.runs.resume(run, owner)
    train_run(store, store.jobs.claim("train", "a server", 1), threading.Event())
    assert (store.runs.get(run).phase, store.runs.get(run).reason) == ("finished", "")


def killed(store, run, job):
    """Let the run leave a checkpoint, and the process that goes on from it be killed."""
    gone = threading.Event()
    gone.set()
    train_run(store, job, gone)
    again = store.jobs.claim("train", "another server", 1)
    endings.failed(store, again, *endings.died(again, -9))
    assert store.runs.get(run).can_resume


def test_a_killed_run_keeps_what_it_learned_when_the_time_of_its_rows_is_up(
    store, dataset, run, job
):
    killed(store, run, job)
    Janitor(store).clean(store.datasets.get(dataset).expires + 1)
    assert not store.datasets.get(dataset).forgotten
    train_run(store, store.jobs.claim("train", "a server", 1), threading.Event())
    state = store.runs.get(run)
    assert (state.phase, state.reason) == ("stopped", ROWS_DUE)
    assert store.content(state).vectors(0) is not None


def test_a_run_that_is_killed_as_it_shall_end_does_not_hold_its_rows_for_ever(
    store, dataset, run, job
):
    killed(store, run, job)
    late = store.datasets.get(dataset).expires + 1
    Janitor(store).clean(late)
    again = store.jobs.claim("train", "a server", 1)
    endings.failed(store, again, *endings.died(again, -9))
    assert store.datasets.needed(dataset) is None
    Janitor(store).clean(late)
    assert store.datasets.get(dataset).forgotten
    assert store.runs.get(run).mend == ROWS_GONE


def test_rows_of_a_killed_run_are_not_forgotten_before_it_is_stopped(
    store, owner, dataset, run, job
):
    killed(store, run, job)
    with pytest.raises(SpecError, match=r"failed but can be resumed \(fill in") as refused:
        store.datasets.forget(dataset, owner)
    assert refused.value.mend.startswith("Stop it to keep what it learned, or delete it")
    store.runs.stop(run, owner)
    train_run(store, store.jobs.claim("train", "a server", 1), threading.Event())
    assert store.runs.get(run).phase == "stopped"
    store.datasets.forget(dataset, owner)
    assert store.content(store.runs.get(run)).vectors(0) is not None


def test_a_run_that_was_paused_before_it_began_goes_with_its_rows(store, owner, dataset, run):
    store.runs.pause(run, owner)
    Janitor(store).clean(store.datasets.get(dataset).expires + 1)
    assert store.datasets.get(dataset).forgotten
    assert store.runs.get(run).reason == "The rows of its file were deleted."


def test_the_finished_run_asks_for_umap_of_the_column_that_is_shown_first(store, run, job):
    train_run(store, job, threading.Event())
    asked = store.jobs.of("project", run=run)
    assert [each.arguments for each in asked] == [{"column": 0, "source": "learned"}]
    state = store.runs.get(run)
    assert store.layout_phase(state, 0) == ("queued", "")
    store.request_layout(state, 0)
    assert len(store.jobs.of("project", run=run)) == 1, "asked for once"
    store.request_layout(state, 1)
    assert len(store.jobs.of("project", run=run)) == 2


def test_a_run_whose_rows_are_gone_says_so(store, run, job, dataset):
    store.datasets.clear(dataset)
    with pytest.raises(NotFound, match="no longer kept"):
        train_run(store, job, threading.Event())


def test_the_recorded_recipe_leaves_nothing_open(store, run, job):
    train_run(store, job, threading.Event())
    state = store.runs.get(run)
    assert state.spec.threads == 1
    assert all(column.dim and column.kind for column in state.spec.columns)
    assert [column.dim for column in state.columns] == [column.dim for column in state.spec.columns]
    assert state.expires > state.created


def test_a_run_that_its_time_budget_ended_says_so_and_in_its_settings(
    store, dataset, owner, run, monkeypatch
):
    hurried = replace(recipe(epochs=30), epochs=None, time_budget=1.0)
    late = store.runs.submit(dataset, hurried, owner)
    with connect(store.places.database) as connection:
        connection.execute("DELETE FROM jobs WHERE run=?", (run,))
    monkeypatch.setattr(budget, "LATE", 0.0)
    train_run(store, store.jobs.claim("train", "a server", 1), threading.Event())
    state = store.runs.get(late)
    assert state.phase == "finished"
    assert "its time budget of 1 s being over" in state.reason
    assert state.settings["late"] is True
    assert state.settings["seconds"] > 0

"""Sweeps over dimensions: asked for, stopped, gone on from, and gone with their rows."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from waiting import people, read, recipe, wait_until

from explorer.data.reading import read_table
from explorer.data.selection import resolve
from explorer.data.stored import save_table
from explorer.errors import LimitError, NotFound, NotOwner, SpecError
from explorer.learning.training import train
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.table import ReadOptions
from explorer.runs import sweeps
from explorer.runs.coloring import open_dataset
from explorer.runs.engine import boot, shut
from explorer.runs.ownership import new_secret
from explorer.runs.preparation import prepare
from explorer.runs.schema import connect
from explorer.runs.starts import Given, keep
from explorer.runs.sweep_job import sweep_dimensions
from explorer.runs.sweeps import key_of

FEW = TrainingSpec(columns=(ColumnSpec("city", 2), ColumnSpec("dish", 2)), epochs=2)


@pytest.fixture
def table(store, dataset, tmp_path):
    """A dataset whose table a job can open."""
    path = tmp_path / "people.csv"
    path.write_bytes(people())
    save_table(read_table(path, path.name), store.places.table(dataset))
    return dataset


def claimed(store):
    return store.jobs.claim("train", "a server", 1)


def measured(store, dataset, spec=FEW, column=None):
    """Do the job that waits, in this very process."""
    sweep_dimensions(store, claimed(store), threading.Event())
    return store.sweeps.get(dataset, spec, column)


def test_a_sweep_waits_is_measured_and_is_found_again(store, table, owner):
    assert store.sweeps.get(table, FEW, None).phase == "none"
    store.sweeps.ask(table, FEW, None, owner)
    assert store.sweeps.get(table, FEW, None).phase == "queued"
    state = measured(store, table)
    assert state.phase == "done"
    assert state.sweep.complete
    assert state.sweep.names == ("city", "dish")
    assert store.sweeps.any_of(table)


def test_an_autoencoder_is_measured_without_its_map_of_rows(store, table, owner):
    spec = TrainingSpec(objective="autoencoder", columns=FEW.columns, epochs=2)
    store.sweeps.ask(table, spec, None, owner)
    assert measured(store, table, spec).sweep.names == ("city", "dish")


def test_what_was_measured_before_vectors_were_judged_as_shown_is_measured_again(
    store, table, owner, monkeypatch
):
    spec = replace(FEW, objective="cooccurrence")
    with monkeypatch.context() as earlier:
        earlier.setattr(sweeps, "JUDGED", {})
        store.sweeps.ask(table, spec, None, owner)
        assert measured(store, table, spec).phase == "done"
    assert store.sweeps.get(table, spec, None).phase == "none"
    store.sweeps.ask(table, spec, None, owner)
    assert measured(store, table, spec).phase == "done"


def test_a_sweep_begins_with_the_vectors_of_its_recipe_as_a_training_does(store, table, owner):
    draw = np.random.default_rng(0)
    vectors = draw.standard_normal((8, 5)).astype(np.float32)
    given = Given("towns", "ab" * 32, (("city", tuple(f"city {i}" for i in range(8)), vectors),))
    keep(given, store.places.start(table, given.digest))
    begun = replace(FEW, start=given.digest)
    store.sweeps.ask(table, FEW, None, owner)
    plain = measured(store, table).sweep
    assert store.sweeps.get(table, begun, None).phase == "none"
    store.sweeps.ask(table, begun, None, owner)
    sweep = measured(store, table, begun).sweep
    assert {1, 7} <= {one.dim for one in sweep.trained}
    for one, other in zip(sweep.trained, plain.trained, strict=True):
        columns = tuple(ColumnSpec(column.name, one.dim) for column in FEW.columns)
        spec = replace(begun.with_columns(columns), epochs=sweep.epochs)
        prepared = prepare(open_dataset(store, table), spec, store.settings, given)
        spec = replace(prepared.spec, seed=one.repeat)
        begin_at = prepared.begun.starts
        trained = finish(train(prepared.dataset, spec, starts=begin_at, judged_only=True))
        assert one.held_loss == trained.verdict.held_loss
        assert one.held_loss != other.held_loss


def test_a_sweep_whose_vectors_are_gone_says_so(store, table, owner):
    store.sweeps.ask(table, replace(FEW, start="ab" * 32), None, owner)
    with pytest.raises(NotFound, match="The vectors that this recipe begins with are not here"):
        sweep_dimensions(store, claimed(store), threading.Event())


def finish(training):
    """The result at the end of a training."""
    while True:
        try:
            next(training)
        except StopIteration as end:
            return end.value


def test_what_was_measured_is_found_whatever_dimensions_are_set_now(store, table, owner):
    store.sweeps.ask(table, FEW, None, owner)
    measured(store, table)
    other = FEW.with_columns((ColumnSpec("city", 7), ColumnSpec("dish")))
    assert store.sweeps.get(table, replace(other, umap=True), None).phase == "done"
    assert store.sweeps.get(table, replace(FEW, seed=1), None).phase == "none"
    assert store.sweeps.get(table, FEW, "city").phase == "none"
    assert key_of(FEW, "city") != key_of(other, "city")  # the other column's matter then


def test_a_sweep_whose_server_is_gone_goes_on_from_what_it_had_measured(store, table, owner):
    store.sweeps.ask(table, FEW, None, owner)
    whole = measured(store, table).sweep
    path = store.places.sweeps(table) / f"{key_of(FEW, None)}.json"
    path.unlink()
    store.sweeps.ask(table, FEW, None, owner)
    gone = threading.Event()
    gone.set()
    sweep_dimensions(store, claimed(store), gone)
    assert store.sweeps.get(table, FEW, None).phase == "queued"
    assert measured(store, table).sweep == whole


def test_a_sweep_that_was_stopped_keeps_what_it_measured_and_goes_on_when_asked(
    store, table, owner, monkeypatch
):
    store.sweeps.ask(table, FEW, None, owner)
    job = claimed(store)
    holds = iter([True, True])
    monkeypatch.setattr(store.jobs, "holds", lambda job: next(holds, False))
    sweep_dimensions(store, job, threading.Event())
    monkeypatch.undo()
    store.sweeps.stop(table, owner)
    state = store.sweeps.get(table, FEW, None)
    assert state.phase == "stopped"
    assert len(state.sweep.trained) == 2
    store.sweeps.ask(table, FEW, None, owner)
    assert measured(store, table).sweep.trained[:2] == state.sweep.trained


def test_only_the_owner_measures_and_stops(store, table, owner):
    with pytest.raises(NotOwner):
        store.sweeps.ask(table, FEW, None, new_secret())
    store.sweeps.ask(table, FEW, None, owner)
    with pytest.raises(NotOwner):
        store.sweeps.stop(table, new_secret())
    assert store.sweeps.get(table, FEW, None).phase == "queued"


def test_a_second_sweep_takes_the_place_of_the_first(store, table, owner):
    store.sweeps.ask(table, FEW, None, owner)
    store.sweeps.ask(table, FEW, "city", owner)
    assert store.sweeps.get(table, FEW, None).phase == "none"
    assert store.sweeps.get(table, FEW, "city").phase == "queued"


def test_a_sweep_is_refused_where_the_queue_is_full(settings, store, table, owner):
    store.sweeps._settings = replace(settings, jobs=1, queue=0)
    store.runs.submit(table, recipe(), owner)
    with pytest.raises(LimitError, match="All places for training are taken"):
        store.sweeps.ask(table, FEW, None, owner)


def test_a_sweep_and_what_it_measured_go_with_the_rows_and_with_another_reading(
    store, table, owner
):
    store.sweeps.ask(table, FEW, None, owner)
    measured(store, table)
    store.datasets.read_again(table, ReadOptions(), owner)
    assert not store.sweeps.any_of(table)
    with pytest.raises(SpecError, match=r"people\.csv has not been read"):
        store.sweeps.ask(table, FEW, None, owner)
    with connect(store.places.database) as connection:
        connection.execute("UPDATE datasets SET phase='ready'")
    store.sweeps.ask(table, FEW, None, owner)
    job = store.jobs.claim("train", "a server", 1)
    store.datasets.forget(table, owner)
    assert not store.jobs.holds(job)
    with pytest.raises(NotFound):
        store.sweeps.ask(table, FEW, None, owner)


def test_what_is_just_being_kept_goes_too_when_the_file_is_read_another_way(
    store, table, owner, monkeypatch
):
    again = threading.Thread(
        target=store.datasets.read_again, args=(table, ReadOptions(delimiter=";"), owner)
    )
    write = sweeps.write

    def write_late(*given):
        if again.ident is None:
            again.start()
        again.join(0.5)
        write(*given)

    monkeypatch.setattr(sweeps, "write", write_late)
    store.sweeps.ask(table, FEW, None, owner)
    sweep_dimensions(store, claimed(store), threading.Event())
    again.join()
    assert not store.sweeps.any_of(table)


def test_a_run_that_waits_behind_a_sweep_is_told_its_place(store, table, owner):
    store.sweeps.ask(table, FEW, None, owner)
    run = store.runs.submit(table, recipe(), owner)
    assert store.runs.get(run).place == 2


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    from explorer.settings import Settings

    settings = Settings(home=tmp_path_factory.mktemp("home"), warm_spare=False, threads=1)
    yield boot(settings)
    shut(settings)


def test_workers_measure_stop_when_asked_and_say_why_they_cannot(engine):
    store, owner = engine.store, new_secret()
    dataset = read(store, owner, people(n_rows=3000, per_group=20))
    profiles = store.datasets.get(dataset).summary.profiles
    spec = resolve(replace(recipe(), epochs=None), profiles)

    def state(asked=spec):
        return store.sweeps.get(dataset, asked, None)

    store.sweeps.ask(dataset, spec, None, owner)
    wait_until(lambda: state().sweep is not None, "a first training")
    store.sweeps.stop(dataset, owner)
    assert state().phase == "stopped"
    wait_until(lambda: not store.jobs.running("train"), "the end of the worker")
    kept = state().sweep.trained
    store.sweeps.ask(dataset, spec, None, owner)
    wait_until(lambda: len(state().sweep.trained) > len(kept), "another training")
    assert state().sweep.trained[: len(kept)] == kept
    store.sweeps.stop(dataset, owner)

    alone = TrainingSpec(columns=(ColumnSpec("city"),))
    store.sweeps.ask(dataset, alone, None, owner)
    failed = wait_until(lambda: state(alone) if state(alone).phase == "failed" else None, "the end")
    assert failed.error
    assert failed.mend

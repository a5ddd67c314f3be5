"""The whole way through real processes: upload, read, train, pause, kill, resume."""

import itertools
import os
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from waiting import bits, in_phase, people, read, recipe, wait_until

from explorer.analysis.similarity import neighbors
from explorer.records.spec import ColumnSpec
from explorer.runs.engine import boot, shut
from explorer.runs.ownership import new_secret
from explorer.settings import Settings

LONG = recipe(epochs=100_000)  # longer than any test waits; it is paused, stopped or killed


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    settings = Settings(home=tmp_path_factory.mktemp("home"), warm_spare=False, threads=1)
    yield boot(settings)
    shut(settings)


@pytest.fixture(scope="module")
def store(engine):
    return engine.store


@pytest.fixture(scope="module")
def owner():
    return new_secret()


@pytest.fixture(scope="module")
def dataset(store, owner):
    return read(store, owner)


@pytest.fixture(scope="module")
def finished(store, owner, dataset):
    run = store.runs.submit(dataset, recipe(epochs=20), owner)
    return in_phase(store, run, "finished")


def worker_of(store, run):
    """The process that trains a run, once it is at work."""

    def told():
        return next((job.pid for job in store.jobs.running("train") if job.run == run), None)

    return wait_until(told, "a worker")


def test_an_upload_is_read_by_a_job(store, dataset):
    state = store.datasets.get(dataset)
    assert state.phase == "ready"
    assert [profile.name for profile in state.summary.profiles] == ["city", "dish", "coin"]
    assert state.summary.n_rows == 300


def test_a_file_that_cannot_be_read_says_why_and_how_to_mend_it(store, owner):
    state = store.datasets.get(read(store, owner, b"\x00\x01\x02\x03" * 50, "noise.csv"))
    assert state.phase == "failed"
    assert state.error
    assert state.mend


def test_a_finished_run_holds_losses_frames_vectors_maps_and_its_verdict(store, finished):
    assert finished.verdict.learned
    assert finished.blind_loss == pytest.approx(finished.verdict.blind_loss)
    assert finished.step <= finished.total_steps
    steps = [point.step for point in finished.points]
    assert steps == sorted(steps)
    assert steps[0] == 0
    assert list(finished.frames) == steps
    assert finished.best_step == min(finished.points, key=lambda point: point.held_loss).step
    assert {"explorer", "python", "torch", "numpy"} <= set(finished.versions)
    assert finished.settings["threads"] == 1
    content = store.content(finished)
    for j, column in enumerate(finished.columns):
        assert content.vectors(j).shape == (column.n_entries, column.dim)
        assert len(content.entries(j)) == column.n_entries
        assert content.entries(j).counts.sum() == 300
    assert [column.methods for column in finished.columns] == [("pca",), ("pca",), ()]


def test_the_finished_map_is_the_best_frame_as_it_was_shown(store, finished):
    content = store.content(finished)
    for j, column in enumerate(finished.columns):
        shown = content.frame(finished.best_step, j)
        assert shown.shape == (column.n_framed, 2)
        layout = content.projection(j, "pca")
        if layout is not None:
            assert layout.xy[: column.n_framed].tobytes() == shown.tobytes()


def test_frames_do_not_spin(store, finished):
    """Turning any frame further onto the one before would bring it no closer.

    But for the one behind the best: that was drawn anew once all rows had been learned.
    """
    frames = store.content(finished).frames(finished.frames, 0).astype(float)
    centered = frames - frames.mean(axis=1, keepdims=True)
    pairs = itertools.pairwise(zip(finished.frames, centered, strict=True))
    for (step, before), (_, after) in pairs:
        turning = after.T @ before
        near = 0.1 if step == finished.best_step else 2e-3
        assert np.allclose(turning, turning.T, atol=near * np.abs(turning).max())


def test_neighbors_of_the_store_are_those_of_the_vectors(store, finished):
    content = store.content(finished)
    found = content.neighbors(0, 3, 5)
    expected = neighbors(np.array(content.vectors(0)), 3, 5)
    assert found.indices.tolist() == expected.indices.tolist()
    best = content.pairs(0)
    assert best.cosines[0] == best.cosines.max()


def test_the_map_can_be_colored_by_frequency(store, finished):
    content = store.content(finished)
    facet = content.facets(0)[0]
    assert facet.source == "frequency"
    assert facet.numbers.tolist() == content.entries(0).counts.tolist()


def test_two_runs_of_one_recipe_are_equal_to_the_last_bit(store, owner, dataset, finished):
    again = store.runs.submit(dataset, recipe(epochs=20), owner)
    in_phase(store, again, "finished")
    assert bits(store, again) == bits(store, finished.id)


def test_a_run_of_a_recipe_that_cannot_be_learned_says_so(store, owner, dataset):
    spec = replace(recipe(), columns=(ColumnSpec("city"), ColumnSpec("street")))
    run = store.runs.submit(dataset, spec, owner)
    state = in_phase(store, run, "failed")
    assert "street" in state.reason
    assert state.mend


def test_a_stopped_run_keeps_what_it_learned(store, owner, dataset):
    run = store.runs.submit(dataset, LONG, owner)
    wait_until(lambda: len(store.runs.get(run).points) >= 1, "the first point")
    in_phase(store, run, "learning")
    wait_until(lambda: store.content(store.runs.get(run)).live(0), "a live picture")
    assert store.content(store.runs.get(run)).live_neighbors(0, 0, 3).indices.shape == (3,)
    store.runs.stop(run, owner)
    state = in_phase(store, run, "stopped")
    assert state.verdict is not None
    assert store.content(state).projection(0, "pca").xy.shape == (8, 2)
    assert store.content(state).live(0) is None


def test_a_deleted_run_ends_its_worker_and_leaves_no_files(store, owner, dataset):
    run = store.runs.submit(dataset, LONG, owner)
    pid = worker_of(store, run)
    in_phase(store, run, "learning")
    store.runs.delete(run, owner)
    wait_until(lambda: not alive(pid), "the worker to leave")
    wait_until(lambda: not store.jobs.running("train"), "the job to end")
    wait_until(lambda: not store.places.run(run).exists(), "its files to go")


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_paused_and_killed_run_is_told_and_continues_to_the_same_bits(store, owner, dataset):
    spec = recipe(epochs=250, seed=3)
    whole = store.runs.submit(dataset, spec, owner)
    broken = store.runs.submit(dataset, spec, owner)

    def wait_for_points(count):
        wait_until(lambda: len(store.runs.get(broken).points) >= count, f"{count} points")

    wait_for_points(3)
    store.runs.pause(broken, owner)
    in_phase(store, broken, "paused")
    assert all(job.run != broken for job in store.jobs.running("train"))
    store.runs.resume(broken, owner)
    wait_for_points(8)
    os.kill(worker_of(store, broken), signal.SIGKILL)
    state = in_phase(store, broken, "failed")
    assert state.reason == (
        "The training process was ended from outside (SIGKILL),"
        " as a system does that is short of memory."
    )
    assert state.mend == "Resume goes on from the last checkpoint."
    store.runs.resume(broken, owner)
    in_phase(store, broken, "finished")
    in_phase(store, whole, "finished")
    assert bits(store, broken) == bits(store, whole)


def test_a_third_visitor_waits_in_the_queue_and_can_still_upload(store, owner, dataset):
    third = new_secret()
    busy = [store.runs.submit(dataset, LONG, owner) for _ in range(2)]
    for run in busy:
        in_phase(store, run, "learning")
    theirs = read(store, third, people(seed=9))
    assert store.datasets.get(theirs).phase == "ready"
    waiting = store.runs.submit(theirs, recipe(), third)
    assert store.runs.get(waiting).place == 1
    assert not store.datasets.owned(theirs, owner)
    store.runs.stop(busy[0], owner)
    in_phase(store, waiting, "finished")
    store.runs.stop(busy[1], owner)
    in_phase(store, busy[1], "stopped")


def test_a_job_that_takes_too_much_memory_is_ended_with_a_sentence(
    store, owner, dataset, monkeypatch
):
    monkeypatch.setattr("explorer.runs.supervisor.resident_mb", lambda pid: 5_000.0)
    run = store.runs.submit(dataset, LONG, owner)
    state = in_phase(store, run, "failed")
    assert state.reason == "It used more memory than one job may have here (4,096 MB)."


def frozen(store, owner, dataset, monkeypatch, *, begun):
    """A run whose worker does not answer any more, with or without a checkpoint; and its pid."""
    run = store.runs.submit(dataset, LONG, owner)
    pid = worker_of(store, run)
    in_phase(store, run, "learning")
    checkpoint = store.places.run(run) / "checkpoint.safetensors"
    if begun:
        wait_until(checkpoint.exists, "a checkpoint")
    os.kill(pid, signal.SIGSTOP)
    wait_until(lambda: is_stopped(pid), "the worker to hold still")
    if not begun:
        checkpoint.unlink(missing_ok=True)
    monkeypatch.setattr("explorer.runs.supervisor.GRACE", 2.0)
    return run, pid


def is_stopped(pid):
    """All its threads are: a signal has not arrived once it is sent, and files may be written."""
    told = [each.read_text() for each in Path(f"/proc/{pid}/task").glob("*/stat")]
    return {each.rpartition(")")[2].split()[0] for each in told} <= {"T"}  # without /proc, hoped


def test_a_worker_that_does_not_answer_is_ended_and_the_pause_holds(
    store, owner, dataset, monkeypatch
):
    run, pid = frozen(store, owner, dataset, monkeypatch, begun=True)
    store.runs.pause(run, owner)
    in_phase(store, run, "paused")
    wait_until(lambda: not alive(pid), "the worker to be gone")
    store.runs.resume(run, owner)
    in_phase(store, run, "learning")
    store.runs.stop(run, owner)
    in_phase(store, run, "stopped")


def test_what_a_silent_worker_had_learned_is_the_result_of_stop(store, owner, dataset, monkeypatch):
    run, _ = frozen(store, owner, dataset, monkeypatch, begun=True)
    store.runs.stop(run, owner)
    state = in_phase(store, run, "stopped")
    assert state.verdict is not None


def test_a_silent_worker_that_had_learned_nothing_ends_with_a_sentence(
    store, owner, dataset, monkeypatch
):
    run, _ = frozen(store, owner, dataset, monkeypatch, begun=False)
    store.runs.stop(run, owner)
    state = in_phase(store, run, "failed")
    assert state.reason == "Stopped before it had learned anything."


def test_a_run_that_has_not_begun_pauses_soon(store, owner, dataset, monkeypatch):
    monkeypatch.setattr("explorer.runs.supervisor.BEFORE_BEGUN", 0.2)
    run = store.runs.submit(dataset, LONG, owner)
    pid = worker_of(store, run)
    os.kill(pid, signal.SIGSTOP)  # as one that encodes a large table, it hears nothing
    assert store.runs.get(run).phase == "starting"
    store.runs.pause(run, owner)
    in_phase(store, run, "paused")
    wait_until(lambda: not alive(pid), "the worker to be gone")

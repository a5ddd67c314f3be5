"""What happens when something goes away, or cannot be done, at a bad moment."""

import io
import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from waiting import people, recipe, wait_until

from explorer.data.reading import read_table
from explorer.errors import LimitError
from explorer.learning.training import train
from explorer.records.table import ReadOptions
from explorer.runs import reading_job, supervisor, uploads
from explorer.runs.child import Child
from explorer.runs.coloring import open_dataset
from explorer.runs.locks import ProcessLock
from explorer.runs.ownership import new_secret
from explorer.runs.preparation import prepare
from explorer.runs.reading_job import read_dataset
from explorer.runs.recorder import LostClaim, Recorder
from explorer.runs.schema import connect
from explorer.runs.supervisor import Supervisor


@pytest.fixture
def uploaded(store, owner):
    return store.datasets.create("people.csv", io.BytesIO(people(60)), owner)


def meanwhile(monkeypatch, deed):
    """Something happens while a file is being read."""

    def read_and(*given):
        table = read_table(*given)
        deed()
        return table

    monkeypatch.setattr(reading_job, "read_table", read_and)


def test_rows_forgotten_while_they_are_read_leave_nothing_behind(
    store, owner, uploaded, monkeypatch
):
    meanwhile(monkeypatch, lambda: store.datasets.forget(uploaded, owner))
    job = store.jobs.claim("read", "here", 1)
    read_dataset(store, job)
    assert not store.places.dataset(uploaded).exists()
    assert store.datasets.get(uploaded).forgotten
    assert store.jobs.get(job.id).state == "done"


def test_rows_forgotten_while_they_are_stored_leave_nothing_behind(
    store, owner, uploaded, monkeypatch
):
    save = reading_job.save_table

    def forget_and_save(*given):
        store.datasets.forget(uploaded, owner)
        save(*given)

    monkeypatch.setattr(reading_job, "save_table", forget_and_save)
    read_dataset(store, store.jobs.claim("read", "here", 1))
    assert not store.places.dataset(uploaded).exists()


def test_a_file_to_be_read_once_more_is_not_ready_before_that(store, owner, uploaded, monkeypatch):
    options = ReadOptions(delimiter=";")
    with monkeypatch.context() as patch:
        meanwhile(patch, lambda: store.datasets.read_again(uploaded, options, owner))
        read_dataset(store, store.jobs.claim("read", "here", 1))
    assert store.datasets.get(uploaded).phase != "ready"
    read_dataset(store, store.jobs.claim("read", "here", 1))
    state = store.datasets.get(uploaded)
    assert (state.phase, state.summary.reading.delimiter) == ("ready", ";")


def test_a_failed_run_whose_rows_are_gone_no_longer_offers_to_resume(store, dataset, owner, spec):
    run = store.runs.submit(dataset, spec, owner)
    with connect(store.places.database) as connection:
        connection.execute("UPDATE runs SET phase='failed', reason='It ended.', mend='Resume.'")
        connection.execute("DELETE FROM jobs")
    store.datasets.forget(dataset, owner)
    state = store.runs.get(run)
    assert (state.reason, state.mend) == ("It ended.", "Upload the file again and train anew.")


def test_a_run_deleted_while_it_learns_leaves_no_losses_behind(store, owner, uploaded):
    read_dataset(store, store.jobs.claim("read", "here", 1))
    run = store.runs.submit(uploaded, recipe(epochs=3), owner)
    job = store.jobs.claim("train", "here", 1)
    prepared = prepare(open_dataset(store, uploaded), store.runs.get(run).spec, store.settings)
    recorder = Recorder(store, job, prepared, threading.Event(), lambda: None)
    recorder.begin()
    event = next(train(prepared.dataset, prepared.spec))
    assert event.point is not None
    store.runs.delete(run, owner)
    with pytest.raises(LostClaim):
        recorder.event(event, None)
    with connect(store.places.database) as connection:
        assert connection.execute("SELECT count(*) FROM points").fetchone()[0] == 0


def supervised_until(store, uploaded, phase):
    """A supervisor sees to an upload until it is so far, and ends."""
    watching = Supervisor(store, threading.Event())
    watching.start()
    try:
        wait_until(lambda: store.datasets.get(uploaded).phase == phase, phase)
    finally:
        watching.close()


@pytest.mark.parametrize(
    "refusal", [OSError("Cannot allocate memory"), RuntimeError("can't start new thread")]
)
def test_a_job_whose_process_could_not_be_started_is_tried_again(
    store, uploaded, settings, monkeypatch, refusal
):
    """Also when the samples could not be opened at the start, as on a full disk."""
    refusals = [refusal]

    def child(*given, **more):
        if refusals:
            raise refusals.pop()
        return Child(*given, **more)

    def fail(store):
        raise OSError("No space left on device")

    monkeypatch.setattr(supervisor, "Child", child)
    monkeypatch.setattr(supervisor, "open_bundled", fail)
    supervised_until(store, uploaded, "ready")
    assert refusals == []


def test_a_worker_without_a_thread_that_waits_for_it_is_ended(settings, monkeypatch):
    begun = []

    def refuse(self):
        raise RuntimeError("can't start new thread")

    def popen(*given, **more):
        begun.append(real(*given, **more))
        return begun[0]

    real = subprocess.Popen
    monkeypatch.setattr("explorer.runs.child.subprocess.Popen", popen)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(RuntimeError):
        Child("read", settings, lambda: None)
    assert begun[0].poll() is not None


@pytest.mark.parametrize("there", [False, True])
def test_a_worker_of_another_machine_keeps_nothing_from_being_done_and_nobody_is_killed_for_it(
    store, uploaded, monkeypatch, there
):
    """Its number is here that of no process, or of one that is no worker."""
    monkeypatch.setattr(supervisor, "GRACE", 0.0)
    monkeypatch.setattr(supervisor, "open_bundled", lambda store: None)
    store.jobs.add("sweep", dataset=uploaded)
    job = store.jobs.claim("train", "elsewhere", 1)
    lock = ProcessLock(store.places.lock(job.claim))
    assert lock.take()
    waits = [sys.executable, "-c", "input()"]
    with subprocess.Popen(waits, stdin=subprocess.PIPE) as bystander:
        assert store.jobs.at_work(job.id, job.claim, bystander.pid if there else 2**22 + 1)
        supervised_until(store, uploaded, "ready")
        assert bystander.poll() is None
        bystander.communicate(b"\n")
    lock.release()


def test_one_visitor_cannot_keep_all_others_waiting(store, owner, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_OF_ONE", 3)
    monkeypatch.setattr(uploads, "MOST_WAITING", 5)

    def bring(secret):
        return store.datasets.create("people.csv", io.BytesIO(people(60)), secret)

    for _ in range(3):
        bring(owner)
    with pytest.raises(LimitError, match=r"3 files of yours wait to be read already"):
        bring(owner)
    for _ in range(2):
        bring(new_secret())
    with pytest.raises(LimitError, match=r"^5 files wait to be read already"):
        bring(new_secret())
    assert len(list((store.places.home / "datasets").iterdir())) == 5
    read_dataset(store, store.jobs.claim("read", "here", 1))
    bring(new_secret())


def test_what_a_reading_found_that_was_overruled_meanwhile_is_not_kept(store, owner):
    vectors = io.BytesIO(
        b"name,0,1,2,3\n" + b"".join(b"w%d,%d,1,2,3\n" % (i, i) for i in range(40))
    )
    dataset = store.datasets.create(
        "vectors.csv", vectors, owner, options=ReadOptions(vectors=True)
    )
    job = store.jobs.claim("read", "here", 1)
    store.datasets.read_again(dataset, ReadOptions(vectors=False), owner)
    read_dataset(store, job)
    read_dataset(store, store.jobs.claim("read", "here", 1))
    state = store.datasets.get(dataset)
    assert state.phase == "ready"
    assert state.vectors is None


def test_an_end_that_could_not_be_written_is_written_later(store, uploaded, monkeypatch):
    refusals = [OSError("database is locked")]
    failed = supervisor.endings.failed

    def fail_once(*given):
        if refusals:
            raise refusals.pop()
        failed(*given)

    monkeypatch.setattr(supervisor.endings, "failed", fail_once)
    monkeypatch.setattr(supervisor, "open_bundled", lambda store: None)
    patient = replace(store.settings, job_memory_mb=1)  # every process has more: it is ended
    monkeypatch.setattr(store, "settings", patient)
    supervised_until(store, uploaded, "failed")
    assert refusals == []

"""Servers that are killed, ended and restarted, and two of them on one home folder."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from waiting import bits, in_phase, read, recipe, wait_until

from explorer.runs import endings
from explorer.runs.locks import ProcessLock, is_held
from explorer.runs.memory import resident_mb
from explorer.runs.ownership import new_secret
from explorer.runs.store import Store
from explorer.settings import Settings

SPEC = recipe(epochs=200, seed=5)
LONG = recipe(epochs=100_000)


@contextlib.contextmanager
def server(home):
    """A server process; killed at the end of the block, unless it ended before."""
    script = Path(__file__).parent / "serving.py"
    command = [sys.executable, str(script), str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "up\n"
            yield process
        finally:
            process.kill()


def alive(pid):
    """Whether a process is there and no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def store(home):
    return Store(Settings(home=home, warm_spare=False, jobs=1))


def worker_of(store, run):
    def told():
        return next((job.pid for job in store.jobs.running("train") if job.run == run), None)

    return wait_until(told, "a worker")


def with_points(store, run, count):
    wait_until(lambda: len(store.runs.get(run).points) >= count, f"{count} points")


def test_a_killed_servers_run_goes_on_by_itself_to_the_same_bits(home, store):
    owner = new_secret()
    with server(home) as first:
        dataset = read(store, owner)
        whole = store.runs.submit(dataset, SPEC, owner)
        in_phase(store, whole, "finished")
        interrupted = store.runs.submit(dataset, SPEC, owner)
        waiting = store.runs.submit(dataset, SPEC, owner)
        with_points(store, interrupted, 5)
        pid = worker_of(store, interrupted)
        before = bits(store, whole)
        first.send_signal(signal.SIGKILL)
        first.wait()
        state = in_phase(store, interrupted, "interrupted")
        assert state.reason == "The server went away; the run goes on by itself when it is back."
        wait_until(lambda: not alive(pid), "the worker to leave by itself")
    assert store.runs.get(waiting).phase == "queued"
    with server(home):
        in_phase(store, interrupted, "finished")
        in_phase(store, waiting, "finished")
    assert bits(store, whole) == before, "nothing finished is lost"
    assert bits(store, interrupted) == before
    assert bits(store, waiting) == before


def test_another_server_takes_over_from_one_that_was_killed_together_with_its_worker(home, store):
    owner = new_secret()
    with server(home) as first:
        run = store.runs.submit(read(store, owner), SPEC, owner)
        with_points(store, run, 3)
        pid = worker_of(store, run)
        os.kill(pid, signal.SIGSTOP)  # it cannot write a word any more
        with server(home):
            first.kill()
            first.wait()
            assert store.runs.get(run).phase == "learning", "nobody was left to write its end"
            os.kill(pid, signal.SIGKILL)
            in_phase(store, run, "finished")


def test_a_server_that_ends_in_order_lets_its_workers_write_a_checkpoint(home, store):
    owner = new_secret()
    with server(home) as first:
        run = store.runs.submit(read(store, owner), LONG, owner)
        with_points(store, run, 1)
        pid = worker_of(store, run)
        first.send_signal(signal.SIGTERM)
        first.wait()
        in_phase(store, run, "interrupted")
        wait_until(lambda: not alive(pid), "the worker to leave")
    assert (store.places.run(run) / "checkpoint.safetensors").exists()


def test_two_servers_on_one_home_do_each_run_once(home, store):
    owner = new_secret()
    with server(home), server(home):
        dataset = read(store, owner)
        runs = [store.runs.submit(dataset, recipe(epochs=10), owner) for _ in range(2)]
        for run in runs:
            in_phase(store, run, "finished")
    assert [job.attempts for run in runs for job in store.jobs.of("train", run=run)] == [1, 1]


def test_a_job_that_ends_its_server_each_time_is_not_tried_for_ever(home, store):
    owner = new_secret()
    with server(home):
        dataset = read(store, owner)
    run = store.runs.submit(dataset, SPEC, owner)
    for _ in range(3):  # three servers that died with their workers, before they wrote a word
        assert store.jobs.claim("train", "0" * 32, 1)
        state = store.runs.get(run)
        if store.jobs.running("train")[0].attempts < 3:
            endings.put_back(store, store.jobs.running("train")[0], "queued")
    assert state.phase == "starting"
    with server(home):
        state = in_phase(store, run, "failed")
    assert state.reason == "It was tried 3 times, and each time the server ended with it."


def test_a_lock_is_free_again_when_its_process_is_killed(tmp_path):
    path = tmp_path / "it.lock"
    hold = (
        "import sys, threading; from pathlib import Path;"
        "from explorer.runs.locks import ProcessLock;"
        "lock = ProcessLock(Path(sys.argv[1])); assert lock.take(); print('held', flush=True);"
        "threading.Event().wait()"
    )
    command = [sys.executable, "-c", hold, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "held\n"
            assert is_held(path)
            assert not ProcessLock(path).take()
        finally:
            process.kill()
    assert not is_held(path)


def test_resident_memory_is_what_a_process_uses():
    assert 5 < resident_mb(os.getpid()) < 2000
    with subprocess.Popen([sys.executable, "-c", "pass"]) as process:
        process.wait()
    assert resident_mb(process.pid) is None

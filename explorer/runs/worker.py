"""The process that does one job: `python -m explorer.runs.worker LANE`.

It takes its job from one line of standard input and notices by the end of that input that its
server is gone; then it writes a checkpoint and leaves. It never imports Streamlit.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import threading

from explorer.errors import ExplorerError
from explorer.runs import endings
from explorer.runs.jobs import Job
from explorer.runs.locks import ProcessLock
from explorer.runs.store import Store
from explorer.settings import Settings

logger = logging.getLogger(__name__)

NICE = 5  # the pages of everybody come first
LEFT = 3  # exit code of a worker that was asked to leave


def main(lane: str) -> None:
    if hasattr(os, "nice"):
        os.nice(NICE)
    if lane == "train" and "--spare" in sys.argv:
        import explorer.runs.training_job  # noqa: F401 - imported to be there already
        from explorer.runs.warming import warm_up

        warm_up()
    line = _first_line()
    if not line:
        return
    order = json.loads(line)
    gone = threading.Event()
    patient = lane == "train"  # only what trains has something to write before it leaves
    threading.Thread(target=_wait_for_end, args=(gone, patient), daemon=True).start()

    store = Store(Settings.from_environment())
    lock = ProcessLock(store.places.lock(order["claim"]))
    if not lock.take() or not store.jobs.at_work(order["job"], order["claim"], os.getpid()):
        return  # another server took the job over
    job = store.jobs.get(order["job"])
    assert job is not None, "it was just marked as at work"
    try:
        _do(store, job, gone)
    finally:
        lock.release()


def _do(store: Store, job: Job, gone: threading.Event) -> None:
    try:
        if job.kind == "train":
            from explorer.runs.training_job import train_run

            train_run(store, job, gone)
        elif job.kind == "sweep":
            from explorer.runs.sweep_job import sweep_dimensions

            sweep_dimensions(store, job, gone)
        elif job.kind == "read":
            from explorer.runs.reading_job import read_dataset

            read_dataset(store, job)
        elif job.kind == "labels":
            from explorer.runs.reading_job import read_labels_of

            read_labels_of(store, job)
        elif job.kind == "start":
            from explorer.runs.start_job import read_start

            read_start(store, job)
        elif job.kind == "project":
            from explorer.runs.layout_job import lay_out

            lay_out(store, job)
        elif job.kind == "bundle":
            from explorer.runs.bundle_job import write_bundle

            write_bundle(store, job)
        else:
            from explorer.runs.opening_job import open_run_file

            open_run_file(store, job)
    except ExplorerError as error:
        logger.info("Job %s (%s) ended: %s", job.id, job.kind, error, exc_info=error.__cause__)
        endings.failed(store, job, error.message, error.mend)
    except MemoryError:
        endings.failed(
            store, job, "There was not enough memory for it.", "Choose fewer columns or rows."
        )


def _first_line() -> bytes:
    """One line of standard input; empty when it ends before."""
    line = b""
    while not line.endswith(b"\n"):
        piece = os.read(0, 1)
        if not piece:
            return b""
        line += piece
    return line


def _wait_for_end(gone: threading.Event, patient: bool) -> None:
    # Not sys.stdin.read: a thread blocked in it aborts the interpreter at exit.
    with contextlib.suppress(OSError):
        os.read(0, 1)
    gone.set()
    if not patient:  # another server does the job again
        os._exit(LEFT)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    main(sys.argv[1])

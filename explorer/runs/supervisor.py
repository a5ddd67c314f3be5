"""The thread of a server process that sees to the jobs and owns every worker."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import threading
import time

from explorer.runs import endings
from explorer.runs.bundled import open_bundled
from explorer.runs.child import Child, is_worker
from explorer.runs.janitor import Janitor
from explorer.runs.jobs import Job, Lane
from explorer.runs.locks import ProcessLock, is_held
from explorer.runs.memory import resident_mb
from explorer.runs.places import new_id
from explorer.runs.spare import Spare
from explorer.runs.store import Store

logger = logging.getLogger(__name__)

POLL = 0.25  # seconds; what other processes submit is seen within that, our own at once
GRACE = 15.0  # seconds a worker has to leave after it was asked to, and
BEFORE_BEGUN = 2.0  # as long as it has learned nothing that could be lost
CLOSING = 10.0  # seconds all workers together have when the server ends


class Supervisor:
    """Starts workers for queued jobs, watches them, and writes how they ended.

    Several supervisors may work on one home folder: a job is claimed by one statement, and
    what a dead server left is put back once its workers are gone.
    """

    def __init__(self, store: Store, wakened: threading.Event) -> None:
        self._store = store
        self._settings = store.settings
        self._wakened = wakened
        self._server = new_id()
        self._lock = ProcessLock(store.places.lock(self._server))
        self._children: list[Child] = []
        self._spare = Spare(self._settings, wakened.set)
        self._janitor = Janitor(store)
        self._closing = threading.Event()
        self._orphans: dict[int, float] = {}  # job -> when first seen without its server
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)

    def start(self) -> None:
        taken = self._lock.take()
        assert taken, "a new id names a new lock"
        self._thread.start()

    def warm(self) -> None:
        """Keep a training process ready from now on, if the settings want one."""
        if self._settings.warm_spare and not self._spare.wanted:
            self._spare.wanted = True
            self._wakened.set()

    def close(self) -> None:
        """Ask every worker to write a checkpoint and leave, and wait for it."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._wakened.set()
        if self._thread.is_alive():
            self._thread.join(CLOSING + 5)
        self._lock.release()

    def _run(self) -> None:
        for prepare in (endings.welcome_back, open_bundled):
            try:
                prepare(self._store)
            except Exception:  # jobs are seen to even so
                logger.exception("The supervisor met a fault at its start and goes on.")
        slow = 0.0
        while not self._closing.is_set():
            try:
                if time.monotonic() >= slow:  # what need not be done at every wake
                    slow = time.monotonic() + POLL
                    self._watch()
                    self._take_over()
                    self._janitor.look()
                self._reap()
                self._give_out()
                self._spare.look(idle=not self._children)
            except Exception:  # a full disk must not end the supervision of everyone's jobs
                logger.exception("The supervisor met a fault and goes on.")
                self._closing.wait(1.0)
            self._wakened.wait(POLL)
            self._wakened.clear()
        self._dismiss()

    def _give_out(self) -> None:
        """Start a worker for every queued job that has room in its lane."""
        for lane in self._store.jobs.waiting_lanes():
            at_once = self._settings.jobs if lane == "train" else 1
            while job := self._store.jobs.claim(lane, self._server, at_once):
                try:
                    child = self._spare.take() if lane == "train" else None
                    child = child or Child(lane, self._settings, self._wakened.set)
                except (OSError, RuntimeError):  # no room for a process: the job goes back
                    endings.put_back(self._store, job, "queued", in_order=True)
                    raise
                child.give(job)
                self._children.append(child)

    def _reap(self) -> None:
        """Write the end of workers that died without writing it themselves."""
        for child in [child for child in self._children if child.ended]:
            child.ask_to_leave()
            job = child.job
            assert job is not None, "spares are not among the children"
            if child.ending is None and self._closing.is_set():
                endings.put_back(self._store, job, "interrupted")
            elif child.silent:
                endings.as_asked(self._store, job)
            else:
                code = child.process.returncode
                endings.failed(self._store, job, *(child.ending or endings.died(job, code)))
            self._children.remove(child)  # last: what could not be written is tried again

    def _watch(self) -> None:
        """End workers that use too much memory or time, or do not leave when asked."""
        limit = self._settings.job_memory_mb
        for child in self._children:
            job = child.job
            assert job is not None, "spares are not among the children"
            used = resident_mb(child.process.pid)
            if used is not None and used > limit:
                child.kill(
                    f"It used more memory than one job may have here ({limit:,} MB).",
                    "Choose fewer columns, fewer dimensions or a higher minimum count."
                    if job.kind == "train"
                    else "Leave out columns or rows.",
                )
            elif child.seconds > self._seconds_allowed(child.lane):
                child.kill(
                    f"It took longer than one job may here ({child.seconds / 60:.0f} minutes).",
                    "Leave out columns or rows.",
                )
            elif job.kind == "sweep" and not self._store.jobs.holds(job):
                child.process.kill()  # it was withdrawn, and what was measured is written
            elif job.run and job.kind == "train":
                seconds, begun = self._store.runs.unheard(job.run, job.started or 0.0)
                if seconds > (GRACE if begun else BEFORE_BEGUN):
                    child.give_up()

    def _seconds_allowed(self, lane: Lane) -> float:
        if lane == "train":  # the worker ends in time by itself and keeps what it learned
            return 60.0 * self._settings.job_minutes + 120
        return 60.0 * self._settings.read_minutes

    def _take_over(self) -> None:
        """Put back what servers that are gone left running, once their workers are gone."""
        for job in self._store.jobs.running():
            if job.server == self._server or not job.server or not job.claim:
                continue
            if is_held(self._store.places.lock(job.server)):
                continue
            if is_held(self._store.places.lock(job.claim)):
                self._hurry(job)
            else:
                endings.put_back(self._store, job, "queued")
                self._orphans.pop(job.id, None)

    def _hurry(self, job: Job) -> None:
        """End a dead server's worker that does not leave; its lock proves that it lives."""
        since = self._orphans.setdefault(job.id, time.monotonic())
        own = {child.process.pid for child in self._children}
        if not job.pid or job.pid in own or time.monotonic() - since <= GRACE:
            return
        if is_worker(job.pid):  # not where the folder is shared with another machine, or container
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(job.pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    def _dismiss(self) -> None:
        self._spare.dismiss()
        for child in self._children:
            child.ask_to_leave()
        until = time.monotonic() + CLOSING
        for child in self._children:
            try:
                child.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
        self._reap()

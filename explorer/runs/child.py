"""One worker process, as its supervisor sees it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import explorer
from explorer.runs.jobs import Job, Lane
from explorer.settings import Settings

WORKER = "explorer.runs.worker"


class Child:
    """A worker of one lane, first without a job.

    Raises:
        OSError: the system has no room for a process. RuntimeError: nor for a thread.

    Attributes:
        job: what it was given. started: when. ending: why it is being ended, with the mend.
        silent: it is being ended because it did not do as it was asked.
    """

    def __init__(
        self, lane: Lane, settings: Settings, wake: Callable[[], None], *, spare: bool = False
    ) -> None:
        self.lane = lane
        self.job: Job | None = None
        self.started = time.monotonic()
        self.ending: tuple[str, str] | None = None
        self.silent = False
        root = str(Path(explorer.__file__).parent.parent)
        self.process = subprocess.Popen(
            [sys.executable, "-m", WORKER, lane, *["--spare"][: int(spare)]],
            stdin=subprocess.PIPE,  # its end of file tells the worker that we are gone
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in the server's terminal is the server's affair
            cwd=root,
            env=_environment(settings, root),
        )
        try:
            threading.Thread(target=self._report_end, args=(wake,), daemon=True).start()
        except RuntimeError:  # there are as many as the system allows
            self.ask_to_leave()
            self.process.kill()
            self.process.wait()
            raise

    def give(self, job: Job) -> None:
        """Hand over a job; a process that died meanwhile is found out by its end."""
        self.job = job
        self.started = time.monotonic()
        line = json.dumps({"job": job.id, "claim": job.claim}) + "\n"
        assert self.process.stdin is not None, "opened as a pipe"
        with contextlib.suppress(OSError):
            self.process.stdin.write(line.encode())
            self.process.stdin.flush()

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    @property
    def seconds(self) -> float:
        """Since it was given its job."""
        return time.monotonic() - self.started

    def ask_to_leave(self) -> None:
        """Close its standard input: it writes a checkpoint and leaves."""
        assert self.process.stdin is not None, "opened as a pipe"
        with contextlib.suppress(OSError):
            self.process.stdin.close()

    def kill(self, reason: str, mend: str) -> None:
        """End it at once; the sentence is for whoever waits for it."""
        self.ending = self.ending or (reason, mend)
        self.process.kill()

    def give_up(self) -> None:
        """End it at once: it was asked to pause or to stop, and does not answer."""
        self.silent = self.ending is None
        self.process.kill()

    def _report_end(self, wake: Callable[[], None]) -> None:
        self.process.wait()
        wake()


def is_worker(pid: int) -> bool:
    """Whether a process of this machine is a worker; its number may be another machine's."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        if os.name != "posix" or Path("/proc/self").exists():
            return False
        asked = ["ps", "-o", "args=", "-p", str(pid)]  # systems without /proc, such as macOS
        words = subprocess.run(asked, capture_output=True, check=False).stdout
    return WORKER.encode() in words


def _environment(settings: Settings, root: str) -> dict[str, str]:
    return {
        **os.environ,
        **settings.to_environment(),
        **settings.thread_environment(),
        "PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")])),
        "PYTHONUNBUFFERED": "1",
    }

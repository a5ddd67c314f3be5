"""One training process that has imported torch and waits for a job: learning starts at once."""

from __future__ import annotations

import time
from collections.abc import Callable

from explorer.runs.child import Child
from explorer.settings import Settings

REFILL = 3.0  # seconds after a job began: importing torch must not slow its first map down
PATIENCE = 30.0  # seconds more while jobs are at work: importing takes as long as many train
AGAIN = 30.0  # seconds before a spare that died by itself is replaced


class Spare:
    """Keeps at most one spare worker of the training lane.

    Attributes:
        wanted: whether to keep one; nothing is started before.
    """

    def __init__(self, settings: Settings, wake: Callable[[], None]) -> None:
        self.wanted = False
        self._settings = settings
        self._wake = wake
        self._child: Child | None = None
        self._not_before = 0.0

    def look(self, *, idle: bool) -> None:
        """Start a spare when one is due.

        Args:
            idle: no job is at work here; one that is would have to share its cores.
        """
        if self._child is not None and self._child.ended:
            self._child.ask_to_leave()
            self._child = None
            self._not_before = time.monotonic() + AGAIN
        due = self._not_before if idle else self._not_before + PATIENCE
        if self.wanted and self._child is None and time.monotonic() >= due:
            self._child = Child("train", self._settings, self._wake, spare=True)

    def take(self) -> Child | None:
        """Hand the spare over to a job, if there is one alive."""
        child, self._child = self._child, None
        self._not_before = time.monotonic() + REFILL
        return child if child is not None and not child.ended else None

    def dismiss(self) -> None:
        """Let the spare go; it has nothing to write."""
        self.wanted = False
        if self._child is not None:
            self._child.ask_to_leave()
            self._child.process.kill()
            self._child.process.wait()
            self._child = None

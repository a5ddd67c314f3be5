"""The clock of a training: what the caller does with an event is not counted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

TICK = 0.07  # seconds between reports
SPEED_OVER = 0.5  # seconds that a speed is measured over, at least


class Stopwatch:
    """Seconds of learning, when to report, and how fast it goes.

    Attributes:
        speed: steps a second as they were at the last report, pauses counted; 0 before the first.
    """

    def __init__(self, spent: float, step: int) -> None:
        """Start it.

        Args:
            spent: seconds before, of a training that goes on. step: where it stands.
        """
        now = time.perf_counter()
        self.speed = 0.0
        self._began = now - spent
        self._reported = now
        self._speed_from = now, step

    @property
    def seconds(self) -> float:
        """Of learning, pauses left out."""
        return time.perf_counter() - self._began

    def ticks(self) -> bool:
        """TICK is over since the last report."""
        return time.perf_counter() - self._reported > TICK

    def measure(self, step: int) -> None:
        """Take the speed again where enough time is over."""
        now = time.perf_counter()
        since, at = self._speed_from
        if now - since > SPEED_OVER:
            self.speed = (step - at) / (now - since)
            self._speed_from = now, step

    @contextmanager
    def paused(self) -> Iterator[None]:
        """While an event is reported."""
        paused = time.perf_counter()
        yield
        self._reported = time.perf_counter()
        self._began += self._reported - paused

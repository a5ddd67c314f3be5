"""One contestant on one file of data: a process of its own, a clock, an answer in JSON."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.process import memory

ROOT = Path(__file__).resolve().parents[2]
MARK = "trial: "  # begins the line of the answer; libraries print lines of their own
LONGEST = 900  # seconds until a contestant is given up


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one contestant.

    Attributes:
        points: (seconds of training, quality then), in order. Quality is a validation loss, a
            share of right neighbors or of hits: what the contest says.
        rows: that went through training, once for each epoch. seconds: that took.
        prepared: seconds from the arrays in memory to the first step, imports left out.
        memory: MB of the process at its peak.
        facts: further numbers of the contest.
        absent: why there is nothing, in a sentence; empty when there is.
    """

    points: list[tuple[float, float]] = field(default_factory=list)
    rows: float = 0.0
    seconds: float = 0.0
    prepared: float = 0.0
    memory: float = 0.0
    facts: dict[str, float] = field(default_factory=dict)
    absent: str = ""

    @property
    def speed(self) -> float:
        """Rows a second of training."""
        return self.rows / self.seconds if self.seconds else 0.0

    def reached(self, quality: float, *, falling: bool) -> float | None:
        """Seconds, preparing included, until the quality was reached; None if it never was.

        Args:
            falling: less is better, as of losses.
        """
        for seconds, found in self.points:
            if found <= quality if falling else found >= quality:
                return self.prepared + seconds
        return None

    def best(self, *, falling: bool) -> float:
        found = [quality for _, quality in self.points]
        return (min if falling else max)(found)


class Clock:
    """Seconds since it was started, pauses left out."""

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def __call__(self) -> float:
        return time.perf_counter() - self._since

    @contextmanager
    def paused(self) -> Iterator[None]:
        """What is done in here costs the contestant nothing: looking at its quality."""
        began = time.perf_counter()
        yield
        self._since += time.perf_counter() - began


def enter(contestant: str, data: Path, **options: Any) -> Trial:
    """Let a contestant (a module of this folder) train in a fresh process."""
    command = [sys.executable, "-m", f"{__package__}.{contestant}", str(data), json.dumps(options)]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LONGEST
        )
    except subprocess.TimeoutExpired:
        return Trial(absent=f"{contestant} was not done after {LONGEST} seconds.")
    for line in done.stdout.splitlines():
        if line.startswith(MARK):
            return Trial(**json.loads(line.removeprefix(MARK)))
    last = (done.stderr.strip().splitlines() or ["without a word"])[-1]
    return Trial(absent=f"{contestant} failed: {last}")


def answer(compete: Callable[..., Trial]) -> None:
    """In the contestant's process: train by the command line's options, and print the trial."""
    try:
        trial = compete(Path(sys.argv[1]), **json.loads(sys.argv[2]))
    except ModuleNotFoundError as error:
        trial = Trial(absent=f"{error.name} is not installed.")
    print("\n" + MARK + json.dumps({**asdict(trial), "memory": peak_memory()}), flush=True)


def peak_memory() -> float:
    """MB of this process at its peak; 0 where that cannot be read."""
    try:
        return memory("VmHWM")
    except OSError:
        return 0.0

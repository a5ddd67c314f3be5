"""Contestants in turns, what each did, and by how much ours is ahead."""

from __future__ import annotations

import math
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.contest.trial import Trial, enter


@dataclass(frozen=True, slots=True)
class Entry:
    """A contestant with its settings.

    Attributes:
        contestant: module of this folder. once: it is slow, and enters in the first round only.
    """

    name: str
    contestant: str
    options: dict[str, Any] = field(default_factory=dict)
    once: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """Ours compared with a peer, round by round.

    Attributes:
        ratios: one of each round; empty where one of the two has no figure.
        bound: that the median shall reach, from below where `at_least`.
    """

    what: str
    ratios: Sequence[float]
    bound: float
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """None: nothing to compare."""
        if not self.ratios:
            return None
        middle = statistics.median(self.ratios)
        return middle >= self.bound if self.at_least else middle <= self.bound

    def line(self) -> str:
        sign = ">=" if self.at_least else "<="
        verdict = {None: "not compared", True: "met", False: "NOT MET"}[self.met]
        found = "-"
        if self.ratios:
            low, high = min(self.ratios), max(self.ratios)
            found = f"{statistics.median(self.ratios):.3g} ({low:.3g} to {high:.3g})"
        return f"  {self.what:70} {found:26} goal {sign} {self.bound:<6.3g} {verdict}"


Trials = dict[str, list[Trial]]
Figure = Callable[[Trial], float | None]


def in_turns(
    entries: Sequence[Entry], data: Path, rounds: int, run: Callable[..., Trial] = enter
) -> Trials:
    """Let all contestants train `rounds` times; every second round goes backward.

    One that could not train is not asked again.
    """
    trials: Trials = {entry.name: [] for entry in entries}
    for turn in range(rounds):
        for entry in entries if turn % 2 == 0 else reversed(entries):
            before = trials[entry.name]
            if turn and (entry.once or before[0].absent):
                continue
            began = time.perf_counter()
            before.append(run(entry.contestant, data, **entry.options))
            spent = time.perf_counter() - began
            print(f"  {entry.name}: {spent:.0f} s in all", file=sys.stderr, flush=True)
    return trials


def show(title: str, trials: Trials, columns: dict[str, tuple[Figure, str]]) -> None:
    """A line for each contestant: the median of every figure; sentences for those absent.

    Args:
        columns: heading -> (the figure of a trial, its format).
    """
    print(f"\n{title}")
    print(f"  {'':44}" + "".join(f"{heading:>14}" for heading in columns))
    for name, own in trials.items():
        if own[0].absent:
            print(f"  {name:44}  left out: {own[0].absent}")
            continue
        cells = []
        for figure, form in columns.values():
            value = middle(own, figure)
            cells.append("-" if value is None else format(value, form))
        print(f"  {name:44}" + "".join(f"{cell:>14}" for cell in cells), flush=True)


def middle(trials: Sequence[Trial], figure: Figure) -> float | None:
    """The median over the rounds; None as soon as one of them has no figure."""
    found = [figure(trial) for trial in trials if not trial.absent]
    if not found or any(value is None or math.isnan(value) for value in found):
        return None
    return statistics.median(value for value in found if value is not None)


def ratios(trials: Trials, ours: str, peer: str, figure: Figure, theirs: Figure) -> list[float]:
    """Ours over the peer, round by round; a peer that entered once stands for all rounds.

    A round in which ours has no figure counts as infinitely bad where less is better (0 is no
    ratio); one in which the peer has none is left out.
    """
    peers = trials[peer]
    found = []
    for turn, own in enumerate(trials[ours]):
        other = peers[min(turn, len(peers) - 1)]
        if own.absent or other.absent:
            continue
        value, base = figure(own), theirs(other)
        if base is None or base == 0:
            continue
        found.append(math.inf if value is None else value / base)
    return found

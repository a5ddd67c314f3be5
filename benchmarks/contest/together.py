"""Appear together: seconds until neighbors are right."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks import baskets
from benchmarks.contest.scoring import Entry, Goal, Trials, in_turns, ratios, show
from benchmarks.contest.trial import Trial

ALL_ITEMS = {"sample": 0, "shrink": False}  # gensim's best setting here; its defaults come second
GENSIM = Entry("gensim, every item, whole baskets", "with_gensim", ALL_ITEMS)
PLAIN_GENSIM = Entry("gensim, default settings", "with_gensim", once=True)
SPECTRAL = Entry("ours, from counts alone, 32 dimensions", "ours_together")
WIDE = Entry("ours, from counts alone, 64 dimensions", "ours_together", {"dim": 64})
TRAINED = Entry("ours, trained, 32 dimensions", "ours_together", {"method": "sgns"})
WIDELY_TRAINED = Entry(  # what 5,000 items have by default
    "ours, trained, 64 dimensions", "ours_together", {"method": "sgns", "dim": 64}
)
HARD_QUALITY = 0.95  # that gensim's best setting reaches after some epochs


def hard(folder: Path, rounds: int, quick: bool) -> list[Goal]:
    """5,000 items, three quarters of each basket noise."""
    data = folder / "baskets.npz"
    write(data, baskets.hard())
    peers = [GENSIM] if quick else [GENSIM, PLAIN_GENSIM]
    trials = in_turns([SPECTRAL, WIDE, TRAINED, WIDELY_TRAINED, *peers], data, rounds)
    show(
        "appear together, 5,000 items, 200,000 baskets, 75 % noise; share of the 10 nearest that"
        " are right",
        trials,
        {f"s to {goal:g}": (_until(goal), ".2f") for goal in (0.9, HARD_QUALITY, 0.96)} | _COMMON,
    )
    to_good = _until(HARD_QUALITY)
    return [
        Goal("right neighbors, from counts, 32 dimensions", _found(trials, SPECTRAL), 0.9, True),
        Goal("right neighbors, from counts, 64 dimensions", _found(trials, WIDE), 0.98, True),
        *(
            Goal(
                f"seconds, {one.name} / gensim to {HARD_QUALITY:g}",
                ratios(trials, one.name, GENSIM.name, _seconds, to_good),
                0.15,
            )
            for one in (SPECTRAL, WIDE)
        ),
        *(
            Goal(
                f"seconds to gensim's last quality, {one.name} / gensim",
                _to_final(trials, one, GENSIM),
                0.7,
            )
            for one in (TRAINED, WIDELY_TRAINED)
        ),
    ]


def large(folder: Path, rounds: int) -> list[Goal]:
    """50,000 items, a million baskets; the peer gets two epochs."""
    data = folder / "many_baskets.npz"
    write(data, baskets.large())
    peer = Entry(
        "gensim, every item, whole baskets, 2 epochs",
        "with_gensim",
        {**ALL_ITEMS, "epochs": 2},
        once=True,
    )
    trials = in_turns([SPECTRAL, peer], data, rounds)
    show(
        "appear together, 50,000 items, 1,000,000 baskets, 70 % noise; share of the 10 nearest"
        " that are right",
        trials,
        _COMMON,
    )
    return [
        Goal(
            "right neighbors, from counts / gensim, 2 epochs",
            ratios(trials, SPECTRAL.name, peer.name, _best, _best),
            1.0,
            True,
        ),
        Goal(
            "seconds, from counts / gensim, 2 epochs",
            ratios(trials, SPECTRAL.name, peer.name, _seconds, _seconds),
            0.15,
        ),
    ]


def write(path: Path, made: baskets.Baskets) -> None:
    np.savez(path, items=made.items, starts=made.starts, groups=made.groups)


def _until(quality: float):
    return lambda trial: trial.reached(quality, falling=False)


def _best(trial: Trial) -> float:
    return trial.best(falling=False)


def _seconds(trial: Trial) -> float:
    return trial.seconds


def _found(trials: Trials, entry: Entry) -> list[float]:
    return [_best(trial) for trial in trials[entry.name] if not trial.absent]


def _to_final(trials: Trials, ours: Entry, peer: Entry) -> list[float]:
    """Ours to the quality that the peer had at its end, over all of the peer's time."""
    found = []
    for own, other in zip(trials[ours.name], trials[peer.name], strict=False):
        if own.absent or other.absent:
            continue
        seconds = own.reached(other.points[-1][1], falling=False)
        found.append(float("inf") if seconds is None else seconds / other.seconds)
    return found


_COMMON = {
    "right": (_best, ".3f"),
    "train s": (_seconds, ".2f"),
    "peak MB": (lambda trial: trial.memory, ",.0f"),
}

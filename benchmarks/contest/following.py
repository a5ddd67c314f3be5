"""What comes next: hits among the first ten, on users that nobody learned from."""

from __future__ import annotations

from pathlib import Path

from benchmarks.contest import sessions
from benchmarks.contest.scoring import Entry, Goal, in_turns, ratios, show
from benchmarks.contest.trial import Trial

OURS = Entry("ours, default settings", "ours_next")
COUNTS = Entry("counts of what followed, 1 to 5 items later", "next_loops", {"way": "counts"})
LOADER = Entry("torch with a DataLoader, batch 512, 15 epochs", "next_loops", {"way": "torch"})
MINUTES = 3  # that ours may take


def shop(folder: Path, rounds: int, *, full: bool = False) -> list[Goal]:
    """Shop sessions, their last tenth of users held out; of the full shop without the loader."""
    data = folder / "sessions.npz"
    sessions.write(data, full=full)
    trials = in_turns([OURS, COUNTS, *([] if full else [LOADER])], data, rounds)
    show(
        f"what comes next, the shop's {5000 if full else 400:,} products, held-out users; share of"
        " what came that is among the first 10",
        trials,
        {
            "hits": (_hits, ".3f"),
            "network alone": (lambda trial: trial.facts.get("network"), ".3f"),
            "rows/s": (lambda trial: trial.speed, ",.0f"),
            "train s": (_seconds, ".1f"),
            "peak MB": (lambda trial: trial.memory, ",.0f"),
        },
    )

    def network(trial: Trial) -> float | None:
        return trial.facts.get("network")

    times = [trial.seconds / 60 for trial in trials[OURS.name] if not trial.absent]
    goals = [
        Goal(
            "hits, ours recommended / counts of what followed",
            ratios(trials, OURS.name, COUNTS.name, _hits, _hits),
            1.0,
            at_least=True,
        ),
        Goal(
            "hits, ours by the network alone / counts of what followed",
            ratios(trials, OURS.name, COUNTS.name, network, _hits),
            0.95,
            at_least=True,
        ),
        Goal("minutes of training", times, MINUTES),
    ]
    if not full:
        beside = ratios(trials, OURS.name, LOADER.name, _hits, _hits)
        goals.append(
            Goal("hits, ours recommended / torch with a DataLoader", beside, 1.0, at_least=True)
        )
    return goals


def _hits(trial: Trial) -> float:
    return trial.best(falling=False)


def _seconds(trial: Trial) -> float:
    return trial.seconds

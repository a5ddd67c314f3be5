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


def shop(folder: Path, rounds: int) -> list[Goal]:
    """The sample of shop sessions, its last tenth of users held out."""
    data = folder / "sessions.npz"
    sessions.write(data)
    trials = in_turns([OURS, COUNTS, LOADER], data, rounds)
    show(
        "what comes next, the shop's 400 products, held-out users; share of what came that is"
        " among the first 10",
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
    return [
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
        Goal(
            "hits, ours recommended / torch with a DataLoader",
            ratios(trials, OURS.name, LOADER.name, _hits, _hits),
            1.0,
            at_least=True,
        ),
        Goal("minutes of training", times, MINUTES),
    ]


def _hits(trial: Trial) -> float:
    return trial.best(falling=False)


def _seconds(trial: Trial) -> float:
    return trial.seconds

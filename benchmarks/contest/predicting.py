"""Predict a column: rows a second, and seconds to a validation loss."""

from __future__ import annotations

from pathlib import Path

from benchmarks.contest import rows
from benchmarks.contest.scoring import Entry, Goal, Trials, in_turns, ratios, show
from benchmarks.contest.trial import Trial

OURS = Entry("ours, default settings", "ours_predict")
TUNED = Entry(
    "torch, tuned: one table, batch 4096, 4 epochs",
    "torch_loops",
    {"loop": "tuned", "batch": 4096, "rate": 1e-2, "epochs": 4},
)
FASTAI = Entry("fastai, batch 4096", "with_fastai", {"batch": 4096})
WIDEDEEP = Entry("pytorch-widedeep, batch 4096", "with_widedeep", {"batch": 4096}, once=True)
KERAS = Entry("Keras on torch, batch 4096", "with_keras", {"batch": 4096})
LOADER = Entry("torch with a DataLoader, batch 512", "torch_loops", {"batch": 512}, once=True)


def large(folder: Path, rounds: int, n_rows: int, loss: float) -> list[Goal]:
    """Many rows: throughput, and ours against the tuned loop to one loss.

    Args:
        loss: that both must reach.
    """
    data = folder / "rows.npz"
    table = rows.write(data, n_rows)
    trials = in_turns([OURS, FASTAI, TUNED, KERAS, WIDEDEEP, LOADER], data, rounds)

    def until(trial: Trial) -> float | None:
        return trial.reached(loss, falling=True)

    columns = {"rows/s": (_speed, ",.0f"), f"s to {loss:g}": (until, ".2f")}
    show(
        f"predict, 8 columns of 5 to 10,000 categories, {n_rows:,} rows; guessing costs"
        f" {table.blind_loss:.3f} nats, the best possible is {table.best_loss:.3f}",
        trials,
        {**columns, **_COMMON},
    )
    goals = [
        Goal(f"rows/s, ours / {peer.name}", _faster(trials, peer), bound, at_least=True)
        for peer, bound in ((FASTAI, 2.1), (WIDEDEEP, 9.0), (LOADER, 6.0))
    ]
    shares = ratios(trials, OURS.name, TUNED.name, until, until)
    return [*goals, Goal(f"seconds to {loss:g}, ours / torch, tuned", shares, 1.0)]


def small(folder: Path, rounds: int, loss: float = 1.035) -> list[Goal]:
    """50,000 rows, where every step of a plain loop is mostly overhead."""
    data = folder / "few_rows.npz"
    table = rows.write(data, 50_000)
    plain = Entry(
        "torch with a DataLoader, batch 32",
        "torch_loops",
        {"batch": 32, "epochs": 4, "until": loss},
    )
    trials = in_turns([OURS, plain], data, rounds)

    def until(trial: Trial) -> float | None:
        return trial.reached(loss, falling=True)

    show(
        f"predict, the same columns, 50,000 rows; guessing costs {table.blind_loss:.3f} nats,"
        f" the best possible is {table.best_loss:.3f}",
        trials,
        {"rows/s": (_speed, ",.0f"), f"s to {loss:g}": (until, ".3f"), **_COMMON},
    )
    shares = ratios(trials, OURS.name, plain.name, until, until)
    return [Goal(f"seconds to {loss:g}, ours / {plain.name}", shares, 1 / 15)]


def _speed(trial: Trial) -> float:
    return trial.speed


def _faster(trials: Trials, peer: Entry) -> list[float]:
    return ratios(trials, OURS.name, peer.name, _speed, _speed)


_COMMON = {
    "best loss": (lambda trial: trial.best(falling=True), ".3f"),
    "prepare s": (lambda trial: trial.prepared, ".2f"),
    "train s": (lambda trial: trial.seconds, ".2f"),
    "peak MB": (lambda trial: trial.memory, ",.0f"),
}

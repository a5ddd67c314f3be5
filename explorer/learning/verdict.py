"""Has it learned anything? Held-out losses beside guessing by frequency."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.records.training import Verdict

CERTAIN = 4.0  # standard errors; chance passes this once in 30,000 trials


def clustered_z(gains: NDArray[np.float64], rows: NDArray[np.int64]) -> float:
    """Mean gain over its standard error; cells of one row are counted as one observation."""
    if len(gains) == 0:
        return 0.0
    _, group = np.unique(rows, return_inverse=True)
    sums = np.bincount(group, weights=gains)
    error = float(np.sqrt((sums**2).sum()))
    return float(sums.sum() / error) if error > 0 else 0.0


def cells_verdict(
    names: Sequence[str],
    losses: list[NDArray[np.float64]],
    blind: list[NDArray[np.float64]],
    rows: list[NDArray[np.int64]],
) -> Verdict:
    """Of fill in the blank: per column the nats of its held-out cells, and those of guessing."""
    held = float(np.concatenate(losses).mean())
    blindly = float(np.concatenate(blind).mean())
    z = clustered_z(np.concatenate(blind) - np.concatenate(losses), np.concatenate(rows))
    learned = z > CERTAIN
    sentence = (
        f"Hidden cells are guessed at {held:.2f} nats; guessing by frequency costs {blindly:.2f}."
        if learned
        else f"Nothing was learned: hidden cells cost {held:.2f} nats, "
        f"guessing by frequency {blindly:.2f}."
    )
    per_column = {
        name: (float(own.mean()), float(guess.mean()), len(own))
        for name, own, guess in zip(names, losses, blind, strict=True)
        if len(own)
    }
    return Verdict(learned, held, blindly, "nats", sentence, per_column=per_column)

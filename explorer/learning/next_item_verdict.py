"""Has it learned what comes next? Held-out losses and ranks beside those of simpler ways."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from explorer.learning.verdict import learned_from_rows
from explorer.records.training import Verdict
from explorer.sequences.ranking import PLACES, Rival, Score


def judge(
    losses: NDArray[np.float32],
    mixed: NDArray[np.float32],
    blind: NDArray[np.float32],
    baskets: NDArray[np.int64],
    scores: Mapping[Rival, Score],
) -> Verdict:
    """The verdict on held-out later items.

    Args:
        losses: [n] nats of each held-out item. mixed: by other histories, on average.
        blind: by popularity. baskets: [n] the basket of each; items of one count as one.
        scores: of each way of guessing, on the same items.
    """
    held, blindly = float(losses.mean()), float(blind.mean())
    learned = learned_from_rows(
        losses.astype(np.float64), mixed.astype(np.float64), blind.astype(np.float64), baskets
    )
    best, popular, last = scores["recommended"], scores["popularity"], scores["last"]
    ranked = (
        f"Of held-out next items {best.hits:.0%} are among the {PLACES} recommended (mean"
        f" reciprocal rank {best.reciprocal:.2f}); by popularity {popular.hits:.0%}"
        f" ({popular.reciprocal:.2f}), by the same as the last {last.hits:.0%}."
    )
    begin = "" if learned else "Not sure that anything was learned: "
    sentence = (
        ranked
        if learned
        else f"{begin}held-out next items cost {held:.2f} nats, guessing by popularity"
        f" {blindly:.2f}. {ranked}"
    )
    return Verdict(
        learned,
        held,
        blindly,
        "nats",
        sentence,
        ranking={way: (each.hits, each.reciprocal) for way, each in scores.items()},
    )

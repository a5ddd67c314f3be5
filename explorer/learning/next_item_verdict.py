"""Has it learned what comes next? Held-out losses and ranks beside those of simpler ways."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from explorer.learning.verdict import learned_from_rows, not_learned
from explorer.records.training import Verdict
from explorer.sequences.ranking import PLACES, Rival, Score

FEW_BASKETS = 30  # with held-out items; fewer are too few to be counted as one observation each


def observations(
    rows: NDArray[np.int64], begins: NDArray[np.int64], history: int
) -> NDArray[np.int64]:
    """[n] which held-out items count as one observation: those of one basket.

    Where baskets are few, as the one long sequence of a single user, it is stretches of twice the
    history: two items further apart were guessed from nothing they share (the method of batch
    means; Conway, Some tactical problems in digital simulation, Management Science 1963).

    Args:
        rows: [n] of the held-out items. begins: [n] where the basket of each begins.
    """
    if len(np.unique(begins)) >= FEW_BASKETS:
        return begins
    stretches = np.stack([begins, (rows - begins) // (2 * history)])
    return np.unique(stretches, axis=1, return_inverse=True)[1].ravel().astype(np.int64)


def judge(
    losses: NDArray[np.float32],
    mixed: NDArray[np.float32],
    blind: NDArray[np.float32],
    observed: NDArray[np.int64],
    scores: Mapping[Rival, Score],
    n_items: int,
) -> Verdict:
    """The verdict on held-out later items.

    Args:
        losses: [n] nats of each held-out item. mixed: by other histories, on average.
        blind: by popularity. observed: [n] which of them count as one, see `observations`.
        scores: of each way of guessing, on the same items. n_items: that can be recommended.
    """
    held, blindly = float(losses.mean()), float(blind.mean())
    learned = learned_from_rows(
        losses.astype(np.float64), mixed.astype(np.float64), blind.astype(np.float64), observed
    )
    ranked = _ranked(scores, n_items)
    n = len(np.unique(observed))
    sentence = ranked
    if not learned:
        said = not_learned(held, blindly, n, "next items cost", "nats, guessing by popularity")
        sentence = f"{said} {ranked}"
    return Verdict(
        learned,
        held,
        blindly,
        "nats",
        sentence,
        ranking={way: (each.hits, each.reciprocal) for way, each in scores.items()},
        observed=n,
    )


def _ranked(scores: Mapping[Rival, Score], n_items: int) -> str:
    best, popular, last = scores["recommended"], scores["popularity"], scores["last"]
    if n_items <= PLACES:
        return (
            f"Of {n_items} items all are among the {PLACES} recommended, so their order alone"
            f" tells: mean reciprocal rank {best.reciprocal:.2f}; by popularity"
            f" {popular.reciprocal:.2f}, by repeating the last item {last.reciprocal:.2f}."
        )
    return (
        f"Of held-out next items {100 * best.hits:.0f} % are among the {PLACES} recommended (mean"
        f" reciprocal rank {best.reciprocal:.2f}); by popularity {100 * popular.hits:.0f} %"
        f" ({popular.reciprocal:.2f}), by repeating the last item {100 * last.hits:.0f} %."
    )

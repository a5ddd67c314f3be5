"""What comes next: the network and the counts together, and which item pulled a guess up.

What is recommended is the weighted mean of network and counts, raised to a power. The counts look
at several items and believe each by its place alone, so that they rank well and are never sure;
the power makes the mean as sure as held-out items say, keeps its order and each item's share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.records.recommender import Recommender
from explorer.sequences.followers import fading_weights, of_last
from explorer.sequences.guessing import BARELY, Floats, candidates, network_parts

Way = Literal["recommended", "network", "counts", "popularity"]
WAYS: tuple[Way, ...] = ("recommended", "network", "counts", "popularity")


@dataclass(frozen=True, slots=True)
class Parts:
    """Probabilities of what comes next, and the part of each item of the history in them.

    Attributes:
        network, counts: [history + 1, n], the item that came last first, and at last the part
            that no item of the history has: what comes anyway, and popularity.
        popularity: [n].
        pulled: [history + 1, n] parts of what is recommended: the weighted mean of both, sharpened.
    """

    network: Floats
    counts: Floats
    popularity: Floats
    pulled: Floats

    def of(self, way: Way) -> Floats:
        """[n] probabilities of one way of guessing."""
        if way == "popularity":
            return self.popularity
        found = {"network": self.network, "counts": self.counts, "recommended": self.pulled}
        return np.asarray(found[way].sum(axis=0))


def parts(model: Recommender, history: NDArray[np.int32]) -> Parts:
    """What comes after one history.

    Args:
        history: [history] entries, the last item first, n where there is none.

    Returns:
        Probabilities that add up to 1 over the candidates: where items never come again in the
        data, those of the history have none. Without any item popularity is what is recommended.
    """
    allowed = candidates(model, history[None])[0]
    network = _among(network_parts(model, history[None])[0], allowed)
    counts = _among(counted_parts(model, history), allowed)
    popularity = _among(model.popularity, allowed)
    if not (history < model.n).any():  # frequency alone speaks, as sure as it is
        pulled = np.zeros_like(counts)
        pulled[-1] = popularity
        return Parts(network, counts, popularity, pulled)
    weight = np.float32(model.weight)
    mixed = weight * network + (1 - weight) * counts
    total = mixed.sum(axis=0)
    sharp = np.power(total, model.sharpness, dtype=np.float64)
    sharp /= max(float(sharp.sum()), BARELY)
    by = np.divide(sharp, total, out=np.zeros_like(sharp), where=total > 0)
    return Parts(network, counts, popularity, np.asarray(mixed * by, np.float32))


def counted_parts(model: Recommender, history: NDArray[np.int32]) -> Floats:
    """[history + 1, n] what each item, at last popularity, adds to the counts' share."""
    weights = fading_weights(history, model.fading, model.n)
    found = np.zeros((len(history) + 1, model.n), np.float32)
    backed = 0.0 if (history < model.n).any() else 1.0
    for k, item in enumerate(history.tolist()):
        if item < model.n:
            own = of_last(model.starts, model.followers, model.shares, item, model.n)
            found[k] = weights[k] * own
            backed += float(weights[k] * model.backing[item])
    found[-1] = np.float32(backed) * model.popularity
    return found


def _among(probabilities: Floats, allowed: NDArray[np.bool_]) -> Floats:
    """[.., n] as shares of what is allowed; all rows share one total."""
    kept = np.where(allowed, probabilities, np.float32(0.0))
    total = float(kept.sum(dtype=np.float64))
    return np.asarray(kept / np.float32(total)) if total > 0 else kept


def order_of(probabilities: Floats) -> NDArray[np.int64]:
    """[n] entries from the most probable on; of equals, the more frequent one first."""
    return np.argsort(-probabilities, kind="stable")

"""What comes next, in numpy: the network, the counts, and which item pulled a guess up.

Every item of the history guesses by itself, from the same table, what comes after it; the hidden
layer looks at all of them and decides how far each is believed, or none of them:

    follows(y | x) = softmax over y of (items[x] . guesses[y] + lean[y])
    belief(k) = softmax over k of (place[k] + outer[k] . relu(inner @ seen + inner_bias))
    network(y) = belief(none) * common(y) + sum over k of belief(k) * follows(y | item k)

`seen` are the vectors of the last items and how well each follows on each one before it. So a
guess is a sum with one part for each item of the history, and the parts say, exactly, which item
pulled it up. Where items never come again, each follows(. | x) is that of the items not yet seen.

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

Floats = NDArray[np.float32]
Way = Literal["recommended", "network", "counts", "popularity"]
WAYS: tuple[Way, ...] = ("recommended", "network", "counts", "popularity")
LEAST, FELT = -9.0, 6.0  # of a log-probability that the hidden layer sees: at least; brought near 0
BARELY = 1e-30  # probability, so that its logarithm and its inverse are numbers
MOST_SEEN = 0.95  # of an item's guess that lies on items of the history, at most


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


def candidates(model: Recommender, histories: NDArray[np.int32]) -> NDArray[np.bool_]:
    """[m, n] what may come next."""
    allowed = np.repeat(model.candidate[None], len(histories), axis=0)
    if not model.repeats:
        forbid(allowed, histories)
    return allowed


def forbid(allowed: NDArray[np.bool_], histories: NDArray[np.int32]) -> None:
    """Take the items of each history out of what is allowed after it."""
    rows, at = np.nonzero(histories < allowed.shape[1])
    allowed[rows, histories[rows, at]] = False


def network_parts(model: Recommender, histories: NDArray[np.int32]) -> Floats:
    """[m, history + 1, n] what each item of each history, and none, adds to probabilities."""
    blank = histories == model.n
    at = np.where(blank, 0, histories)
    said = model.items[at]
    flat = said.reshape(-1, model.dim) @ model.guesses.T
    logs = flat.reshape(*histories.shape, model.n) + model.lean - model.totals[at][..., None]
    # How each item of the history follows on each: [m, item k, item i].
    m, length = histories.shape
    pairs = np.take_along_axis(logs, np.broadcast_to(at[:, None, :], (m, length, length)), axis=2)
    believed = _beliefs(model, said, blank, pairs)
    anyway = np.exp(model.common)
    if not model.repeats:
        first = _first_ones(at, blank)
        on_seen = np.where(first[:, None, :], np.exp(pairs), 0.0).sum(axis=2)
        believed[:, :-1] /= 1 - np.minimum(on_seen, MOST_SEEN)
        believed[:, -1] /= 1 - np.minimum(np.where(first, anyway[at], 0.0).sum(axis=1), MOST_SEEN)
    found = np.empty((m, length + 1, model.n), np.float32)
    np.multiply(np.exp(logs, out=logs), believed[:, :-1, None], out=found[:, :-1])
    np.multiply(anyway, believed[:, -1:], out=found[:, -1])
    return found


def _beliefs(
    model: Recommender, said: Floats, blank: NDArray[np.bool_], pairs: Floats
) -> NDArray[np.float32]:
    """[m, history + 1] how far each item is believed, 0 for a blank; at last, none of them."""
    few = model.believed
    later, earlier = np.tril_indices(few, -1)  # item `later` came before item `earlier`
    seen = np.concatenate(
        [
            np.where(blank[:, :few, None], 0.0, said[:, :few]).reshape(len(said), -1),
            np.where(
                blank[:, later] | blank[:, earlier],
                0.0,
                (np.maximum(pairs[:, later, earlier], LEAST) + FELT) / 2,
            ),
            blank[:, :few],
        ],
        axis=1,
    ).astype(np.float32)
    inner = np.maximum(seen @ model.inner.T + model.inner_bias, 0.0)
    asked = model.place + inner @ model.outer.T
    asked[:, :-1][blank] = -np.inf
    believed = np.exp(asked - asked.max(axis=1, keepdims=True))
    return np.asarray(believed / believed.sum(axis=1, keepdims=True), np.float32)


def _first_ones(at: NDArray[np.int32], blank: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """[m, history] items that no later place of the same history holds, too."""
    same = at[:, :, None] == at[:, None, :]
    doubled = (np.tril(same, -1) & ~blank[:, None, :]).any(axis=2)
    return np.asarray(~(doubled | blank))


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

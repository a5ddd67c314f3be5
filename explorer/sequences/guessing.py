"""The network that says what comes next, in numpy: each item of a history guesses.

Every item of the history guesses by itself, from the same table, what comes after it; the hidden
layer looks at all of them and decides how far each is believed, or none of them:

    follows(y | x) = softmax over y of (items[x] . guesses[y] + lean[y])
    belief(k) = softmax over k of (place[k] + outer[k] . relu(inner @ seen + inner_bias))
    alone(y) = belief(none) * common(y) + sum over k of belief(k) * follows(y | item k)

`seen` are the vectors of the last items and how well each follows on each one before it. So a
guess is a sum with one part for each item of the history, and the parts say, exactly, which item
pulled it up. Where items never come again, each follows(. | x) is that of the items not yet seen.

One of them is the reason where somebody walks through a shop; of films that somebody likes, all
are. How far the guess is made from single items or from all together, held-out items tell:

    together(y) = softmax over y of (log common(y) + evidence * sum over k of
                                     lasting^k * (log follows(y | item k) - log common(y)))
    network(y) = (1 - jointly) * alone(y) + jointly * together(y)

This pool of opinions is Bordley's, A Multiplicative Formula for Aggregating Probability
Assessments, 1982. What it adds to what comes anyway is shared out among the items that speak for
it, by how much they do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.records.recommender import Recommender

Floats = NDArray[np.float32]
LEAST, FELT = -9.0, 6.0  # of a log-probability that the hidden layer sees: at least; brought near 0
BARELY = 1e-30  # probability, so that its logarithm and its inverse are numbers
MOST_SEEN = 0.95  # of an item's guess that lies on items of the history, at most


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
    alone, together = _guesses(model, histories)
    if together is None:
        return alone
    alone *= np.float32(1 - model.jointly)
    alone += np.float32(model.jointly) * _shared_out(model, histories, together)
    return alone


def network(model: Recommender, histories: NDArray[np.int32]) -> Floats:
    """[m, n] the sums of `network_parts`."""
    alone, together = _guesses(model, histories)
    found = np.asarray(alone.sum(axis=1))
    if together is not None:
        found *= np.float32(1 - model.jointly)
        found += np.float32(model.jointly) * together
    return found


def _guesses(model: Recommender, histories: NDArray[np.int32]) -> tuple[Floats, Floats | None]:
    """Of single items [m, history + 1, n], and of all together [m, n] where that is asked for."""
    blank = histories == model.n
    at = np.where(blank, 0, histories)
    said = model.items[at]
    logs = follow_logs(model, histories)
    together = pooled(model, histories, logs) if model.jointly > 0 else None
    # How each item of the history follows on each: [m, item k, item i].
    m, length = histories.shape
    pairs = np.take_along_axis(logs, np.broadcast_to(at[:, None, :], (m, length, length)), axis=2)
    believed = _beliefs(model, said, blank, pairs)
    anyway = np.exp(model.common)
    if not model.repeats:
        first = first_ones(at, blank)
        on_seen = np.where(first[:, None, :], np.exp(pairs), 0.0).sum(axis=2)
        believed[:, :-1] /= 1 - np.minimum(on_seen, MOST_SEEN)
        believed[:, -1] /= 1 - np.minimum(np.where(first, anyway[at], 0.0).sum(axis=1), MOST_SEEN)
    found = np.empty((m, length + 1, model.n), np.float32)
    np.multiply(np.exp(logs, out=logs), believed[:, :-1, None], out=found[:, :-1])
    np.multiply(anyway, believed[:, -1:], out=found[:, -1])
    return found, together


def follow_logs(model: Recommender, histories: NDArray[np.int32]) -> Floats:
    """[m, history, n] log-probabilities of what follows on each item; of any for a blank."""
    at = np.where(histories == model.n, 0, histories)
    flat = model.items[at].reshape(-1, model.dim) @ model.guesses.T
    logs = flat.reshape(*histories.shape, model.n) + model.lean - model.totals[at][..., None]
    return np.asarray(logs)


def pooled(model: Recommender, histories: NDArray[np.int32], logs: Floats) -> Floats:
    """[m, n] what all items of each history say together, see `together` above."""
    says = _says(model, histories)
    found = np.einsum("mkn,mk->mn", logs, says)
    found += (1 - says.sum(axis=1, keepdims=True)) * model.common
    found -= found.max(axis=1, keepdims=True)
    np.exp(found, out=found)
    return _of_what_may_come(model, histories, found)


def _says(model: Recommender, histories: NDArray[np.int32]) -> Floats:
    """[m, history] how much each item says where all speak; 0 for a blank."""
    lasts = np.float32(model.lasting) ** np.arange(histories.shape[1], dtype=np.float32)
    return np.where(histories == model.n, np.float32(0), np.float32(model.evidence) * lasts)


def _of_what_may_come(model: Recommender, histories: NDArray[np.int32], found: Floats) -> Floats:
    """As shares of all, where items never come again of those not yet seen."""
    may = np.ones(found.shape, bool)
    if not model.repeats:
        forbid(may, histories)
    total = found.sum(axis=1, keepdims=True, where=may)
    return np.asarray(found / np.maximum(total, np.float32(BARELY)))


def _shared_out(model: Recommender, histories: NDArray[np.int32], together: Floats) -> Floats:
    """[m, history + 1, n] what all say together, as the part of each, and of none of them."""
    above = follow_logs(model, histories) - model.common
    speaks = np.maximum(above, 0) * _says(model, histories)[..., None]
    anyway = _of_what_may_come(model, histories, np.exp(model.common)[None].repeat(len(above), 0))
    total = speaks.sum(axis=1)
    more = np.where(total > 0, np.maximum(together - anyway, 0), np.float32(0))
    found = np.empty((len(above), above.shape[1] + 1, model.n), np.float32)
    np.multiply(speaks, (more / np.maximum(total, np.float32(BARELY)))[:, None], out=found[:, :-1])
    np.subtract(together, more, out=found[:, -1])
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


def first_ones(at: NDArray[np.int32], blank: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """[m, history] items that no later place of the same history holds, too."""
    same = at[:, :, None] == at[:, None, :]
    doubled = (np.tril(same, -1) & ~blank[:, None, :]).any(axis=2)
    return np.asarray(~(doubled | blank))

"""Hit rate and mean reciprocal rank: at which place what came next was recommended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from explorer.records.recommender import Recommender
from explorer.sequences.followers import fading_weights
from explorer.sequences.guessing import Floats, candidates, forbid, network
from explorer.sequences.recommending import WAYS, Way

PLACES = 10  # a hit is among the first ten
CHUNK = 4_000_000  # probabilities held at once
Rival = Way | Literal["last"]
RIVALS: tuple[Rival, ...] = (*WAYS, "last")


class Score(NamedTuple):
    """Of one way of guessing, over all that was asked: both from 0 to 1."""

    hits: float
    reciprocal: float


def rank_of(
    scores: Floats, answers: NDArray[np.int32], places: NDArray[np.int64]
) -> NDArray[np.int64]:
    """[m] the place of each answer, from 0 on; one that is not recommended is behind all.

    Args:
        scores: [m, n] higher is better; -inf for what is not recommended at all.
        places: [n] which of equals comes first, see `among_equals`.
    """
    own = np.take_along_axis(scores, answers[:, None].astype(np.int64), axis=1)
    before = places < places[answers][:, None]
    better = (scores > own).sum(axis=1) + ((scores == own) & before).sum(axis=1)
    behind = max(scores.shape[1], PLACES)  # where items are few, too, it is no hit
    return np.asarray(np.where(np.isneginf(own[:, 0]), behind, better))


def among_equals(model: Recommender) -> NDArray[np.int64]:
    """[n] the place of each entry among others that are recommended as much.

    By how popular it was in the rows that were learned from, then by lot, the same each time. The
    number of an entry would not do: entries are numbered by how often they occur in the whole
    file, and so by the answers, too.
    """
    lots = np.random.default_rng(0).permutation(model.n)
    places = np.empty(model.n, np.int64)
    places[np.lexsort((lots, -model.popularity))] = np.arange(model.n)
    return places


def score(ranks: NDArray[np.int64]) -> Score:
    """Hit rate and mean reciprocal rank among the first ten.

    >>> score(np.array([0, 3, 12]))
    Score(hits=0.6666666666666666, reciprocal=0.4166666666666667)
    """
    if len(ranks) == 0:
        return Score(0.0, 0.0)
    hit = ranks < PLACES
    return Score(float(hit.mean()), float(np.where(hit, 1.0 / (ranks + 1), 0.0).mean()))


def ranks_of(
    model: Recommender, histories: NDArray[np.int32], answers: NDArray[np.int32]
) -> dict[Rival, NDArray[np.int64]]:
    """The place of what came next, by each way of guessing.

    "last" recommends the same item again and nothing else. Where items never come again in the
    data, those of the history are left out.

    Args:
        histories: [m, history] the last item first. answers: [m].
    """
    (ranks,) = _ranks(
        model,
        histories,
        answers,
        model.popularity,
        [lambda part, _: candidates(model, histories[part])],
    )
    return ranks


def ranks_with_and_without(
    model: Recommender,
    histories: NDArray[np.int32],
    answers: NDArray[np.int32],
    seen: Sequence[NDArray[np.int32]],
    popularity: Floats,
    again: bool,
) -> tuple[dict[Rival, NDArray[np.int64]], dict[Rival, NDArray[np.int64]]]:
    """The place of what came next among all items, and without those that were seen before.

    A model that has learned that no item comes again ranks those of the history last, unless
    that is not so: what it learned from need not hold the repeats that the answers are.

    Args:
        histories: [m, history] the last item first. answers: [m].
        seen: for each history, the items that are left out the second time.
        popularity: [n] to rank by in place of the model's own, which is that of what came next.
        again: items come again in the sequences, if only at their ends.
    """

    def every(part: slice, way: Rival) -> NDArray[np.bool_]:
        if not again and way not in ("popularity", "last"):
            return candidates(model, histories[part])
        return np.repeat(model.candidate[None], len(answers[part]), axis=0)

    def unseen(part: slice, _: Rival) -> NDArray[np.bool_]:
        allowed = np.repeat(model.candidate[None], len(answers[part]), axis=0)
        for row, items in enumerate(seen[part]):
            allowed[row, items] = False
        return allowed

    with_them, without = _ranks(model, histories, answers, popularity, [every, unseen])
    return with_them, without


def _ranks(
    model: Recommender,
    histories: NDArray[np.int32],
    answers: NDArray[np.int32],
    popularity: Floats,
    allowed: Sequence[Callable[[slice, Rival], NDArray[np.bool_]]],
) -> list[dict[Rival, NDArray[np.int64]]]:
    """The place of each answer by each way, for each choice of what is allowed in some rows."""
    found: list[dict[Rival, list[NDArray[np.int64]]]] = [
        {way: [np.zeros(0, np.int64)] for way in RIVALS} for _ in allowed
    ]
    places = among_equals(model)
    step = max(1, CHUNK // (model.n * model.history))
    for begin in range(0, len(answers), step):
        part = slice(begin, begin + step)
        for way, scores in _scores(model, histories[part], popularity).items():
            for ranks, choice in zip(found, allowed, strict=True):
                among = np.where(choice(part, way), scores, -np.inf)
                ranks[way].append(rank_of(among, answers[part], places))
    return [{way: np.concatenate(each) for way, each in ranks.items()} for ranks in found]


def network_and_counts(model: Recommender, histories: NDArray[np.int32]) -> tuple[Floats, Floats]:
    """[m, n] probabilities by both, so that they can be averaged."""
    both = network(model, histories), counted(model, histories)
    return _shared(model, both[0], histories), _shared(model, both[1], histories)


def _scores(
    model: Recommender, histories: NDArray[np.int32], popularity: Floats
) -> dict[Rival, Floats]:
    ours, counts = network_and_counts(model, histories)
    last = np.full(ours.shape, -np.inf, np.float32)
    there = np.flatnonzero(histories[:, 0] < model.n)
    last[there, histories[there, 0]] = 0.0
    return {
        "recommended": model.weight * ours + (1 - model.weight) * counts,
        "network": ours,
        "counts": counts,
        "popularity": np.broadcast_to(popularity, ours.shape),
        "last": last,
    }


def _shared(model: Recommender, scores: Floats, histories: NDArray[np.int32]) -> Floats:
    """As shares of what may come next, so that two ways can be averaged."""
    if model.repeats:
        return scores
    allowed = np.ones(scores.shape, bool)
    forbid(allowed, histories)
    kept = np.where(allowed, scores, 0.0)
    return np.asarray(scores / np.maximum(kept.sum(axis=1, keepdims=True), 1e-30))


def counted(model: Recommender, histories: NDArray[np.int32]) -> Floats:
    """[m, n] probabilities by the counts."""
    weights = fading_weights(histories, model.fading, model.n)
    found = np.zeros((len(histories), model.n), np.float32)
    for row, history in enumerate(histories.tolist()):
        for k, item in enumerate(history):
            if item < model.n and weights[row, k] > 1e-4:
                span = slice(int(model.starts[item]), int(model.starts[item + 1]))
                found[row, model.followers[span]] += weights[row, k] * model.shares[span]
    padded = np.append(model.backing, np.float32(0.0))
    backed = (weights * padded[histories]).sum(axis=1)
    backed[~(histories < model.n).any(axis=1)] = 1.0
    return np.asarray(found + backed[:, None] * model.popularity)

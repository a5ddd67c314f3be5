"""How much the network and how much the counts are believed: what held-out items say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from explorer.records.recommender import Recommender
from explorer.sequences.followers import FADINGS, fading_weights
from explorer.sequences.ranking import CHUNK, among_equals, network_and_counts, rank_of, score
from explorer.sequences.recommending import candidates

WEIGHTS = np.linspace(0.0, 1.0, 11)  # of the network
RANKED = 20_000_000  # held-out answers times categories, at most, that a weight is chosen by


def weighed(
    model: Recommender, histories: NDArray[np.int32], answers: NDArray[np.int32]
) -> Recommender:
    """The recommender with the fading that costs the counts the fewest nats, and the best weight.

    The weight is the one with the highest sum of hit rate and mean reciprocal rank: what is
    recommended is a ranking, and the surer of two ways in nats may rank worse (on the shop of
    5,000 products, it does). The reciprocal rank alone would look at the first place only.

    Args:
        histories: [m, history] that were held out, in random order. answers: [m].
    """
    own = counted_share(model, histories, answers)
    by_fading = np.stack([(fading_weights(histories, f, model.n) * own).sum(1) for f in FADINGS])
    model = replace(model, fading=FADINGS[int(_nats(by_fading).argmin())])
    few = int(np.clip(RANKED / model.n, 200, len(answers)))
    good = np.zeros(len(WEIGHTS))
    places = among_equals(model)
    step = max(1, CHUNK // (model.n * model.history))
    for begin in range(0, few, step):
        part = slice(begin, min(begin + step, few))
        network, counts = network_and_counts(model, histories[part])
        allowed = candidates(model, histories[part])
        for i, weight in enumerate(WEIGHTS):
            mixed = np.float32(weight) * network + np.float32(1 - weight) * counts
            ranks = rank_of(np.where(allowed, mixed, -np.inf), answers[part], places)
            good[i] += sum(score(ranks)) * len(ranks)
    return replace(model, weight=float(WEIGHTS[good.argmax()]))


def _nats(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """[n] mean cost of each row."""
    return np.asarray(-np.log(np.maximum(probabilities, 1e-30)).mean(axis=1))


def counted_share(
    model: Recommender, histories: NDArray[np.int32], answers: NDArray[np.int32]
) -> NDArray[np.float64]:
    """[m, history] by the counts, how probable each answer is after each item; 0 for a blank.

    Where items never come again it is the share of what was not yet seen.
    """
    found = np.zeros(histories.shape)
    for row, (history, answer) in enumerate(zip(histories.tolist(), answers.tolist(), strict=True)):
        known = [item for item in history if item < model.n]
        for k, item in enumerate(history):
            if item < model.n:
                asked = [answer] if model.repeats else [answer, *set(known)]
                probable = _follows(model, item, asked)
                left = 1.0 if model.repeats else 1.0 - min(float(probable[1:].sum()), 0.95)
                found[row, k] = float(probable[0]) / left
    return found


def _follows(model: Recommender, item: int, asked: list[int]) -> NDArray[np.float64]:
    """[len(asked)] how probable each is after an item, by the counts."""
    span = slice(int(model.starts[item]), int(model.starts[item + 1]))
    known, shares = model.followers[span], model.shares[span]
    wanted = np.array(asked)
    at = np.minimum(np.searchsorted(known, wanted), max(len(known) - 1, 0))
    own = np.where(known[at] == wanted, shares[at], 0.0) if len(known) else np.zeros(len(wanted))
    return np.asarray(own + model.backing[item] * model.popularity[wanted])

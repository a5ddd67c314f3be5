"""How much the network and how much the counts are believed: what held-out items say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from explorer.records.recommender import Recommender
from explorer.sequences.followers import FADINGS, fading_weights

WEIGHTS = np.linspace(0.0, 1.0, 21)  # of the network


def weighed(
    model: Recommender,
    network: NDArray[np.float64],
    histories: NDArray[np.int32],
    answers: NDArray[np.int32],
) -> Recommender:
    """The recommender with the fading of the counts, then the weight, that cost the fewest nats.

    Args:
        network: [m] probabilities of the answers by the network.
        histories: [m, history] that were held out. answers: [m].
    """
    own = counted_share(model, histories, answers)
    by_fading = np.stack([(fading_weights(histories, f, model.n) * own).sum(1) for f in FADINGS])
    best = int(_nats(by_fading).argmin())
    mixed = WEIGHTS[:, None] * network + (1 - WEIGHTS[:, None]) * by_fading[best]
    return replace(model, weight=float(WEIGHTS[_nats(mixed).argmin()]), fading=FADINGS[best])


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

"""Losses that all methods share: can pairs that met be told from pairs that did not?

Every pair that met stands beside a made-up one, the same entry with the partner of another pair,
so that partners are as popular in both. A logistic curve over what the model says of a pair gives
the probability that it met; it has two numbers, fitted to one half of the baskets to judge the
other. So methods whose scales differ are compared in one unit. Guessing blindly costs log 2 nats.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from explorer.learning.randomness import numpy_generator
from explorer.learning.together.meeting import Pairs, shuffled_within

BLIND = float(np.log(2))
PRIOR = 1.0  # on both numbers of a curve: a few pairs that it parts without a miss prove little
OTHERS = 20  # entries that each held-out pair is judged with in place of its own

# How much more often than chance [n] pairs of entries meet.
Told = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]]
# [n, width] vectors of all entries as they are shown, or as others whose products are theirs.
Narrow = Callable[[NDArray[np.float32]], NDArray[np.float32]]


def whole(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors with nothing left out."""
    return rows


class Curve(NamedTuple):
    """What is said of a pair becomes a probability; beyond what it was fitted to it stays level.

    Attributes:
        slope: 0 or more. offset: of the log odds. low, high: between which it was fitted.
    """

    slope: float
    offset: float
    low: float
    high: float


def fitted(told: Told, pairs: Pairs) -> Curve:
    """The logistic curve that tells pairs that met from made-up ones."""
    says = np.concatenate([told(pairs.own, pairs.met), told(pairs.own, pairs.made_up)])
    met = np.arange(len(says)) < len(pairs.own)
    spread = float(says.std()) if len(says) else 0.0
    if not np.isfinite(spread) or spread < 1e-9:
        return Curve(0.0, 0.0, 0.0, 0.0)
    middle = float(says.mean())
    x = np.stack([(says - middle) / spread, np.ones(len(says))], axis=1)
    weights = np.zeros(2)
    for _ in range(30):
        chance = 1 / (1 + np.exp(-(x @ weights)))
        slope = x.T @ (met - chance) - PRIOR * weights
        bend = (x * (chance * (1 - chance))[:, None]).T @ x + PRIOR * np.eye(2)
        move = np.linalg.solve(bend, slope)
        weights = weights + move
        if np.abs(move).max() < 1e-8:
            break
    low, high = float(says.min()), float(says.max())
    if weights[0] <= 0:
        return Curve(0.0, 0.0, low, high)
    return Curve(weights[0] / spread, weights[1] - weights[0] * middle / spread, low, high)


def losses(told: Told, pairs: Pairs) -> NDArray[np.float64]:
    """[n] nats of telling each pair from the made-up one beside it, the mean of both.

    Every basket or row is judged by the curve of the other half of them.
    """
    return _costs(told, pairs, _curves(told, pairs))


def mixed(told: Told, pairs: Pairs, seed: int) -> NDArray[np.float64]:
    """[n] what the same partners cost beside the entries of other pairs, on average.

    An entry never stands beside itself: no pair holds one thing twice. Where no other entry is
    left, the pair's own cost stands.
    """
    curves = _curves(told, pairs)
    draw = numpy_generator(seed, "sample", 1)
    total, n_others = np.zeros(len(pairs.own)), np.zeros(len(pairs.own))
    for _ in range(OTHERS):
        own = pairs.own[shuffled_within(pairs.group, draw)]
        fine = (own != pairs.met) & (own != pairs.made_up)
        total += np.where(fine, _costs(told, replace(pairs, own=own), curves), 0)
        n_others += fine
    return np.where(n_others > 0, total / np.maximum(n_others, 1), _costs(told, pairs, curves))


def _curves(told: Told, pairs: Pairs) -> NDArray[np.float64]:
    """[4, n] the `Curve` that each pair is judged by."""
    half = pairs.where % 2
    curves = np.array([fitted(told, pairs.of(half != side)) for side in (0, 1)])
    return curves[half].T


def _costs(told: Told, pairs: Pairs, curves: NDArray[np.float64]) -> NDArray[np.float64]:
    slope, offset, low, high = curves
    met = slope * np.clip(told(pairs.own, pairs.met), low, high) + offset
    made_up = slope * np.clip(told(pairs.own, pairs.made_up), low, high) + offset
    costs: NDArray[np.float64] = (np.logaddexp(0, -met) + np.logaddexp(0, made_up)) / 2
    return costs

"""Counts of what follows: one way, and both ways where order tells little."""

import numpy as np
import pytest

from explorer.sequences.followers import BACKING, FADINGS, NEARER, Followers
from explorer.sequences.weighing import counted_best
from tests.sequences.small_recommenders import N


def _dense(counts):
    found = np.zeros((len(counts.popularity),) * 2)
    for item in range(len(found)):
        span = slice(counts.starts[item], counts.starts[item + 1])
        found[item, counts.followers[span]] = counts.shares[span]
    return found


def _counted_by_hand(histories, targets, n, both_ways):
    counts = np.zeros((n, n))
    for history, target in zip(histories, targets, strict=True):
        for k, item in enumerate(history):
            if item < n:
                counts[item, target] += NEARER**k
    if both_ways:
        counts = counts + counts.T
    return counts / (counts.sum(axis=1, keepdims=True) + BACKING)


@pytest.mark.parametrize("both_ways", [False, True])
def test_followers_are_counted_by_how_near_they_came(both_ways):
    draw = np.random.default_rng(1)
    histories = draw.integers(0, 8, (50, 3)).astype(np.int32)  # 7 is a blank
    targets = draw.integers(0, 7, 50).astype(np.int32)
    counts = Followers.of(histories.T, targets, 7, both_ways)
    wanted = _counted_by_hand(histories, targets, 7, both_ways)
    np.testing.assert_allclose(_dense(counts), wanted, rtol=1e-5)


def _judged(drawn, repeats=True):
    """Counted one way and both ways by the first half of some baskets, judged by the second."""
    histories, targets = drawn[:, -2::-1].astype(np.int32), drawn[:, -1].astype(np.int32)
    half = len(targets) // 2
    ways = [Followers.of(histories[:half].T, targets[:half], N, both) for both in (False, True)]
    return counted_best(ways, repeats, histories[half:], targets[half:])


@pytest.mark.parametrize("repeats", [True, False])
def test_order_that_tells_nothing_is_not_looked_at(repeats):
    """Five of six items of one of two kinds, in any order."""
    draw = np.random.default_rng(2)
    drawn = np.stack([draw.permutation(6)[:5] + 6 * draw.integers(2) for _ in range(120)])
    assert _judged(drawn, repeats)[0] == 1


def test_order_that_tells_is_kept():
    """Each item leads to the next number, so what came before never follows."""
    draw = np.random.default_rng(3)
    drawn = (draw.integers(0, N, 600)[:, None] + np.arange(5)) % N
    assert _judged(drawn) == (0, min(FADINGS)), "the last item alone tells"

"""Vectors to begin with: products of two tables beside an exact decomposition."""

import numpy as np
import pytest

from explorer.sequences.followers import BACKING, Followers
from explorer.sequences.starting import start_vectors


def followers(n=40, m=3000, groups=8, seed=0):
    """Items follow mostly on items of the group before theirs."""
    draw = np.random.default_rng(seed)
    before = draw.integers(0, n, m)
    group = np.where(draw.random(m) < 0.9, before % groups + 1, draw.integers(0, groups, m))
    targets = (group % groups + groups * draw.integers(0, n // groups, m)).astype(np.int32)
    return Followers.of([before.astype(np.int32)], targets, n)


def above_chance(counts):
    """[n, n] log of how much more often than chance, from the definition."""
    n = len(counts.popularity)
    found = np.zeros((n, n))
    for x in range(n):
        total = BACKING / counts.backing[x] - BACKING
        for j in range(counts.starts[x], counts.starts[x + 1]):
            y = counts.followers[j]
            counted, expected = counts.shares[j] * (total + BACKING), total * counts.popularity[y]
            found[x, y] = max(np.log((counted + 1) / (expected + 1)), 0)
    return found


@pytest.mark.parametrize("dim", [1, 6, 40])
def test_products_are_those_of_an_exact_decomposition(dim):
    counts = followers()
    items, guesses = start_vectors(counts, dim, np.random.default_rng(1))
    assert items.shape == guesses.shape == (40, dim)
    left, values, right = np.linalg.svd(above_chance(counts))
    best = left[:, :dim] * values[:dim] @ right[:dim]
    np.testing.assert_allclose(items @ guesses.T, best, atol=0.02 * values[0])
    np.testing.assert_allclose((items**2).sum(axis=0), values[:dim], rtol=0.05, atol=1e-3)


def test_fewer_directions_than_asked_for_leave_zeros():
    before = np.array([[0], [1], [2]] * 20, np.int32)
    counts = Followers.of(before.T, (before[:, 0] + 1).astype(np.int32) % 3, 12)
    items, guesses = start_vectors(counts, 8, np.random.default_rng(1))
    np.testing.assert_allclose(items @ guesses.T, above_chance(counts), atol=1e-4)
    assert (items[:, 3:] == 0).all()
    assert (guesses[:, 3:] == 0).all()


def test_where_nothing_follows_more_often_than_by_chance_all_begins_at_zero():
    counts = Followers.of([np.full(5, 9, np.int32)], np.zeros(5, np.int32), 9)
    items, guesses = start_vectors(counts, 4, np.random.default_rng(1))
    assert not items.any()
    assert not guesses.any()

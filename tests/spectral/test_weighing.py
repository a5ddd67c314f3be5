"""The weight of items: what each one computes, and that the fitting one is found."""

from __future__ import annotations

import numpy as np
import pytest
from made_up_baskets import clustered

from explorer.spectral import weighing, weights
from explorer.spectral.counting import count_baskets
from explorer.spectral.matrix import Sparse
from explorer.spectral.weighing import fitting_weight
from explorer.spectral.weights import WEIGHTS, Residual, Roots, weighted


def popular(n_places, n_kinds, draw):
    shares = 1 / (np.arange(n_kinds) + 1.0) ** 0.9
    return draw.choice(n_kinds, n_places, p=shares / shares.sum())


def noisy(seed, n_groups=20, n_baskets=10_000):
    """Baskets of eight, of whose items most are drawn by popularity alone."""
    draw = np.random.default_rng(seed)
    about = np.repeat(draw.integers(0, n_groups, n_baskets), 8)
    anything = draw.integers(0, n_groups, len(about))
    group = np.where(draw.random(len(about)) < 0.7, anything, about)
    items = popular(len(about), 50, draw) * n_groups + group
    return items.astype(np.int32), np.arange(n_baskets + 1) * 8, 50 * n_groups


def crowded(seed, n_groups=8, n_baskets=2_500):
    """Baskets of eight of one group, in which what is rare stands beside what is rare."""
    draw = np.random.default_rng(seed)
    middle = popular(n_baskets, 100, draw)[:, None]
    place = np.clip(middle + draw.integers(-3, 4, (n_baskets, 8)), 0, 99)
    items = place * n_groups + draw.integers(0, n_groups, n_baskets)[:, None]
    return items.ravel().astype(np.int32), np.arange(n_baskets + 1) * 8, 100 * n_groups


def dense_counts():
    draw = np.random.default_rng(0)
    counts = np.triu(draw.integers(0, 4, (12, 12)), 1)
    counts = (counts + counts.T).astype(float)
    return counts, np.outer(counts.sum(1), counts.sum(0)) / counts.sum()


def sparse_of(dense):
    row, column = np.nonzero(dense)
    bounds = np.searchsorted(row, np.arange(len(dense) + 1)).astype(np.int64)
    values = dense[row, column].astype(np.float32)
    return Sparse(bounds, column.astype(np.int32), values, dense.shape[1])


@pytest.mark.parametrize(
    ("weight", "formula"),
    [
        (Residual(), lambda c, e: (c - e) / np.sqrt(e + 1)),
        (Roots(), lambda c, e: np.sqrt(c) - np.sqrt(e)),
        (Roots(rare=0.1), lambda c, e: (np.sqrt(c) - np.sqrt(e)) / e**0.1),
    ],
)
def test_weights_are_their_formulas(weight, formula):
    counts, expected = dense_counts()
    wanted = np.maximum(formula(counts, expected), 0) * (counts > 0)
    assert np.allclose(weighted(sparse_of(counts), weight).dense(), wanted, atol=1e-5)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("weight", WEIGHTS)
def test_weighed_a_few_rows_at_a_time_counts_have_the_same_bits(monkeypatch, weight, threads):
    counts = sparse_of(dense_counts()[0])
    whole = weighted(counts, weight)
    assert len(whole.values) > 50
    monkeypatch.setattr(weights, "PART", 20)
    parts = weighted(counts, weight, threads)
    for name in ("bounds", "columns", "values"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))


@pytest.mark.parametrize("weight", WEIGHTS)
def test_what_a_weight_tells_is_how_much_more_often_than_chance_pairs_met(weight):
    met, expected = np.array([1.0, 2, 3, 40, 40]), np.array([0.01, 2, 1.5, 30, 50])
    told = weight.told(weight.of(met, expected), expected)
    assert np.allclose(told, np.log(met / expected))
    assert np.isfinite(weight.told(np.array([-9.0, 9.0]), np.zeros(2))).all()
    # The fainter it is, the more nearly numbers are `expected ** stretch` times nats.
    often = np.array([1e4, 1e6])
    faint = weight.of(often * 1.001, often) / np.log(1.001)
    assert faint[1] / faint[0] == pytest.approx(100**weight.stretch, rel=1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_what_meets_by_chance_and_what_meets_in_crowds_ask_for_different_weights(seed):
    items, starts, n_items = noisy(seed)
    assert fitting_weight(items, starts, n_items, None, threads=1) == Residual()
    items, starts, n_items = crowded(seed)
    for window in (None, 2):
        assert fitting_weight(items, starts, n_items, window, threads=1) == Roots(rare=0.1)


@pytest.mark.parametrize("make", [noisy, crowded])
def test_of_many_places_some_items_tell_as_much(make, monkeypatch):
    items, starts, n_items = make(0)
    wanted = fitting_weight(items, starts, n_items, None, threads=1)
    monkeypatch.setattr(weighing, "FEWEST_ITEMS", 100)
    monkeypatch.setattr(weighing, "MOST_PLACES", len(items) // 2)
    looked_at, counted = [], count_baskets

    def count(items, starts, n_items, window, threads):
        looked_at.append(n_items)
        return counted(items, starts, n_items, window, threads=threads)

    monkeypatch.setattr(weighing, "count_baskets", count)
    assert fitting_weight(items, starts, n_items, None, threads=1) == wanted
    assert set(looked_at) == {n_items // 2}


def test_what_is_looked_at_is_bounded_by_places_and_meetings_and_never_too_few():
    fives = np.arange(1_000_001, dtype=np.int64) * 5
    assert weighing._every(fives, 100_000, None) == 13  # places: 5,000,000 / 400,000
    assert weighing._every(fives, 4_000, None) == 4
    assert weighing._every(fives, 300, None) == 1
    thousands = np.arange(101, dtype=np.int64) * 1_000
    assert weighing._every(thousands, 100_000, None) == 4  # meetings: root(4e7 / 4e6)
    assert weighing._every(thousands, 100_000, 2) == 1


def test_threads_change_nothing_and_asking_again_neither():
    items, starts, _ = clustered(400, 8, 3_000, 0.6)
    found = [weighing._compared(items, starts, 400, None, 0, threads) for threads in (1, 2, 5, 1)]
    assert len({each.tobytes() for each in found}) == 1


@pytest.mark.parametrize(
    ("items", "starts"),
    [([], [0]), ([0], [0, 1]), ([0, 1, 2], [0, 1, 2, 3]), ([0, 0, 0], [0, 3]), ([-1, -1], [0, 2])],
)
def test_where_nothing_can_be_told_the_first_weight_serves(items, starts):
    found = fitting_weight(
        np.array(items, np.int32), np.array(starts, np.int64), 3, None, threads=1
    )
    assert found == WEIGHTS[0]

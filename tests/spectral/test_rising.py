"""Directions that rise above noise are kept, all of them, and no others."""

from __future__ import annotations

import numpy as np
import pytest
from made_up_baskets import clustered

from explorer.spectral import rising as module
from explorer.spectral.counting import count_baskets
from explorer.spectral.matrix import Sparse
from explorer.spectral.rising import FEWEST, above_noise, rising
from explorer.spectral.weights import Residual
from explorer.spectral.weights import weighted as by_weight


def full(dense):
    n, m = dense.shape
    columns = np.tile(np.arange(m, dtype=np.int32), n)
    return Sparse(np.arange(n + 1) * m, columns, dense.ravel().astype(np.float32), m)


def noise(n, seed=0):
    half = np.triu(np.random.default_rng(seed).normal(size=(n, n)), 1)
    return half + half.T


@pytest.mark.parametrize("n", [100, 200])
@pytest.mark.parametrize("planted", [0, 1, 4, 9])
def test_as_many_directions_rise_as_were_planted_in_noise(n, planted):
    for seed in range(3):
        turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(n, n)))[0][:, :planted]
        # Twice the edge of the noise: 2 sqrt(n).
        dense = noise(n, seed) + 4 * np.sqrt(n) * turn @ turn.T
        values = np.linalg.eigvalsh(dense)[::-1]
        assert abs(above_noise(full(dense), values[values > 0]) - planted) <= 1


def test_without_entries_nothing_rises():
    empty = Sparse(np.zeros(4, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32), 3)
    assert above_noise(empty, np.zeros(0)) == 0
    assert rising(empty, 2, 1).vectors.shape == (3, 0)


def weighted(items, starts, n_items):
    return by_weight(count_baskets(items, starts, n_items, None, threads=1), Residual())


@pytest.mark.parametrize("exact", [True, False])
def test_each_group_of_items_has_its_direction(monkeypatch, exact):
    monkeypatch.setattr(module, "EXACT_SIDE", 800 if exact else 10)
    items, starts, _ = clustered(n_items=200, n_groups=8, n_baskets=4_000)
    assert rising(weighted(items, starts, 200), 12, 1).vectors.shape[1] in (7, 8)


def test_of_shuffled_items_hardly_any_direction_is_kept():
    items, starts, _ = clustered(n_items=200, n_groups=8, n_baskets=4_000)
    for seed in range(5):
        blind = np.random.default_rng(seed).permutation(items)
        assert rising(weighted(blind, starts, 200), 12, 1).vectors.shape[1] <= FEWEST + 1

"""Fewer dimensions, the same neighbors: against autograd, finite differences and planted groups."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from made_up_baskets import clustered, dataset_of

from explorer.spectral.maps import spectral
from explorer.spectral.narrowing import SHARPNESS, Mismatch, narrowing


def grouped(n_groups, each=12, noise=0.05, seed=0):
    """Vectors of groups at right angles to each other, lightest last."""
    draw = np.random.default_rng(seed)
    group = np.repeat(np.arange(n_groups), each)
    weights = np.linspace(1.2, 1, n_groups)
    rows = np.eye(n_groups)[group] * weights + draw.normal(size=(len(group), n_groups)) * noise
    return rows.astype(np.float32), group


def neighbors_right(rows, group, k=8):
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    cosines = units @ units.T
    np.fill_diagonal(cosines, -9)
    near = np.argsort(-cosines, axis=1)[:, :k]
    return float((group[near] == group[:, None]).mean())


def test_groups_that_the_first_directions_lose_stay_apart():
    rows, group = grouped(20)
    assert neighbors_right(rows[:, :8], group) < 0.6
    assert neighbors_right(rows @ narrowing(rows, 8, 1), group) > 0.99


def test_the_slope_is_that_of_autograd():
    rows, _ = grouped(9, each=20, noise=0.3)
    cost = Mismatch(rows, 4, 2)
    flat = np.random.default_rng(0).normal(size=9 * 4)
    told, slope = cost(flat)

    wide = torch.from_numpy(rows.astype(np.float64))
    turn = torch.from_numpy(flat).reshape(9, 4).requires_grad_()

    def logits(vectors):
        units = torch.nn.functional.normalize(vectors)
        scaled = float(SHARPNESS) * units @ units.T
        return scaled.masked_fill(torch.eye(len(units), dtype=torch.bool), -torch.inf)

    shares = logits(wide).softmax(1)
    logs = logits(wide @ turn).log_softmax(1).masked_fill(shares == 0, 0)
    loss = -(shares * logs).sum(1).mean()
    loss.backward()
    assert told == pytest.approx(loss.item(), rel=1e-5)
    assert np.allclose(slope, turn.grad.numpy().ravel(), rtol=1e-3, atol=1e-5)


def test_narrowed_vectors_are_as_long_and_their_directions_fall_in_weight():
    rows, _ = grouped(20)
    narrow = rows @ narrowing(rows, 8, 1)
    assert (narrow**2).sum() == pytest.approx((rows**2).sum(), rel=1e-3)
    weights = narrow.T @ narrow
    assert (np.diff(weights.diagonal()) <= 1e-3).all()
    assert np.abs(weights - np.diag(weights.diagonal())).max() < 1e-2
    assert (narrow[np.abs(narrow).argmax(axis=0), np.arange(8)] > 0).all()


def test_any_number_of_threads_gives_the_same_turn():
    rows, _ = grouped(40, each=30, noise=0.2)
    assert narrowing(rows, 10, 1).tobytes() == narrowing(rows, 10, 3).tobytes()


def test_items_at_the_origin_stay_there():
    rows, _ = grouped(20)
    rows[::7] = 0
    narrow = rows @ narrowing(rows, 8, 1)
    assert (narrow[::7] == 0).all()
    assert np.isfinite(narrow).all()
    assert np.isfinite(narrowing(np.zeros((5, 4), np.float32), 2, 1)).all()


def test_a_map_in_fewer_dimensions_than_groups_keeps_all_groups():
    items, starts, groups = clustered(n_items=300, n_groups=15, n_baskets=9_000)
    dataset = dataset_of(items, starts)
    group = np.array([groups[int(item)] for item in dataset.vocabularies[0].categories])
    (vectors,) = spectral(dataset, [6])
    assert vectors.shape[1] == 6
    assert neighbors_right(vectors[: len(group)], group) > 0.95

"""Truncated decompositions, against numpy's full ones."""

from __future__ import annotations

import numpy as np
import pytest
from made_up_baskets import random_baskets

from explorer.spectral import decomposition
from explorer.spectral.counting import count_baskets
from explorer.spectral.decomposition import Power, decompose, orthonormal
from explorer.spectral.matrix import Sparse, gram, mix
from explorer.spectral.weights import Residual, ppmi, weighted


def sparse_of(dense):
    row, column = np.nonzero(dense)
    bounds = np.searchsorted(row, np.arange(len(dense) + 1))
    values = dense[row, column].astype(np.float32)
    return Sparse(bounds.astype(np.int64), column.astype(np.int32), values, dense.shape[1])


def scattered(n, m, seed=0):
    """Mostly empty, with a few strong directions."""
    draw = np.random.default_rng(seed)
    strong = draw.normal(size=(n, 4)) @ np.diag([9, 6, 4, 3]) @ draw.normal(size=(4, m))
    return np.where(draw.random((n, m)) < 0.2, strong + draw.normal(size=(n, m)), 0)


def test_products_are_numpys():
    dense = scattered(300, 200)
    other = np.random.default_rng(1).normal(size=(200, 24)).astype(np.float32)
    matrix = sparse_of(dense)
    assert np.allclose(matrix.times(other, 2), dense @ other, rtol=1e-4, atol=1e-4)
    assert np.allclose(matrix.turned().dense(), dense.T)
    assert np.allclose(matrix.rows(50, 80).dense(), dense[50:80])
    tall = np.random.default_rng(2).normal(size=(5_000, 24)).astype(np.float32)
    assert np.allclose(gram(tall, tall, 2), tall.T.astype(float) @ tall)
    assert np.allclose(mix(other, np.eye(24)[:, :3], 1), other[:, :3])


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("shape", [(120, 90), (60, 200)])
def test_the_heaviest_directions_are_found(monkeypatch, exact, shape):
    monkeypatch.setattr(decomposition, "EXACT_SIDE", 800 if exact else 10)
    dense = scattered(*shape)
    left, values = decompose(sparse_of(dense), 4, symmetric=False, threads=2)
    true_left, true_values, _ = np.linalg.svd(dense)
    assert np.allclose(values, true_values[:4], rtol=1e-2)
    assert (np.abs((left.T @ true_left[:, :4]).diagonal()) > 0.98).all()


@pytest.mark.parametrize("exact", [True, False])
def test_of_a_symmetric_matrix_the_positive_directions_are_found(monkeypatch, exact):
    monkeypatch.setattr(decomposition, "EXACT_SIDE", 800 if exact else 10)
    draw = np.random.default_rng(0)
    turn = np.linalg.qr(draw.normal(size=(60, 60)))[0]
    true_values = np.concatenate([[90, -80, 70, -60, 50], draw.normal(size=55)])
    dense = turn @ np.diag(true_values) @ turn.T
    left, values = decompose(sparse_of((dense + dense.T) / 2), 3, symmetric=True, threads=1)
    assert np.allclose(values, [90, 70, 50], rtol=1e-2)
    assert (np.abs((left.T @ turn[:, [0, 2, 4]]).diagonal()) > 0.98).all()


def test_a_matrix_with_fewer_directions_than_asked_for_gives_those_it_has():
    line = np.arange(1.0, 901.0)
    left, values = decompose(sparse_of(np.outer(line, line)), 8, symmetric=True, threads=1)
    assert left.shape == (900, 1)
    assert values[0] == pytest.approx(line @ line, rel=1e-5)


def test_columns_made_orthonormal_span_the_same():
    rows = np.random.default_rng(0).normal(size=(500, 6)).astype(np.float32)
    rows[:, 5] = rows[:, 0]  # one direction fewer
    found = orthonormal(rows, 1)
    assert np.allclose(found.T @ found, np.diag([1, 1, 1, 1, 1, 0]), atol=1e-5)
    assert np.allclose(found @ (found.T @ rows), rows, atol=1e-4)


def test_any_number_of_threads_gives_the_same_bytes():
    items, starts = random_baskets(8_000, 2_500)
    matrix = weighted(count_baskets(items, starts, 2_500), Residual())
    found = []
    for threads in (1, 2, 5):
        power = Power(matrix, 8, symmetric=True, threads=threads)
        power.turn()
        found.append(power.directions(8)[0].tobytes())
    assert found[0] == found[1] == found[2]


def test_ppmi_is_its_formula():
    draw = np.random.default_rng(0)
    counts = np.triu(draw.integers(0, 4, (12, 12)), 1)
    counts = (counts + counts.T).astype(float)
    contexts = counts.sum(0) ** 0.75 / (counts.sum(0) ** 0.75).sum()
    with np.errstate(divide="ignore"):
        surprise = np.log(counts / np.outer(counts.sum(1), contexts))
    assert np.allclose(ppmi(sparse_of(counts)).dense(), np.maximum(surprise, 0), atol=1e-6)

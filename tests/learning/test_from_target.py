"""The start of predict: a map from counts in which the target is one more column."""

from __future__ import annotations

import numpy as np
import pytest
from small_tables import dataset_of, model_of, with_classes

from explorer.learning import from_target
from explorer.learning.from_target import TOLD, TRUSTED_ROWS
from explorer.spectral.weights import CONTEXT_SMOOTHING

SIZES, DIMS, CLASSES = (12, 7, 4), (4, 3, 2), 3


def cells_and_told(follows, n_rows=600, seed=0):
    """Rows of three columns and a target; `follows` is the share of cells that tell a group."""
    draw = np.random.default_rng(seed)
    group = draw.integers(0, 4, n_rows)
    begins = np.cumsum([0, *SIZES])
    columns = [
        np.where(draw.random(n_rows) < follows, group % size, draw.integers(0, size, n_rows)) + at
        for size, at in zip(SIZES, begins, strict=False)
    ]
    told = np.where(draw.random(n_rows) < follows, group % CLASSES, 0)
    return np.stack(columns, axis=1).astype(np.int32), told.astype(np.int32)


def weighed(cells, told):
    """Plainly: pointwise mutual information of every pair of entries, the target's TOLD times."""
    n = sum(SIZES)
    counts = np.zeros((n + CLASSES, n + CLASSES))
    for row in np.column_stack([cells, told + n]):
        for i, one in enumerate(row):
            for j, other in enumerate(row):
                counts[one, other] += i != j
    found, end = [], 0
    for size in SIZES:
        own = counts[end : end + size]
        end += size
        contexts = own.sum(axis=0) ** CONTEXT_SMOOTHING
        with np.errstate(divide="ignore", invalid="ignore"):
            weights = np.log(own / own.sum(axis=1, keepdims=True) / (contexts / contexts.sum()))
        weights = np.where(weights > 0, weights, 0)
        weights[:, n:] *= TOLD
        found.append(weights)
    return found


def test_it_is_a_plain_count_with_the_target_less_what_shuffled_columns_show():
    cells, told = cells_and_told(0.6)
    draw = np.random.default_rng(0)
    *mixed, mixed_told = (draw.permutation(column) for column in np.column_stack([cells, told]).T)
    found = from_target.from_target(cells, told, SIZES, DIMS, threads=2)
    trust = 600 / (600 + TRUSTED_ROWS)
    both = zip(weighed(cells, told), weighed(np.stack(mixed, 1), mixed_told), strict=True)
    for vectors, dim, (own, chance) in zip(found, DIMS, both, strict=True):
        left, values, _ = np.linalg.svd(own, full_matrices=False)
        noise = np.linalg.svd(chance, compute_uv=False)
        left_over = np.sqrt(np.maximum(values[:dim] ** 2 - noise[:dim] ** 2, 0))
        expected = (left[:, :dim] * left_over) @ left[:, :dim].T * trust**2
        assert vectors @ vectors.T == pytest.approx(expected, abs=1e-3)


def test_of_columns_that_tell_nothing_little_is_left():
    lengths = [
        np.linalg.norm(from_target.from_target(*cells_and_told(share), SIZES, DIMS, 1)[0])
        for share in (0.0, 0.6)
    ]
    assert lengths[0] < 0.4 * lengths[1]


def test_of_many_categories_nothing_is_counted(monkeypatch):
    monkeypatch.setattr(from_target, "MOST_ENTRIES", sum(SIZES) - 1)
    assert from_target.from_target(*cells_and_told(0.6), SIZES, DIMS, threads=1) is None


@pytest.mark.parametrize("kind", ["class", "number"])
def test_training_begins_there_and_at_random_where_nothing_is_counted(monkeypatch, kind):
    cells, told = cells_and_told(0.6)
    columns = dict(zip("abc", cells.T.tolist(), strict=True))
    dataset = (
        with_classes(columns, told)
        if kind == "class"
        else dataset_of(columns, target_numbers=told.astype(np.float64))
    )
    begun = model_of(dataset)
    assert begun.lookup.pulled
    counted = begun.vectors()
    monkeypatch.setattr(from_target, "MOST_ENTRIES", 0)
    at_random = model_of(dataset)
    assert not at_random.lookup.pulled
    for own, drawn in zip(counted, at_random.vectors(), strict=True):
        assert np.linalg.norm(own) > 1.5 * np.linalg.norm(drawn)

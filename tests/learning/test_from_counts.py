"""The start of fill in the blank: the map from counts of what is not held out."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from small_tables import dataset_of, model_of

from explorer.learning import from_counts
from explorer.learning.from_counts import SCALE, closest, maps_from_counts
from explorer.spectral.weights import CONTEXT_SMOOTHING

SIZES = (12, 7, 4)


def table_of_groups():
    draw = np.random.default_rng(0)
    group = draw.integers(0, 4, 400)
    columns = {
        str(size): np.where(draw.random(400) < 0.7, group % size, draw.integers(0, size, 400))
        for size in SIZES
    }
    return dataset_of(columns)


def begun_with(data, dims, threads=1):
    return from_counts.from_counts(data, dims, maps_from_counts(data, dims, threads))


def counted_plainly(cells, blank):
    """How often two entries of different columns stand in one row, none of them held out."""
    counts = np.zeros((blank, blank))
    for row in cells:
        for i, one in enumerate(row):
            for j, other in enumerate(row):
                if i != j and blank not in (one, other):
                    counts[one, other] += 1
    return counts


def test_tables_are_the_map_of_a_plain_count_of_the_cells_that_are_not_held_out():
    data, dims = model_of(table_of_groups()).data, (3, 3, 2)
    assert (data.cells == data.blank).any()
    table, _ = begun_with(data, dims, threads=2)
    counts = counted_plainly(data.cells.tolist(), data.blank)
    for j, dim in enumerate(dims):
        own = counts[data.span(j)]
        contexts = own.sum(axis=0) ** CONTEXT_SMOOTHING
        with np.errstate(divide="ignore", invalid="ignore"):
            weights = np.log(own / own.sum(axis=1, keepdims=True) / (contexts / contexts.sum()))
        left, values, _ = np.linalg.svd(np.where(weights > 0, weights, 0), full_matrices=False)
        expected = (left[:, :dim] * values[:dim]) @ left[:, :dim].T
        vectors = table[data.span(j), :dim].numpy() / SCALE
        assert vectors @ vectors.T == pytest.approx(expected, abs=1e-3)
        assert not table[data.span(j), dim:].any()
    assert not table[data.blank].any()


def test_turns_are_rotations_that_bring_what_goes_together_close():
    dataset = table_of_groups()
    data, dims = model_of(dataset).data, (4, 4, 4)
    table, turn = begun_with(data, dims)
    for j, dim in enumerate(dims):
        assert (turn[j, :dim] @ turn[j, :dim].T).numpy() == pytest.approx(np.eye(dim), abs=1e-5)
    # The four groups are the most frequent values of both columns, and have the same names.
    placed = [(table[data.span(j)] @ turn[j])[:4] for j in (0, 1)]
    names = [list(map(int, known.categories[:4])) for known in dataset.vocabularies[:2]]
    cosines = torch.nn.functional.cosine_similarity(placed[0][:, None], placed[1][None], dim=2)
    assert [names[1][near] for near in cosines.argmax(dim=1).tolist()] == names[0]


def test_training_begins_there_and_at_random_where_there_are_too_many_categories(monkeypatch):
    begun = model_of(table_of_groups())
    table, turn = begun_with(begun.data, begun.dims)
    assert (begun.table.data - table).abs().max() < 0.1
    assert torch.equal(begun.turn.data, turn)
    monkeypatch.setattr(from_counts, "MOST_COUNTED", sum(SIZES) - 1)
    assert from_counts.maps_from_counts(begun.data, begun.dims, threads=1) == []
    assert not torch.equal(model_of(table_of_groups()).turn.data, turn)


def test_the_closest_rotation_is_found():
    draw = torch.Generator().manual_seed(0)
    turned, _ = torch.linalg.qr(torch.randn(5, 5, generator=draw))
    vectors = torch.randn(20, 3, generator=draw)
    found = closest(vectors, vectors @ turned[:3], np.arange(1, 21))
    assert torch.allclose(found, turned[:3], atol=1e-5)

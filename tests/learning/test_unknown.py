"""The place of values never seen: an input that is learned, never an answer."""

import numpy as np
import torch
from small_tables import dataset_of, finish, model_of, spec_of

from explorer.analysis.similarity import cosines
from explorer.data.unknown import hide
from explorer.learning.training import train


def two_kinds(n_rows=4_000, seed=0):
    """Frequent names of one kind and rare ones of another, each with places of its own."""
    draw = np.random.default_rng(seed)
    rare = draw.random(n_rows) < 0.3
    name = np.where(rare, 10 + draw.integers(0, 300, n_rows), draw.integers(0, 10, n_rows))
    place = np.where(rare, 5 + draw.integers(0, 5, n_rows), draw.integers(0, 5, n_rows))
    columns = {"name": name.tolist(), "place": place.tolist(), "again": (place % 5).tolist()}
    return hide(dataset_of(columns), 0.25, seed)


def test_what_is_unknown_is_placed_among_what_is_rare():
    dataset = two_kinds()
    names = dataset.vocabularies[0]
    assert names.n_unknown > 20
    result, _ = finish(train(dataset, spec_of(dataset, epochs=20)))
    vectors = result.vectors[0]
    near = cosines(vectors[:-1], vectors[-1])
    rare = np.array([int(name) >= 10 for name in names.categories])
    assert near[rare].mean() > near[~rare].mean() + 0.2


def test_unknown_is_never_an_answer_and_never_held_out():
    dataset = two_kinds()
    model = model_of(dataset)
    unknown = model.data.offsets[1] - 1
    assert model.data.weights[unknown] == 0
    assert all((entries != unknown).all() for _, entries in model.data.held[:1])
    before = model.bias[unknown].item()
    for step in range(3):
        assert model.step(torch.arange(500), step, 0.01) < 20, "the loss shown is of real answers"
    assert model.bias[unknown].item() == before < -1e6
    assert np.isfinite(model.held_loss())
    assert np.isfinite(model.blind_loss)


def test_an_autoencoder_neither_answers_unknown_nor_counts_it():
    dataset = two_kinds()
    model = model_of(dataset, objective="autoencoder")
    for step in range(3):
        assert model.step(torch.arange(500), step, 0.01) < 20
    assert np.isfinite(model.held_loss())

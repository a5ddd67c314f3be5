"""The place of values never seen: an input that is learned, never an answer."""

import numpy as np
import torch
from sequences import baskets_of, chain
from sequences import spec_of as sequence_of
from small_tables import dataset_of, finish, model_of, spec_of

from explorer.analysis.similarity import cosines
from explorer.data.defaults import settle
from explorer.data.unknown import hide
from explorer.learning.next_item import NextItem
from explorer.learning.training import train
from explorer.sequences.guessing import network_parts


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


def test_what_comes_next_believes_what_is_unknown_and_never_recommends_it():
    """Some items are hidden: they are no answers, and what follows on them is guessed."""
    dataset = hide(baskets_of(chain(n_baskets=400)), 3.0, 0)
    assert dataset.vocabularies[0].n_unknown > 20
    spec = sequence_of(epochs=8)
    model = NextItem(dataset, spec, settle(spec, dataset.n_rows, [25]))
    entries = model.histories.entries
    assert (entries == model.unknown).sum() == dataset.vocabularies[0].n_unknown
    assert (entries[model.rows] != model.unknown).all()
    assert (entries[model.later] != model.unknown).all()
    result, _ = finish(train(dataset, spec))
    made = result.recommender
    assert not made.candidate[model.unknown]
    assert made.examples.max() <= made.n
    assert (made.answers != model.unknown).all()
    known = dataset.vocabularies[0].categories.index("item 5")
    histories = np.full((2, made.history), made.n, np.int32)
    histories[:, 0] = known, model.unknown
    after_known, after_unknown = network_parts(made, histories).sum(axis=1)
    assert after_known.max() > 0.5
    assert after_unknown.max() < 0.25  # any item may have been hidden

"""Appear together from given vectors: begun there, kept where they are right, left where not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from meetings import baskets, rows, spec_of
from small_tables import finish, purity

from explorer.data.defaults import settle
from explorer.errors import SpecError
from explorer.learning.cooccurrence import Together
from explorer.learning.training import train
from explorer.records.vectors import Start


def model_of(dataset, dim, **settings):
    spec = spec_of(dataset, dim, **settings)
    sizes = [vocabulary.n_entries for vocabulary in dataset.vocabularies]
    return Together(dataset, spec, settle(spec, dataset.n_rows, sizes))


def any_vectors(n, dim, share=1.0, seed=0):
    vectors = np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)
    return Start(vectors, np.arange(n) < share * n)


def cosines(vectors):
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors @ vectors.T / (lengths * lengths.T)


@pytest.mark.parametrize(("n_items", "n_groups"), [(60, 4), (300, 15)])
def test_given_vectors_are_shown_with_their_angles_though_more_directions_may_be_learned(
    n_items, n_groups
):
    dataset, _ = baskets(n_items, n_groups, n_baskets=6_000)
    model = model_of(dataset, 6)
    before, start = model.vectors()[0], any_vectors(n_items, 6, share=1 / 6)
    model.begin_at(0, start)
    after, given = model.vectors()[0], start.given
    assert np.allclose(cosines(after[given]), cosines(start.vectors[given]), atol=1e-4)
    ratio = np.linalg.norm(after[given], axis=1) / np.linalg.norm(start.vectors[given], axis=1)
    assert np.allclose(ratio, ratio[0], rtol=1e-4)
    assert np.array_equal(after[~given], before[~given])


def test_given_vectors_of_a_column_of_rows_keep_their_angles():
    dataset, _ = rows()
    model = model_of(dataset, 6)
    start = any_vectors(60, 6)
    model.begin_at(2, start)
    assert np.allclose(cosines(model.vectors()[2]), cosines(start.vectors), atol=1e-4)


def test_the_words_of_glove_begin_at_given_vectors_turned_to_where_counts_have_them():
    dataset, _ = baskets()
    model = model_of(dataset, 8, method="glove")
    start = any_vectors(60, 8)
    model.begin_at(0, start)
    words = model.parameters_by_name()["word"].numpy()[:, :8]
    assert np.allclose(cosines(words), cosines(start.vectors), atol=1e-4)


@pytest.mark.parametrize("method", ["sgns", "glove"])
@pytest.mark.parametrize("make", [baskets, rows])
def test_vectors_that_know_nothing_do_no_harm(method, make):
    dataset, groups = make()
    j = len(dataset.vocabularies) - 1
    result, _ = finish(
        train(dataset, spec_of(dataset, method=method), starts={j: any_vectors(60, 8)})
    )
    assert purity(result.vectors[j], groups, 8) >= 0.93


@pytest.mark.parametrize("given", [np.zeros((60, 8)), np.eye(60, 8)[:, :1] * np.ones((1, 8))])
def test_directions_that_given_vectors_lack_are_open(given):
    dataset, groups = baskets()
    start = Start(given.astype(np.float32), np.ones(60, bool))
    result, _ = finish(train(dataset, spec_of(dataset), starts={0: start}))
    assert purity(result.vectors[0], groups, 8) >= 0.95
    assert np.linalg.svd(result.vectors[0])[1][3] > 0.1  # four groups lie in three directions and 1


@pytest.mark.parametrize("method", ["sgns", "glove"])
def test_vectors_that_know_the_groups_help_where_baskets_are_few(method):
    gains, found = [], []
    for seed in range(3):
        dataset, groups = baskets(n_baskets=150, noise=0.6, seed=seed)
        spec = spec_of(dataset, method=method)
        unaided, _ = finish(train(dataset, spec))
        draw = np.random.default_rng(1)
        known = np.eye(4, 8)[groups] + 0.1 * draw.standard_normal((60, 8))
        start = Start(known.astype(np.float32), np.ones(60, bool))
        aided, _ = finish(train(dataset, spec, starts={0: start}))
        gains.append(unaided.best.held_loss - aided.best.held_loss)
        found.append([purity(one.vectors[0], groups, 8) for one in (unaided, aided)])
    assert np.mean(gains) > 0
    before, after = np.mean(found, axis=0)
    assert after > before + 0.2


def test_the_spectral_method_begins_nowhere():
    dataset, _ = baskets()
    with pytest.raises(SpecError, match="cannot begin with given ones"):
        model_of(dataset, 8, method="spectral").begin_at(0, any_vectors(60, 8))


def test_the_same_vectors_give_the_same_bits():
    dataset, _ = baskets()
    spec = replace(spec_of(dataset), epochs=3)
    one, two = (
        finish(train(dataset, spec, starts={0: any_vectors(60, 8)}))[0].vectors[0] for _ in "ab"
    )
    assert np.array_equal(one, two)

"""Training that begins with given vectors."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from small_tables import dataset_of, finish, model_of, purity, spec_of

from explorer.learning import lookup
from explorer.learning.training import train
from explorer.records.vectors import Start

GROUPS = 4
OBJECTIVES = {
    "masked": {},
    "autoencoder": {"objective": "autoencoder"},
    "predict": {"objective": "predict", "target": "target"},
}


def scarce(objective, n_places=80, rows_each=3, seed=0):
    """Places of four groups, each seen three times, beside cells that tell its group now and then.

    A place belongs to the group that its number leaves modulo 4.
    """
    draw = np.random.default_rng(seed)
    places = draw.permutation(np.repeat(np.arange(n_places), rows_each))

    def half_of(truth):
        return np.where(draw.random(len(truth)) < 0.5, draw.integers(0, GROUPS, len(truth)), truth)

    columns = {"place": places, "one": half_of(places % GROUPS), "two": half_of(places % GROUPS)}
    if objective != "predict":
        return dataset_of(columns)
    return dataset_of(columns, target_numbers=half_of(places % GROUPS).astype(np.float64))


def groups_of(dataset):
    return np.array([int(place) % GROUPS for place in dataset.vocabularies[0].categories])


def knowing(dataset, dim, share=1.0, seed=1):
    """Vectors that lie close where the groups are the same, for the first places of the column."""
    draw = np.random.default_rng(seed)
    groups = groups_of(dataset)
    vectors = np.eye(GROUPS, dim)[groups] + 0.1 * draw.standard_normal((len(groups), dim))
    given = np.arange(len(groups)) < share * len(groups)
    vectors[~given] = 0
    return Start(vectors.astype(np.float32), given)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_training_begins_with_the_vectors_that_were_given(objective):
    dataset = scarce(objective)
    spec = spec_of(dataset, **OBJECTIVES[objective], epochs=1)
    model = model_of(dataset, **OBJECTIVES[objective], epochs=1)
    unaided = [model.table_of(0).numpy(), *model.vectors()[1:]]
    start = knowing(dataset, unaided[0].shape[1], share=0.5)
    _, shown = finish(train(dataset, spec, starts={0: start}))
    begun = shown[0][1]
    assert shown[0][0].step == 0
    assert np.array_equal(begun[0][start.given], start.vectors[start.given])
    assert np.array_equal(begun[0][~start.given], unaided[0][~start.given])
    for other, as_ever in zip(begun[1:], unaided[1:], strict=True):
        assert np.array_equal(other, as_ever)


@pytest.mark.parametrize("objective", ["masked", "predict"])
def test_vectors_that_know_the_groups_help_where_rows_are_few(objective):
    dataset = scarce(objective, rows_each=2)
    groups = groups_of(dataset)
    spec = spec_of(dataset, **OBJECTIVES[objective])
    unaided, _ = finish(train(dataset, spec))
    start = knowing(dataset, unaided.vectors[0].shape[1])
    aided, _ = finish(train(dataset, spec, starts={0: start}))
    assert aided.best.held_loss < 1.01 * unaided.best.held_loss
    assert purity(aided.vectors[0], groups, 10) > purity(unaided.vectors[0], groups, 10) + 0.15


@pytest.mark.parametrize("whole", [2, 0])
def test_predict_pulls_given_vectors_to_where_they_began_and_none_to_where_they_did_not(
    monkeypatch, whole
):
    monkeypatch.setattr(lookup, "WHOLE", whole)
    dataset = scarce("predict")
    model = model_of(dataset, **OBJECTIVES["predict"])
    start = knowing(dataset, model.vectors()[0].shape[1], share=0.5)
    model.begin_at(0, start)
    begun = model.vectors()
    model._decay, units = 1e6, torch.arange(50)  # beside which the loss is nothing
    for parameter in model.lookup.tables:
        parameter.add_(1.0)
    for step in range(200):
        model.step(units, step, 0.02)
    for now, then in zip(model.vectors(), begun, strict=True):
        met = np.abs(now - then - 1.0).max(axis=1) > 1e-3
        assert met.any()
        assert now[met] == pytest.approx(then[met], abs=0.05)


def test_second_training_from_the_same_vectors_gives_the_same_bits():
    dataset = scarce("masked")
    spec = spec_of(dataset, epochs=2)
    start = knowing(dataset, model_of(dataset).dims[0])
    results = [finish(train(dataset, spec, starts={0: start}))[0] for _ in range(2)]
    for one, two in zip(results[0].vectors, results[1].vectors, strict=True):
        assert np.array_equal(one, two)

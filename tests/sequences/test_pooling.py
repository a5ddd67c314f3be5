"""What all items of a history say together, beside plain loops."""

from dataclasses import replace

import numpy as np
import pytest
from small_recommenders import N, recommender

from explorer.sequences.guessing import network, network_parts
from explorer.sequences.weighing import joined

HISTORIES = np.array([[3, 1, N, N], [0, 5, 2, 7], [N] * 4, [4, 4, 1, N]], np.int32)


def together_by_loops(model, history):
    """Probabilities, and how far each item raises each of them."""
    logits, raised = model.common.astype(np.float64), np.zeros((len(history), N))
    for k, item in enumerate(history):
        if item < N:
            own = np.exp(model.items[item] @ model.guesses.T + model.lean)
            above = np.log(own / own.sum()) - model.common
            logits = logits + model.evidence * model.lasting**k * above
            raised[k] = np.maximum(model.evidence * model.lasting**k * above, 0)
    seen = [] if model.repeats else [item for item in history if item < N]
    odds = np.exp(logits)
    return odds / (odds.sum() - odds[np.unique(seen).astype(int)].sum()), raised


@pytest.mark.parametrize("repeats", [True, False])
def test_it_is_the_product_of_what_each_says_above_chance(repeats):
    model = recommender(repeats, jointly=1.0, evidence=0.5, lasting=0.75)
    found = network(model, HISTORIES)
    for row, history in enumerate(HISTORIES):
        np.testing.assert_allclose(found[row], together_by_loops(model, history)[0], rtol=1e-4)
    alone = network(replace(model, jointly=0.0), HISTORIES)
    half = network(replace(model, jointly=0.5), HISTORIES)
    np.testing.assert_allclose(half, (found + alone) / 2, rtol=1e-4)


def test_what_it_adds_to_what_comes_anyway_is_of_the_items_that_speak_for_it():
    model = recommender(jointly=1.0, evidence=0.5, lasting=0.75)
    pulled = network_parts(model, HISTORIES)
    np.testing.assert_allclose(pulled.sum(axis=1), network(model, HISTORIES), rtol=1e-5)
    assert (pulled >= 0).all()
    anyway = np.exp(model.common)
    for row, history in enumerate(HISTORIES):
        probable, raised = together_by_loops(model, history)
        spoken = raised.sum(axis=0) > 0
        more = np.where(spoken, np.maximum(probable - anyway, 0), 0)
        shares = raised / np.where(spoken, raised.sum(axis=0), 1)
        np.testing.assert_allclose(pulled[row, :-1], more * shares, atol=1e-6)
        np.testing.assert_allclose(pulled[row, -1], probable - more, atol=1e-6)


@pytest.mark.parametrize("jointly", [0.0, 1.0])
def test_whether_one_item_is_the_reason_or_all_are_is_found(jointly):
    draw = np.random.default_rng(3)
    histories = np.stack([draw.permutation(N)[:4] for _ in range(800)]).astype(np.int32)
    model = recommender(jointly=jointly, evidence=0.5, lasting=0.75)
    shares = network(model, histories).astype(np.float64)
    answers = np.array([draw.choice(N, p=each / each.sum()) for each in shares], np.int32)
    found = joined(replace(model, jointly=0.0, evidence=1.0, lasting=1.0), histories, answers)
    if jointly:
        assert found.jointly >= 0.75
        assert (found.evidence, found.lasting) == (0.5, 0.75)
    else:
        assert found.jointly == 0.0

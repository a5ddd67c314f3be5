"""Predict a column beside a forward pass in plain numpy and scikit-learn's scores."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.metrics import accuracy_score, log_loss, mean_absolute_error, r2_score
from small_tables import dataset_of, model_of, with_classes

N_ROWS = 400
HIDDEN = [0, 5]


def columns_and_number(seed=0):
    draw = np.random.default_rng(seed)
    columns = {"a": draw.integers(0, 12, N_ROWS), "b": draw.integers(0, 4, N_ROWS).tolist()}
    number = 50 + 3 * columns["a"] + draw.normal(0, 5, N_ROWS)
    columns["b"][::9] = [None] * len(columns["b"][::9])
    return columns, number


def stirred(model):
    """The model with no parameter left at its start."""
    noise = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.5 * torch.randn(parameter.shape, generator=noise))
    return model


def guesses(dataset, model):
    """[n_rows, n_out] logits, or the number in spreads from the mean, in float64."""
    p = {name: value.detach().numpy().astype(float) for name, value in model.named_parameters()}
    guessed = []
    for codes in dataset.codes:
        vectors = [
            p[f"tables.{j}"][v.n_entries - 1 if code == 0 else code - 2]
            for j, (v, code) in enumerate(zip(dataset.vocabularies, codes, strict=True))
        ]
        inputs = np.concatenate(vectors)
        guess = p["direct"] @ inputs + p["bias"]
        if "inner" in p:
            guess = guess + p["outer"] @ np.maximum(p["inner"] @ inputs + p["inner_bias"], 0)
        guessed.append(guess)
    return np.array(guessed)


def held_and_units(model):
    """Rows held out, a batch of units, and the rows that these are."""
    held = np.setdiff1d(np.arange(N_ROWS), model.train_rows.numpy())
    assert np.array_equal(np.sort(model.held.numpy()), held)
    units = torch.arange(40)
    return held, units, model.train_rows[units]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_losses_of_a_class_and_its_verdict_are_scikit_learns(hidden):
    columns, number = columns_and_number()
    dataset = with_classes(columns, np.digitize(number, [55, 65, 75]))
    model = stirred(model_of(dataset, hidden=hidden, holdout=0.25))
    held, units, rows = held_and_units(model)
    truth = dataset.target_codes
    odds = np.exp(guesses(dataset, model))
    odds /= odds.sum(axis=1, keepdims=True)
    labels = range(4)

    expected = log_loss(truth[rows], odds[rows], labels=labels)
    loss, shown = model.loss(units, torch.Generator())
    assert (loss.item(), shown) == pytest.approx((expected, expected), rel=1e-5)
    verdict, held_loss = model.verdict(), log_loss(truth[held], odds[held], labels=labels)
    assert (model.held_loss(), verdict.held_loss) == pytest.approx([held_loss] * 2, rel=1e-5)
    assert verdict.accuracy == pytest.approx(accuracy_score(truth[held], odds[held].argmax(1)))

    seen = np.bincount(np.delete(truth, held)) + 0.5
    blind = np.tile(seen / seen.sum(), (len(held), 1))
    expected = log_loss(truth[held], blind, labels=labels)
    assert (model.blind_loss, verdict.blind_loss) == pytest.approx([expected] * 2, rel=1e-5)
    assert verdict.majority == pytest.approx((truth[held] == seen.argmax()).mean())


@pytest.mark.parametrize("hidden", HIDDEN)
def test_losses_of_a_number_and_its_verdict_are_scikit_learns(hidden):
    columns, number = columns_and_number()
    dataset = dataset_of(columns, target_numbers=number)
    model = stirred(model_of(dataset, hidden=hidden, holdout=0.25))
    held, units, rows = held_and_units(model)
    seen = np.delete(number, held)
    guessed = seen.mean() + seen.std() * guesses(dataset, model)[:, 0]

    expected = ((guessed - number)[rows] ** 2).mean() / seen.var()
    loss, shown = model.loss(units, torch.Generator())
    assert (loss.item(), shown) == pytest.approx((expected, expected), rel=1e-5)
    verdict = model.verdict()
    expected = ((guessed - number)[held] ** 2).mean() / seen.var()
    assert (model.held_loss(), verdict.held_loss) == pytest.approx([expected] * 2, rel=1e-5)
    assert verdict.r2 == pytest.approx(r2_score(number[held], guessed[held]), rel=1e-5)
    off = mean_absolute_error(number[held], guessed[held])
    assert verdict.mean_absolute_error == pytest.approx(off, rel=1e-5)
    expected = ((number[held] - seen.mean()) ** 2).mean() / seen.var()
    assert (model.blind_loss, verdict.blind_loss) == pytest.approx([expected] * 2, rel=1e-5)

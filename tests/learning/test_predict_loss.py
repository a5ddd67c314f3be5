"""Predict a column beside torch's gradients, a loop over rows, and scikit-learn's scores."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.metrics import accuracy_score, log_loss, mean_absolute_error, r2_score
from small_tables import dataset_of, model_of, with_classes
from torch.nn.functional import cross_entropy

from explorer.learning import from_target, lookup, predict

N_ROWS = 400
HIDDEN = [0, 5]


def columns_and_number(seed=0):
    draw = np.random.default_rng(seed)
    columns = {"a": draw.integers(0, 12, N_ROWS), "b": draw.integers(0, 4, N_ROWS).tolist()}
    number = 50 + 3 * columns["a"] + draw.normal(0, 5, N_ROWS)
    columns["b"][::9] = [None] * len(columns["b"][::9])
    return columns, number


def classes_of(columns, number):
    return with_classes(columns, np.digitize(number, [55, 65, 75]))


def stirred(model):
    """The model with no parameter left at its start."""
    noise = torch.Generator().manual_seed(0)
    for parameter in model.parameters_by_name().values():
        parameter.add_(0.5 * torch.randn(parameter.shape, generator=noise))
    return model


def guesses(dataset, model, parameters):
    """[n_rows, n_out] logits, or the number in spreads from the mean, by the layers as written."""
    p, hidden = parameters, model.hidden
    looked_up = []
    for j, vocabulary in enumerate(dataset.vocabularies):
        entries = vocabulary.entries(dataset.codes[:, j])
        looked_up.append(p[f"tables.{j}"][torch.from_numpy(entries.astype(np.int64))])
    inputs = torch.cat(looked_up, dim=1)
    layer = torch.cat([p[f"layer.{j}"] for j in range(len(looked_up))], dim=1)
    summed = inputs @ layer.T + p["layer.bias"]
    guess = torch.relu(summed[:, :hidden]) @ p["outer"].T
    if "direct" not in p:
        return guess + summed[:, hidden:]
    return guess + inputs @ p["direct"].T + p["bias"]


def numbers_of(model):
    """All parameters in float64, asking for gradients."""
    return {
        name: value.double().clone().requires_grad_()
        for name, value in model.parameters_by_name().items()
    }


def held_and_units(dataset, model):
    """Rows held out, a batch of units, and the rows that these are."""
    train_rows = np.setdiff1d(np.arange(dataset.n_rows), model.held)
    units = torch.arange(40)
    return np.sort(model.held), units, train_rows[units]


def slopes_by_name(model):
    """What `slopes` left behind, by the names of the parameters; large tables in full."""
    found = {}
    for j, table in enumerate(model.lookup.tables):
        part, dim = model.lookup._parts[j], model.lookup.dims[j]
        own = torch.zeros(table.shape)
        rows = slice(None) if part.rows is None else torch.from_numpy(part.rows)
        own[rows] = part.to_vectors[:, :dim]
        found[f"tables.{j}"] = own
        found[f"layer.{j}"] = model.lookup.layer.slopes[j][:, :dim]
    names = ["layer.bias", "outer", "bias", "direct"]
    return found | dict(zip(names, model.lookup.extra_slopes, strict=False))


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("kind", ["class", "number"])
@pytest.mark.parametrize("folded", [64, 0])
@pytest.mark.parametrize("whole", [2, 0])
def test_loss_and_gradients_are_torchs(monkeypatch, hidden, kind, folded, whole):
    monkeypatch.setattr(predict, "FOLDED", folded)
    monkeypatch.setattr(lookup, "WHOLE", whole)
    columns, number = columns_and_number()
    dataset = (
        classes_of(columns, number)
        if kind == "class"
        else dataset_of(columns, target_numbers=number)
    )
    model = stirred(model_of(dataset, hidden=hidden, holdout=0.25, batch_size=64))
    assert len(model.lookup.large) == (0 if whole else 2)
    for first in (0, 30):  # what the first batch left behind is not in the way of the second
        units = torch.arange(first, first + 40)
        rows = np.setdiff1d(np.arange(N_ROWS), model.held)[units]
        parameters = numbers_of(model)
        guess = guesses(dataset, model, parameters)[rows]
        truth = model.answers.truth[rows]
        loss = (
            cross_entropy(guess, truth.long())
            if kind == "class"
            else ((guess[:, 0] - truth) ** 2).mean()
        )
        torch.autograd.backward(loss)
        assert model.slopes(units) == pytest.approx(loss.item(), rel=1e-5)
        slopes = slopes_by_name(model)
        assert set(slopes) == set(parameters)
        for name, parameter in parameters.items():
            expected = torch.zeros(parameter.shape) if parameter.grad is None else parameter.grad
            torch.testing.assert_close(
                slopes[name].double(), expected.double(), rtol=1e-4, atol=1e-6, msg=name
            )


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("folded", [64, 0])
@pytest.mark.parametrize("whole", [2, 0])
def test_steps_are_those_of_torchs_adam_where_every_category_is_met(
    monkeypatch, counted, folded, whole
):
    monkeypatch.setattr(predict, "FOLDED", folded)
    monkeypatch.setattr(lookup, "WHOLE", whole)
    if not counted:
        monkeypatch.setattr(from_target, "MOST_ENTRIES", 0)
    columns, number = columns_and_number()
    dataset = classes_of(columns, number)
    model = model_of(dataset, holdout=0.25, batch_size=300, hidden=5)
    homes = [table.clone() * counted for table in model.lookup.tables]
    model = stirred(model)
    parameters = {
        name: value.clone().requires_grad_() for name, value in model.parameters_by_name().items()
    }
    decay = 10 / model.n_train
    theirs = torch.optim.Adam(parameters.values(), betas=(0.9, 0.99))
    units = torch.arange(model.n_train)
    rows = np.setdiff1d(np.arange(N_ROWS), model.held)
    for step in range(8):
        rate = 0.01 / (step + 1)
        for group in theirs.param_groups:
            group["lr"] = rate
        theirs.zero_grad()
        guess = guesses(dataset, model, parameters)[rows]
        pulls = [
            (decay / 2 * (parameters[f"tables.{j}"] - home) ** 2).sum()
            for j, home in enumerate(homes)
        ]
        lost = cross_entropy(guess, model.answers.truth[rows].long())
        torch.autograd.backward(lost + torch.stack(pulls).sum())
        theirs.step()
        model.step(units, step, rate)
    for name, value in model.parameters_by_name().items():
        torch.testing.assert_close(value, parameters[name].data, rtol=0, atol=1e-4, msg=name)


def test_a_category_that_is_not_met_stays_and_is_pulled_as_often_as_it_was_missed(monkeypatch):
    monkeypatch.setattr(lookup, "WHOLE", 0)
    columns, number = columns_and_number()
    model = model_of(classes_of(columns, number), holdout=0.25, batch_size=1)
    cells = model.lookup.entries[:, 0]
    seldom = int(np.bincount(cells).argmin())
    home = model.lookup.tables[0][seldom].clone()
    stirred(model)
    others, own = np.flatnonzero(cells != seldom), np.flatnonzero(cells == seldom)
    before = model.lookup.tables[0][seldom].clone()
    for step in range(7):
        model.step(torch.from_numpy(others[step : step + 1]), step, 0.01)
    assert torch.equal(model.lookup.tables[0][seldom], before)
    unit = torch.from_numpy(own[:1])
    model.slopes(unit)
    slope = slopes_by_name(model)["tables.0"][seldom]
    pulled = slope + 8 * 10 / model.n_train * (before - home)
    model.step(unit, 7, 0.01)
    dim = len(before)
    remembered = model.memory()["rows.0.mean"][seldom, :dim]
    torch.testing.assert_close(remembered, 0.1 * pulled, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("folded", [64, 0])
def test_losses_of_a_class_and_its_verdict_are_scikit_learns(monkeypatch, hidden, folded):
    monkeypatch.setattr(predict, "FOLDED", folded)
    dataset = classes_of(*columns_and_number())
    model = stirred(model_of(dataset, hidden=hidden, holdout=0.25))
    held, units, rows = held_and_units(dataset, model)
    truth = dataset.target_codes
    odds = guesses(dataset, model, numbers_of(model)).detach().softmax(dim=1).numpy()
    labels = range(4)

    expected = log_loss(truth[rows], odds[rows], labels=labels)
    assert model.slopes(units) == pytest.approx(expected, rel=1e-5)
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
    held, units, rows = held_and_units(dataset, model)
    seen = np.delete(number, held)
    guess = guesses(dataset, model, numbers_of(model)).detach().numpy()
    guessed = seen.mean() + seen.std() * guess[:, 0]

    expected = ((guessed - number)[rows] ** 2).mean() / seen.var()
    assert model.slopes(units) == pytest.approx(expected, rel=1e-5)
    verdict = model.verdict()
    expected = ((guessed - number)[held] ** 2).mean() / seen.var()
    assert (model.held_loss(), verdict.held_loss) == pytest.approx([expected] * 2, rel=1e-5)
    assert verdict.r2 == pytest.approx(r2_score(number[held], guessed[held]), rel=1e-5)
    off = mean_absolute_error(number[held], guessed[held])
    assert verdict.mean_absolute_error == pytest.approx(off, rel=1e-5)
    always = mean_absolute_error(number[held], np.full(len(held), np.median(seen)))
    assert verdict.median_error == pytest.approx(always, rel=1e-5)
    expected = ((number[held] - seen.mean()) ** 2).mean() / seen.var()
    assert (model.blind_loss, verdict.blind_loss) == pytest.approx([expected] * 2, rel=1e-5)

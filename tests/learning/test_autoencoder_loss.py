"""The autoencoder beside a loop over rows and columns, written from its documentation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from small_tables import dataset_of, finish, model_of, sample_above, spec_of

from explorer.learning import autoencoder
from explorer.learning.autoencoder import halves
from explorer.learning.training import train

SIZES = (2, 9, 30, 40, 3)  # 9 and 30 share a group, the others have one each
UNITS = torch.from_numpy(np.random.default_rng(1).permutation(60)[:37])


def table_with_blanks(n_rows=80, seed=0):
    """Small numbers are frequent in every column, one column has missing cells."""
    draw = np.random.default_rng(seed)
    columns = {}
    for size in SIZES:
        often = (size * draw.random(n_rows - size) ** 2).astype(int)
        columns[f"of {size}"] = draw.permutation(np.append(np.arange(size), often)).tolist()
    columns["of 9"][::7] = [None] * len(columns["of 9"][::7])
    return dataset_of(columns)


def model_with(dataset, **settings):
    """The model away from its start; what is zero for good stays zero."""
    settings = {"objective": "autoencoder", "holdout": 0.2, **settings}
    model = model_of(dataset, **settings)
    noise = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.4 * torch.randn(parameter.shape, generator=noise))
        model.table[model.data.blank] = 0.0
        for j, dim in enumerate(model.dims):
            model.table[model.data.span(j), dim:] = model.turn[j, dim:] = 0.0
    return model


def by_hand(dataset, model, parameters):
    """Entries, weights of cells, and the logits of a cell from any set of cells; in float64."""
    p = parameters
    entries = np.stack(
        [v.entries(dataset.codes[:, j]) for j, v in enumerate(dataset.vocabularies)], axis=1
    )
    train_rows = model.train_rows.numpy()
    weights, tables, biases, begin = [], [], [], 0
    for j, vocabulary in enumerate(dataset.vocabularies):
        end = begin + vocabulary.n_entries
        counts = np.bincount(entries[train_rows, j], minlength=end - begin)
        rare = np.maximum(counts, 1.0) ** -0.6
        weights.append(rare / rare[entries[train_rows, j]].mean())
        tables.append(p["table"][begin:end, : model.dims[j]])
        biases.append(p["bias"][begin:end])
        begin = end

    def code(row, of_columns):
        said = [tables[i][entries[row, i]] @ p["turn"][i, : model.dims[i]] for i in of_columns]
        return np.sum(said, axis=0) / np.sqrt(len(tables) - 1)

    def logits(row, j, of_columns):
        guess = p["lean"][j] + p["turn"][j] @ code(row, of_columns)
        return biases[j] + tables[j] @ guess[: model.dims[j]]

    return entries, weights, code, logits


def by_a_loop(dataset, model, parameters, units, one):
    """What `Autoencoder.loss` returns: the loss, and the one shown.

    Args:
        one: [n_units, n_columns] the cells that make up one half of their row.
    """
    entries, weights, _, logits = by_hand(dataset, model, parameters)
    total, shown = 0.0, []
    for at, row in enumerate(model.train_rows.numpy()[units]):
        for j in range(len(SIZES)):
            others = [i for i in range(len(SIZES)) if one[at, i] != one[at, j]]
            odds, own = np.exp(logits(row, j, others)), entries[row, j]
            total += weights[j][own] * np.log(odds.sum() / odds[own])
            if at < len(units) // 8:
                calibrated = odds / weights[j]
                shown.append(np.log(calibrated.sum() / calibrated[own]))
    return total / len(units), np.mean(shown)


def numbers_of(model):
    return {name: value.detach().numpy().astype(float) for name, value in model.named_parameters()}


def drawn_halves(seed):
    shape = torch.Size((len(UNITS), len(SIZES)))
    return halves(shape, torch.Generator().manual_seed(seed)).numpy()


@pytest.mark.parametrize("hidden", [3, 12])  # narrower than the widest column, and wider
def test_loss_and_shown_loss_equal_a_loop_over_rows_and_columns(hidden):
    dataset = table_with_blanks()
    model = model_with(dataset, hidden=hidden)
    assert [len(group.columns) for group in model.groups] == [1, 1, 2, 1]
    loss, shown = model.loss(UNITS, torch.Generator().manual_seed(5))
    expected = by_a_loop(dataset, model, numbers_of(model), UNITS.numpy(), drawn_halves(5))
    assert (loss.item(), shown) == pytest.approx(expected, rel=3e-6)


def test_where_all_columns_teach_alike_gradients_are_the_slopes_of_the_loop():
    dataset = table_with_blanks()
    model = model_with(dataset, hidden=6)
    model.tells = torch.ones(len(SIZES))
    loss, _ = model.loss(UNITS, torch.Generator().manual_seed(5))
    torch.autograd.backward(loss)
    numbers, one = numbers_of(model), drawn_halves(5)
    draw = np.random.default_rng(0)
    for name, parameter in model.named_parameters():
        steep = np.flatnonzero(parameter.grad.numpy().ravel())
        for at in draw.choice(steep, 4, replace=False):
            values, slope = numbers[name].ravel(), 0.0
            for way in (1, -1):
                before = values[at]
                values[at] += way * 1e-4
                slope += way * by_a_loop(dataset, model, numbers, UNITS.numpy(), one)[0] / 2e-4
                values[at] = before
            assert parameter.grad.flatten()[at] == pytest.approx(slope, rel=2e-3, abs=2e-6), name


def test_held_out_losses_equal_a_loop_over_cells_hidden_in_rows_it_never_learned_from():
    dataset = table_with_blanks()
    model = model_with(dataset, hidden=6)
    entries, weights, _, logits = by_hand(dataset, model, numbers_of(model))
    train_rows = model.train_rows.numpy()
    held_rows = np.setdiff1d(np.arange(len(entries)), train_rows)
    costs, blind, back, frequent = {}, {}, [], []
    for j, name in enumerate(model.names):
        seen = np.bincount(entries[train_rows, j], minlength=model.data.sizes[j])
        costs[name], blind[name] = [], []
        for row in held_rows:
            own = entries[row, j]
            if seen[own] == 0:
                continue
            odds = np.exp(logits(row, j, [i for i in range(len(SIZES)) if i != j])) / weights[j]
            costs[name].append(np.log(odds.sum() / odds[own]))
            blind[name].append(np.log((seen + 0.5).sum() / (seen[own] + 0.5)))
            whole = np.exp(logits(row, j, range(len(SIZES)))) / weights[j]
            back.append(whole.argmax() == own)
            frequent.append(seen.argmax() == own)
    verdict = model.verdict()
    for name in model.names:
        expected = np.mean(costs[name]), np.mean(blind[name]), len(costs[name])
        assert verdict.per_column[name] == pytest.approx(expected, rel=1e-5)
    found = [verdict.held_loss, model.held_loss(), verdict.blind_loss, model.blind_loss]
    expected = [np.mean(np.concatenate(list(of.values()))) for of in (costs, blind)]
    assert found == pytest.approx(np.repeat(expected, 2), rel=1e-5)
    assert (verdict.accuracy, verdict.majority) == pytest.approx((np.mean(back), np.mean(frequent)))


def test_vectors_of_the_drawn_rows_are_a_plain_pass_of_whole_rows_through_the_bottleneck(
    monkeypatch,
):
    monkeypatch.setattr(autoencoder, "CHUNK", 100)  # a few rows at once
    drawn = np.array([0, 3, 41, 79])
    dataset = replace(table_with_blanks(), drawn=drawn)
    model = model_with(dataset, hidden=6)
    _, _, code, _ = by_hand(dataset, model, numbers_of(model))
    *tables, rows = model.vectors()
    assert [table.shape for table in tables] == [
        (size, dim) for size, dim in zip(model.data.sizes, model.dims, strict=True)
    ]
    expected = [code(row, range(len(SIZES))) for row in drawn]
    np.testing.assert_allclose(rows, expected, rtol=1e-5, atol=1e-6)


def test_with_many_categories_drawn_loss_and_gradients_are_those_of_the_full_softmax(monkeypatch):
    dataset = table_with_blanks(n_rows=400)

    def of_one_batch():
        model = model_with(dataset, hidden=6)
        noise = torch.Generator().manual_seed(2)
        loss, shown = model.loss(torch.arange(96), noise)
        torch.autograd.backward(loss)
        grads = {name: parameter.grad for name, parameter in model.named_parameters()}
        return model, float(loss.detach()), shown, grads

    _, full_loss, full_shown, full = of_one_batch()
    sample_above(monkeypatch, 20, 200_000)
    model, loss, shown, sampled = of_one_batch()
    assert len(model.large) == 2
    assert (loss, shown) == pytest.approx((full_loss, full_shown), rel=2e-3)
    for name, gradient in sampled.items():
        assert (gradient - full[name]).norm() < 0.05 * full[name].norm(), name


def test_both_halves_of_every_row_hold_cells_and_any_two_columns_get_apart():
    one = halves(torch.Size((2000, 3)), torch.Generator().manual_seed(0)).numpy()
    assert one.any(axis=1).all()
    assert not one.all(axis=1).any()
    apart = (one[:, :, None] != one[:, None, :]).mean(axis=0)
    assert apart[np.triu_indices(3, 1)] == pytest.approx(2 / 3, abs=0.05)


def test_a_category_that_only_held_out_rows_have_stays_at_zero():
    columns = {name: [0, 1] * 30 for name in "abc"}
    columns["a"] = list(range(60))  # nothing else can be held out
    dataset = dataset_of(columns)
    result, _ = finish(train(dataset, spec_of(dataset, objective="autoencoder", epochs=20)))
    silent = ~result.vectors[0].any(axis=1)
    assert silent.sum() == 12


@pytest.mark.parametrize("hidden", [2, 12])
def test_turns_remain_rotations_through_a_training(hidden):
    dataset = table_with_blanks()
    spec = spec_of(dataset, objective="autoencoder", epochs=50, patience=0, hidden=hidden)
    *_, event = train(dataset, spec)
    turns = event.checkpoint().arrays["model.turn"]
    for turn, vectors in zip(turns, event.vectors(), strict=True):
        dim = vectors.shape[1]
        square = turn[:dim] @ turn[:dim].T if dim <= hidden else turn[:dim].T @ turn[:dim]
        np.testing.assert_allclose(square, np.eye(len(square)), atol=0.02)
        assert not turn[dim:].any()

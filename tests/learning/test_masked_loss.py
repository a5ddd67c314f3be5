"""Fill in the blank beside a loop over rows and columns, written from its documentation."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from small_tables import dataset_of, model_of, spec_of

from explorer.learning import masked
from explorer.learning.training import train

ROWS = torch.from_numpy(np.random.default_rng(1).permutation(60)[:37])
SIZES = (2, 9, 30, 40, 3)  # 9 and 30 share a group, the others have one each


def table_with_blanks(seed=0):
    """60 rows; small numbers are frequent in every column, one column has missing cells."""
    draw = np.random.default_rng(seed)
    columns = {}
    for size in SIZES:
        often = (size * draw.random(60 - size) ** 2).astype(int)
        columns[f"of {size}"] = draw.permutation(np.append(np.arange(size), often)).tolist()
    columns["of 9"][::7] = [None] * len(columns["of 9"][::7])
    return dataset_of(columns)


def stirred(model, seed=0):
    """The model away from its start; what is zero for good stays zero."""
    noise = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.4 * torch.randn(parameter.shape, generator=noise))
        model.table[model.data.blank] = 0.0
        for j, dim in enumerate(model.dims):
            model.table[model.data.span(j), dim:] = model.turn[j, dim:] = 0.0
    return model


def by_hand(dataset, model, parameters):
    """Entries, which cells are held out, weights of cells, and logits of one cell; in float64."""
    p = parameters
    entries = np.stack(
        [v.entries(dataset.codes[:, j]) for j, v in enumerate(dataset.vocabularies)], axis=1
    )
    held = np.zeros(entries.shape, bool)
    for j, (at, _) in enumerate(model.data.held):
        held[at, j] = True
    tables, biases, weights, begin = [], [], [], 0
    for j, vocabulary in enumerate(dataset.vocabularies):
        end = begin + vocabulary.n_entries
        counts = np.bincount(entries[~held[:, j], j], minlength=end - begin)
        rare = counts**-0.8
        weights.append(rare / (rare[entries[~held[:, j], j]].mean()))
        tables.append(p["table"][begin:end, : model.dims[j]])
        biases.append(p["bias"][begin:end])
        begin = end

    def logits(row, j, kept):
        """Of all entries of column j, guessed from the other cells of the row that are kept."""
        context = p["lean"][j].copy()
        for i, dim in enumerate(model.dims):
            if i != j and kept[i]:
                said = tables[i][entries[row, i]] @ p["turn"][i, :dim]
                context += said / np.sqrt(len(tables) - 1)
        if "inner" in p:
            inner = np.maximum(p["inner"] @ context + p["inner_bias"], 0)
            context = context + p["outer"] @ inner
        return biases[j] + tables[j] @ (p["turn"][j, : model.dims[j]] @ context)

    return entries, held, weights, logits


def by_a_loop(dataset, model, parameters, rows, keep):
    """What `Masked.loss` returns: the loss, and the one shown.

    Args:
        parameters: by name. keep: [n_rows, n_columns] which inputs are not dropped.
    """
    entries, held, weights, logits = by_hand(dataset, model, parameters)
    total, shown = 0.0, []
    for at, row in enumerate(rows):
        for j in np.flatnonzero(~held[row]):
            odds, own = np.exp(logits(row, j, keep[at] & ~held[row])), entries[row, j]
            total += weights[j][own] * np.log(odds.sum() / odds[own])
            if at < len(rows) // 8:
                calibrated = odds / weights[j]
                shown.append(np.log(calibrated.sum() / calibrated[own]))
    return total / len(rows), np.mean(shown)


def numbers_of(model):
    return {name: value.detach().numpy().astype(float) for name, value in model.named_parameters()}


@pytest.mark.parametrize("hidden", [0, 6])
@pytest.mark.parametrize("dropped", [0.0, 0.4])
def test_loss_and_shown_loss_equal_a_loop_over_rows_and_columns(monkeypatch, hidden, dropped):
    monkeypatch.setattr(masked, "DROPPED", dropped)
    dataset = table_with_blanks()
    model = stirred(model_of(dataset, hidden=hidden, holdout=0.2))
    assert [len(group.columns) for group in model.groups] == [1, 1, 2, 1]
    loss, shown = model.loss(ROWS, torch.Generator().manual_seed(5))
    draws = torch.rand((len(ROWS), len(SIZES)), generator=torch.Generator().manual_seed(5))
    keep = draws.numpy() >= dropped
    expected = by_a_loop(dataset, model, numbers_of(model), ROWS.numpy(), keep)
    assert (loss.item(), shown) == pytest.approx(expected, rel=2e-6)


@pytest.mark.parametrize("hidden", [0, 6])
def test_held_out_losses_equal_a_loop_over_the_held_out_cells(hidden):
    """Each guessed from all other cells of its row, those that are held out, too, among them."""
    dataset = table_with_blanks()
    model = stirred(model_of(dataset, hidden=hidden, holdout=0.2))
    training = model.data.cells.clone()
    entries, held, weights, logits = by_hand(dataset, model, numbers_of(model))
    costs, blind = {}, {}
    for j, name in enumerate(model.names):
        seen = np.bincount(entries[~held[:, j], j], minlength=model.data.sizes[j]) + 0.5
        costs[name], blind[name] = [], []
        for row in np.flatnonzero(held[:, j]):
            own, odds = entries[row, j], np.exp(logits(row, j, np.ones(len(SIZES)))) / weights[j]
            costs[name].append(np.log(odds.sum() / odds[own]))
            blind[name].append(np.log(seen.sum() / seen[own]))
    verdict = model.verdict()
    for name in model.names:
        expected = np.mean(costs[name]), np.mean(blind[name]), len(costs[name])
        assert verdict.per_column[name] == pytest.approx(expected, rel=1e-5)
    found = [verdict.held_loss, model.held_loss(), verdict.blind_loss, model.blind_loss]
    expected = [np.mean(np.concatenate(list(of.values()))) for of in (costs, blind)]
    assert found == pytest.approx(np.repeat(expected, 2), rel=1e-5)
    assert torch.equal(model.data.cells, training)


def test_where_all_columns_teach_alike_gradients_are_the_slopes_of_the_loop(monkeypatch):
    monkeypatch.setattr(masked, "DROPPED", 0.0)
    dataset = table_with_blanks()
    model = stirred(model_of(dataset, hidden=6, holdout=0.2))
    model.taught_by = model.others
    loss, _ = model.loss(ROWS, torch.Generator())
    torch.autograd.backward(loss)
    numbers, keep = numbers_of(model), np.ones((len(ROWS), len(SIZES)), bool)
    draw = np.random.default_rng(0)
    for name, parameter in model.named_parameters():
        steep = np.flatnonzero(parameter.grad.numpy().ravel())
        for at in draw.choice(steep, 5, replace=False):
            values, slope = numbers[name].ravel(), 0.0
            for way in (1, -1):
                before = values[at]
                values[at] += way * 1e-4
                slope += way * by_a_loop(dataset, model, numbers, ROWS.numpy(), keep)[0] / 2e-4
                values[at] = before
            assert parameter.grad.flatten()[at] == pytest.approx(slope, rel=1e-3, abs=1e-6), name


def test_a_column_that_teaches_one_other_leaves_the_vectors_of_all_others_alone(monkeypatch):
    monkeypatch.setattr(masked, "DROPPED", 0.0)
    dataset = table_with_blanks()
    model = model_of(dataset)
    model.taught_by = torch.zeros(len(SIZES), len(SIZES))
    teacher, pupil = 3, 1
    model.taught_by[teacher, pupil] = 1.0
    torch.autograd.backward(model.loss(ROWS, torch.Generator())[0])
    moved = [bool(model.table.grad[model.data.span(j)].any()) for j in range(len(SIZES))]
    assert moved == [j == pupil for j in range(len(SIZES))]


def test_columns_teach_by_the_root_of_the_categories_they_are_known_to_have():
    data = model_of(table_with_blanks()).data
    weights = masked.teachers(data).numpy()
    tells = [sum(n / (n + 300) for n in data.counts[data.span(j)]) ** 0.5 for j in range(5)]
    for pupil in range(5):
        others = [j for j in range(5) if j != pupil]
        mean = np.mean([tells[j] for j in others])
        expected = [0.0 if j == pupil else tells[j] / mean for j in range(5)]
        assert weights[:, pupil] == pytest.approx(expected, rel=1e-5)


def test_turns_remain_rotations_through_a_training():
    dataset = table_with_blanks()
    *_, event = train(dataset, spec_of(dataset, epochs=50, patience=0))
    turns = event.checkpoint().arrays["model.turn"]
    for turn, vectors in zip(turns, event.vectors(), strict=True):
        dim = vectors.shape[1]
        np.testing.assert_allclose(turn[:dim] @ turn[:dim].T, np.eye(dim), atol=0.02)
        assert not turn[dim:].any()

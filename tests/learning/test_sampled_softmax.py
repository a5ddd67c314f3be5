"""Columns of very many categories: a few sampled ones stand for all."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import small_tables
import torch
from small_tables import dataset_of, finish, model_of, purity, spec_of

from explorer.learning import masked, sampled
from explorer.learning.sampled import drawn_from
from explorer.learning.training import train


@pytest.fixture
def sample_above(monkeypatch):
    """Call it to sample `drawn` categories of each column with more than `limit`."""

    return partial(small_tables.sample_above, monkeypatch)


def with_groups(n_rows, sizes, n_groups, seed=0):
    """Columns whose categories are of the row's group (their number modulo the groups).

    Small numbers are more frequent than large ones.
    """
    draw = np.random.default_rng(seed)
    group = draw.integers(0, n_groups, n_rows)

    def column(size):
        within = size // n_groups * draw.random(n_rows) ** 1.5
        return within.astype(int) * n_groups + group

    return dataset_of({f"{size}": column(size) for size in sizes})


def of_one_batch(model, rows):
    """Loss, shown loss and all gradients of a model that is not at its start."""
    noise = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn(parameter.shape, generator=noise))
        model.table[model.data.blank] = 0.0
    loss, shown = model.loss(rows, torch.Generator().manual_seed(0))
    torch.autograd.backward(loss)
    return float(loss.detach()), shown, {n: p.grad for n, p in model.named_parameters()}


def test_the_fused_pass_is_the_plain_formula_whatever_the_size_of_its_blocks(monkeypatch):
    noise = torch.Generator().manual_seed(3)
    n, size, width = 50, 30, 6
    target = torch.randint(4, 4 + size, (n,), generator=noise)
    weights = torch.rand(n, generator=noise, dtype=torch.float64)
    drawn = drawn_from(slice(4, 4 + size), 20, noise)

    def values(*shape):
        return torch.randn(*shape, generator=noise, dtype=torch.float64, requires_grad=True)

    asked, table, bias, correction = values(n, width), values(40, width), values(40), values(40)
    teaching = 0.5 * asked.detach() + 1

    def plain():
        own = (asked * table.detach()[target]).sum(1) + (teaching * table[target]).sum(1)
        own = own - (teaching * table[target]).sum(1).detach() + bias[target]
        taught = teaching @ table[drawn.rows].T
        others = asked @ table.detach()[drawn.rows].T + taught - taught.detach()
        others = others + bias[drawn.rows] + drawn.stands_for
        others = others.masked_fill(drawn.rows == target[:, None], -torch.inf)
        losses = torch.logsumexp(torch.cat([own[:, None], others], dim=1), dim=1) - own
        shown_own = own + correction[target]
        shown = torch.cat([shown_own[:, None], others + correction[drawn.rows]], dim=1)
        told = (torch.logsumexp(shown, dim=1) - shown_own)[:33].sum()
        return losses @ weights, float(told.detach())

    expected, expected_shown = plain()
    gradients = torch.autograd.grad(expected, (asked, table, bias))
    for block in (1_000_000, 20 * 16):  # one block; several, of which one shows a part
        monkeypatch.setattr(sampled, "BLOCK", block)
        loss, shown = sampled.sampled_softmax(
            asked, teaching, table, bias, correction, target, weights, drawn, n_shown=33
        )
        assert float((loss - expected).detach()) == pytest.approx(0, abs=1e-9)
        assert shown == pytest.approx(expected_shown)
        for own, other in zip(
            torch.autograd.grad(loss, (asked, table, bias)), gradients, strict=True
        ):
            assert torch.allclose(own, other)


def test_with_many_categories_drawn_loss_and_gradients_are_those_of_the_full_softmax(
    monkeypatch, sample_above
):
    monkeypatch.setattr(masked, "DROPPED", 0.0)  # both draw alike
    dataset = with_groups(800, (40, 8, 32), n_groups=4)
    rows = torch.arange(96)
    full_loss, full_shown, full = of_one_batch(model_of(dataset), rows)
    sample_above(20, 200_000)
    model = model_of(dataset)
    assert len(model.large) == 2
    loss, shown, estimated = of_one_batch(model, rows)
    # Each category is drawn 5,000 times, give or take 1.4 %; loss sums cancel most of it.
    assert (loss, shown) == pytest.approx((full_loss, full_shown), rel=1e-3)
    for name, gradient in estimated.items():
        assert (gradient - full[name]).norm() < 0.04 * full[name].norm(), name


def test_sixteen_sampled_categories_of_sixty_are_enough_to_find_their_groups(sample_above):
    sample_above(50, 16)
    dataset = with_groups(2000, (60, 20, 52), n_groups=4)
    result, _ = finish(train(dataset, spec_of(dataset, epochs=20)))
    assert result.settings["sampled"] == 16
    for vocabulary, vectors in zip(dataset.vocabularies, result.vectors, strict=True):
        groups = np.array([int(category) % 4 for category in vocabulary.categories])
        assert purity(vectors, groups, 4) >= 0.95  # by chance 0.25
    assert result.verdict.learned

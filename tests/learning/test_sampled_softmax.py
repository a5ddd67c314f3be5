"""Columns of very many categories: a few sampled ones stand for all."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import small_tables
import torch
from small_tables import dataset_of, finish, model_of, purity, spec_of

from explorer.learning import masked
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
    loss, shown, sampled = of_one_batch(model, rows)
    # Each category is drawn 5,000 times, give or take 1.4 %; loss sums cancel most of it.
    assert (loss, shown) == pytest.approx((full_loss, full_shown), rel=1e-3)
    for name, gradient in sampled.items():
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

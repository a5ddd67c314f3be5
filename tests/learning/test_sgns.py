"""Skip-gram with negative sampling: its steps beside the gradient of torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from meetings import baskets, rows

from explorer.learning.together.meeting import meet
from explorer.learning.together.scale import scale
from explorer.learning.together.sgns import NEGATIVES, SMOOTHING, Sampled, heard_as, noise_level
from explorer.spectral.rising import Directions

SIGNS = np.array([1, 1, -1, 1, -1, 1], np.float32)


def drawn(meeting):
    """[n] how often each entry is drawn as a negative."""
    heard = meeting.often * heard_as(meeting)
    if len(meeting.ends) > 1:
        return heard
    return heard**SMOOTHING * heard.sum() / (heard**SMOOTHING).sum()


def loss_by_autograd(meeting, model, counts, prior):
    """The loss of the docstring over all pairs, one column's pairs with itself left out.

    Returns:
        The loss as a function of word vectors, context vectors held.
    """
    heard = torch.from_numpy(heard_as(meeting))
    often = torch.from_numpy(drawn(meeting))
    met = torch.from_numpy(counts) * heard[:, None] * heard[None, :]
    expected = often[:, None] * often[None, :] / meeting.total
    if len(meeting.ends) > 1:
        for low, high in meeting.columns():
            expected[low:high, low:high] = 0
    expected.fill_diagonal_(0)  # an item is never its own negative
    middle = torch.from_numpy(model.middle.astype(np.float64))
    context = torch.from_numpy(model.context.astype(np.float64))
    shift = -np.log(NEGATIVES)
    slope, bend = 1 / (1 + NEGATIVES), NEGATIVES / (1 + NEGATIVES) ** 2

    def loss(word):
        x = word @ context.T
        level = np.log1p(np.exp(shift))
        never = level + slope * x + bend * x**2 / 2
        exact = torch.nn.functional.softplus(x + shift)
        negative = NEGATIVES * expected * torch.where(met > 0, exact, never)
        positive = met * torch.nn.functional.softplus(-(x + shift))
        return (positive + negative).sum() + prior / 2 * ((word - middle) ** 2).sum()

    return loss


@pytest.mark.parametrize("make", [baskets, rows])
def test_a_step_of_skip_gram_follows_the_gradient_that_autograd_finds(make):
    dataset, _ = make()
    meeting = meet(dataset, None, 0.1, 0, 1)
    draw = np.random.default_rng(0)
    start = draw.normal(size=(len(meeting.often), 6)).astype(np.float32)
    model = Sampled(meeting, Directions(start, SIGNS), 0.5, 1)
    model.word += draw.normal(size=start.shape).astype(np.float32) / 10  # away from the prior
    prior = 0.5 * noise_level(meeting.often * heard_as(meeting))
    word = torch.from_numpy(model.word.astype(np.float64)).requires_grad_()
    loss = loss_by_autograd(meeting, model, meeting.counts.dense(), prior)
    loss(word).backward()
    gradient = word.grad.numpy()
    # Curvature of the docstring: of all regressions alike, near independence.
    often = drawn(meeting)
    before = model.word.copy()
    model._correct(model.word, model.context, model.middle, 1.0)
    moved = (model.word - before).astype(np.float64)
    kappa = NEGATIVES / (1 + NEGATIVES)
    for low, high in meeting.columns():
        others = np.ones(len(often), bool)
        others[low:high] = len(meeting.ends) == 1
        context = model.context[others].astype(np.float64)
        square = (often[others, None] * context).T @ context / meeting.total
        for row in range(low, high, 7):
            bend = kappa * often[row] * square + prior * np.eye(6)
            assert np.allclose(
                moved[row], -np.linalg.solve(bend, gradient[row]), rtol=2e-3, atol=1e-5
            )


def test_vectors_are_made_as_long_as_explains_best_what_meets():
    from scipy.optimize import minimize_scalar

    meeting = meet(baskets()[0], None, 0.1, 0, 1)
    draw = np.random.default_rng(0)
    vectors = draw.normal(size=(len(meeting.often), 3)).astype(np.float32)
    groups = np.unique(baskets()[1], return_inverse=True)[1]
    vectors[:, 0] += 3 * (groups % 2)
    counts = meeting.counts.dense()
    expected = NEGATIVES * np.outer(meeting.often, meeting.often) / meeting.total
    partners = vectors * np.array([1, -1, 1], np.float32)
    product = vectors.astype(np.float64) @ partners.T

    def cost(c):
        x = c * product
        level = np.log1p(1 / NEGATIVES)
        bend = NEGATIVES / (1 + NEGATIVES) ** 2
        never = level + x / (1 + NEGATIVES) + bend * x**2 / 2
        negative = np.where(counts > 0, np.logaddexp(0, x - np.log(NEGATIVES)), never)
        return float((counts * np.logaddexp(0, np.log(NEGATIVES) - x) + expected * negative).sum())

    best = minimize_scalar(cost, bounds=(1e-6, 2), method="bounded", options={"xatol": 1e-9}).x
    assert scale(meeting, vectors, partners, NEGATIVES, 1) == pytest.approx(best, rel=1e-3)
    assert scale(meeting, vectors * 2, partners * 2, NEGATIVES, 1) == pytest.approx(
        best / 4, rel=1e-3
    )


def test_steps_lower_the_loss_until_it_rests():
    dataset, _ = baskets()
    meeting = meet(dataset, None, 0.1, 0, 1)
    start = np.random.default_rng(0).normal(size=(len(meeting.often), 6)).astype(np.float32)
    model = Sampled(meeting, Directions(start, SIGNS), 0.5, 1)
    counts = meeting.counts.dense()
    prior = 0.5 * noise_level(meeting.often * heard_as(meeting))

    def total():
        word = torch.from_numpy(model.word.astype(np.float64))
        own = loss_by_autograd(meeting, model, counts, prior)(word)
        apart = model.context.astype(np.float64) - model.middle * SIGNS
        return float(own) + prior / 2 * float((apart**2).sum())

    seen = [total()]
    for _ in range(40):
        model.step(0.5)
        seen.append(total())
    assert (np.diff(seen) <= 1e-6 * seen[0]).all()
    assert seen[-2] - seen[-1] < 1e-3 * (seen[0] - seen[-1])

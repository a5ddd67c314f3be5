"""The softmax written by hand beside torch's own gradients."""

from __future__ import annotations

import pytest
import torch
from torch.nn.functional import cross_entropy

from explorer.learning import softmax
from explorer.learning.softmax import IGNORED, IMPOSSIBLE, taught_softmax


def made_up(seed=0):
    """Two columns of 7 and 5 categories, 50 cells each of which some are no target; float64."""
    noise = torch.Generator().manual_seed(seed)

    def normal(*shape):
        return torch.randn(*shape, generator=noise, dtype=torch.float64, requires_grad=True)

    asked, teaching, rows, bias = normal(2, 50, 3), normal(2, 50, 3), normal(2, 7, 3), normal(2, 7)
    with torch.no_grad():
        bias[1, 5:] = IMPOSSIBLE
    target = torch.randint(5, (2, 50), generator=noise)
    target[torch.rand(2, 50, generator=noise) < 0.2] = IGNORED
    weights = torch.rand(2, 50, generator=noise, dtype=torch.float64) * 3
    return asked, teaching, rows, bias, target, weights


def in_the_open(asked, teaching, rows, bias, target, weights):
    """The same loss column by column: value of `asked`, for the rows gradient of `teaching`."""
    total = 0.0
    for j in range(len(asked)):
        logits = bias[j] + asked[j] @ rows[j].detach().T
        logits = logits + teaching[j].detach() @ (rows[j] - rows[j].detach()).T
        losses = cross_entropy(logits, target[j], reduction="none", ignore_index=IGNORED)
        total = total + (losses * weights[j]).sum()
    return total


def gradients(loss, *of):
    return torch.autograd.grad(3 * loss, of)


def test_value_and_gradients_equal_those_of_autograd_block_by_block(monkeypatch):
    asked, teaching, rows, bias, target, weights = made_up()
    wanted = in_the_open(asked, teaching, rows, bias, target, weights)
    for block in (softmax.BLOCK, 1):  # all at once, and in blocks of 16 cells
        monkeypatch.setattr(softmax, "BLOCK", block)
        loss = taught_softmax(asked, teaching, rows, bias, target, weights)
        assert loss.item() == pytest.approx(wanted.item(), rel=1e-12)
        ours, theirs = (gradients(one, asked, rows, bias) for one in (loss, wanted))
        for own, other in zip(ours, theirs, strict=True):
            torch.testing.assert_close(own, other, rtol=1e-9, atol=1e-12)
        assert not ours[1][1, 5:].any(), "a row that fills up learns nothing"
        wanted = in_the_open(asked, teaching, rows, bias, target, weights)


def test_where_teaching_is_what_is_asked_the_gradient_is_the_ordinary_one():
    asked, _, rows, bias, target, weights = made_up(1)
    loss = taught_softmax(asked, asked, rows, bias, target, weights)
    logits = bias[:, None, :] + asked @ rows.transpose(1, 2)
    losses = cross_entropy(logits.transpose(1, 2), target, reduction="none", ignore_index=IGNORED)
    theirs = gradients((losses * weights).sum(), asked, rows, bias)
    for own, other in zip(gradients(loss, asked, rows, bias), theirs, strict=True):
        torch.testing.assert_close(own, other, rtol=1e-9, atol=1e-12)

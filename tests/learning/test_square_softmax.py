"""Softmaxes of all over all, asked for at pairs: values and gradients against torch's own."""

import pytest
import torch
from torch.nn.functional import embedding, log_softmax

from explorer.learning.near_softmax import NEAREST, Asked, Near, near_logs
from explorer.learning.square_softmax import log_shares, log_totals, wide_enough
from explorer.sequences.followers import Followers


def tables(n=70, width=9, seed=0):
    draw = torch.Generator().manual_seed(seed)
    return [
        torch.randn(*shape, generator=draw).requires_grad_()
        for shape in ((n, width), (n, width), (n,))
    ]


def pairs(n=70, m=400):
    draw = torch.Generator().manual_seed(5)
    return torch.randint(n, (2, m), generator=draw)


def gradients(found, given):
    weights = torch.linspace(-1, 2, len(found))
    torch.autograd.backward((found * weights).sum())
    return [each.grad for each in given]


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("block", [100, 1_000_000])
def test_values_and_gradients_are_those_of_torch(monkeypatch, block, threads):
    monkeypatch.setattr("explorer.learning.square_softmax.WIDE", 33)
    monkeypatch.setattr("explorer.learning.square_softmax.BLOCK", block)
    rows, columns = pairs()
    ours, theirs = tables(), tables()
    found = log_shares(*ours, rows, columns, torch.empty(70, wide_enough(70)), threads)
    items, guesses, lean = theirs
    expected = log_softmax(items @ guesses.T + lean, dim=1)[rows, columns]
    torch.testing.assert_close(found, expected)
    for one, other in zip(gradients(found, ours), gradients(expected, theirs), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("n", [1, 16, 70])
def test_totals_are_those_of_all_categories_and_of_none_that_fills_up(monkeypatch, n):
    monkeypatch.setattr("explorer.learning.square_softmax.BLOCK", 100)
    items, guesses, lean = (each.detach() for each in tables(n))
    expected = (items @ guesses.T + lean).logsumexp(dim=1)
    torch.testing.assert_close(log_totals(items, guesses, lean, 3), expected)


def test_what_is_all_but_impossible_costs_much_and_is_no_infinity():
    items, guesses = torch.tensor([[300.0]]).expand(2, 1), torch.tensor([[1.0], [0.0]])
    found = log_shares(
        items,
        guesses,
        torch.zeros(2),
        torch.tensor([0]),
        torch.tensor([1]),
        torch.empty(2, wide_enough(2)),
    )
    assert -100 < float(found) < -80


def near_of(n=70, m=2000, seed=1):
    draw = torch.Generator().manual_seed(seed)
    before = torch.randint(n, (m, 2), generator=draw).int().numpy()
    return before, Followers.of(before[:, :1].T, before[:, 1], n)


def test_of_each_category_the_most_frequent_followers_are_near(monkeypatch):
    monkeypatch.setattr("explorer.learning.near_softmax.NEAREST", 4)
    before, counts = near_of()
    near = Near.of(counts)
    table = torch.zeros(70, 70)
    for one, other in before.tolist():
        table[one, other] += 1
    for x in range(70):
        kept = near.entries[x][near.entries[x] < 70]
        assert len(kept) == 4
        assert table[x, kept].sum() == table[x].topk(4).values.sum()
        held = near.holds(torch.full((70,), x), torch.arange(70))
        assert held.nonzero()[:, 0].tolist() == sorted(kept.tolist())


def asked_of(near, drawn, threads=1):
    """Every third category, at random pairs with any."""
    draw = torch.Generator().manual_seed(6)
    ones = torch.arange(0, 70, 3)
    rows = torch.randint(len(ones), (300,), generator=draw)
    columns = torch.randint(70, (300,), generator=draw)
    return Asked(near, ones, rows, columns, drawn, torch.empty(90, len(drawn)), threads)


@pytest.mark.parametrize("threads", [1, 3])
def test_with_all_categories_drawn_logs_and_gradients_are_exact(monkeypatch, threads):
    monkeypatch.setattr("explorer.learning.near_softmax.BLOCK", 10)
    monkeypatch.setattr("explorer.learning.near_softmax.WIDE", 30)
    monkeypatch.setattr("explorer.learning.near_softmax.PAIRS", 50)
    near = Near.of(near_of()[1])
    assert near.entries.shape == (70, NEAREST)
    ours, theirs = tables(), tables()
    asked = asked_of(near, torch.randperm(70), threads)
    found = near_logs(asked, embedding(asked.ones, ours[0]), *ours[1:])
    items, guesses, lean = theirs
    logits = embedding(asked.ones, items) @ guesses.T + lean
    expected = log_softmax(logits, dim=1)[asked.rows, asked.columns]
    torch.testing.assert_close(found, expected)
    for one, other in zip(gradients(found, ours), gradients(expected, theirs), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def test_a_draw_estimates_the_rest_on_average(monkeypatch):
    monkeypatch.setattr("explorer.learning.near_softmax.NEAREST", 4)
    near, (items, guesses, lean) = Near.of(near_of()[1]), [each.detach() for each in tables()]
    draw = torch.Generator().manual_seed(2)
    sums = []
    for _ in range(3000):
        asked = asked_of(near, torch.randperm(70, generator=draw)[:20])
        sums.append((-near_logs(asked, items[asked.ones], guesses, lean)).exp())
    logits = items[asked.ones] @ guesses.T + lean
    expected = (-log_softmax(logits, dim=1)[asked.rows, asked.columns]).exp()
    assert float(((torch.stack(sums).mean(dim=0) - expected) / expected).abs().median()) < 0.05


def test_nothing_followed_on_anything_and_nothing_is_near():
    _, counts = near_of(m=0)
    near = Near.of(counts)
    assert not near.holds(torch.arange(70), torch.arange(70)).any()

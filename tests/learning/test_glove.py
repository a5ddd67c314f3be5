"""GloVe: its steps beside the least squares of numpy, and where few items meet often."""

from __future__ import annotations

import numpy as np
import pytest
from meetings import baskets, rows, spec_of
from small_tables import finish

from explorer.learning.together.glove import FEWER, FULL_FROM, Glove
from explorer.learning.together.meeting import meet
from explorer.learning.training import train
from explorer.spectral.rising import Directions


def test_glove_does_not_run_away_where_few_items_meet_often_and_nothing_holds_them():
    for n_items in (2, 3, 5):
        dataset, _ = baskets(n_items=n_items, n_groups=1, n_baskets=30_000, size=min(4, n_items))
        spec = spec_of(dataset, 4, method="glove", weight_decay=0.0, epochs=40, patience=100)
        result, _ = finish(train(dataset, spec))
        assert np.isfinite(result.vectors[0]).all()
        assert result.history[-1].held_loss == pytest.approx(result.history[0].held_loss, abs=0.01)


@pytest.mark.parametrize("of_rows", [False, True])
def test_rows_of_glove_reach_the_least_squares_that_numpy_finds(monkeypatch, of_rows):
    from explorer.learning.together import glove

    monkeypatch.setattr(glove, "ROUNDS", 60)
    dataset = rows(n_rows=300)[0] if of_rows else baskets(n_items=40, n_baskets=100)[0]
    meeting = meet(dataset, None, 0.1, 0, 1)
    start = np.random.default_rng(0).normal(size=(len(meeting.often), 4)).astype(np.float32)
    signs = np.array([1, -1, 1, 1], np.float32)
    model = Glove(meeting, Directions(start, signs), 0.3, 2)
    model.step(1.0)
    counts = meeting.counts.dense()
    column = np.concatenate([np.full(high - low, low) for low, high in meeting.columns()])
    expected = np.outer(meeting.often, meeting.often) / meeting.total
    for row in range(0, len(counts), 5):
        own = column == column[row] if of_rows else np.arange(len(counts)) == row
        others = np.flatnonzero(~own)
        assert (counts[row, others] == 0).any()
        there = counts[row, others] > 0
        logs = np.log(np.where(there, counts[row, others], expected[row, others] / np.exp(FEWER)))
        met = np.minimum(counts[row, others] / FULL_FROM, 1) ** 0.75
        roots = np.minimum(meeting.often**2 / meeting.total / FULL_FROM, 1) ** 0.375
        weights = np.where(there, met, roots[row] * roots[others])
        inputs = np.concatenate([model.context[others, :4], np.ones((len(others), 1))], axis=1)
        goal = logs - model.context[others, 5]
        pull = np.diag([model._prior] * 4 + [1e-6])
        bend = (inputs * weights[:, None]).T @ inputs + pull
        solved = np.linalg.solve(bend, (inputs * weights[:, None]).T @ goal)
        assert np.allclose(model.word[row, :5], solved, rtol=1e-2, atol=2e-3)
        assert model.word[row, 5] == 1

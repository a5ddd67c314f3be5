"""The training loop: events, bits, checkpoints."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.errors import NothingToLearn, SpecError
from explorer.learning.autoencoder import Autoencoder
from explorer.learning.masked import Masked
from explorer.learning.training import train
from explorer.records.dataset import Dataset
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.training import MAX_FRAMES
from explorer.records.vocabulary import Vocabulary


def small_dataset(n_rows=600, seed=0):
    """Two columns that say much of each other, and one that says nothing."""
    draw = np.random.default_rng(seed)
    group = draw.integers(0, 4, n_rows)
    columns = {
        "city": [
            f"city {g * 5 + i}" for g, i in zip(group, draw.integers(0, 5, n_rows), strict=True)
        ],
        "dish": [
            f"dish {g * 5 + i}" for g, i in zip(group, draw.integers(0, 5, n_rows), strict=True)
        ],
        "coin": [str(i) for i in draw.integers(0, 2, n_rows)],
    }
    vocabularies = tuple(Vocabulary.fit(name, values) for name, values in columns.items())
    codes = [v.encode(values) for v, values in zip(vocabularies, columns.values(), strict=True)]
    return Dataset(vocabularies, np.stack(codes, axis=1))


def spec_of(dataset, **settings):
    columns = tuple(ColumnSpec(v.column) for v in dataset.vocabularies)
    return TrainingSpec(columns=columns, **settings)


def finish(training):
    """All events and the result."""
    events = []
    while True:
        try:
            events.append(next(training))
        except StopIteration as end:
            return events, end.value


def test_points_are_even_start_at_step_0_and_are_at_most_60():
    events, result = finish(train(small_dataset(), spec_of(small_dataset(), patience=0)))
    steps = [event.point.step for event in events if event.point]
    assert steps[0] == 0
    assert steps[-1] == events[-1].total_steps
    assert len(steps) <= MAX_FRAMES
    assert max(np.diff(steps)) - min(np.diff(steps)) <= 1
    assert [point.step for point in result.history] == steps
    assert result.best.held_loss == min(point.held_loss for point in result.history)


def test_second_training_with_the_same_seed_gives_the_same_bits():
    dataset = small_dataset()
    first = finish(train(dataset, spec_of(dataset)))[1]
    second = finish(train(dataset, spec_of(dataset)))[1]
    assert [v.tobytes() for v in first.vectors] == [v.tobytes() for v in second.vectors]


def test_one_column_alone_has_nothing_to_learn_from():
    dataset = small_dataset()
    alone = Dataset(dataset.vocabularies[:1], dataset.codes[:, :1])
    with pytest.raises(NothingToLearn, match="at least two columns"):
        next(train(alone, spec_of(alone)))


def look_at_all(training, looked_at):
    for event in training:
        if looked_at:
            event.vectors()


@pytest.mark.parametrize("learner", [Masked, Autoencoder])
@pytest.mark.parametrize("looked_at", [False, True])
def test_learning_that_ran_away_ends_with_a_sentence_whether_anybody_looks_or_not(
    monkeypatch, learner, looked_at
):
    monkeypatch.setattr(learner, "after_step", lambda model: model.table.data.fill_(torch.inf))
    dataset, objective = small_dataset(), learner.__name__.lower()
    training = train(dataset, spec_of(dataset, objective=objective, epochs=2))
    with pytest.raises(SpecError, match=r"learning ran away\. Train again with a lower learning"):
        look_at_all(training, looked_at)


@pytest.mark.parametrize("objective", ["masked", "autoencoder"])
def test_the_highest_learning_rate_learns_nothing_and_stays_finite(objective):
    dataset = small_dataset()
    spec = spec_of(dataset, objective=objective, epochs=2, learning_rate=10.0)
    _, result = finish(train(dataset, spec))
    assert not result.verdict.learned
    assert all(np.isfinite(vectors).all() for vectors in result.vectors)

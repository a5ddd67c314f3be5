from dataclasses import replace

import numpy as np

from explorer.learning import stopwatch
from explorer.learning.masked import Masked
from explorer.learning.training import train
from explorer.records.dataset import Dataset
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.vocabulary import Vocabulary


def in_groups():
    """Two columns that say the same."""
    group = [f"{g}" for g in np.random.default_rng(0).integers(0, 3, 300)]
    vocabularies = tuple(Vocabulary.fit(name, group) for name in "ab")
    return Dataset(vocabularies, np.stack([v.encode(group) for v in vocabularies], axis=1))


SPEC = TrainingSpec(columns=(ColumnSpec("a"), ColumnSpec("b")))


def test_a_training_that_is_stopped_returns_the_vectors_of_its_best_point():
    training = train(in_groups(), SPEC)
    shown = []
    result = None
    event = next(training)
    while result is None:
        if event.point:
            shown.append((event.point, [vectors.copy() for vectors in event.vectors()]))
        try:
            event = training.send(len(shown) == 5)
        except StopIteration as end:
            result = end.value
    best, vectors = min(shown, key=lambda pair: pair[0].held_loss)
    assert result.history == tuple(point for point, _ in shown)
    assert result.best == best
    assert all(np.array_equal(a, b) for a, b in zip(result.vectors, vectors, strict=True))


def stopped_at(step, training):
    """The events behind a stop at a step, and the result."""
    event, after = next(training), []
    while event.step < step:
        event = next(training)
    try:
        after.append(training.send(True))
        next(training)
    except StopIteration as end:
        return after, end.value
    raise AssertionError("it went on")


def test_what_was_learned_since_the_last_point_is_kept_at_a_stop(monkeypatch):
    monkeypatch.setattr(stopwatch, "TICK", -1.0)  # an event after every step
    long = replace(SPEC, epochs=3000)
    (last,), result = stopped_at(40, train(in_groups(), long))
    assert last.step == 40
    assert [point.step for point in result.history] == [0, 40]
    assert result.best == last.point
    assert last.best
    assert not result.stopped_early
    assert result.verdict.learned


def test_a_stop_at_a_point_evaluates_nothing_twice():
    after, result = stopped_at(0, train(in_groups(), SPEC))
    assert not after
    assert [point.step for point in result.history] == [0]


def test_a_stop_of_a_training_that_ran_away_keeps_the_best_before(monkeypatch):
    monkeypatch.setattr(stopwatch, "TICK", -1.0)
    monkeypatch.setattr(Masked, "step", ruined)
    after, result = stopped_at(3, train(in_groups(), replace(SPEC, epochs=3000)))
    assert not after
    assert result.best.step == 0


def ruined(model, units, step, rate):
    """A step behind which nothing is a number."""
    for values in model.parameters_by_name().values():
        values.fill_(np.nan)
    return np.nan

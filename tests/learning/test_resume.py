"""A training that was broken off and taken up again ends where an unbroken one ends."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from small_tables import dataset_of, finish, spec_of, with_classes

from explorer.learning import stopwatch
from explorer.learning.training import train
from explorer.records.training import Checkpoint

OVERFITS = {"epochs": 40, "batch_size": 64, "weight_decay": 0.0}


def of_objective(kind):
    """A small table; the best point lies well before the last."""
    draw = np.random.default_rng(0)
    group = draw.integers(0, 3, 200)
    columns = {
        name: np.where(draw.random(200) < 0.6, draw.integers(0, n, 200), group)
        for name, n in (("a", 30), ("b", 12), ("c", 5))
    }
    if kind == "masked":
        return dataset_of(columns)
    if kind == "autoencoder":
        return replace(dataset_of(columns), drawn=np.arange(0, 200, 3))
    if kind == "class":
        return with_classes(columns, group)
    return dataset_of(columns, target_numbers=group + 1.0)


def settings_of(kind):
    """What else its recipe says."""
    return {**OVERFITS, "objective": "autoencoder"} if kind == "autoencoder" else OVERFITS


def stored(checkpoint):
    """The checkpoint as a store would give it back."""
    arrays = {name: value.copy() for name, value in checkpoint.arrays.items()}
    return Checkpoint(arrays, json.loads(json.dumps(checkpoint.facts, allow_nan=False)))


def told(result):
    """Everything a result says but the time it took; NaN as None, so that it equals itself."""
    history = [replace(point, seconds=0.0).to_dict() for point in result.history]
    return (
        [vectors.tobytes() for vectors in result.vectors],
        json.dumps(history),
        replace(result.best, seconds=0.0),
        result.stopped_early,
        result.verdict,
        result.settings,
    )


def checkpoints_of(dataset, spec):
    """The finished result, and the checkpoint of every step."""
    taken, going = {}, train(dataset, spec)
    while True:
        try:
            event = next(going)
        except StopIteration as end:
            return end.value, taken
        taken[event.step] = stored(event.checkpoint())


@pytest.mark.parametrize("kind", ["masked", "class", "number", "autoencoder"])
def test_a_resumed_training_gives_the_bits_of_the_unbroken_one(monkeypatch, kind):
    monkeypatch.setattr(stopwatch, "TICK", -1.0)  # an event after every step
    dataset = of_objective(kind)
    spec = spec_of(dataset, patience=0, **settings_of(kind))
    result, taken = checkpoints_of(dataset, spec)
    last = result.settings["total_steps"]
    assert list(taken) == list(range(last + 1))
    assert 0 < result.best.step < last - 10
    for step in (0, 1, 5, result.best.step, result.best.step + 1, last - 10, last):
        resumed, _ = finish(train(dataset, spec, resume=taken[step]))
        assert told(resumed) == told(result), step


@pytest.mark.parametrize("kind", ["masked", "class"])
def test_a_training_resumed_where_it_would_have_stopped_early_stops_there(kind):
    dataset = of_objective(kind)
    spec = spec_of(dataset, patience=3, **OVERFITS)
    result, taken = checkpoints_of(dataset, spec)
    assert result.stopped_early
    for step in sorted(taken)[-2:]:
        resumed, _ = finish(train(dataset, spec, resume=taken[step]))
        assert told(resumed) == told(result), step


def test_a_training_may_be_broken_off_again_and_again(monkeypatch):
    monkeypatch.setattr(stopwatch, "TICK", -1.0)
    dataset = of_objective("masked")
    spec = spec_of(dataset, patience=0, **{**OVERFITS, "epochs": 10})
    result, _ = finish(train(dataset, spec))
    checkpoint = None
    for _ in range(13):  # three events each, of which a resumed one repeats none
        going = train(dataset, spec, resume=checkpoint)
        checkpoint = stored([next(going) for _ in range(3)][-1].checkpoint())
    resumed, _ = finish(train(dataset, spec, resume=checkpoint))
    assert told(resumed) == told(result)

"""Behind the best point, what was held out is learned, too: after it has judged."""

from __future__ import annotations

import json

import numpy as np
from sequences import baskets_of, chain
from sequences import spec_of as sequence_of
from small_tables import dataset_of, spec_of, with_classes

from explorer.learning import stopwatch, training
from explorer.learning.last_lap import lap_steps
from explorer.learning.training import train
from explorer.records.training import Checkpoint


def noisy(n_rows=300, seed=0):
    """Three columns that follow a group of the row, mostly."""
    draw = np.random.default_rng(seed)
    group = draw.integers(0, 3, n_rows)
    return {
        name: np.where(draw.random(n_rows) < 0.4, draw.integers(0, n, n_rows), group)
        for name, n in (("a", 30), ("b", 12), ("c", 5))
    }


def all_of(going, stop=False):
    """The result; what was reported before the last lap, and in it."""
    before, lap = [], []
    try:
        event = next(going)
        while True:
            (lap if event.concluding else before).append((event.point, event.vectors()))
            event = going.send(stop and event.concluding)
    except StopIteration as end:
        return end.value, before, lap


def bits(vectors):
    return [own.tobytes() for own in vectors]


def at_best(result, before):
    return next(bits(vectors) for point, vectors in before if point == result.best)


def test_held_out_cells_are_guessed_better_once_they_were_learned(monkeypatch):
    kept = []
    real = training.build
    monkeypatch.setattr(training, "build", lambda *given: kept.append(real(*given)) or kept[-1])
    dataset = dataset_of(noisy())
    result, _, _ = all_of(train(dataset, spec_of(dataset, epochs=30)))
    (model,) = kept
    assert all((model.data.cells[:, j] != model.data.blank).all() for j in range(3))
    assert np.isclose(result.best.held_loss, result.verdict.held_loss)
    for j, (rows, _) in enumerate(model.data.held):
        model.data.cells[rows, j] = model.data.blank  # as when it was judged
    assert model.held_loss() < result.best.held_loss


def test_a_lap_that_was_broken_off_is_run_again_to_the_same_bits(monkeypatch):
    monkeypatch.setattr(stopwatch, "TICK", -1.0)  # an event after every step
    dataset = dataset_of(noisy())
    spec = spec_of(dataset, epochs=20, patience=0)
    result, _, lap = all_of(train(dataset, spec))
    assert len(lap) == lap_steps(spec, result.best.step) > 5
    going = train(dataset, spec)
    event = next(going)
    while not event.concluding:
        event = next(going)
    for _ in range(4):
        event = next(going)
    taken = event.checkpoint()
    stored = Checkpoint(
        {name: values.copy() for name, values in taken.arrays.items()},
        json.loads(json.dumps(taken.facts, allow_nan=False)),
    )
    resumed, before, again = all_of(train(dataset, spec, resume=stored))
    assert before == []
    assert len(again) == len(lap)
    assert bits(resumed.vectors) == bits(result.vectors)
    assert resumed.verdict == result.verdict


def test_who_stops_in_the_last_lap_gets_the_best_point(monkeypatch):
    monkeypatch.setattr(stopwatch, "TICK", -1.0)
    dataset = dataset_of(noisy())
    result, before, lap = all_of(train(dataset, spec_of(dataset, epochs=20)), stop=True)
    assert len(lap) == 1
    assert bits(result.vectors) == at_best(result, before)


def test_who_wants_the_verdict_alone_pays_for_no_lap(monkeypatch):
    monkeypatch.setattr(stopwatch, "TICK", -1.0)
    dataset = dataset_of(noisy())
    spec = spec_of(dataset, epochs=20)
    whole, _, lap = all_of(train(dataset, spec))
    judged, before, none = all_of(train(dataset, spec, judged_only=True))
    assert lap
    assert not none
    assert judged.verdict == whole.verdict
    assert bits(judged.vectors) == at_best(judged, before)


def test_predict_keeps_its_held_out_rows_apart(monkeypatch):
    monkeypatch.setattr(stopwatch, "TICK", -1.0)
    columns = noisy()
    dataset = with_classes({name: columns[name] for name in "ab"}, columns["c"])
    result, before, lap = all_of(train(dataset, spec_of(dataset, epochs=5)))
    assert not lap
    assert bits(result.vectors) == at_best(result, before)


def test_what_comes_next_learns_and_counts_its_held_out_items_once_it_was_judged(monkeypatch):
    kept = []
    real = training.build
    monkeypatch.setattr(training, "build", lambda *given: kept.append(real(*given)) or kept[-1])
    dataset = baskets_of(chain(200))
    spec = sequence_of(epochs=4)
    judged, _, none = all_of(train(dataset, spec, judged_only=True))
    result, _, _ = all_of(train(dataset, spec))
    assert not none
    assert result.verdict == judged.verdict
    one, other = judged.recommender, result.recommender
    assert (one.weight, one.fading) == (other.weight, other.fading)
    assert (one.examples == other.examples).all()
    assert one.items.tobytes() != other.items.tobytes()
    first, last = kept
    assert len(last.rows) == len(first.rows) + len(first._kept_back)
    assert sorted(last.rows.tolist()) == last.histories.targets().tolist()
    seen = np.bincount(last.histories.entries[last.rows], minlength=last.n) + 0.5
    np.testing.assert_allclose(other.popularity, seen / seen.sum(), rtol=1e-5)

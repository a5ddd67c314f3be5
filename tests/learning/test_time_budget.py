"""A time budget in place of epochs."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import numpy as np
import pytest
from small_tables import dataset_of, finish, spec_of, with_classes

from explorer.data.defaults import ENOUGH, settle
from explorer.learning import budget, stopwatch, training
from explorer.learning.training import train
from explorer.records.training import Checkpoint

KINDS = ["masked", "class", "number"]


def of_kind(kind, n_rows=200):
    draw = np.random.default_rng(0)
    group = draw.integers(0, 3, n_rows)
    columns = {
        name: np.where(draw.random(n_rows) < 0.6, draw.integers(0, n, n_rows), group)
        for name, n in (("a", 30), ("b", 12), ("c", 5))
    }
    if kind == "masked":
        return dataset_of(columns)
    if kind == "class":
        return with_classes(columns, group)
    return dataset_of(columns, target_numbers=group + 1.0)


def measuring(monkeypatch, per_step, per_look=0.0, spent=0.0, gone=0.0):
    """Measure as ever, and find these seconds."""
    measured = budget._measured

    def found(*given):
        measured(*given)
        return per_step, per_look, spent

    monkeypatch.setattr(budget, "_measured", found)
    # What was spent before the plan is not the machine's affair in these tests.
    monkeypatch.setattr(training, "within", lambda _, __, *rest: budget.within(10.0, gone, *rest))


def bits(result):
    return [vectors.tobytes() for vectors in result.vectors]


def test_the_time_told_before_is_no_longer_than_what_can_be_planned():
    spec = spec_of(of_kind("masked"), epochs=None)
    usual = settle(spec, 200, (30, 12, 5)).seconds
    within = replace(spec, time_budget=1_800.0)
    assert settle(within, 200, (30, 12, 5)).seconds == pytest.approx(ENOUGH * usual)
    assert settle(replace(within, patience=0), 200, (30, 12, 5)).seconds == 1_800
    assert settle(replace(within, time_budget=usual / 2), 200, (30, 12, 5)).seconds == usual / 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_budget_that_comes_to_some_epochs_learns_the_bits_of_asking_for_them(monkeypatch, kind):
    dataset = of_kind(kind)
    measuring(monkeypatch, per_step=0.25)  # 40 steps
    result, _ = finish(train(dataset, spec_of(dataset, time_budget=10, patience=0)))
    epochs, steps = result.settings["epochs"], result.settings["total_steps"]
    per_epoch = result.settings["steps_per_epoch"]
    assert epochs > 4
    assert steps == epochs * per_epoch
    assert 40 - per_epoch < steps <= 40
    asked, _ = finish(train(dataset, spec_of(dataset, epochs=epochs, patience=0)))
    assert bits(result) == bits(asked)
    assert [p.held_loss for p in result.history] == [p.held_loss for p in asked.history]


def test_time_for_evaluations_and_for_measuring_is_set_aside(monkeypatch):
    dataset = of_kind("class")
    measuring(monkeypatch, per_step=0.01, per_look=0.1, spent=2.0)
    result, _ = finish(train(dataset, spec_of(dataset, time_budget=10, patience=0)))
    assert 190 < result.settings["total_steps"] <= 200  # 8 seconds, 6 of them for 60 points


def test_half_of_it_is_learned_for_where_making_ready_took_longer(monkeypatch):
    dataset = of_kind("class")
    measuring(monkeypatch, per_step=0.01, per_look=0.05, gone=60.0)
    result, _ = finish(train(dataset, spec_of(dataset, time_budget=10, patience=0)))
    assert 190 < result.settings["total_steps"] <= 200  # 5 seconds, 3 of them for 60 points


def test_dear_evaluations_are_done_as_often_as_there_is_time_for(monkeypatch):
    dataset = of_kind("class")
    measuring(monkeypatch, per_step=0.1, per_look=0.9)
    result, _ = finish(train(dataset, spec_of(dataset, time_budget=10, patience=0)))
    assert result.settings["total_steps"] == 9  # of a second each, and the look before them


def test_less_than_an_epoch_is_a_plan_too(monkeypatch):
    dataset = of_kind("class")
    measuring(monkeypatch, per_step=9.0)
    result, _ = finish(train(dataset, spec_of(dataset, time_budget=10)))
    assert result.settings["total_steps"] == 1
    assert [point.step for point in result.history] == [0, 1]


def test_a_budget_that_is_far_too_large_ends_where_more_steps_teach_nothing(monkeypatch):
    dataset = of_kind("class")
    measuring(monkeypatch, per_step=1e-6)
    usual = finish(train(dataset, spec_of(dataset, epochs=None)))[0].settings["total_steps"]
    result, _ = finish(train(dataset, spec_of(dataset, time_budget=10)))
    assert result.settings["total_steps"] <= ENOUGH * usual


@pytest.mark.parametrize("kind", KINDS)
def test_a_resumed_training_follows_the_plan_it_began_with(monkeypatch, kind):
    dataset = of_kind(kind)
    spec = spec_of(dataset, time_budget=10, patience=0)
    monkeypatch.setattr(stopwatch, "TICK", -1.0)
    with monkeypatch.context() as on_one_machine:
        measuring(on_one_machine, per_step=0.25)
        result, _ = finish(train(dataset, spec))
        going = train(dataset, spec)
        taken = [next(going).checkpoint() for _ in range(20)][-1]
    stored = Checkpoint(taken.arrays, json.loads(json.dumps(taken.facts)))
    measuring(monkeypatch, per_step=0.001)
    resumed, _ = finish(train(dataset, spec, resume=stored))
    assert bits(resumed) == bits(result)
    assert resumed.settings == result.settings


@pytest.mark.parametrize("kind", ["masked", "class"])
def test_about_the_seconds_that_were_given_are_spent(monkeypatch, kind):
    clock = Clock(monkeypatch, per_step=0.02, per_look=0.05, to_build=1.0)
    dataset = of_kind(kind)
    finish(train(dataset, spec_of(dataset, time_budget=20, patience=0)))
    assert 15 < clock.now <= 20.5  # a last lap needs no looks, which are set aside for it


def slow_once_planned(monkeypatch, clock, times):
    """Let all take so many times as long once the plan is made."""
    planned = training.within

    def within(*given):
        settled = planned(*given)
        clock.slowness = times
        return settled

    monkeypatch.setattr(training, "within", within)


@pytest.mark.parametrize("kind", ["masked", "class"])
def test_learning_that_turns_slow_is_ended_a_quarter_beyond_its_budget(monkeypatch, kind):
    clock = Clock(monkeypatch, per_step=0.02, per_look=0.05, to_build=1.0)
    slow_once_planned(monkeypatch, clock, 10)
    dataset = of_kind(kind)
    result, _ = finish(train(dataset, spec_of(dataset, time_budget=20, patience=0)))
    assert result.late
    assert not result.stopped_early
    assert 20 < clock.now < 27
    assert result.seconds == pytest.approx(clock.now)
    last = result.history[-1]
    assert 0 < last.step < result.settings["total_steps"], "what was learned last is judged, too"
    assert result.best in result.history
    assert result.record()["late"]


def test_a_plan_that_is_done_is_not_late(monkeypatch):
    clock = Clock(monkeypatch, per_step=0.02, per_look=0.05, to_build=1.0)
    slow_once_planned(monkeypatch, clock, 1.1)
    dataset = of_kind("class")
    result, _ = finish(train(dataset, spec_of(dataset, time_budget=20, patience=0)))
    assert not result.late
    assert result.history[-1].step == result.settings["total_steps"]


def test_a_training_that_is_late_stays_so_when_it_is_resumed(monkeypatch):
    dataset = of_kind("class")
    spec = spec_of(dataset, time_budget=20, patience=0)
    monkeypatch.setattr(stopwatch, "TICK", -1.0)
    clock = Clock(monkeypatch, per_step=0.02, per_look=0.05, to_build=8.0)
    slow_once_planned(monkeypatch, clock, 10)
    going, event = train(dataset, spec), None
    while event is None or event.step < 20:
        event = next(going)
    taken = event.checkpoint()
    stored = Checkpoint(taken.arrays, json.loads(json.dumps(taken.facts)))
    spent = clock.now
    resumed, _ = finish(train(dataset, spec, resume=stored))
    assert resumed.late
    assert clock.now - spent - 80.0 < 1.25 * 20 - 8.0  # it is built again, ten times slower
    older = Checkpoint(stored.arrays, {k: v for k, v in stored.facts.items() if k != "before"})
    assert finish(train(dataset, spec, resume=older))[0].late


def test_what_the_machine_does_for_a_moment_spoils_no_measuring(monkeypatch):
    clock = Clock(monkeypatch, per_step=0.02, per_look=0.05, to_build=0.0)
    dataset = of_kind("class")
    stall = {"at": 12}
    stepped = clock.passing

    def passing(does, seconds):
        def slowly(*given):
            if seconds == 0.02:
                stall["at"] -= 1
                clock.now += 3.0 if stall["at"] == 0 else 0.0
            return stepped(does, seconds)(*given)

        return slowly

    clock.passing = passing
    result, _ = finish(train(dataset, spec_of(dataset, time_budget=20, patience=0)))
    assert stall["at"] < 0
    assert result.settings["total_steps"] > 600  # of 0.02 seconds, in 13 of them


class Clock:
    """Time that passes only where a model is built, steps, or is looked at."""

    def __init__(self, monkeypatch, per_step, per_look, to_build):
        self.now = 0.0
        self.slowness = 1.0
        build = training.build

        def built(*given):
            model = build(*given)
            model.step = self.passing(model.step, per_step)
            model.held_loss = self.passing(model.held_loss, per_look)
            return model

        monkeypatch.setattr(training, "build", self.passing(built, to_build))
        monkeypatch.setattr(time, "perf_counter", lambda: self.now)

    def passing(self, does, seconds):
        def slowly(*given):
            self.now += seconds * self.slowness
            return does(*given)

        return slowly

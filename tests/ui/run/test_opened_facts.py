"""Facts of a run file that a stranger may have written: refused, or the page can say them all."""

import json
import math
from dataclasses import replace

import pytest

from explorer.errors import BrokenRun
from explorer.records.table import Problem
from explorer.records.training import Verdict
from explorer.records.vectors import Imported
from explorer.runs.arrival import insert_run
from explorer.runs.places import new_id
from explorer.runs.run_facts import facts_of, run_from
from explorer.ui import losses
from explorer.ui.run import evidence, loss_words, phases, recipe, sentences, source

WRONG = (
    *("many", "", "\ud800"),  # the last is half of a character
    *(math.nan, math.inf, -1, 0, 0.5, 1e308, 10**40, 10**400),
    *(True, None, [], ["many"], {}, {"a": 1}),
)
VERDICT = Verdict(
    True,
    1.2,
    2.0,
    "nats",
    "It has learned.",
    r2=0.4,
    mean_absolute_error=2.5,
    median_error=3.5,
    accuracy=0.7,
    majority=0.5,
    per_column={"limbs": (1.0, 2.0, 30), "home": (1.9, 1.9, 30)},
    ranking=dict.fromkeys(("recommended", "network", "counts", "popularity"), (0.5, 0.25)),
    observed=30,
)
SETTINGS = {"counts": 1.0, "hidden": 8, "last_lap": True, "start_file": "a", "start_says": ["b"]}
SETTINGS |= {"epochs": 12, "steps_per_epoch": 2, "total_steps": 24, "learning_rate": 0.01}
SOURCE = Imported("a.vec", "glove", "ab" * 32, True, (Problem("odd", "Odd.", "note", 1, (3,)),))


def trained(state):
    spec = replace(state.spec, time_budget=60, epochs=None, start="ab" * 32)
    points, frames = state.points[:2], tuple(point.step for point in state.points[:2])
    of_run = {"points": points, "frames": frames, "best_step": frames[1], "spec": spec}
    return replace(state, verdict=VERDICT, settings={**state.settings, **SETTINGS}, **of_run)


def predicted(state):
    verdict = replace(VERDICT, learned=False, unit="variance", per_column={}, ranking={})
    spec = replace(state.spec, objective="predict", target="weight")
    return replace(trained(state), verdict=verdict, spec=spec, phase="stopped")


def from_elsewhere(state):
    return replace(state, imported=SOURCE, verdict=None, points=(), frames=(), best_step=None)


def places(facts):
    """Every place in the facts, as the dict or list it is in and the key there."""
    items = facts.items() if isinstance(facts, dict) else enumerate(facts)
    for key, value in items:
        yield facts, key
        if isinstance(value, dict | list):
            yield from places(value)


def page_of(state):
    """All that the page says of the facts; raises what it would raise."""
    said = [sentences.facts(state), loss_words.loss_note(state), sentences.joined(state)]
    said += [loss_words.loss_sentence(state, column.name) for column in state.columns]
    said += [phases.standing(state, owner=True), recipe.command(state), recipe.columns(state)]
    said += [recipe.settings(state.spec, state.settings), recipe.repeating(state)]
    said += [losses._header(losses.Losses(state.points, "", total_epochs=state.total_epochs))]
    if state.verdict is not None:
        said += [evidence._columns(state), evidence._ranking(state), evidence._prediction(state)]
        said += [state.verdict.unsure, state.verdict.measured]
    if state.imported is not None:
        said += [source.sentence(state, state.imported), source.counts(state.imported)]
        said += [source.lines(problem) for problem in state.imported.problems]
    return str(said).encode()


@pytest.mark.parametrize("kind", [trained, predicted, from_elsewhere])
def test_whatever_a_run_file_tells_is_refused_or_can_be_said(store, run, kind):
    facts = json.loads(json.dumps(facts_of(kind(store.runs.get(run)))))
    assert page_of(run_from(facts, new_id()))
    for holder, key in list(places(facts)):
        kept = holder[key]
        for wrong in WRONG:
            holder[key] = wrong
            try:
                opened = run_from(facts, new_id())
            except BrokenRun:
                continue
            insert_run(store, opened, "owner", "opened", "digest")
            state = store.runs.get(opened.id)
            assert page_of(state)
            assert facts_of(state)
        holder[key] = kept

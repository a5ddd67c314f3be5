"""What the Run page says of a recipe, and of how a run is repeated."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.states import ColumnState, RunState
from explorer.records.training import Point
from explorer.ui.run.recipe import (
    IF_TRUE,
    OPTIONAL,
    columns,
    command,
    ended_after,
    repeating,
    settings,
    worked_out,
)


def test_the_recipe_lists_every_setting_of_a_training(store, run):
    from dataclasses import fields

    state = store.runs.get(run)
    shown = {name for name, *_ in settings(state.spec, state.settings)}
    optional = {name.replace("_", " ") for name in (*OPTIONAL, *IF_TRUE)}
    names = {field.name.replace("_", " ") for field in fields(TrainingSpec)} - {"columns"}
    names -= {"bins"}  # it has no numbers
    assert names - optional <= shown <= names


def test_the_command_line_repeats_a_file_whose_name_has_spaces(store, set_run):
    state = store.runs.get(set_run(title="my file; rm -rf.csv"))
    assert "'my file; rm -rf.csv' --spec recipe.json" in command(state)


PLAN = {"epochs": 37, "steps_per_epoch": 4, "total_steps": 148}


def test_a_run_with_a_time_budget_is_repeated_by_the_epochs_that_it_held():
    spec = TrainingSpec(columns=(ColumnSpec("a"),), time_budget=60, seed=3)
    asked, promised = repeating(RunState("r", "a.csv", "finished", spec, 0.0, settings=PLAN))
    assert asked == replace(spec, time_budget=None, epochs=37)
    assert "bit for bit" in promised
    assert "here it was 37 epochs, which this recipe asks for in its place" in promised


def test_epochs_that_were_not_learned_are_called_the_most_and_those_that_were_are_told():
    spec = TrainingSpec(columns=(ColumnSpec("a"),), time_budget=60)
    points = tuple(Point(4 * epoch, epoch, 1.0, 1.0, 1.0) for epoch in (0.0, 12.0))
    run = RunState("r", "a.csv", "finished", spec, 0.0, settings=PLAN, points=points)
    rows = {name: value for name, value, *_ in settings(spec, PLAN, ended_after(run))}
    assert rows["epochs"] == "at most 37; it ended after 12"
    asked, promised = repeating(run)
    assert asked.epochs == 37
    assert promised.endswith(
        "here it was at most 37 epochs, which this recipe asks for in its place. It ended by"
        " itself after 12."
    )
    partly = replace(run, settings={"epochs": 1}, points=(Point(5, 0.5, 1.0, 1.0, 1.0),))
    assert ended_after(partly) == "0.5"
    whole = replace(run, points=(*points, Point(148, 37.0, 1.0, 1.0, 1.0)))
    assert ended_after(whole) is None
    assert ended_after(replace(run, phase="learning")) is None, "it goes on"


def test_epochs_of_a_time_budget_are_those_that_were_planned_when_learning_began():
    spec = TrainingSpec(columns=(ColumnSpec("a"),), time_budget=60)
    run = RunState("r", "a.csv", "learning", spec, 0.0, settings={**PLAN, "epochs": 9})
    names = {name for name, *_ in settings(spec, worked_out(run))}
    assert "epochs" not in names, "nothing was measured yet"
    run = replace(run, total_epochs=37, total_steps=148)
    rows = {name: (value, by) for name, value, by, _ in settings(spec, worked_out(run))}
    assert rows["epochs"] == ("37", "worked out")
    assert repeating(run)[0].epochs == 37
    assert worked_out(replace(run, phase="finished")) == run.settings


@pytest.mark.parametrize(
    "plan",
    [
        {},
        {**PLAN, "total_steps": 146},
        {**PLAN, "epochs": "37"},
        dict.fromkeys(PLAN, 10**6) | {"steps_per_epoch": 1},
    ],
)
def test_a_time_budget_whose_epochs_cannot_be_asked_for_promises_no_bits(plan):
    spec = TrainingSpec(time_budget=60)
    asked, promised = repeating(RunState("r", "a.csv", "finished", spec, 0.0, settings=plan))
    assert asked == spec
    assert "bit for bit" not in promised
    assert "recipe may give other vectors" in promised


def test_a_run_that_the_clock_ended_promises_no_bits():
    spec = TrainingSpec(time_budget=60)
    late = RunState("r", "a.csv", "finished", spec, 0.0, settings={**PLAN, "late": True})
    asked, promised = repeating(late)
    assert asked == spec
    assert "its time budget was over before all planned steps were made" in promised
    assert "bit for bit" not in promised


def test_a_recipe_without_a_time_budget_is_repeated_as_it_is():
    run = RunState("r", "a.csv", "finished", TrainingSpec(epochs=5), 0.0, settings=PLAN)
    asked, promised = repeating(run)
    assert asked == run.spec
    assert promised.endswith("on the same kind of machine.")
    assert "was stopped" in repeating(replace(run, phase="stopped"))[1]


def test_a_number_cut_into_ranges_is_called_so_in_the_recipe_as_in_set_up():
    state = SimpleNamespace(
        spec=TrainingSpec(columns=(ColumnSpec("price", kind="binned"), ColumnSpec("dish"))),
        columns=[ColumnState("price", 10, 3, 10), ColumnState("dish", 9, 4, 9)],
    )
    assert columns(state) == [("price", "number in ranges", "3"), ("dish", "category", "4")]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (TrainingSpec(columns=(ColumnSpec("age", 2, "binned"), ColumnSpec("city", 2))), True),
        (TrainingSpec(columns=(ColumnSpec("age"),)), True),
        (TrainingSpec(columns=(ColumnSpec("city", 2, "category"),)), False),
        (TrainingSpec("cooccurrence", (ColumnSpec("tags", 2),), item="tags", separator=","), False),
    ],
)
def test_ranges_of_numbers_are_a_setting_where_there_are_numbers(spec, said):
    assert ("bins" in {name for name, *_ in settings(spec, {})}) == said


def test_recipes_that_join_with_nothing_do_not_speak_of_counts():
    masked = {name: value for name, value, *_ in settings(TrainingSpec(), {"counts": 1.0})}
    assert masked["counts"] == "1"
    coded = settings(TrainingSpec("autoencoder"), {"counts": 0.0})
    assert "counts" not in [name for name, *_ in coded]


@pytest.mark.parametrize("method", [None, "glove", "spectral"])
def test_the_recipe_of_appear_together_tells_of_no_batches_and_no_adam(method):
    spec = TrainingSpec("cooccurrence", item="product", basket="order", method=method)
    worked_out = {"batch_size": 29, "learning_rate": 0.8, "hidden": 0, "epochs": 16}
    rows = {name: (value, meaning) for name, value, _, meaning in settings(spec, worked_out)}
    assert not {"batch size", "hidden", "counts"} & set(rows)
    assert not any("Adam" in meaning or "layer" in meaning for _, meaning in rows.values())
    assert rows["threads"][1].endswith("the bits are the same with any number")
    value, meaning = rows["epochs"]
    assert value == "16"
    if method == "spectral":
        assert meaning.startswith("rounds of power iterations")
        assert not {"learning rate", "weight decay"} & set(rows)
    else:
        assert meaning.startswith("corrections of all vectors")
        assert rows["learning rate"] == (
            "0.8",
            "share of the way that each correction goes, at most",
        )


def test_a_recipe_of_baskets_tells_how_items_lie_in_the_file():
    spec = TrainingSpec("cooccurrence", item="product", basket="order", method="glove", window=3)
    shown = {name: value for name, value, *_ in settings(spec, {})}
    assert shown["objective"] == "appear together"
    assert (shown["item"], shown["basket"]) == ("product", "order")
    assert (shown["method"], shown["window"]) == ("GloVe", "3")
    assert not {"order", "separator", "wide", "history", "time budget", "target"} & set(shown)
    listed = TrainingSpec("cooccurrence", item="tags", separator=";")
    assert ("separator", "semicolon") in [row[:2] for row in settings(listed, {})]
    assert ("wide", "yes") in [
        row[:2] for row in settings(TrainingSpec("cooccurrence", wide=True), {})
    ]
    some = TrainingSpec("cooccurrence", wide=True, item_columns=("first", "second"))
    assert ("item columns", "first and second") in [row[:2] for row in settings(some, {})]

"""How dimensions are chosen, in Set up: the rules, the measuring, and filling the answer in."""

from __future__ import annotations

import json
import re
import threading

import numpy as np
import pytest

from explorer.records.dims import dim_of
from explorer.records.spec import OBJECTIVES, TrainingSpec
from explorer.records.sweep import Sweep, Trained
from explorer.runs.coloring import open_dataset
from explorer.runs.schema import connect
from explorer.runs.sweep_job import sweep_dimensions
from explorer.runs.sweeping import begin
from explorer.runs.sweeps import SweepState
from explorer.ui.setup import dimensions

DRAW = np.random.default_rng(0)
GROUPS = DRAW.integers(0, 4, 300)
LINES = [
    f"city {2 * group + DRAW.integers(2)},dish {2 * group + DRAW.integers(2)},{DRAW.integers(2)}"
    for group in GROUPS
]
PEOPLE = "\n".join(["city,dish,coin", *LINES]).encode()


@pytest.fixture
def opened(visit, uploaded, store):
    """A page of a small file with the part on dimensions open, as after a first measuring."""
    store.sweeps.any_of = lambda *_: True

    def open_page():
        dataset_id = uploaded("people.csv", PEOPLE)
        return dataset_id, visit(data=dataset_id)

    return open_page


def quick(page, dataset_id):
    """Few epochs a training, so that a test need not wait."""
    page.number_input(key=f"setup-{dataset_id}--epochs").set_value(20).run()


def measure(store):
    """Do the job that a click has queued, in this very process."""
    job = store.jobs.claim("train", "a server", 1)
    assert job.kind == "sweep"
    sweep_dimensions(store, job, threading.Event())


def rules(page):
    """The table of rules as one dict for each column."""
    table = next(each.value for each in page.dataframe if "fourth root" in each.value)
    return table.set_index("column").to_dict("index")


def keys(page):
    return {button.key for button in page.button}


def test_the_rules_stand_side_by_side_for_the_columns_that_are_learned(opened):
    _, page = opened()
    found = rules(page)
    assert set(found) == {"city", "dish", "coin"}
    assert found["city"] == {
        "categories": 8,
        "ours": 4,
        "fastai": 5,
        "fourth root": 2,
        "set": 4,
    }


def test_the_number_that_counts_missing_says_so(visit, uploaded, store):
    store.sweeps.any_of = lambda *_: True
    page = visit(data=uploaded("people.csv", PEOPLE + b"\n,dish 3,1"))
    assert page.data_editor[0].value["categories"].tolist() == [8, 8, 2]
    told = {name: found["categories and missing"] for name, found in rules(page).items()}
    assert told == {"city": 9, "dish": 8, "coin": 2}


def test_measuring_says_what_it_will_do_shows_what_it_found_and_fills_it_in(opened, said, store):
    dataset_id, page = opened()
    assert "Tries 1 to 7 dimensions in" in said(page)
    quick(page, dataset_id)
    page.button(key="measure").click().run()
    assert "Waiting until a place for training is free." in said(page)
    assert "measure" not in keys(page)
    measure(store)
    page.run()
    assert not page.exception
    sweep = store.sweeps.get(dataset_id, *asked(store)).sweep
    (chart,) = page.get("plotly_chart")
    assert json.loads(chart.proto.spec)["data"]
    assert "less what was held out, for" in said(page)
    knee_button = page.button(key="use-measured")
    dim = int(knee_button.label.removeprefix("Use "))
    assert dim in sweep.dims
    knee_button.click().run()
    page.run()
    assert not page.exception
    found = rules(page)
    assert {row["set"] for name, row in found.items() if name != "coin"} == {dim}
    assert found["city"]["measured"] == dim
    assert "These dimensions are set." in said(page)
    page.button(key="train").click().run()
    spec = store.runs.get(str(page.query_params["run"])).spec
    assert [column.dim for column in spec.columns] == [dim, dim, 1]
    assert spec.epochs == 20


def asked(store):
    """Recipe and column of the last sweep, as it was asked for."""
    from explorer.records.spec import TrainingSpec

    with connect(store.places.database) as connection:
        row = connection.execute(
            "SELECT arguments FROM jobs WHERE kind='sweep' ORDER BY id DESC"
        ).fetchone()
    arguments = json.loads(row["arguments"])
    return TrainingSpec.from_dict(arguments["spec"]), arguments["column"]


def test_what_was_measured_is_there_after_a_reload_and_gone_with_other_settings(
    opened, store, visit
):
    dataset_id, page = opened()
    quick(page, dataset_id)
    page.button(key="measure").click().run()
    measure(store)
    del store.sweeps.any_of  # the true one again
    again = visit(data=dataset_id)  # opened by itself
    assert "use-measured" in keys(again)
    again.number_input(key=f"setup-{dataset_id}--seed").set_value(7).run()
    assert "use-measured" not in keys(again)
    assert "measure" in keys(again)


def test_one_column_can_be_measured_while_the_others_stay(opened, store, visit):
    dataset_id, page = opened()
    quick(page, dataset_id)
    page.selectbox(key=f"setup-{dataset_id}--dimensions-of").set_value("dish").run()
    page.button(key="measure").click().run()
    assert asked(store)[1] == "dish"
    measure(store)
    page.run()
    assert not page.exception
    found = rules(page)
    assert (
        found["city"].get("measured") is None
        or found["city"]["measured"] != found["city"]["measured"]
    )
    (chart,) = page.get("plotly_chart")
    assert "fourth root" in chart.proto.spec
    again = visit(data=dataset_id)
    assert again.selectbox(key=f"setup-{dataset_id}--dimensions-of").value == "dish"
    assert rules(again)["dish"] == found["dish"]


def test_measuring_can_be_stopped(opened, store):
    _, page = opened()
    page.button(key="measure").click().run()
    page.button(key="stop-measuring").click().run()
    assert not page.exception
    assert store.jobs.claim("train", "a server", 1) is None
    assert "measure" in keys(page)


def test_measuring_of_settings_that_were_changed_meanwhile_is_told_and_can_be_stopped(
    opened, said, store
):
    dataset_id, page = opened()
    page.button(key="measure").click().run()
    page.number_input(key=f"setup-{dataset_id}--seed").set_value(7).run()
    assert "Other settings of this file are being measured." in said(page)
    assert {"measure", "stop-measuring"} <= keys(page)
    page.number_input(key=f"setup-{dataset_id}--seed").set_value(None).run()
    assert "Other settings" not in said(page)
    assert "Waiting until a place for training is free." in said(page)
    page.number_input(key=f"setup-{dataset_id}--min_count").set_value(1000).run()
    assert "First choose what can be learned." in said(page)
    page.button(key="stop-measuring").click().run()
    assert not page.exception
    assert store.jobs.claim("train", "a server", 1) is None
    assert "Other settings" not in said(page)
    assert not {"measure", "stop-measuring"} & keys(page)


@pytest.mark.parametrize(
    ("phase", "label", "sentence"),
    [
        ("failed", "Try again", "There was not enough memory for it. Choose fewer columns."),
        ("stopped", "Go on measuring", "short trainings"),
        ("running", "Stop", "Encoding the columns and beginning the first training."),
    ],
)
def test_every_state_has_its_words_and_its_way_out(
    opened, said, store, monkeypatch, phase, label, sentence
):
    told = SweepState(phase, None, "There was not enough memory for it.", "Choose fewer columns.")
    monkeypatch.setattr(store.sweeps, "get", lambda *_: told)
    _, page = opened()
    assert sentence in said(page)
    assert label in {button.label for button in page.button}


@pytest.mark.parametrize(("done", "said_of"), [(1, "1 of 4"), (2, "2 of 4")])
def test_one_training_is_done_two_are(opened, said, store, monkeypatch, done, said_of):
    trained = tuple(Trained(dim, 0, 1.0, 2.0, True) for dim in (1, 2))[:done]
    sweep = Sweep("city", ("city",), (8,), (1, 2), 2, 300, 300, 20, trained=trained)
    monkeypatch.setattr(store.sweeps, "get", lambda *_: SweepState("running", sweep))
    _, page = opened()
    assert f"{said_of} short trainings {'is' if done == 1 else 'are'} done." in said(page)
    monkeypatch.setattr(store.sweeps, "get", lambda *_: SweepState("stopped", sweep))
    assert f"short trainings {'was' if done == 1 else 'were'} done; the rest" in said(page.run())


def test_where_the_queue_is_full_the_click_says_so(opened, said, store):
    _, page = opened()
    object.__setattr__(store.sweeps._settings, "queue", 0)
    object.__setattr__(store.sweeps._settings, "jobs", 0)
    page.button(key="measure").click().run()
    assert "All places for training are taken" in said(page)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("n", [60, 500, 900, 20_000])
def test_our_rule_is_told_as_it_is(objective, n):
    told = dimensions.OURS.get(objective, dimensions.OURS_USUALLY)
    parts = re.findall(r"([\d.]+ )?n<sup>([\d.]+)</sup> (?:up to|between \d+ and) (\d+)", told)
    by_words = [min(float(most), float(by or 1) * n ** float(power)) for by, power, most in parts]
    assert dim_of(objective, n) == pytest.approx(max(by_words), abs=1)


@pytest.mark.parametrize("goal", ["masked", "autoencoder"])
def test_the_dimensions_that_are_announced_are_those_that_are_tried(
    visit, uploaded, said, store, goal
):
    store.sweeps.any_of = lambda *_: True
    draw = np.random.default_rng(0)
    rows = [f"agent {i},team {i // 5},{draw.integers(2)}" for i in draw.integers(0, 20, 4000)]
    dataset_id = uploaded("calls.csv", "\n".join(["agent,team,coin", *rows]).encode())
    page = visit(data=dataset_id)
    page.pills(key=f"setup-{dataset_id}--objective").set_value(goal).run()
    dims, n = re.search(r"Tries 1 to (\d+) dimensions in (\d+) short", said(page)).groups()
    page.button(key="measure").click().run()
    job = store.jobs.claim("train", "a server", 1)
    spec = TrainingSpec.from_dict(job.arguments["spec"])
    prepared, sweep, _ = begin(
        open_dataset(store, dataset_id), spec, store.settings, job.arguments["column"]
    )
    assert any(each.n_unknown for each in prepared.dataset.vocabularies)
    assert (sweep.dims[-1], sweep.planned) == (int(dims), int(n)) == (19, int(n))

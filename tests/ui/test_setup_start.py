"""Set up: vectors that the lookup tables of a training begin with."""

from __future__ import annotations

import hashlib
import io
import re
import threading
from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import ExplorerError
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.states import StartState
from explorer.runs.bundles import Bundle
from explorer.runs.endings import failed
from explorer.runs.runs import Runs
from explorer.runs.seen_rows import SEEN
from explorer.runs.start_job import read_start
from explorer.runs.training_job import train_run
from explorer.ui.setup import start
from tests.ui.orders import CELLS, DISHES, RAGGED

SECRET = "ab" * 32
TABLE = ("city,dish\n" + "".join(f"c{i % 12},d{i % 4}\n" for i in range(120))).encode()
VECTORS = "".join(
    f"c{i} {' '.join(map(str, row))}\n"
    for i, row in enumerate(np.random.default_rng(0).standard_normal((12, 30)).round(4).tolist())
).encode()


def attach(store, dataset, content, name="places.txt"):
    store.datasets.attach_start(dataset, name, io.BytesIO(content), SECRET)
    job = store.jobs.claim("read", "a server", 1)
    try:
        read_start(store, job)
    except ExplorerError as error:
        failed(store, job, error.message, error.mend)


def test_attached_vectors_are_said_trained_from_and_let_go(visit, uploaded, store, said):
    dataset = uploaded("people.csv", TABLE)
    attach(store, dataset, VECTORS)
    page = visit(data=dataset)
    assert "12 of 12 values of 'city' have one." in said(page)
    page.number_input(key=f"setup-{dataset}--epochs").set_value(1).run()
    page.button(key="train").click().run()
    (run,) = store.runs.of_dataset(dataset)
    assert run.spec.start == store.datasets.get(dataset).start.digest
    train_run(store, store.jobs.claim("train", "a server", 1), threading.Event())

    page = visit(run=run.id, view="Recipe")
    assert "Learning began with the vectors of places.txt." in said(page)
    assert "12 of 12 categories of 'city' begin with their vector" in said(page)
    assert any("--start places.txt" in code.value for code in page.code)

    store.sweeps.any_of = lambda *_: True  # the part on dimensions begins open
    page = visit(data=dataset)
    measured = "Each short training begins with the vectors chosen under Adjust"
    assert measured in said(page)
    assert "begins with places.txt · about " in said(page)
    page.button(key="start-off").click().run()
    assert "begins with places" not in said(page)
    assert not page.exception
    assert measured not in said(page)
    page.button(key="train").click().run()
    assert store.runs.of_dataset(dataset)[0].spec.start is None


def test_what_a_run_learned_is_chosen_and_begun_with(visit, uploaded, store, said):
    first = uploaded("people.csv", TABLE)
    page = visit(data=first)
    assert not any(box.key == "start-run" for box in page.selectbox), "there is no run yet"
    page.number_input(key=f"setup-{first}--epochs").set_value(1).run()
    page.button(key="train").click().run()
    (before,) = store.runs.of_dataset(first)
    assert not any(box.key == "start-run" for box in visit(data=first).selectbox)
    train_run(store, store.jobs.claim("train", "a server", 1), threading.Event())

    other = uploaded("more.csv", TABLE.replace(b"d3", b"d9"))
    page = visit(data=other)
    box = page.selectbox(key="start-run")
    assert [" · people.csv · " in option for option in box.options] == [True]
    box.select_index(0).run()
    named = f"a run of people.csv (fill in the blank, seed {before.spec.seed})"
    assert f"Reading {named}." in said(page)
    read_start(store, store.jobs.claim("read", "a server", 1))
    page = visit(data=other)
    assert "12 of 12 values of 'city', 3 of 4 values of 'dish' have one." in said(page)
    page.number_input(key=f"setup-{other}--epochs").set_value(1).run()
    page.button(key="train").click().run()
    (run,) = store.runs.of_dataset(other)
    train_run(store, store.jobs.claim("train", "a server", 1), threading.Event())
    run = store.runs.get(run.id)
    assert run.settings["start_says"] == [
        "12 of 12 categories of 'city' begin with their vector.",
        "3 of 4 categories of 'dish' begin with their vector.",
        SEEN["maybe"],
    ]
    taken = store.bundle_content(store.runs.get(before.id), Bundle("columns", "parquet"))
    assert run.spec.start == hashlib.sha256(taken).hexdigest(), "the file that is taken away"
    page = visit(run=run.id, view="Recipe")
    assert f"begun with {named}" in said(page)
    assert f"Learning began with the vectors of {named}." in said(page)
    assert f"embeddings.parquet is that of {named}: it lies in the folder parquet" in said(page)
    assert "--start embeddings.parquet" in " ".join(each.value for each in page.code)


def test_what_was_left_out_of_the_vectors_is_said_with_its_lines(visit, uploaded, store, said):
    dataset = uploaded("people.csv", TABLE)
    lines = VECTORS.decode().splitlines()
    lines[3] = lines[3].rsplit(" ", 1)[0]
    lines += [lines[5], lines[6].replace("-", "")]
    attach(store, dataset, "\n".join(lines).encode())
    page = said(visit(data=dataset))
    assert "11 vectors of 30 dimensions in places.txt; 11 of 12 values of 'city' have one." in page
    short = "1 line was left out that holds another number of values than the 30 of the rest."
    assert f"{short} Line 4." in page
    twice = "2 lines were left out whose name came before; the first one counts."
    assert f"{twice} Lines 13 and 14." in page


def test_of_a_run_its_categories_are_counted_and_neither_rows_nor_what_was_never_seen(
    visit, uploaded, store, said
):
    dataset = uploaded("people.csv", TABLE.replace(b"c1,", b",", 2))
    spec = TrainingSpec("autoencoder", unknown=4.0, epochs=1)
    before = store.runs.submit(dataset, spec, SECRET)
    train_run(store, store.jobs.claim("train", "a server", 1), threading.Event())
    content = store.content(store.runs.get(before))
    assert [len(content.entries(j)) for j in range(3)] == [14, 5, 120]
    store.datasets.attach_start_of(dataset, store.runs.get(before), SECRET)
    read_start(store, store.jobs.claim("read", "a server", 1))
    page = said(visit(data=dataset))
    assert re.search(r"16 vectors of \d to \d dimensions, of 2 columns, in a run of people", page)
    assert "left out" not in page


def test_of_a_run_that_was_deleted_meanwhile_it_is_said(visit, uploaded, store, said):
    dataset = uploaded("people.csv", TABLE)
    page = visit(data=dataset)
    page.number_input(key=f"setup-{dataset}--epochs").set_value(1).run()
    page.button(key="train").click().run()
    train_run(store, store.jobs.claim("train", "a server", 1), threading.Event())
    (run,) = store.runs.of_dataset(dataset)
    store.datasets.attach_start_of(dataset, store.runs.get(run.id), SECRET)
    store.runs.delete(run.id, SECRET)
    job = store.jobs.claim("read", "a server", 1)
    with pytest.raises(ExplorerError) as told:
        read_start(store, job)
    failed(store, job, told.value.message, told.value.mend)
    page = visit(data=dataset)
    assert told.value.message in said(page)
    assert not page.button(key="train").disabled


def train_one(visit, store, dataset):
    """A finished run of a dataset."""
    page = visit(data=dataset)
    page.number_input(key=f"setup-{dataset}--epochs").set_value(1).run()
    page.button(key="train").click().run()
    train_run(store, store.jobs.claim("train", "a server", 1), threading.Event())
    return store.runs.of_dataset(dataset)[0]


def test_a_run_that_is_gone_when_it_is_chosen_is_said_to_be(visit, uploaded, store, said):
    dataset = uploaded("people.csv", TABLE)
    run, other = (train_one(visit, store, dataset) for _ in range(2))
    page = visit(data=dataset)
    box = page.selectbox(key="start-run").select_index(1)
    store.runs.delete(run.id, SECRET)
    box.run()
    gone = "The run that was chosen was deleted meanwhile. Choose another one."
    assert gone in said(page)
    assert store.datasets.get(dataset).start is None
    box = page.selectbox(key="start-run").select_index(0)
    store.runs.delete(other.id, SECRET)
    box.run()
    assert gone in said(page)


def test_runs_of_a_file_are_told_apart_by_what_differs(visit, uploaded, store, said):
    dataset = uploaded("people.csv", TABLE)
    spec = TrainingSpec("cooccurrence", (ColumnSpec("city", 4), ColumnSpec("dish", 2)), seed=7)
    for changed in (
        {},
        {"method": "glove"},
        {"columns": (ColumnSpec("city", 9), ColumnSpec("dish", 9))},
        {"time_budget": 60.0},
        {"start": "ab" * 32},
        {"window": 5},
    ):
        store.runs.submit(dataset, replace(spec, **changed), SECRET)
    visited = visit(data=dataset)
    lines = [
        each.label.split(" · ", 1)[1].split(" · seed 7")[0]
        for each in visited.button
        if (each.key or "").startswith("open-")
    ]
    of = "appear together by word2vec · 2 columns · "
    assert lines == [
        f"{of}2 to 4 dimensions · window 5",
        f"{of}2 to 4 dimensions · begun with vectors",
        f"{of}2 to 4 dimensions · for at most 1 minute",
        f"{of}9 dimensions",
        "appear together by GloVe · 2 columns",
        f"{of}2 to 4 dimensions",
    ]


def test_runs_to_begin_with_are_told_apart_in_the_first_letters(
    visit, uploaded, store, monkeypatch
):
    monkeypatch.setattr(Runs, "of_owner", lambda self, secret: kept)
    spec = TrainingSpec("autoencoder", (ColumnSpec("city", 4), ColumnSpec("dish", 4)))
    dataset = uploaded("a table with a long name of 2023.csv", TABLE)
    for changed in ({}, {"seed": 7}, {"columns": (ColumnSpec("city", 9), ColumnSpec("dish", 9))}):
        store.runs.submit(dataset, replace(spec, **changed), SECRET)
    runs = store.runs.of_dataset(dataset)
    kept = [
        replace(run, phase="finished", created=run.created - 86400 * (i + 2))
        for i, run in enumerate(runs)
    ]
    options = visit(data=dataset).selectbox(key="start-run").options
    whens, rests = zip(*(option.split(" · ", 1) for option in options), strict=True)
    assert len(set(whens)) == 3
    assert all(re.fullmatch(r"\d\d:\d\d( UTC)? on \w+ \d+", when) for when in whens)
    assert rests == (
        "a table with a long… · seed 0 · 9 dimensions · autoencoder · 2 columns",
        "a table with a long… · seed 7 · 4 dimensions · autoencoder · 2 columns",
        "a table with a long… · seed 0 · 4 dimensions · autoencoder · 2 columns",
    )


@pytest.mark.parametrize("rows", [CELLS, RAGGED])
def test_of_items_in_lists_and_side_by_side_it_is_said_how_many_have_a_vector(
    visit, uploaded, store, said, rows
):
    dataset = uploaded("shop.csv", rows.encode())
    names = (*DISHES[:4], "x", "y")
    vectors = VECTORS.split(b"\n")[: len(names)]
    content = b"".join(
        name.encode() + line[line.index(b" ") :] + b"\n"
        for name, line in zip(names, vectors, strict=True)
    )
    attach(store, dataset, content)
    page = visit(data=dataset)
    assert "6 vectors of 30 dimensions in places.txt; 4 of 10 items have one." in said(page)
    assert not page.button(key="train").disabled
    attach(store, dataset, VECTORS)
    page = visit(data=dataset)
    assert page.button(key="train").disabled
    assert (
        "None of the 10 items has a vector in places.txt. To train, press “Begin without them”"
        " under Adjust; or choose vectors whose names are written as the items are."
    ) in said(page)


def test_the_spectral_method_begins_with_no_vectors_and_says_so_before_training(
    visit, uploaded, store, said
):
    dataset = uploaded("people.csv", TABLE)
    attach(store, dataset, VECTORS)
    page = visit(data=dataset)
    page.pills(key=f"setup-{dataset}--objective").set_value("cooccurrence").run()
    assert not page.button(key="train").disabled
    page.segmented_control(key=f"setup-{dataset}--method").set_value("spectral").run()
    assert page.button(key="train").disabled
    assert (
        "The method spectral works out its vectors from the counts and cannot begin with given"
        " ones. Choose the method word2vec or GloVe, or press “Begin without them” under Adjust."
    ) in said(page)
    page.button(key="start-off").click().run()
    assert not page.button(key="train").disabled


def test_a_run_that_failed_before_it_learned_did_not_begin_with_vectors(
    visit, uploaded, store, said
):
    dataset = uploaded("people.csv", TABLE)
    attach(store, dataset, VECTORS)
    digest = store.datasets.get(dataset).start.digest
    spec = TrainingSpec("cooccurrence", method="spectral", start=digest)
    run = store.runs.submit(dataset, spec, SECRET)
    job = store.jobs.claim("train", "a server", 1)
    with pytest.raises(ExplorerError) as told:
        train_run(store, job, threading.Event())
    failed(store, job, told.value.message, told.value.mend)
    page = visit(run=run, view="Recipe")
    assert "Learning began" not in said(page)


def test_a_file_without_vectors_says_why_and_training_begins_at_random(
    visit, uploaded, store, said
):
    dataset = uploaded("people.csv", TABLE)
    attach(store, dataset, b"a,b\nc,d\n", "names.csv")
    page = visit(data=dataset)
    assert "names.csv has no columns of numbers that could be vectors." in said(page)
    page.button(key="train").click().run()
    assert store.runs.of_dataset(dataset)[0].spec.start is None


def learn(page, dataset, edits):
    table = {"edited_rows": edits, "added_rows": [], "deleted_rows": []}
    page.session_state[f"setup-{dataset}--columns"] = table
    return page.run()


def test_vectors_that_fit_no_value_keep_from_training_until_they_are_taken_away(
    visit, uploaded, store, said, markup_of
):
    dataset = uploaded("people.csv", TABLE)
    attach(store, dataset, VECTORS.replace(b"c", b"zzz"))
    page = visit(data=dataset)
    assert page.button(key="train").disabled
    assert (
        "No value of this table has a vector in places.txt. To train, press “Begin without them” "
        "under Adjust; or choose vectors whose names are written as the values are."
    ) in said(page)
    assert "12 vectors of 30 dimensions in places.txt. No value" in said(page)
    assert markup_of(page).count("notice warning") == 2
    page.button(key="start-off").click().run()
    assert not page.button(key="train").disabled


def test_vectors_of_a_column_that_is_not_learned_ask_for_it(visit, uploaded, store, said):
    rows = "".join(f"c{i % 12},d{i % 4},e{i % 3}\n" for i in range(120))
    dataset = uploaded("people.csv", f"city,dish,drink\n{rows}".encode())
    attach(store, dataset, VECTORS)
    page = visit(data=dataset)
    assert "12 of 12 values of 'city' have one." in said(page)
    assert not page.button(key="train").disabled
    page = learn(page, dataset, {0: {"learn": False}})
    assert page.button(key="train").disabled
    assert (
        "No column that is learned has values with a vector in places.txt; city has. "
        "Tick city in the table of columns, or press “Begin without them” under Adjust."
    ) in said(page)
    assert "values of 'city' have one" not in said(page)
    assert visit(data=dataset).button(key="train").disabled, "the choice survives a reload"
    page.pills(key=f"setup-{dataset}--objective").set_value("predict").run()
    page.selectbox(key=f"setup-{dataset}--target").set_value("city").run()
    assert "Predict another column and tick city" in said(page)


def test_vectors_of_numbers_ask_for_the_numbers_as_they_are_written(visit, uploaded, store, said):
    rows = "".join(f"{i % 12},d{i % 4}\n" for i in range(120))
    dataset = uploaded("people.csv", f"zone,dish\n{rows}".encode())
    attach(store, dataset, VECTORS.replace(b"c", b""))
    page = learn(visit(data=dataset), dataset, {0: {"kind": "number in ranges"}})
    assert "Choose the kind category for zone" in said(page)
    page = learn(page, dataset, {0: {"kind": "category"}})
    assert "12 of 12 values of 'zone' have one." in said(page)


def test_vectors_that_are_being_read_do_not_keep_anybody_from_training(
    visit, uploaded, store, said
):
    dataset = uploaded("people.csv", TABLE)
    store.datasets.attach_start(dataset, "places.txt", io.BytesIO(VECTORS), SECRET)
    page = visit(data=dataset)
    assert "Reading places.txt." in said(page)
    assert not page.button(key="train").disabled


def test_of_vectors_of_many_columns_three_are_named_and_the_rest_counted():
    spec = TrainingSpec(columns=tuple(map(ColumnSpec, "abcde")))
    state = StartState("v.txt", "ab" * 32, "9 vectors", tuple((name, 2, 3) for name in "abcdef"))
    assert start.fits(state, spec) == (
        "9 vectors; 2 of 3 values of 'a', 2 of 3 values of 'b', 2 of 3 values of 'c', "
        "and values of 2 more columns have one."
    )

"""The map of rows of a run: trained, stored, taken away and opened again."""

import csv
import io
import threading
from dataclasses import replace

import numpy as np
import pytest

from explorer.analysis.baseline import spectral
from explorer.errors import BrokenRun
from explorer.records.spec import TrainingSpec
from explorer.records.states import ColumnState
from explorer.runs import bundles, runfile
from explorer.runs.bundles import Bundle
from explorer.runs.coloring import open_dataset
from explorer.runs.opening import open_file
from explorer.runs.ownership import hashed, new_secret
from explorer.runs.preparation import prepare
from explorer.runs.reading_job import read_dataset
from explorer.runs.run_facts import facts_of, run_from
from explorer.runs.shown import shown_column
from explorer.runs.training_job import train_run

SPEC = TrainingSpec(objective="autoencoder", epochs=4, threads=1)


def table():
    draw = np.random.default_rng(0)
    lines = ["rows,b,c"]
    for _ in range(150):
        group = draw.integers(3)
        lines.append(",".join(f"{3 * draw.integers(4) + group}" for _ in range(3)))
    return "\n".join(lines).replace("1", "one").encode()


@pytest.fixture
def run(store):
    """A finished autoencoder of a table with a column that is called rows, too."""
    secret = new_secret()
    dataset = store.datasets.create("t.csv", io.BytesIO(table()), secret)
    for lane, do in (("read", read_dataset), ("train", train_run)):
        if lane == "train":
            store.runs.submit(dataset, SPEC, secret)
        job = store.jobs.claim(lane, "test", 1)
        do(store, job, *([threading.Event()] if lane == "train" else []))
    return store.runs.get(store.runs.of_owner(secret)[0].id)


def test_rows_are_the_last_column_of_the_run_under_a_name_of_their_own(store, run):
    assert [(column.name, column.kind) for column in run.columns] == [
        ("rows", "category"),
        ("b", "category"),
        ("c", "category"),
        ("rows of the file", "row"),
    ]
    rows = run.columns[-1]
    assert (rows.n_entries, rows.n_framed, rows.dim) == (150, 150, run.settings["hidden"])
    assert shown_column(run) == 3
    content = store.content(run)
    entries = content.entries(3)
    assert entries.kind == "row"
    assert entries.names[0].startswith("row 1: ")
    assert (entries.counts == 1).all()
    assert [facet.name for facet in content.facets(3)] == ["rows", "b", "c"]


def test_rows_have_frames_neighbors_pairs_and_a_map_without_training(store, run):
    content = store.content(run)
    assert content.frames(run.frames, 3).shape == (len(run.frames), 150, 2)
    shown = content.projection(3, "pca").xy
    assert (shown == content.frame(run.best_step, 3)).all()
    assert content.neighbors(3, 0, 5).cosines[0] > 0.5
    assert content.pairs(3).cosines[0] > 0.99
    dataset = prepare(open_dataset(store, run.dataset_id), run.spec, store.settings).dataset
    assert (content.vectors(3, "baseline") == spectral(dataset)[3]).all()


def test_equal_rows_have_equal_codes(store, run):
    content = store.content(run)
    names = [name.partition(": ")[2] for name in content.entries(3).names]
    vectors = content.vectors(3)
    first = {name: index for index, name in reversed(list(enumerate(names)))}
    assert len(first) < len(names)
    for index, name in enumerate(names):
        np.testing.assert_allclose(vectors[index], vectors[first[name]], atol=1e-5)


def test_the_file_of_a_run_with_rows_opens_as_the_same_run(store, run, tmp_path):
    path = tmp_path / "run.zip"
    path.write_bytes(runfile.write(run, store.places.run(run.id)))
    again = store.runs.get(open_file(store, path, hashed(new_secret()), "opened"))
    assert again.columns == run.columns
    for one, other in ((store.content(run), store.content(again)),):
        assert one.entries(3).names == other.entries(3).names
        assert other.entries(3).kind == "row"
        assert (one.vectors(3) == other.vectors(3)).all()


def test_facts_in_which_rows_are_no_last_column_or_of_an_unknown_kind_are_refused(run):
    facts = facts_of(run)
    for columns in (
        [facts["columns"][3], *facts["columns"][:3]],
        [*facts["columns"][:3], {**facts["columns"][3], "kind": "<b>"}],
        [*facts["columns"][:3], {**facts["columns"][3], "dim": 100_000}],
    ):
        with pytest.raises(BrokenRun):
            run_from({**facts, "columns": columns}, run.id)


def test_a_run_file_from_before_rows_had_maps_holds_categories(run):
    facts = facts_of(replace(run, columns=run.columns[:3]))
    for column in facts["columns"]:
        del column["kind"]
    assert {column.kind for column in run_from(facts, run.id).columns} == {"category"}
    assert ColumnState("a", 1, 1, 1).kind == "category"


def test_what_occurs_once_is_told_by_a_run_file_and_unknown_of_older_ones(run):
    facts = facts_of(run)
    assert [column.n_once for column in run_from(facts, run.id).columns] == [0, 0, 0, None]
    for column in facts["columns"]:
        del column["n_once"]
    assert {column.n_once for column in run_from(facts, run.id).columns} == {None}
    for wrong in (-1, "3", 0.5):
        with pytest.raises(BrokenRun):
            run_from({**facts, "columns": [{**facts["columns"][0], "n_once": wrong}]}, run.id)


def test_a_csv_of_the_rows_says_that_they_are_rows(store, run):
    content = bundles.content_of(run, store.places.run(run.id), Bundle("column", "csv", 3))
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(lines) == 150
    assert {line["kind"] for line in lines} == {"row"}

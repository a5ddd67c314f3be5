"""Vectors from elsewhere on their way to a run, and back from what this project wrote."""

import io
import re
import sqlite3
from dataclasses import replace

import numpy as np
import pytest
from waiting import wait_until

from explorer.analysis.similarity import neighbors
from explorer.data.vectors.reading import look, read_vectors
from explorer.records.embedding import CATEGORY, MISSING, RARE, UNKNOWN, Embedding
from explorer.records.table import ReadOptions
from explorer.runs import bundles, export, runfile, schema
from explorer.runs.endings import failed
from explorer.runs.engine import boot, shut
from explorer.runs.opening import open_file
from explorer.runs.ownership import hashed
from explorer.runs.reading_job import read_dataset, read_labels_of
from explorer.runs.store import Store
from explorer.settings import Settings

HOSTILE = ("<img src=x onerror=alert(1)>", '=cmd|"/c"!A1', "New York", "ünï code", "a,b;c", '"')
HOSTILE += ("'=1+1", "''@x", "'tis", "-5")  # with an apostrophe that is their own


def column_of(name="city", n=30, dim=7, seed=0, rare="rare (12 values)"):
    """A column as a training leaves it: rare, missing and unknown at its end, counts falling."""
    draw = np.random.default_rng(seed)
    names = [*HOSTILE, *(f"{name} {i}" for i in range(n - len(HOSTILE) - 3))]
    kinds = np.zeros(n, np.uint8)
    kinds[-3:] = RARE, MISSING, UNKNOWN
    counts = np.arange(2 * n, n, -1)
    counts[-1] = 0
    vectors = draw.standard_normal((n, dim)).astype(np.float32)
    vectors[3] *= np.float32(1e-30)
    names += [rare, "missing", "unknown (never seen)"]
    return Embedding(name, tuple(names), kinds, counts, vectors)


def written(tmp_path, files):
    """The first of several files, on disk under its own name."""
    path = tmp_path / files[0].name
    path.write_bytes(files[0].content)
    return path


def same(one, other):
    assert one.column == other.column
    assert one.names == other.names
    assert one.kinds.tolist() == other.kinds.tolist()
    assert one.counts.tolist() == other.counts.tolist()
    assert one.vectors.tobytes() == other.vectors.tobytes()


@pytest.mark.parametrize("rare", ["rare (1,200 values)", "rare (1 value)"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_what_is_taken_away_reads_back_to_the_same_bits(tmp_path, kind, rare):
    column = column_of(rare=rare)
    path = written(tmp_path, export.column_files(column, kind, "city"))
    found = read_vectors(path, path.name)
    assert found.source.counted
    same(found.embeddings[0], column)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("behind", [(RARE,), (MISSING,), (UNKNOWN,), (RARE, UNKNOWN), ()])
def test_what_is_no_category_reads_back_as_that(tmp_path, kind, behind):
    every = column_of()
    left = np.flatnonzero((every.kinds == CATEGORY) | np.isin(every.kinds, behind))
    names = tuple(every.names[i] for i in left)
    kinds, counts = every.kinds[left], every.counts[left]
    column = Embedding("city", names, kinds, counts, every.vectors[left])
    path = written(tmp_path, export.column_files(column, kind, "city"))
    same(read_vectors(path, path.name).embeddings[0], column)


def test_of_several_rows_called_unknown_one_is_the_place_of_what_was_never_seen(tmp_path):
    lines = ["category,kind,count,dim_1,dim_2", "a,unknown,0,1,2", "b,category,3,2,1"]
    path = tmp_path / "city.csv"
    path.write_text("\n".join([*lines, "c,unknown,0,4,5", ""]))
    (found,) = read_vectors(path, path.name).embeddings
    assert found.names == ("b", "a", "c")
    assert found.kinds.tolist() == [CATEGORY, CATEGORY, UNKNOWN]
    assert found.unknown.tolist() == [4, 5]


def test_word2vec_text_reads_back_with_the_names_that_it_can_hold(tmp_path):
    column = column_of()
    path = written(tmp_path, export.column_files(column, "word2vec", "city"))
    sight = look(path, path.name)
    assert (sight.format, sight.certain) == ("word2vec", True)
    (found,) = read_vectors(path, path.name).embeddings
    assert found.column == "city"
    assert found.names[2] == "New_York"
    assert found.vectors.tobytes() == column.vectors.tobytes()


def test_several_columns_of_one_parquet_file_stay_columns(tmp_path):
    columns = [column_of("city"), column_of("dish", 20, 3, seed=1)]
    path = written(tmp_path, list(export.files_of_all(columns, "parquet")))
    assert look(path, path.name).certain
    found = read_vectors(path, path.name)
    for one, other in zip(found.embeddings, columns, strict=True):
        same(one, other)


def test_numbers_of_a_table_for_the_projector_are_read_when_a_person_says_so(tmp_path):
    column = column_of()
    path = written(tmp_path, export.column_files(column, "projector", "city"))
    (found,) = read_vectors(path, path.name).embeddings
    assert found.names[:2] == ("row 1", "row 2")
    assert found.vectors.tobytes() == column.vectors.tobytes()


def glove(n=60, dim=30, seed=0):
    """GloVe text in which words of one quarter lie close."""
    draw = np.random.default_rng(seed)
    groups = np.arange(n) % 4
    vectors = np.eye(4, dim)[groups] + 0.1 * draw.standard_normal((n, dim))
    lines = [f"w{i} {' '.join(f'{x:.5f}' for x in row)}" for i, row in enumerate(vectors.tolist())]
    return ("\n".join(lines) + "\n").encode(), vectors


def upload(store, owner, content, name="glove.txt", **more):
    """Upload and read in this very process; the dataset's state."""
    dataset = store.datasets.create(name, io.BytesIO(content), owner, **more)
    work(store)
    return store.datasets.get(dataset)


def work(store):
    job = store.jobs.claim("read", "a server", 1)
    (read_labels_of if job.kind == "labels" else read_dataset)(store, job)


def test_a_file_of_vectors_becomes_a_finished_run_without_a_training(store, owner):
    content, vectors = glove()
    state = upload(store, owner, content)
    assert state.phase == "ready"
    assert state.vectors.sight.certain
    run = store.runs.get(state.vectors.run)
    assert (run.phase, run.title, run.dataset_id) == ("finished", "glove.txt", state.id)
    assert (run.imported.format, run.imported.counted) == ("glove", False)
    assert (run.points, run.frames, run.verdict, run.best_step) == ((), (), None, None)
    assert store.runs.owned(run.id, owner)
    (column,) = run.columns
    assert (column.name, column.n_entries, column.dim) == ("glove", 60, 30)
    assert column.methods == ("pca",)
    kept = store.content(run)
    assert kept.entries(0).names == tuple(f"w{i}" for i in range(60))
    assert np.allclose(kept.vectors(0), vectors, atol=1e-5)
    assert kept.projection(0, "pca").xy.shape == (60, 2)
    first = kept.neighbors(0, 0, 5)
    assert first.indices.tolist() == neighbors(kept.vectors(0), 0, 5).indices.tolist()
    assert set(first.indices % 4) == {0}
    assert [facet.name for facet in kept.facets(0)] == ["place in the file"]
    assert len(kept.pairs(0).first) > 100
    assert [job.arguments["column"] for job in store.jobs.of("project", run=run.id)] == [0]


def table_of_numbers(n=30):
    draw = np.random.default_rng(0)
    lines = [",".join(["fruit", *(f"x{j}" for j in range(10))])]
    for i in range(n):
        lines.append(",".join([f"f{i}", *(f"{x:.4f}" for x in draw.standard_normal(10))]))
    return ("\n".join(lines) + "\n").encode()


def test_a_table_of_many_numbers_stays_a_table_until_a_person_says_otherwise(store, owner):
    state = upload(store, owner, table_of_numbers(), "fruits.csv")
    assert len(state.summary.profiles) == 11
    assert not state.vectors.sight.certain
    assert state.vectors.run == ""
    assert store.runs.of_dataset(state.id) == []

    store.datasets.read_again(state.id, ReadOptions(vectors=True), owner)
    assert store.datasets.get(state.id).vectors is None
    work(store)
    state = store.datasets.get(state.id)
    assert store.runs.get(state.vectors.run).columns[0].name == "fruit"
    assert [profile.name for profile in state.summary.profiles] == ["fruit"]

    store.datasets.read_again(state.id, ReadOptions(vectors=False), owner)
    work(store)
    state = store.datasets.get(state.id)
    assert state.vectors is None
    assert len(state.summary.profiles) == 11


def test_a_file_called_vectors_that_holds_none_says_so(store, owner):
    dataset = store.datasets.create(
        "names.csv", io.BytesIO(b"name,color\nAda,red\n"), owner, options=ReadOptions(vectors=True)
    )
    job = store.jobs.claim("read", "a server", 1)
    try:
        read_dataset(store, job)
    except Exception as error:
        failed(store, job, error.message, error.mend)
    state = store.datasets.get(dataset)
    assert state.phase == "failed"
    assert state.error == "names.csv has no columns of numbers that could be vectors."


def test_labels_color_vectors_from_elsewhere_and_take_each_others_place(store, owner):
    content, _ = glove()
    state = upload(store, owner, content)
    for name, names in (("group", ("a", "b")), ("group", ("c", "d")), ("kin", ("e", "f"))):
        labels = f"word,{name}\n" + "\n".join(f"w{i},{names[i % 2]}" for i in range(50))
        store.datasets.attach_labels(state.id, "groups.csv", io.BytesIO(labels.encode()), owner)
        work(store)
        facets = store.content(store.runs.get(state.vectors.run)).facets(0)
        assert [facet.name for facet in facets] == ["place in the file", name]
        group = facets[1]
        assert (group.source, set(group.group_names)) == ("labels", set(names))
        assert (group.groups[50:] == -1).all()
    assert "50 of 60 categories of 'glove' found" in store.datasets.get(state.id).labels.sentence


def test_over_this_installations_limit_the_first_are_kept_and_the_run_says_so(settings, owner):
    small = Store(replace(settings, max_categories=20))
    content, _ = glove()
    run = small.runs.get(upload(small, owner, content).vectors.run)
    assert run.columns[0].n_entries == 20
    assert "The first 20 are kept" in run.imported.problems[0].sentence


def test_a_run_of_vectors_opens_from_its_file_as_it_was(store, owner, tmp_path):
    content, _ = glove()
    run = store.runs.get(upload(store, owner, content).vectors.run)
    packed = store.run_file(run)
    path = tmp_path / "run.zip"
    path.write_bytes(packed)
    opened = store.runs.get(open_file(store, path, hashed(owner), "opened"))
    assert opened.imported == run.imported
    assert opened.columns == run.columns
    assert runfile.write(opened, store.places.run(opened.id)) == packed
    for kind in export.LABELS:
        one = bundles.content_of(run, store.places.run(run.id), bundles.Bundle("column", kind, 0))
        again = bundles.content_of(
            opened, store.places.run(opened.id), bundles.Bundle("column", kind, 0)
        )
        assert one == again


def test_a_database_of_the_first_version_is_upgraded_and_keeps_its_rows(tmp_path):
    database = tmp_path / "explorer.db"
    first = re.sub(r" +--[^\n]*", "", schema._TABLES)
    for column in ("start", "vectors", "imported"):
        first = first.replace(f",\n    {column} TEXT\n", "\n")
    assert first.count("TEXT") == re.sub(" +--.*", "", schema._TABLES).count("TEXT") - 3
    with sqlite3.connect(database) as connection:
        connection.executescript(first)
        connection.execute(
            "INSERT INTO runs (id, owner, title, phase, spec, created, changed)"
            " VALUES ('1', 'o', 'people.csv', 'finished', '{}', 0, 0)"
        )
        connection.execute("PRAGMA user_version=1")
    schema.create(database)
    schema.create(database)
    with schema.connect(database) as connection:
        row = connection.execute("SELECT title, imported FROM runs").fetchone()
        assert tuple(row) == ("people.csv", None)
        assert connection.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION


def test_an_upload_of_vectors_is_read_and_laid_out_by_jobs(tmp_path, owner):
    settings = Settings(home=tmp_path / "home", warm_spare=False, threads=1)
    store = boot(settings).store
    try:
        content, vectors = glove(9)  # too few for UMAP, which costs ten seconds
        dataset = store.datasets.create("glove.txt", io.BytesIO(content), owner)
        wait_until(lambda: store.datasets.get(dataset).phase == "ready", "the reading")
        run = store.runs.get(store.datasets.get(dataset).vectors.run)
        assert np.allclose(store.content(run).vectors(0), vectors, atol=1e-5)
    finally:
        shut(settings)

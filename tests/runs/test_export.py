"""Files to take away: every one is read back by the lines shown beside it, or by a parser."""

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.data.formulas import as_written, defuse, would_run
from explorer.records.embedding import CATEGORY, MISSING, RARE, Embedding, Facet, Projection
from explorer.records.training import Point
from explorer.records.vocabulary import Vocabulary
from explorer.runs.entries import Entries
from explorer.runs.export import (
    LABELS,
    about,
    as_one,
    column_files,
    column_lines,
    column_notes,
    everything,
    file_stems,
    files_of_all,
    history_file,
    write_zip,
)
from explorer.runs.formats import snippets
from explorer.runs.formats.spreadsheet import number_lines
from explorer.runs.formats.tables import embeddings_table, parquet_bytes, projections_table
from explorer.runs.formats.vector_text import metadata, word2vec, words_of

HOSTILE = (
    "Rome",
    "New York",
    "New_York",
    "=cmd|'/c calc'!A1",
    '@SUM("a,b")',
    "-5",
    "tab\there",
    "line\nbreak",
    "NA",
    "<b>bold</b>",
    "日本 🗾",
    "'quoted'",
)


def embedding(names=HOSTILE, column="city of birth", rare=True, missing=True):
    n = len(names)
    kinds = [CATEGORY] * n
    names = list(names)
    if rare:
        names.append("rare (3 values)")
        kinds.append(RARE)
    if missing:
        names.append("missing")
        kinds.append(MISSING)
    vectors = np.random.default_rng(0).normal(size=(len(names), 5)).astype(np.float32)
    vectors[0] = [0.1, 1e-10, -3, 123456.79, 1 / 3]
    counts = np.arange(len(names), 0, -1, dtype=np.int64)
    return Embedding(column, tuple(names), np.array(kinds, np.uint8), counts, vectors)


def written(tmp_path, files):
    for file in files:
        (tmp_path / file.name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file.name).write_bytes(file.content)


def run_lines(lines, folder, monkeypatch):
    """Run a snippet as a person would paste it; its variables."""
    monkeypatch.chdir(folder)
    names = {}
    exec(lines, names)
    return names


def parse_word2vec(content):
    """Strictly: header, then exactly one word and `dim` numbers in each line."""
    text = content.decode("utf-8")
    assert text.endswith("\n")
    header, *lines = text[:-1].split("\n")
    n, dim = map(int, header.split(" "))
    assert len(lines) == n
    words = {}
    for line in lines:
        word, *numbers = line.split(" ")
        assert word
        assert word.split() == [word], "no white space of any kind"
        assert word not in words
        assert len(numbers) == dim
        words[word] = np.array(numbers, np.float32)
    return words


def test_csv_is_loaded_by_the_lines_beside_it(tmp_path, monkeypatch):
    made = embedding()
    written(tmp_path, column_files(made, "csv", "city"))
    names = run_lines(snippets.csv_lines("city.csv"), tmp_path, monkeypatch)
    assert np.array_equal(names["vectors"], made.vectors)
    table = names["table"]
    assert table["category"].tolist()[:-1] == [defuse(name) for name in made.names[:-1]]
    assert table["category"].tolist()[-1] == ""  # missing
    assert table["kind"].tolist() == ["category"] * 12 + ["rare", "missing"]
    assert table["count"].tolist() == made.counts.tolist()
    assert names["row_of"]["NA"] == 8


@pytest.mark.parametrize(
    "likes", [("00501", "501", "10001"), ("1.0", "1.00", "1"), ("NA", "nan", "null"), ("True",)]
)
@pytest.mark.parametrize("missing", [True, False])
def test_names_that_look_like_numbers_or_blanks_are_loaded_as_they_are_written(
    tmp_path, monkeypatch, likes, missing
):
    made = embedding(likes, rare=False, missing=missing)
    facet = Facet("group", "labels", np.arange(len(made.names), dtype=np.int32), made.names)
    written(tmp_path, column_files(made, "csv", "code"))
    written(tmp_path, column_files(made, "projector", "code", [facet]))
    row_of = run_lines(snippets.csv_lines("code.csv"), tmp_path, monkeypatch)["row_of"]
    assert row_of == {name: i for i, name in enumerate([*likes, *[""] * missing])}
    labels = run_lines(column_lines(made, "projector", "code"), tmp_path, monkeypatch)["labels"]
    assert labels["category"].tolist() == labels["group"].tolist() == list(made.names)


def test_names_with_an_apostrophe_before_them_are_looked_up_as_they_were(tmp_path, monkeypatch):
    names = ("@SUM(A1)", "+49 170", "=cmd|calc!A1", "'=own", "'tis", "-5", "a=b")
    made = embedding(names, rare=False, missing=True)
    written(tmp_path, column_files(made, "csv", "code"))
    lines = column_lines(made, "csv", "code")
    row_of = run_lines(lines, tmp_path, monkeypatch)["row_of"]
    assert row_of == {name: i for i, name in enumerate([*names, ""])}
    assert "spreadsheet" not in column_lines(embedding(("a", "b")), "csv", "code")


def test_cells_a_spreadsheet_would_run_begin_with_an_apostrophe():
    content = column_files(embedding(), "csv", "city")[0].content.decode()
    assert "\"'=cmd|" in content
    assert '"\'@SUM(""a,b"")"' in content
    assert '"-5"' in content  # a plain number stays


@pytest.mark.parametrize(
    "text",
    [
        "=1",
        "+a",
        "-2+3",
        "@x",
        "\tx",
        "\rx",
        "＝1+1",
        "＋a",
        "－a",
        "＠a",
        " =1",
        "\ufeff=1",
        "-",
        "+1-1",
    ],
)
def test_formulas_are_recognized(text):
    assert would_run(text)
    assert defuse(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["", "a", "1", "-1", "+1.5", "-1,000.5", "1e-5", "-3%", "a=b", "'tis"]
)
def test_plain_text_and_plain_numbers_are_not(text):
    assert defuse(text) == text


def test_numbers_are_written_so_that_every_bit_comes_back():
    random = np.random.default_rng(0)
    bits = random.integers(0, 2**32, 4000, dtype=np.uint32).view(np.float32)
    vectors = bits[np.isfinite(bits)][:3000].reshape(-1, 4)
    lines = number_lines(vectors, " ")
    assert np.array_equal(np.array([line.split(" ") for line in lines], np.float32), vectors)


def test_parquet_is_loaded_by_the_lines_beside_it_with_names_as_written(tmp_path, monkeypatch):
    made = embedding()
    written(tmp_path, column_files(made, "parquet", "city"))
    names = run_lines(column_lines(made, "parquet", "city"), tmp_path, monkeypatch)
    assert np.array_equal(names["vectors"], made.vectors)
    assert names["vectors"].dtype == np.float32
    assert names["table"]["category"].tolist()[:-1] == list(made.names[:-1])
    assert pd.isna(names["table"]["category"].iloc[-1])


def test_embeddings_have_the_promised_columns():
    table = embeddings_table([embedding(), embedding(("a", "b"), "other", missing=False)])
    assert table.schema == pa.schema(
        [
            ("column", pa.string()),
            ("category", pa.string()),
            ("count", pa.int64()),
            ("vector", pa.list_(pa.float32())),
        ]
    )
    assert table.num_rows == 14 + 3
    assert table["column"].to_pylist()[14:] == ["other"] * 3
    assert table["category"].null_count == 1


def test_parquet_holds_learned_numbers_about_as_tightly_as_they_are():
    vectors = np.random.default_rng(0).standard_normal((1000, 20)).astype(np.float32)
    names = tuple(f"name {i}" for i in range(1000))
    kinds, counts = np.full(1000, CATEGORY, np.uint8), np.ones(1000, np.int64)
    content = parquet_bytes(embeddings_table([Embedding("one", names, kinds, counts, vectors)]))
    assert len(content) < 1.2 * vectors.nbytes  # names included; a dictionary doubles it
    read = pq.read_table(io.BytesIO(content))
    assert np.array_equal(np.stack(read["vector"].to_numpy()), vectors)
    assert read["category"].to_pylist() == list(names)


def test_projections_have_the_promised_columns():
    made = embedding()
    xy = np.arange(20, dtype=np.float32).reshape(10, 2)  # the map draws the first ten
    table = projections_table([(made, Projection(made.column, "pca", xy))])
    assert table.column_names == ["column", "category", "method", "x", "y"]
    assert table["category"].to_pylist() == list(made.names[:10])
    assert table["x"].to_pylist() == xy[:, 0].tolist()
    assert table["y"].type == pa.float32()


def test_word2vec_text_is_parsed_back_and_the_mapping_leads_to_the_names():
    made = embedding()
    result = word2vec(made)
    words = parse_word2vec(result.text)
    assert np.array_equal(np.stack(list(words.values())), made.vectors)
    mapping = pd.read_csv(io.BytesIO(result.mapping), keep_default_na=False)
    assert mapping["word"].tolist()[1:3] == ["New_York", "New_York_2"]
    assert mapping["category"].tolist()[1:3] == ["New York", "New_York"]
    assert mapping["category"].tolist()[-1] == ""
    assert "=cmd|'/c_calc'!A1" in words  # as written but for white space
    assert [as_written(word) for word in mapping["word"]] == list(words)


def test_words_that_clash_never_take_the_word_of_another():
    words = words_of(["a b", "a_b_2", "a_b", "a\u2028b", "", " ", "missing", "missing"])
    assert words.words == (
        "a_b",
        "a_b_2",
        "a_b_3",
        "a_b_4",
        "_",
        "__2",
        "missing",
        "missing_2",
    )
    assert len(set(words.words)) == 8


def test_projector_pair_is_loaded_by_the_lines_beside_it(tmp_path, monkeypatch):
    made = embedding()
    groups = np.array([0, 1, *[-1] * 12], np.int32)
    facets = [
        Facet("region", "labels", groups, ("Europe", "America")),
        Facet("mean", "target", numbers=np.zeros(14)),
    ]
    written(tmp_path, column_files(made, "projector", "city", facets))
    names = run_lines(column_lines(made, "projector", "city"), tmp_path, monkeypatch)
    assert np.array_equal(names["vectors"], made.vectors)
    labels = names["labels"]
    assert labels.columns.tolist() == ["category", "count", "region"]
    assert len(labels) == len(made.names)  # tabs and line breaks in names do not add rows
    assert labels["category"].tolist()[6:8] == ["tab here", "line break"]
    assert labels["region"].tolist()[:3] == ["Europe", "America", ""]


def test_files_of_rows_speak_of_rows():
    of_values = embedding()
    of_rows = replace(embedding(rare=False, missing=False), column="rows", kind="row")
    assert about("csv", ["row"]).startswith("One row for each row of the data: name")
    assert about("csv", ["category"]).startswith("One row for each category: name")
    assert "# of the first row of the data" in column_lines(of_rows, "csv", "rows")
    assert "# of the most frequent category" in column_lines(of_values, "csv", "city")
    assert about("word2vec", ["row", "category"]).startswith(
        "One line for each category or row of the data: its name"
    )


def test_one_column_of_labels_has_no_header_and_several_have_one():
    assert metadata([("category", ["Rome", "Oslo"])]) == b"Rome\nOslo\n"
    assert metadata([("category", ["Rome"]), ("count", ["3"])]) == b"category\tcount\nRome\t3\n"


def test_torch_is_given_the_vectors_by_the_lines_beside_them(tmp_path):
    made = embedding()
    written(tmp_path, column_files(made, "csv", "city"))
    lines = column_lines(made, "csv", "city") + "\nprint(first.tolist())"
    ran = subprocess.run(
        [sys.executable, "-c", lines], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert np.array_equal(np.array(json.loads(ran.stdout), "f4"), made.vectors[:1])


def test_history_is_loaded_by_the_lines_beside_it(tmp_path, monkeypatch):
    points = [Point(0, 0.0, float("nan"), 2.5, 0.0), Point(9, 1.0, 1.5, 1.25, 0.1)]
    written(tmp_path, [history_file(points)])
    names = run_lines(snippets.history_lines("history.csv"), tmp_path, monkeypatch)
    history = names["history"]
    assert history.columns.tolist() == ["epoch", "training_loss", "held_out_loss", "seconds"]
    assert names["best"]["held_out_loss"] == 1.25
    assert np.isnan(history["training_loss"].iloc[0])


def test_names_that_had_to_change_are_counted_in_sentences():
    made = embedding()
    assert column_notes(made, "csv") == (
        "2 names begin like a formula and got a leading ' so that no spreadsheet runs it. "
        "Parquet and word2vec hold names as written.",
        "Missing has a learned vector of its own; its name here is an empty cell.",
        "Rare values share one vector.",
    )
    assert column_notes(made, "word2vec")[:3] == (
        "2 names begin like a formula and got a leading ' in the mapping so that no spreadsheet"
        " runs it. The .vec file has none: take it off to join the two by word.",
        "White space in 6 names became _; the mapping beside it has both.",
        "1 name was then like another and got a number: _2, _3 ...",
    )
    assert all("formula" not in note for note in column_notes(made, "parquet"))
    assert column_notes(embedding(("a", "b"), rare=False, missing=False), "csv") == ()


def test_a_note_says_the_name_of_missing_where_a_category_is_called_so():
    names = ("red", "missing")
    entries = Entries.of(Vocabulary("color", names, np.array([3, 2]), n_missing=4))
    assert entries.names == ("red", "missing", "missing, no value of the file")
    vectors = np.eye(3, dtype=np.float32)
    made = Embedding("color", entries.names, entries.kinds, entries.counts, vectors)
    of_old = replace(made, names=("red", "missing", "missing"))  # as it was once kept
    for told, kind, name in (
        (made, "word2vec", "missing,_no_value_of_the_file"),
        (of_old, "word2vec", "missing_2"),
        (made, "projector", "missing, no value of the file"),
    ):
        assert f'its name here is "{name}".' in " ".join(column_notes(told, kind))
    labels = column_files(made, "projector", "color")[1].content.decode().splitlines()
    assert [line.split("\t")[0] for line in labels[1:]] == list(entries.names)


@pytest.mark.parametrize("kind", LABELS)
def test_all_columns_are_in_one_download(kind):
    several = [embedding(), embedding(("a", "b"), "City of Birth"), embedding(("c",), "../x")]
    file = as_one(files_of_all(several, kind), "all")
    if kind == "parquet":
        assert pq.read_table(io.BytesIO(file.content)).num_rows == 14 + 4 + 3
        return
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    assert len({name.casefold() for name in names}) == len(names) >= 3
    assert not any(".." in name or "/" in name for name in names)


def test_everything_is_one_zip_that_says_how_to_load_it(tmp_path):
    several = [embedding(), embedding(("a", "b"), "other")]
    write_zip(tmp_path / "all.zip", everything(several, [Point(0, 0.0, 1.0, 1.0, 0.0)]))
    write_zip(tmp_path / "again.zip", everything(several, [Point(0, 0.0, 1.0, 1.0, 0.0)]))
    assert (tmp_path / "all.zip").read_bytes() == (tmp_path / "again.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        names = archive.namelist()
        read_me = archive.read("README.txt").decode()
    assert names[:2] == ["README.txt", "history.csv"]
    assert {"csv/city_of_birth.csv", "parquet/embeddings.parquet", "word2vec/other.vec"} <= {*names}
    assert "pd.read_csv('csv/city_of_birth.csv'" in read_me


def test_file_names_are_safe_and_unlike_whatever_the_columns_are_called():
    stems = file_stems(["a/b", "a\\b", "..", "nul", "\n", "x" * 300, "é" * 300, "A_B"])
    assert len({stem.casefold() for stem in stems}) == len(stems)
    for stem in stems:
        assert stem
        assert len(stem.encode()) <= 130
        assert not set(stem) & set('/\\:*?"<>|\n')
        assert stem.strip(".") == stem

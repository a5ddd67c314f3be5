"""Tables whose rows may be vectors although a few of their names come twice."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from explorer.data.reading import read_table
from explorer.data.vectors.by_hand import may_be_vectors
from explorer.data.vectors.from_table import find_in_table
from explorer.data.vectors.reading import look, read_vectors


def rows_of(names, headings, dim=12, label="ward"):
    """CSV of a name and `dim` fractions a row, under these headings where there are any."""
    draw = np.random.default_rng(0)
    lines = [",".join([label, *headings])] if headings else []
    lines += [",".join([name, *(f"{x:.5f}" for x in draw.standard_normal(dim))]) for name in names]
    return "\n".join(lines) + "\n"


@pytest.fixture
def table(tmp_path):
    """Reads a text as a table."""

    def read(text, name="wards.csv"):
        path = tmp_path / name
        path.write_text(text)
        assert look(path, name) is None
        return read_table(path, name)

    return read


NUMBERED = [f"d{j}" for j in range(12)]
MEASURED = ["height", "width", "depth", "mass", "ph", "salt", "iron", "zinc", "lead", "a", "b", "c"]


@pytest.mark.parametrize("headings", [NUMBERED, []], ids=["headings", "none"])
def test_a_repeated_name_keeps_nobody_from_being_asked_and_is_said(table, headings):
    label = "ward" if headings else "column 1"
    once = find_in_table(table(rows_of([f"n{i}" for i in range(22)], headings)))
    assert once.sentence == f"Every row is a name from {label!r} and 12 numbers."
    for more, said in (
        (["n3"], "1 row repeats a name; the first of each would count."),
        (["n3", "n4", "n3"], "3 rows repeat a name; the first of each would count."),
    ):
        sight = find_in_table(table(rows_of([*(f"n{i}" for i in range(22)), *more], headings)))
        assert not sight.certain
        assert sight.sentence == f"{once.sentence} {said}"


def test_categories_of_what_was_measured_are_no_names_of_vectors(table):
    names = [f"n{i}" for i in range(22)]
    assert find_in_table(table(rows_of([*names, *names[:8]], NUMBERED))) is None
    assert find_in_table(table(rows_of([*names, "n3"], MEASURED))) is None
    assert find_in_table(table(rows_of([*names, "n3"], NUMBERED[:7], dim=7))) is None


def test_a_person_may_call_vectors_whatever_has_two_columns_of_numbers(table):
    names = ["a", "b", "c"] * 10
    for headings, dim in ((MEASURED, 12), (["x", "y"], 2)):
        read = table(rows_of(names, headings, dim))
        assert find_in_table(read) is None
        assert may_be_vectors([column.profile for column in read.columns])
    gaps = table(rows_of(names, NUMBERED).replace(",0.12573", ",nan"))
    assert may_be_vectors([column.profile for column in gaps.columns])
    words = table("kind,color,weight\n" + "apple,red,1.5\nplum,blue,2.5\n" * 10)
    assert not may_be_vectors([column.profile for column in words.columns])


def test_a_column_with_few_repeats_names_the_vectors_before_one_with_many(table, tmp_path):
    lines = rows_of([f"n{i % 22}" for i in range(23)], NUMBERED).splitlines()
    groups = ["group", *("ab"[i % 2] for i in range(23))]
    text = "\n".join(f"{group},{line}" for group, line in zip(groups, lines, strict=True))
    assert "a name from 'ward'" in find_in_table(table(text)).sentence
    (embedding,) = read_vectors(tmp_path / "wards.csv", "wards.csv").embeddings
    assert embedding.names == tuple(f"n{i}" for i in range(22))


def test_a_parquet_file_with_a_repeated_name_is_asked_about_and_read(tmp_path):
    rows = np.random.default_rng(0).standard_normal((23, 12)).astype(np.float32)
    names = [f"n{i % 22}" for i in range(23)]
    groups = ["a", "b"] * 11 + [None]
    path = tmp_path / "wards.parquet"
    columns = {f"d{j}": rows[:, j] for j in range(12)}
    parquet.write_table(pa.table({"group": groups, "ward": names, **columns}), path)
    assert look(path, path.name) is None
    assert "a name from 'ward'" in find_in_table(read_table(path, path.name)).sentence
    found = read_vectors(path, path.name)
    assert np.array_equal(found.embeddings[0].vectors, rows[:22])
    assert found.source.problems[0].sentence.startswith("1 row was left out whose name came before")

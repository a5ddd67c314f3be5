"""Files as people have them: what was read is right, and what was left out is said."""

import pytest

from explorer.data.limits import ReadLimits
from explorer.data.reading import read_table
from tests.data.as_read import cells, found, names

# ---- labels stay as written


def test_labels_stay_as_written(read):
    rows = [("02134", "NA", "1e5"), ("00501", "null", "1.0"), ("2134", "nan", "1")] * 2
    table = read("zip,country,code\n" + "\n".join(map(",".join, rows)) + "\n")
    assert cells(table) == rows
    assert table.column("zip").profile.role == "category"


def test_only_empty_cells_and_white_space_are_missing(read):
    table = read('a,b\nx,\n" ",y\n"",NA\n\u00a0\t,-\nx,None\n')
    assert cells(table) == [
        ("x", None),
        (None, "y"),
        (None, "NA"),
        (None, "-"),
        ("x", "None"),
    ]


def test_spaces_around_a_label_are_kept_and_mentioned(read):
    table = read("a,b\nRed,1\nred,1\n red,2\nblue,2\n")
    assert cells(table)[2] == (" red", "2")
    (note,) = table.problems
    assert note.severity == "note"
    assert "In 'a' 2 values differ" in note.sentence


def test_values_come_most_frequent_first_and_ties_by_first_appearance(read):
    column = read("a,b\nz,1\ny,1\nx,1\ny,1\nz,1\nw,1\n").column("a")
    assert column.values.to_pylist() == ["z", "y", "x", "w"]
    assert column.counts.tolist() == [2, 2, 1, 1]
    assert column.codes.tolist() == [1, 2, 3, 2, 1, 4]


# ---- columns


def test_columns_with_too_many_values_are_left_out_and_said(read):
    text = "id,kind\n" + "".join(f"k{i:07},{'ab'[i % 2]}\n" for i in range(300_000))
    table = read(text, limits=ReadLimits(max_categories=100_000))
    assert names(table) == ["kind"]
    assert "'id' has more than 100,000 different values" in table.problems[0].sentence


@pytest.mark.parametrize("last", ["", "Total,,4498500\n"])
def test_a_column_with_few_values_above_the_limit_is_left_out_too(read, last):
    rows = "".join(f"{'ab'[i % 2]},{'xyz'[i % 3]},{i}\n" for i in range(3_000))
    table = read(f"kind,side,n\n{rows}{last}", limits=ReadLimits(max_categories=1_000))
    assert names(table) == ["kind", "side"]
    assert "'n' has more than 1,000 different values" in table.problems[0].sentence
    assert table.n_rows == 3_000
    assert table.column("kind").counts.tolist() == [1_500, 1_500]


def test_a_column_with_as_many_values_as_the_limit_is_kept(read):
    text = "id,kind\n" + "".join(f"k{i},{'ab'[i % 2]}\n" for i in range(1_000))
    table = read(text, limits=ReadLimits(max_categories=1_000))
    assert [len(column.values) for column in table.columns] == [1_000, 2]


def test_columns_that_say_the_same_are_marked(read):
    table = read("city,code,n\n" + "Rome,1,x\nOslo,2,x\nPisa,3,y\nRome,1,y\nOslo,2,y\n")
    assert table.column("code").profile.same_as == "city"
    assert table.column("n").profile.same_as is None


def test_rows_without_any_value_are_kept_and_mentioned(read):
    table = read("a,b\nx,1\n,\ny,2\n")
    assert cells(table)[1] == (None, None)
    assert found(table) == {"rows without values": ("note", ())}


# ---- the file itself


def test_the_callers_file_is_left_as_it_is_and_progress_rises(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n" + b"x,1\ny,2\n" * 300_000)
    before = path.read_bytes()
    shares = []
    read_table(path, "t.csv", progress=lambda share, doing: shares.append(share))
    assert path.read_bytes() == before
    assert shares == sorted(shares)
    assert shares[-1] == 1.0

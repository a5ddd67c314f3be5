"""Files joined one behind the other, so that the header comes again in the body."""

import random

import numpy as np
import pytest

from explorer.data import blocks
from explorer.records.table import ReadOptions


def export(n, seed, header="grp,side,amount"):
    drawn = random.Random(seed)
    rows = (
        f"{drawn.choice('xyz')},{drawn.choice('pq')},{drawn.random() * 90:.2f}" for _ in range(n)
    )
    return "\n".join([header, *rows]) + "\n"


def problem(table):
    return next(each for each in table.problems if each.kind == "repeated header")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("n", [30, 3000])
def test_the_headers_of_joined_files_are_left_out_and_named_by_line(read, n, end):
    table = read("".join(export(n, seed) for seed in range(3)).replace("\n", end))
    assert [column.name for column in table.columns] == ["grp", "side", "amount"]
    assert [column.profile.role for column in table.columns] == ["category", "category", "number"]
    assert table.n_rows == 3 * n
    said = problem(table)
    assert (said.severity, said.lines) == ("dropped", (n + 2, 2 * n + 3))
    assert said.sentence == "2 lines repeat the header and were left out."


def test_joined_files_of_texts_alone_have_a_header_too(read):
    drawn = random.Random(0)
    one, two = (
        "".join(
            f"{drawn.choice(['red', 'blue'])},{drawn.choice(['round', 'square'])}\n"
            for _ in range(50)
        )
        for _ in range(2)
    )
    table = read(f"color,shape\n{one}color,shape\n{two}")
    assert [column.profile.n_categories for column in table.columns] == [2, 2]
    assert (table.n_rows, problem(table).lines) == (100, (52,))


def test_a_joined_files_own_byte_order_mark_and_quotes_do_not_hide_its_header(read):
    part = export(40, 0, '"grp","side","amount"')
    table = read("\ufeff" + part + "\ufeff" + part)
    assert table.column("amount").profile.role == "number"
    assert problem(table).lines == (42,)


@pytest.mark.parametrize(
    ("header", "again"),
    [("user,item,n", '"user","item","n"'), ('"user","item","n"', "user,item,n")],
)
def test_a_header_that_comes_again_in_other_quotes_is_left_out(read, header, again):
    rows = "".join(f"u{i % 4},i{i % 5},{i}\n" for i in range(15))
    table = read(f"{header}\n{rows}{again}\n{rows}")
    assert (table.n_rows, problem(table).lines) == (30, (17,))


def test_lines_that_only_hold_what_the_header_says_are_rows_read_as_they_are(read, monkeypatch):
    monkeypatch.setattr(blocks, "mend", None)
    rows = [f"{who},item{n}" for n in ("", " 1", " 2") for who in ("poweruser", "superuser")]
    text = "user,item\n" + "\n".join(rows * 20 + ["user,item of a user"])
    table = read(text, options=ReadOptions(header=True))
    assert table.n_rows == 121


def test_a_header_one_name_short_that_comes_again_is_no_row_of_too_few_cells(read):
    rows = "".join(f"r{i},x{i % 3},{i}.5\n" for i in range(30))
    table = read(f"kind,size\n{rows}kind,size\n{rows}")
    assert (table.n_rows, problem(table).lines) == (60, (32,))
    assert "too few cells" not in {each.kind for each in table.problems}


def test_a_line_inside_a_cell_that_says_what_the_header_says_is_kept(read):
    rows = "".join(f"x{i % 3},y\n" for i in range(30))
    table = read(f'a,b\n{rows}"kept\na,b\nwhole",z\n{rows}a,b\n{rows}')
    assert "kept\na,b\nwhole" in table.column("a").values.to_pylist()
    assert (table.n_rows, problem(table).lines) == (91, (65,))


@pytest.mark.parametrize(
    "body",
    [
        "DE,Germany\nFR,France\nIT,Italy\n" * 20,  # each row comes again as a whole
        "x,p\ny,q\nx,q\ny,p\n" * 20,
        "1,0\n0,1\n1,1\n" * 20,
    ],
)
def test_data_without_a_header_whose_first_row_comes_again_keep_all_rows(read, body):
    table = read(body)
    assert (table.n_rows, table.reading.header) == (body.count("\n"), False)


@pytest.mark.parametrize("seed", range(5))
def test_of_pairs_without_a_header_of_which_most_are_seldom_no_row_is_lost(read, seed):
    drawn = np.random.default_rng(seed).zipf(1.4, 3000) % 5000
    rows = [f"s{code},thing {code}" for code in drawn]
    first = rows.index("s1,thing 1")
    table = read("\n".join(rows[first:] + rows[:first]))
    assert (table.n_rows, table.reading.header) == (3000, False)


def test_a_first_row_of_unknowns_that_comes_often_is_no_header(read):
    rows = [f"{city},{country}" for city in "xyz" for country in "pqr"] * 5
    table = read("\n".join(["n/a,none", *rows] * 6 + ["n/a,none"] * 20))
    assert (table.n_rows, table.reading.header) == (296, False)


def test_a_short_list_whose_first_row_comes_again_and_again_has_no_header(read):
    table = read("DE,Berlin\nFR,Paris\nDE,Berlin\nIT,Rome\nDE,Berlin\nES,Madrid\n")
    assert (table.n_rows, table.reading.header) == (6, False)


def test_whoever_says_that_there_is_no_header_keeps_every_line(read):
    table = read(export(30, 0) + export(30, 1), options=ReadOptions(header=False))
    assert table.n_rows == 62


def test_in_a_file_of_one_column_the_name_may_be_a_value(read):
    table = read("word\n" + "word\nfire\nsea\n" * 3, options=ReadOptions(header=True))
    assert (table.n_rows, table.column("word").profile.n_categories) == (9, 3)

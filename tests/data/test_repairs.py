"""Files as people have them: what was repaired is said by physical line."""

import pytest

from explorer.data.limits import ReadLimits
from explorer.records.table import ReadOptions
from tests.data.as_read import cells, found


def test_ragged_rows_are_named_by_line_and_shift_nothing(read):
    table = read("a,b,c\nx,1,u\ny,2\nz,3,v,EXTRA\nx,1,u,,,\ny\nx,1,u\n")
    assert cells(table) == [
        ("x", "1", "u"),
        ("y", "2", None),
        ("x", "1", "u"),
        ("y", None, None),
        ("x", "1", "u"),
    ]
    assert found(table) == {
        "too many cells": ("dropped", (4,)),
        "too few cells": ("repaired", (3, 6)),
        "surplus delimiters": ("repaired", (5,)),
    }


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_numbers_count_lines_inside_cells_and_blank_ones(read, end):
    lines = ["", "a,b", '"one', "cell", 'here",1', "  ", "short", "x,1,long", '"two', 'lines",2']
    lines += ["", "x", *["x,1"] * 9]
    table = read(end.join(lines) + end)
    assert cells(table)[0] == (end.join(["one", "cell", "here"]), "1")
    assert cells(table)[1] == ("short", None)
    assert cells(table)[2] == (f"two{end}lines", "2")
    assert found(table) == {
        "blank lines": ("note", (1, 6, 11)),
        "too few cells": ("repaired", (7, 12)),
        "too many cells": ("dropped", (8,)),
    }


def test_a_quote_that_never_closes_is_a_letter(read):
    rest = "banana,fruit\ncarrot,vegetable\n" * 100
    table = read('name,kind\npear,fruit\n"apple,fruit\n' + rest)
    assert table.n_rows == 202
    assert cells(table)[1] == ('"apple', "fruit")
    assert found(table) == {"unclosed quote": ("repaired", (3,))}


@pytest.mark.parametrize("second", ['"pear,fruit', 'pear,"fruit', 'pear",fruit', 'pear,fruit"'])
def test_two_lost_quotes_do_not_make_one_cell_of_what_lies_between(read, second):
    between = "banana,fruit\ncarrot,vegetable\n" * 50
    table = read(f'name,kind\n"apple,fruit\n{between}{second}\n{between}')
    assert table.n_rows == 202
    assert cells(table)[0] == ('"apple', "fruit")
    assert cells(table)[101] == tuple(second.split(","))
    assert 2 in found(table)["unclosed quote"][1]


def test_an_unclosed_quote_far_above_the_end_of_a_large_file_is_found(read):
    body = "banana,fruit\ncarrot,vegetable\n" * 200_000
    table = read(f'name,kind\n{body}"apple,fruit\n{body}', limits=ReadLimits(max_cell_bytes=10**6))
    assert table.n_rows == 800_001
    assert found(table) == {"unclosed quote": ("repaired", (400_002,))}


def test_text_behind_a_closing_quote_is_kept_with_the_quotes(read):
    table = read('a,b\n"Big" Jim,x\n5" pipe,y\n"fine",z\n')
    assert cells(table) == [('"Big" Jim', "x"), ('5" pipe', "y"), ("fine", "z")]
    assert found(table) == {"stray quote": ("repaired", (2,))}


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_lone_delimiter_in_a_file_of_one_column_is_a_missing_cell(read, quote):
    options = ReadOptions(delimiter=",", quote=quote)
    table = read("text\n" + "alpha\nbeta\n" * 20 + ",\nx\n", options=options)
    assert cells(table)[-3:] == [("beta",), (None,), ("x",)]
    assert found(table) == {
        "surplus delimiters": ("repaired", (42,)),
        "rows without values": ("note", ()),
    }


def test_nul_bytes_are_taken_out_and_named(read):
    table = read(b"a,b\n" + b"x,1\n" * 200 + b"y\x00z,2\n" + b"x,1\n" * 200)
    assert cells(table)[200] == ("yz", "2")
    assert found(table) == {"NUL bytes": ("repaired", (202,))}


def test_bytes_that_are_no_utf8_among_much_that_is_are_named(read):
    good = "légumes,été\npêche,hiver\n".encode() * 40
    table = read(b"a,b\n" + good + b"caf\xe9,hiver\n" + good)
    assert cells(table)[80] == ("caf\ufffd", "hiver")
    assert found(table) == {"undecodable bytes": ("repaired", (82,))}


def test_lines_of_two_encodings_are_told_by_line_and_not_read_as_a_third(read):
    towns = ("Köln", "Malmö", "Orléans", "Besançon")
    lines = [f"{towns[i % 4]},{i % 3}\n".encode("cp1252" if i % 2 else "utf-8") for i in range(60)]
    table = read(b"town,size\n" + b"".join(lines))
    assert table.reading.encoding == "utf-8"
    assert found(table)["undecodable bytes"][1][:3] == (3, 5, 7)
    assert {"Köln", "Orléans"} <= set(table.column("town").values.to_pylist())


def test_a_legacy_letter_in_the_last_line_decides_for_the_whole_file(read):
    table = read(b"a,b\n" + b"x,1\n" * 500_000 + "Zürich,2\n".encode("cp1252"))
    assert table.reading.encoding == "cp1252"
    assert cells(table)[-1] == ("Zürich", "2")


def test_a_cell_of_a_megabyte_is_kept_whole(read):
    big = "A" * 1_000_000
    table = read(f"name,note\napple,{big}\n" + "pear,short\n" * 99)
    assert table.column("note").values[1].as_py() == big
    assert len(table.column("note").profile.top[1][0]) <= 200


LONG = {  # where a pattern begins anew at every letter, none of these is read within hours
    "beside a letter beyond ASCII": ["ä", "A" * 1_000_000],
    "digits and one letter": ["1" * 1_000_000 + "x", "2"],
    "digits and a dot in every line": ["01" * 500_000 + "." for _ in range(12)],
    "an address with many dots": ["a@" + "." * 1_000_000 + " x", "b@c.de"],
    "a moment with spaces behind it": ["2024-01-01 10:00" + " " * 50_000 + "x", "2024-01-01"],
}


@pytest.mark.parametrize("name", LONG)
def test_long_cells_are_read_in_one_go(read, name):
    table = read("\n".join(["note", *LONG[name]]), limits=ReadLimits(max_cell_bytes=2 * 10**6))
    assert [row for (row,) in cells(table)] == LONG[name]


def test_a_letter_far_behind_in_its_line_tells_the_encoding(read):
    table = read(b"note,price\n" + b"A" * 3_000 + b",5 \x80\n" + b"B,4\n" * 30)
    assert cells(table)[0] == ("A" * 3_000, "5 €")


def test_a_quoted_cell_of_a_megabyte_over_many_lines_is_one_cell(read):
    big = "some words here\n" * 90_000
    table = read(f'name,note\napple,"{big}"\n' + "pear,short\n" * 99)
    assert table.n_rows == 100
    assert cells(table)[0] == ("apple", big)
    assert not table.problems

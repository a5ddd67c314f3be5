"""Files as people have them: what was read is right, and what was repaired is said by line."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.data.limits import ReadLimits
from explorer.data.reading import read_table
from explorer.records.table import ReadOptions


def cells(table):
    columns = [[None, *column.values.to_pylist()] for column in table.columns]
    return [
        tuple(
            values[column.codes[i]] for values, column in zip(columns, table.columns, strict=True)
        )
        for i in range(table.n_rows)
    ]


def names(table):
    return [column.name for column in table.columns]


def found(table):
    return {problem.kind: (problem.severity, problem.lines) for problem in table.problems}


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


def test_words_for_nothing_among_numbers_are_missing_and_the_note_counts_them(read):
    widths = [f"{i % 40 + 0.5}" for i in range(100)]
    rows = [
        (width, "?" if i == 7 else width, f"{i % 50}", "NA" if i % 9 == 0 else "DE")
        for i, width in enumerate(widths)
    ]
    rows[3], rows[4] = ("NA", *rows[3][1:]), (" NaN", *rows[4][1:])
    table = read("width,depth,price,country\n" + "\n".join(map(",".join, rows)) + "\n")
    assert [cells(table)[i][0] for i in (3, 4, 5)] == [None, None, "5.5"]
    assert [column.profile.role for column in table.columns[:3]] == ["number"] * 3
    assert [column.profile.n_missing for column in table.columns] == [2, 1, 0, 0]
    assert "NA" in table.column("country").values.to_pylist(), "Namibia"
    (note,) = table.problems
    assert (note.severity, note.count) == ("repaired", 3)
    assert note.sentence == (
        "3 cells of width and depth say NA, NaN or ? and are taken as missing, "
        "as the others are numbers."
    )


@pytest.mark.parametrize(
    "word",
    ["inf", "-inf", "Infinity", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#WERT!"],
)
def test_what_a_division_by_zero_left_among_numbers_is_missing(read, word):
    rows = [f"{word if i % 20 == 7 else i + 0.5},x{i % 7}" for i in range(100)]
    table = read("ratio,kind\n" + "\n".join(rows) + "\n")
    profile = table.column("ratio").profile
    assert (profile.role, profile.n_missing) == ("number", 5)
    (note,) = table.problems
    assert note.sentence == (
        f"5 cells of ratio say {word} and are taken as missing, as the others are numbers."
    )


def test_the_mean_of_the_largest_numbers_is_a_number(read):
    number = read("a,b\n" + "1e308,x\n1.5e308,y\n" * 20).column("a").profile.number
    assert number.mean == pytest.approx(1.25e308)


def test_infinite_numbers_of_a_parquet_file_are_missing(read):
    ratio = np.arange(100) + 0.5
    ratio[[3, 4, 5]] = np.inf, -np.inf, np.nan
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"ratio": ratio, "kind": [f"x{i % 7}" for i in range(100)]}), sink)
    profile = read(sink.getvalue().to_pybytes()).column("ratio").profile
    assert (profile.role, profile.n_missing) == ("number", 3)


def test_words_for_nothing_among_texts_stay_and_the_note_counts_them(read):
    rows = [
        (
            "NA" if i % 7 == 0 else ("red", "green", "violet")[i % 3],
            "?" if i % 11 == 0 else ("male", "female")[i % 2],
            "NA" if i % 5 == 0 else ("DE", "FR")[i % 2],
        )
        for i in range(60)
    ]
    table = read("color,sex,country\n" + "\n".join(map(",".join, rows)) + "\n")
    assert {"NA", "red"} <= set(table.column("color").values.to_pylist())
    (note,) = table.problems
    assert (note.severity, note.count) == ("note", 15)
    assert note.sentence == (
        "15 cells of color and sex say NA or ? and are taken as categories of those names, as the "
        "others are texts. Leave such cells empty in the file if they mean that nothing is known."
    )
    one = read("color,sex\n" + "none,male\n" + "red,female\ngreen,male\n" * 9)
    assert one.problems[0].sentence.startswith("1 cell of color says none and is taken as a categ")


def test_what_keeps_a_column_from_being_numbers_is_no_word_for_nothing(read):
    income = ["NA" if i % 9 == 0 else f"{i / 7:.2f}" for i in range(100)]
    income[41] = "6.2\x1a"
    rows = (f"{value},{'abc'[i % 3]}" for i, value in enumerate(income))
    table = read("income,kind\n" + "\n".join(rows) + "\n")
    (note,) = table.problems
    assert note.sentence.startswith(
        "'income' would be numbers, but 1 of its 89 values is not a number, '6.2\\x1a', so it is"
    )
    assert note.lines == (43,)


def test_the_few_values_that_keep_a_column_from_being_numbers_are_named(read):
    ratio = [f"{'<0.5' if i % 20 == 7 else i + 0.25}" for i in range(100)]
    code = [f"{'A' * (i == 3)}{i * 37}" for i in range(100)]
    rows = (
        f"{one},{i * 7 % 50 + 1 if i else '<1'},{i % 7},{other}"
        for i, one, other in zip(range(100), ratio, code, strict=True)
    )
    table = read("ratio,count,kind,product code\n" + "\n".join(rows) + "\n")
    assert [each.sentence for each in table.problems] == [
        "'ratio' would be numbers, but 1 of its 96 values is not a number, '<0.5', in 5 cells, so "
        "it is taken as texts. Leave such cells empty in the file, or put a number there.",
        "'count' would be numbers, but 1 of its 51 values is not a number, '<1', so it is taken "
        "as texts. Leave such cells empty in the file, or put a number there.",
    ]
    assert {each.severity for each in table.problems} == {"note"}


def test_all_cells_that_keep_a_column_from_being_numbers_are_counted(read):
    rows = (f"{'tbd' if i % 10 else i + 0.25},{'abc'[i % 3]}" for i in range(400))
    (note,) = read("amount,kind\n" + "\n".join(rows) + "\n").problems
    assert "1 of its 41 values is not a number, 'tbd', in 360 cells, so it is" in note.sentence
    assert note.lines == tuple(i + 2 for i in range(400) if i % 10)[:20]
    assert note.lines_behind(20) == 340


@pytest.mark.parametrize("digits", [5, 1])
def test_codes_and_row_numbers_with_a_few_other_values_would_be_no_numbers(read, digits):
    ref = [f"{i:0{digits}}" if i % 50 else "unknown" for i in range(1, 200)]
    table = read("ref,kind\n" + "".join(f"{one},x{i % 7}\n" for i, one in enumerate(ref)))
    assert table.problems == ()


def test_a_half_empty_column_of_many_numbers_has_missing_values_no_category_more(read):
    rows = [f"{i}.5,x{i % 7}" if i % 5 == 0 else f"NA,x{i % 7}" for i in range(150)]
    column = read("mass,kind\n" + "\n".join(rows) + "\n").column("mass")
    assert (column.profile.role, column.profile.n_missing) == ("number", 120)
    assert column.counts.sum() == 30
    assert column.codes.max() == len(column.values)


@pytest.mark.parametrize("word", ["NA", "N/A", "NaN", "null", "#N/A", "#DIV/0!", "\\N"])
@pytest.mark.parametrize("scores", ["01", "12345"])
def test_na_is_missing_beside_a_few_numbers_however_many_cells_say_it(read, word, scores):
    rows = [f"{word if i % 4 else scores[i // 4 % len(scores)]},x{i % 7}" for i in range(80)]
    table = read("score,kind\n" + "\n".join(rows) + "\n")
    column = table.column("score")
    assert sorted(column.values.to_pylist()) == list(scores)
    assert column.profile.n_missing == 60
    assert [problem.sentence for problem in table.problems] == [
        f"60 cells of score say {word} and are taken as missing, as the others are numbers."
    ]


def test_words_that_may_be_an_answer_stay_beside_a_few_numbers_and_the_note_says_why(read):
    rows = [f"{'none' if i % 4 else 1 + i // 4 % 3},x{i % 7}" for i in range(80)]
    table = read("children,kind\n" + "\n".join(rows) + "\n")
    assert "none" in table.column("children").values.to_pylist()
    assert [problem.sentence for problem in table.problems] == [
        "60 cells of children say none and are taken as a category of that name, as the others are "
        "too few numbers to tell. Leave such cells empty in the file if they mean that nothing is "
        "known."
    ]
    rows = [f"{row},{'none' if i % 9 == 0 else 'red'}" for i, row in enumerate(rows)]
    both = read("children,kind,color\n" + "\n".join(rows) + "\n").problems
    assert "as the others are texts, or too few numbers to tell. Leave" in both[0].sentence


@pytest.mark.parametrize("others", [["1"], ["1", "n.d."], ["404", "500"], ["A", "1.5"]])
def test_words_for_nothing_stay_where_hardly_anything_is_a_number(read, others):
    rows = [f"{(['-'] * 5 + others)[i % (5 + len(others))]},x{i % 7}" for i in range(70)]
    column = read("title,kind\n" + "\n".join(rows) + "\n").column("title")
    assert (column.values[0].as_py(), column.profile.n_missing) == ("-", 0)


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


# ---- repairs, by physical line


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

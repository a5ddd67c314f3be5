"""Files as people have them: what was read is right, and what was repaired is said by line."""

import gzip
import io
from datetime import date, datetime, time

import openpyxl
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from explorer.data.limits import ReadLimits
from explorer.data.reading import read_table
from explorer.records.table import ReadOptions


@pytest.fixture
def read(tmp_path):
    def reader(data, name="table.csv", options=None, limits=None):
        data = data.encode() if isinstance(data, str) else data
        (tmp_path / "upload").write_bytes(data)
        return read_table(tmp_path / "upload", name, options, limits)

    return reader


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


def test_a_quoted_cell_of_a_megabyte_over_many_lines_is_one_cell(read):
    big = "some words here\n" * 90_000
    table = read(f'name,note\napple,"{big}"\n' + "pear,short\n" * 99)
    assert table.n_rows == 100
    assert cells(table)[0] == ("apple", big)
    assert not table.problems


# ---- dialects, found and overruled


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "\x1f", "\x01"])
def test_the_delimiter_is_found(read, delimiter):
    text = "name;kind;n\napple, red;fruit;1,5\npear;fruit;2,5\n" + "leek;vegetable;3,5\n" * 9
    table = read(
        text.replace(";", delimiter)
        if delimiter != ","
        else text.replace(",", ".").replace(";", ",")
    )
    assert table.reading.delimiter == delimiter
    assert len(table.columns) == 3


@pytest.mark.parametrize("delimiter", ["§", "||", "::", "¦"])
def test_a_longer_delimiter_can_be_given(read, delimiter):
    d = delimiter
    table = read(f'a{d}b\n"x{d}y"{d}1\nz{d}2\n', options=ReadOptions(delimiter=d))
    assert cells(table) == [(f"x{d}y", "1"), ("z", "2")]
    assert table.reading.delimiter == d


def test_single_quotes_are_found(read):
    table = read("name;note\n" + "'it''s';'a;b'\n'x';'y'\n" * 20)
    assert table.reading.quote == "'"
    assert cells(table)[0] == ("it's", "a;b")


def test_apostrophes_are_no_quotes(read):
    table = read("name,kind\n" + "'tis,x\nrock 'n' roll,y\nO'Hare,z\n'round,x\n" * 5)
    assert table.reading.quote == '"'
    assert cells(table)[0] == ("'tis", "x")


def test_quotes_that_never_enclose_mean_nothing(read):
    table = read("said\twho\n" + '"Hello, he said\tBob\n"Bye\tAnn\nplain\tAnn\n' * 5)
    assert table.reading.quote == ""
    assert cells(table)[0] == ('"Hello, he said', "Bob")
    assert not table.problems


def test_what_is_found_can_be_overruled(read):
    text = b'a;b\n"x;y";1\n'
    table = read(text, options=ReadOptions(delimiter=",", quote="", header=False))
    assert cells(table) == [("a;b",), ('"x;y";1',)]
    latin = read("a,b\né,1\n".encode(), options=ReadOptions(encoding="latin-1"))
    assert cells(latin) == [("Ã©", "1")]


def test_a_first_line_that_names_the_delimiter_is_obeyed(read):
    table = read("sep=;\r\na;b\r\nx,1;2\r\ny;\r\n")
    assert (names(table), cells(table)) == (["a", "b"], [("x,1", "2"), ("y", None)])


def test_one_column_of_texts_with_commas_is_not_cut(read):
    text = "comment\nI like it\nGood, cheap, fast\nWell, no\nYes\nFine\nA, b, c, d\n"
    table = read(text)
    assert cells(table) == [(line,) for line in text.splitlines()[1:]]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", "été;pêche;mâche;Müsli"),
        ("cp1250", "łódź;święto;źdźbło;książka"),
        ("cp1251", "привет;яблоко;груша;Москва"),
        ("koi8-r", "привет;яблоко;груша;Москва"),
        ("cp1253", "καλημέρα;μήλο;Αθήνα;κόσμος"),
        ("cp932", "りんご;果物;東京;バナナ"),
        ("gb18030", "苹果;水果;北京的;今天"),
        ("big5", "蘋果;水果;臺北;今天"),
        ("euc_kr", "사과;과일;서울;오늘"),
        ("utf-16-le", "Москва;яблоко;груша;рожь"),
        ("utf-16-be", "été;pêche;x;y"),
        ("utf-16", "été;北京;x;y"),
        ("utf-32", "été;北京;x;y"),
        ("utf-8-sig", "été;北京;x;y"),
    ],
)
def test_the_encoding_is_found(read, encoding, words):
    text = "id;a;b;c;d\n" + "".join(f"{i};{words}\n" for i in range(30))
    assert cells(read(text.encode(encoding)))[7] == ("7", *words.split(";"))


# ---- header and names


def test_a_file_without_a_header_keeps_its_first_row(read):
    table = read("apple,fruit,red\ncarrot,vegetable,orange\npear,fruit,green\n" * 20)
    assert not table.reading.header
    assert names(table) == ["column 1", "column 2", "column 3"]
    assert table.n_rows == 60


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("1,2,3\n" * 5 + "2,3,1\n" * 5, False),
        ("country,1990,1991,1992\n" + "FR,1,2,3\nDE,2,3,4\n" * 9, True),
        ("0,1,2,3\n" + "1,0,1,1\n0,1,1,0\n" * 9, True),
        ("1990,1991,1992\n" + "5,6,7\n8,9,10\n" * 9, True),
        ("5.1,3.5,setosa\n4.9,3.0,setosa\n6.3,3.3,virginica\n" * 9, False),
        ("length,width,species\n" + "5.1,3.5,setosa\n6.3,3.3,virginica\n" * 9, True),
        ("2024-01-01,x\n2024-01-02,y\n" * 9, False),
        ("name,kind\napple,fruit\n", True),
        ("yes,no\nno,yes\nyes,yes\n" * 9, False),
        ("hair,eggs\nyes,no\nno,yes\n" * 1 + "yes,no\n" * 9, True),
    ],
)
def test_a_header_is_told_from_data(read, text, header):
    assert read(text).reading.header is header
    assert read(text, options=ReadOptions(header=not header)).reading.header is not header


def test_names_are_made_unique_and_said(read):
    table = read('id,,name,name,"two\nlines",name_2\n' + "1,a,x,y,p,q\n2,b,y,x,p,r\n" * 3)
    assert names(table) == ["id", "column 2", "name", "name_3", "two lines", "name_2"]
    assert set(found(table)) == {"columns without a name", "doubled names", "names in one line"}
    said = "1 column with line breaks or other blanks than single spaces in its name is called "
    assert [problem.sentence for problem in table.problems][-1] == f"{said}'two lines'."


def test_a_name_as_it_is_written_is_kept_beside_one_that_becomes_it(read):
    table = read('"x\ny",x y,z,"x  y"\n' + "1,a,x,p\n2,b,y,q\n" * 3)
    assert names(table) == ["x y_2", "x y", "z", "x y_3"]
    said = [problem.sentence for problem in table.problems]
    assert said[0] == (
        "2 columns with a name that another column has already are called 'x y_2', 'x y_3'."
    )
    assert said[1].endswith("in their names are called 'x y_2', 'x y_3'.")


def test_a_trailing_delimiter_makes_no_column(read):
    table = read("a,b,\n" + "x,1,\ny,2,\n" * 5)
    assert names(table) == ["a", "b"]
    assert found(table) == {"empty columns": ("dropped", ())}
    rows_only = read("a,b\n" + "x,1,\ny,2,\n" * 5)
    assert names(rows_only) == ["a", "b"]
    assert cells(rows_only)[1] == ("y", "2")


def test_titles_above_the_header_are_left_out(read):
    table = read("Sales report\n\nmade in May\nshop,kind,n\n" + "A,x,1\nB,y,2\n" * 5)
    assert names(table) == ["shop", "kind", "n"]
    assert found(table)["preamble"] == ("dropped", (1, 3))


def test_row_names_as_r_writes_them_get_a_column(read):
    table = read("a b c\n" + "".join(f"r{i} x {i} y\n" for i in range(9)))
    assert cells(table)[0] == ("r0", "x", "0", "y")
    assert names(table)[1:] == ["a", "b", "c"]


# ---- columns


def test_columns_with_too_many_values_are_left_out_and_said(read):
    text = "id,kind\n" + "".join(f"k{i:07},{'ab'[i % 2]}\n" for i in range(300_000))
    table = read(text, limits=ReadLimits(max_categories=100_000))
    assert names(table) == ["kind"]
    assert "'id' has more than 100,000 different values" in table.problems[0].sentence


def test_columns_that_say_the_same_are_marked(read):
    table = read("city,code,n\n" + "Rome,1,x\nOslo,2,x\nPisa,3,y\nRome,1,y\nOslo,2,y\n")
    assert table.column("code").profile.same_as == "city"
    assert table.column("n").profile.same_as is None


def test_rows_without_any_value_are_kept_and_mentioned(read):
    table = read("a,b\nx,1\n,\ny,2\n")
    assert cells(table)[1] == (None, None)
    assert found(table) == {"rows without values": ("note", ())}


# ---- other formats


def test_gzip_is_read_by_what_it_is(read):
    data = gzip.compress(b"a,b\nx,1\n") + gzip.compress(b"y,2\n")
    table = read(data, "plain.csv")
    assert cells(table) == [("x", "1"), ("y", "2")]
    assert table.reading.compressed


def workbook(sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return book


def saved(book):
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def test_excel_cells_become_the_texts_one_sees(read):
    rows = [
        ["name", "n", "x", "when", "at", "yes"],
        ["a", 3, 1.5, date(2024, 5, 1), datetime(2024, 5, 1, 12, 30), True],
        [" b", 4.0, 0.1 + 0.2, None, time(8, 15), False],
        [None, None, None, None, None, None],
        ["NA", -1, 1e20, date(2023, 1, 2), "text", None],
    ]
    table = read(saved(workbook({"first": rows, "second": [["x"], ["y"]]})), "book.xlsx")
    assert cells(table) == [
        ("a", "3", "1.5", "2024-05-01", "2024-05-01 12:30:00", "True"),
        (" b", "4", "0.3", None, "08:15:00", "False"),
        ("NA", "-1", "1e+20", "2023-01-02", "text", None),
    ]
    assert (table.reading.sheet, table.reading.sheets) == ("first", ("first", "second"))
    assert found(table) == {"blank lines": ("note", (4,))}


def test_an_excel_formula_gives_its_stored_value_alone(read):
    book = workbook({"s": [["a", "b"], ["x", 1], ["y", "=1+1"]]})
    assert cells(read(saved(book), "b.xlsx"))[1] == ("y", None)  # never calculated by anybody


def test_another_sheet_can_be_chosen_and_an_empty_first_one_is_passed_over(read):
    data = saved(workbook({"empty": [], "one": [["a"], ["x"]], "two": [["b"], ["y"]]}))
    assert read(data, "b.xlsx").reading.sheet == "one"
    assert names(read(data, "b.xlsx", ReadOptions(sheet="two"))) == ["b"]


def test_postal_codes_that_excel_shows_with_zeros_are_read_with_them(read):
    book = workbook({"s": [["zip", "kind"], [2134, "x"], [501, "y"]]})
    for row in (2, 3):
        book["s"].cell(row, 1).number_format = "00000"
    assert cells(read(saved(book), "b.xlsx")) == [("02134", "x"), ("00501", "y")]


def test_parquet_values_become_texts(read):
    table = pa.table(
        {
            "text": pa.array(["x", None, "", "NA"]),
            "category": pa.array(["b", "a", "b", None]).dictionary_encode(),
            "flag": pa.array([True, False, None, True]),
            "n": pa.array([1, 2, None, 3]),
            "f": pa.array([1.0, 2.5, float("nan"), None]),
            "when": pa.array([datetime(2024, 1, 1), None, datetime(2024, 1, 2, 3, 4), None]),
            "tags": pa.array([["a", "b"], [], None, ["a", None]]),
            "bytes": pa.array([b"ab", b"\xff\x00", None, b""]),
            "nothing": pa.nulls(4),
            "struct": pa.array([{"k": 1}, {"k": None}, None, {"k": 2}]),
        }
    )
    packed = io.BytesIO()
    parquet.write_table(table, packed)
    read_back = read(packed.getvalue(), "any.csv")
    assert list(zip(*cells(read_back), strict=True)) == [
        ("x", None, None, "NA"),
        ("b", "a", "b", None),
        ("True", "False", None, "True"),
        ("1", "2", None, "3"),
        ("1", "2.5", None, None),
        ("2024-01-01", None, "2024-01-02 03:04:00", None),
        ("[a, b]", "[]", None, "[a, ]"),
        ("ab", "ff00", None, None),
        (None, None, None, None),
        ("{k: 1}", "{k: }", None, "{k: 2}"),
    ]


def test_parquet_with_many_batches_and_odd_dictionaries_keeps_order(read):
    values = [f"v{(i * 7919) % 1000}" for i in range(150_000)]
    packed = io.BytesIO()
    table = pa.table({"a": pa.array(values).dictionary_encode(), "b": pa.array(values)})
    parquet.write_table(table, packed, row_group_size=40_000)
    read_back = read(packed.getvalue(), "t.parquet")
    assert [a for a, _ in cells(read_back)] == values
    assert read_back.column("a").values.equals(read_back.column("b").values)
    assert read_back.column("a").values[0].as_py() == "v0"


def test_the_callers_file_is_left_as_it_is_and_progress_rises(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n" + b"x,1\ny,2\n" * 300_000)
    before = path.read_bytes()
    shares = []
    read_table(path, "t.csv", progress=lambda share, doing: shares.append(share))
    assert path.read_bytes() == before
    assert shares == sorted(shares)
    assert shares[-1] == 1.0

"""Files that are no plain text: gzip, Excel and Parquet."""

import gzip
import io
from datetime import date, datetime, time

import openpyxl
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from explorer.data.excel_marks import PIECE, find_marks
from explorer.errors import ReadError
from explorer.records.table import ReadOptions
from tests.data.as_read import cells, found, names


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
    table = read(saved(book), "b.xlsx")
    assert cells(table)[1] == ("y", None)  # never calculated by anybody
    assert found(table) == {"uncomputed formulas": ("note", (3,))}
    assert table.problems[0].sentence == (
        "1 formula has no value and counts as missing. Save the file with Excel or LibreOffice,"
        " which compute it."
    )


FORMULAS = {
    "none": (b"<c r='B2'/>", 0),
    "computed": (b'<c r="B2"><f>A2&gt;1</f><v>3</v></c>', 0),
    "computed, empty": (b'<c r="B2" t="str"><f>A2</f><v></v></c>', 0),
    "by openpyxl": (b'<c r="B2" s="1"><f>A2>1</f><v /></c>', 1),
    "without a place": (b"<c><f>A2</f><v></v></c>", 1),
    "shared, with a prefix": (b'<x:c r="B2"><x:f t="shared" si="0"/></x:c>', 1),
}


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("before", [0, PIECE - 20])
def test_formulas_without_a_value_are_counted_however_they_are_written(formula, before):
    cell, n = FORMULAS[formula]
    sheet = before * b" " + b'<row r="2"><c r="A2"><v>1</v></c>' + cell + b"</row>" + 90_000 * b" "
    assert find_marks(io.BytesIO(sheet)).n_uncomputed == n


def test_merged_cells_give_their_value_to_all_their_rows_and_that_is_said(read):
    rows = [
        *(["Region", "Sales", None, "Kind"], [None, "Q1", "Q2", None]),
        *([f"R{i // 3}" if i % 3 == 0 else None, i, i % 4, "xy"[i % 2]] for i in range(12)),
        *(["A remark", None, None, None], [], []),
    ]
    book = workbook({"s": rows})
    header, remark = ["A1:A2", "B1:C1", "D1:D2"], ["A15:D17"]
    for place in [*header, *(f"A{i}:A{i + 2}" for i in range(3, 15, 3)), *remark]:
        book["s"].merge_cells(place)
    table = read(saved(book), "report.xlsx")
    assert [row[0] for row in cells(table)] == [
        *(None, *(f"R{i // 3}" for i in range(12)), "A remark")
    ]
    assert found(table)["merged cells"] == ("repaired", (4, 5, 7, 8, 10, 11, 13, 14))
    assert "8 cells are merged with one above them and were given its value." in [
        problem.sentence for problem in table.problems
    ]


def test_another_sheet_can_be_chosen_and_an_empty_first_one_is_passed_over(read):
    data = saved(workbook({"empty": [], "one": [["a"], ["x"]], "two": [["b"], ["y"]]}))
    assert read(data, "b.xlsx").reading.sheet == "one"
    assert names(read(data, "b.xlsx", ReadOptions(sheet="two"))) == ["b"]


TEAM = [["team", "player", "foot"], *([f"T{i % 3}", f"P{i}", "LR"[i % 2]] for i in range(9))]


@pytest.mark.parametrize(
    "before",
    [
        {"Notes": [["see next sheet"]]},
        {"Notes": [[f"remark {i}"] for i in range(30)]},
        {"Overview": [["Report", "Q3"], ["Author", "Ann"], ["Pages", "2"]]},
    ],
)
def test_a_title_sheet_is_passed_over_for_the_table_behind_it_and_that_is_said(read, before):
    data = saved(workbook({**before, "empty": [], "Data 2023": TEAM, "more": TEAM}))
    table = read(data, "team.xlsx")
    assert (table.reading.sheet, table.n_rows) == ("Data 2023", 9)
    (title,) = before
    assert [problem.sentence for problem in table.problems] == [
        f"Sheet 'Data 2023' was read; {title!r} before it holds hardly a table."
    ]
    assert read(data, "team.xlsx", ReadOptions(sheet="more")).problems == ()


def test_a_sheet_of_one_column_of_lists_is_a_table_too(read):
    lists = ["milk, bread", "bread, eggs, milk", "eggs, tea, bread", "tea", "eggs, milk, tea"]
    legend = [["item", "means"], *([f"item {i}", f"meaning {i}"] for i in range(5))]
    book = workbook({"Baskets": [["items"], *([each] for each in lists * 20)], "Legend": legend})
    table = read(saved(book), "b.xlsx")
    assert (table.reading.sheet, table.n_rows) == ("Baskets", 100)
    assert "sheets passed over" not in {problem.kind for problem in table.problems}


def test_a_sheet_without_rows_is_refused_with_the_names_of_the_others(read):
    data = saved(workbook({"Notes": [["see next sheet"]], "Data 2023": TEAM}))
    with pytest.raises(ReadError) as refused:
        read(data, "team.xlsx", ReadOptions(sheet="Notes"))
    said = "Sheet 'Notes' of team.xlsx has no rows of data. Choose another sheet: 'Data 2023'."
    assert str(refused.value) == said


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


def test_ids_that_a_gap_made_floats_are_written_in_full(read):
    ids = [1234567890123456.0, 1234567890123457.0, -9007199254740992.0, None, 1e20]
    packed = io.BytesIO()
    parquet.write_table(pa.table({"id": pa.array(ids, pa.float64()), "n": range(5)}), packed)
    assert [one for one, _ in cells(read(packed.getvalue(), "ids.parquet"))] == [
        *("1234567890123456", "1234567890123457", "-9007199254740992"),
        *(None, "1e+20"),
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

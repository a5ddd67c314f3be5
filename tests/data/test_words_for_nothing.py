"""Cells that say "nothing is known" among numbers and texts, and those that only look so."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.data.encoding import encode
from explorer.records.spec import ColumnSpec, TrainingSpec
from tests.data.as_read import cells


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
    ref = [f"{i:0{digits}}" if i % 50 else "spare" for i in range(1, 200)]
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


@pytest.mark.parametrize(
    "word",
    [
        *("k.A.", "k. A.", "k.\N{NO-BREAK SPACE}A.", "K.A.", "keine Angabe", "Keine Angaben"),
        *("weiß nicht", "unbekannt", "entfällt", "Not stated", "unknown", "Don\u2019t know"),
        *("Non communiqué", "non renseigné", "N.C.", "s/d", "S.D.", "Sin datos", "n/d", "n.d."),
        *("não informado", "non disponibile", "onbekend", "geen opgave", "b.d.", "brak danych"),
        *("ej angivet", "ikke oplyst", "нет данных"),
    ],
)
def test_what_people_say_for_not_stated_is_missing_beside_numbers(read, word):
    rows = [f"{word if i % 16 == 7 else 1200 + i * 37 % 7919},x{i % 7}" for i in range(900)]
    table = read("income,kind\n" + "\n".join(rows) + "\n")
    profile = table.column("income").profile
    assert (profile.role, profile.n_missing) == ("number", 56)
    assert [problem.sentence for problem in table.problems] == [
        f"56 cells of income say {word} and are taken as missing, as the others are numbers."
    ]


def test_initials_and_unknown_among_texts_are_categories_without_a_note(read):
    rows = [
        f"{('N.C.', 'S.D.', 'Iowa')[i % 3]},{('unknown', 'red', 'green')[i % 3]}" for i in range(60)
    ]
    table = read("state,color\n" + "\n".join(rows) + "\n")
    assert [column.profile.n_missing for column in table.columns] == [0, 0]
    assert table.problems == ()


def test_not_stated_among_texts_is_a_category_and_the_note_says_so(read):
    rows = [f"{('keine Angabe', 'rot', 'blau')[i % 3]},x{i % 7}" for i in range(60)]
    table = read("farbe,art\n" + "\n".join(rows) + "\n")
    assert "keine Angabe" in table.column("farbe").values.to_pylist()
    (note,) = table.problems
    assert note.sentence.startswith(
        "20 cells of farbe say keine Angabe and are taken as a category of that name, as the "
    )


def test_not_known_stays_an_answer_beside_a_few_numbers_and_not_stated_never_is_one(read):
    for word, n_missing in (("weiß nicht", 0), ("keine Angabe", 60)):
        rows = [f"{word if i % 4 else 1 + i // 4 % 3},x{i % 7}" for i in range(80)]
        column = read("note,kind\n" + "\n".join(rows) + "\n").column("note")
        assert column.profile.n_missing == n_missing


def test_one_word_that_comes_again_among_numbers_is_missing_whatever_it_means(read):
    rows = [f"{'gratis' if i % 16 == 7 else 1200 + i * 37 % 7919},x{i % 7}" for i in range(900)]
    rows[3] = "NA,x3"
    table = read("price,kind\n" + "\n".join(rows) + "\n")
    price = table.column("price")
    assert (price.profile.role, price.profile.n_missing) == ("number", 57)
    assert cells(table)[7][0] is None
    assert price.codes.max() == len(price.values) == len(price.counts)
    (note,) = table.problems
    assert note.sentence == (
        "57 cells of price say gratis or NA and are taken as missing, as the others are numbers."
    )
    spec = TrainingSpec(columns=(ColumnSpec("price", kind="binned"), ColumnSpec("kind")))
    assert len(encode(table, spec).vocabularies[0].categories) == 10


@pytest.mark.parametrize(
    ("word", "every"),
    [("gratis", 3), ("gratis", 900), ("<0.5", 16), ("85123A", 16), ("*", 16)],
)
def test_what_may_be_more_than_one_missing_word_stays(read, word, every):
    rows = [f"{word if i % every == 2 else 1200 + i * 37 % 7919},x{i % 7}" for i in range(900)]
    assert read("price,kind\n" + "\n".join(rows) + "\n").column("price").profile.n_missing == 0


@pytest.mark.parametrize("numbers", ["few", "codes", "rows"])
def test_a_word_among_codes_and_few_whole_numbers_is_a_category(read, numbers):
    one = {"few": lambda i: i % 20, "codes": lambda i: f"{i % 90:04}", "rows": lambda i: i}
    rows = [f"{'other' if i % 16 == 7 else one[numbers](i)},x{i % 7}" for i in range(900)]
    table = read("place,kind\n" + "\n".join(rows) + "\n")
    assert "other" in table.column("place").values.to_pylist()
    assert table.problems == ()

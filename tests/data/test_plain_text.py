"""What other programs leave in a text is taken off before it is parted, and that is said."""

import csv
import io
import random
from itertools import pairwise

import pytest

from explorer.data.lines import Dialect
from explorer.data.plain_text import closed_up, without_end_mark
from explorer.data.shape import find_shapes
from explorer.data.wrapped_lines import unwrapped
from tests.data.as_read import cells, found, names
from tests.data.dishes import BASKETS

ROWS = [("Ann", "green, light", "S"), ("Bob", 'called "red"', "M"), ("Cid", "blue", "two\nlines")]


def spaced(rows, delimiter=",", quote='"'):
    doubled = (
        f"{delimiter} ".join(quote + cell.replace(quote, quote * 2) + quote for cell in row)
        for row in rows
    )
    return "\n".join(doubled) + "\n"


@pytest.mark.parametrize(("delimiter", "quote"), [(",", '"'), (";", '"'), ("\t", '"'), (",", "'")])
def test_quotes_behind_a_blank_enclose_cells(read, delimiter, quote):
    text = spaced([("name", "color", "size"), *ROWS * 40], delimiter, quote)
    table = read(text)
    assert (table.reading.delimiter, table.reading.quote) == (delimiter, quote)
    assert names(table) == ["name", "color", "size"]
    assert cells(table) == ROWS * 40
    assert found(table)["blanks before quotes"] == ("repaired", ())
    said = {problem.sentence for problem in table.problems}
    assert "Blanks stand before cells in quotes; they were taken off with the quotes." in said


def test_a_long_file_with_quotes_behind_blanks_is_read_as_python_reads_it(read):
    text = spaced([("name", "color", "size"), *ROWS * 25_000])
    wanted = list(csv.reader(io.StringIO(text), skipinitialspace=True))[1:]
    assert cells(read(text)) == [tuple(row) for row in wanted]


def test_blanks_inside_quotes_and_before_other_cells_stay(read):
    table = read("name,said\n" + '"Ann, ","He said, ""no"", again"\nBob, yes\n' * 9)
    assert cells(table)[0] == ("Ann, ", 'He said, "no", again')
    assert cells(table)[1] == ("Bob", " yes")
    assert "blanks before quotes" not in found(table)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_lines_that_stand_in_quotes_as_a_whole_are_rows(read, end):
    text = '"name,color,size"\n' + '"Ann,""green, light"",S"\n"Bob,red,M"\n' * 50
    table = read(text.replace("\n", end))
    assert (names(table), table.n_rows) == (["name", "color", "size"], 100)
    assert cells(table)[:2] == [("Ann", "green, light", "S"), ("Bob", "red", "M")]
    assert found(table)["lines in quotes"] == ("repaired", ())


@pytest.mark.parametrize(
    "text",
    [
        '"Rome, IT"\n"Oslo, NO"\n' * 50,
        '"items"\n' + "".join(f'"{",".join(items[:3])}"\n' for items in BASKETS),
        "".join(f'"{",".join(random.Random(i).sample("abcdefgh", 4))}"\n' for i in range(200)),
    ],
    ids=["places", "lists under a name", "lists all as long"],
)
def test_a_column_of_quoted_texts_stays_one(read, text):
    table = read(text)
    assert len(table.columns) == 1
    assert "lines in quotes" not in found(table)
    assert find_shapes(table)[0].kind in ("records", "lists")


@pytest.mark.parametrize("end", ["\x1a", "\x1a\n", "\x1a\x1a\x1a"])
def test_the_mark_with_which_dos_ends_a_text_is_no_row(read, end):
    table = read("name,color\r\n" + "Ann,red\r\nBob,blue\r\n" * 20 + end)
    assert (table.n_rows, cells(table)[-1]) == (40, ("Bob", "blue"))
    assert not table.problems


def test_it_makes_no_difference_where_a_text_is_cut_into_blocks():
    draw = random.Random(3)
    quoted = spaced(ROWS * 30).encode()
    wrapped = b'"Ann,""green, light"",S"\r\n"Bob,red,M"\r\n' * 30
    marked = b"a\x1ab\n\n" * 30 + b"\x1a\r\n\x1a"
    comma = Dialect(",", '"')
    for text, made in (
        (quoted, lambda blocks: closed_up(blocks, comma)),
        (wrapped, unwrapped),
        (marked, without_end_mark),
    ):
        whole = b"".join(made(iter([text])))
        assert whole != text
        for _ in range(50):
            # a block is longer than any row
            cuts = [0, *(i * 150 + draw.randrange(50) for i in range(1, len(text) // 150))]
            pieces = [text[a:b] for a, b in pairwise([*cuts, len(text)])]
            assert b"".join(made(iter(pieces))) == whole

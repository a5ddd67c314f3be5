"""Random tables written in random dialects, encodings and line ends, read back cell for cell."""

import csv
import gzip
import io
import random

import pytest

from explorer.data import blocks, csv_file
from explorer.data.reading import read_table
from explorer.records.table import ReadOptions

ALPHABETS = {
    "ascii": ["apple", "pear", "x", "07", "1e5", "NA", "null", "a b", "-", "3.50", "O'Hare", "="],
    "western": ["été", "pêche", "Größe", "naïve", "apple", "señor", "crème brûlée", "Åre"],
    "wide": ["été", "北京", "Москва", "🦊", "apple", "e\u0301", "\u00a0x", "Ελλάδα", "a\u2028b"],
}
ENCODINGS = {
    "ascii": ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-16-be"],
    "western": ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"],
    "wide": ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
}


def cells_of(table):
    columns = []
    for column in table.columns:
        values = [None, *column.values.to_pylist()]
        columns.append([values[code] for code in column.codes])
    return [list(row) for row in zip(*columns, strict=True)]


def as_read(cell):
    return cell if cell.strip() else None


def without_words_for_nothing(rows):
    """NA, null and - are missing where all others of the column are numbers; - where they are most
    of those that are neither NA nor null."""
    columns = []
    for column in zip(*rows, strict=True):
        present = [cell for cell in column if cell is not None]
        numbers = [cell for cell in present if cell.strip() not in ("NA", "null", "-")]
        told = [cell for cell in present if cell.strip() not in ("NA", "null")]
        measured = (
            {cell.strip() for cell in numbers} <= {"07", "1e5", "3.50"}
            and len(set(numbers)) >= 2
            and len(set(numbers)) > len(set(told)) / 2
            and len(numbers) > len(told) / 2
        )
        columns.append(
            [cell if cell in numbers else None for cell in column] if measured else column
        )
    return [list(row) for row in zip(*columns, strict=True)]


def random_rows(rng, kind, dialect_is_quoted, delimiter):
    width = rng.randint(1, 7)
    pool = list(ALPHABETS[kind])
    if dialect_is_quoted:
        pool += [
            f"a{delimiter}b",
            'say "hi"',
            '"quoted"',
            '5" pipe',
            "two\nlines",
            "three\r\nlines\r\nhere",
            '"',
            "it's",
            "'single'",
            f"{delimiter}",
            "",
            "",
            "  ",
        ]
    else:
        pool += ["", ""] if width > 1 else []
    n_rows = rng.choice([1, 2, 3, 30, 200])
    rows = [[rng.choice(pool) for _ in range(width)] for _ in range(n_rows)]
    header = [f"name {j}" for j in range(width)]
    return header, rows


@pytest.mark.parametrize("seed", range(150))
def test_what_was_written_is_read(seed, tmp_path):
    rng = random.Random(seed)
    kind = rng.choice(list(ALPHABETS))
    encoding = rng.choice(ENCODINGS[kind])
    delimiter = rng.choice([",", ";", "\t", "|"])
    quoting = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONE])
    header, rows = random_rows(rng, kind, quoting != csv.QUOTE_NONE, delimiter)
    end = rng.choice(["\n", "\r\n", "\r"])
    if end == "\r":  # csv.writer quotes a cell with the other line end only from Python 3.13 on
        rows = [[cell.replace("\n", "\r") for cell in row] for row in rows]
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter=delimiter,
        quoting=quoting,
        lineterminator=end,
        quotechar=None if quoting == csv.QUOTE_NONE else '"',
    )
    writer.writerows([header, *rows])
    written = text.getvalue()
    if rng.random() < 0.3:
        written = written.rstrip("\r\n") if len(header) > 1 else written
    data = written.encode(encoding)
    if rng.random() < 0.2:
        data = gzip.compress(data)
    path = tmp_path / "any"
    path.write_bytes(data)

    # what is found is tested on many rows; few rows may fit several dialects
    options = ReadOptions(
        delimiter=None if len(rows) >= 30 and len(header) > 1 else delimiter,
        encoding=None if kind != "western" or len(rows) >= 30 else encoding.replace("-sig", ""),
        header=True,
        quote=None if quoting != csv.QUOTE_NONE else "",
    )
    table = read_table(path, "any.csv", options)

    expected = without_words_for_nothing([[as_read(cell) for cell in row] for row in rows])
    if len(header) == 1:  # a blank line and an empty cell are the same in one column
        quoted = quoting == csv.QUOTE_ALL or len(header) == 1
        expected = [row for row in expected if row != [None] or quoted]
        read = [row for row in cells_of(table) if row != [None]]
        assert read == [row for row in expected if row != [None]]
    else:
        assert cells_of(table) == expected
    assert [column.name for column in table.columns] == header


@pytest.mark.parametrize("seed", range(120))
def test_small_blocks_and_careful_reading_give_the_same_table(seed, tmp_path, monkeypatch):
    """Broken files of all kinds: one plain pass over the whole text is the oracle."""
    rng = random.Random(1000 + seed)
    width = rng.randint(2, 5)
    lines = [",".join(f"n{j}" for j in range(width))]
    n_clean = 12  # names and width are found on the first rows
    for i in range(n_clean + rng.choice([5, 50, 300])):
        cells = [rng.choice(["x", "yy", "", "é", '"q"', '"a,b"', '"d""q"']) for _ in range(width)]
        fate = rng.random() if i >= n_clean else 1.0
        if fate < 0.05:
            cells = cells[: rng.randint(1, width)]
        elif fate < 0.1:
            cells += rng.choice([["extra"], [""], ["", ""]])
        elif fate < 0.15:
            cells[rng.randrange(width)] = rng.choice(['"open', 'mid"dle', '"closed"tail', '"'])
        elif fate < 0.2:
            cells[rng.randrange(width)] = '"two\nlines"'
        elif fate < 0.25:
            cells = rng.choice([[""], ["   "], ["\t"]])
        lines.append(",".join(cells))
    end = rng.choice(["\n", "\r\n", "\r"])
    path = tmp_path / "broken.csv"
    path.write_bytes(end.join(lines).encode())
    options = ReadOptions(delimiter=",", quote='"', header=True)
    whole = read_table(path, "broken.csv", options)

    monkeypatch.setattr("explorer.data.decoding.BLOCK", rng.choice([7, 64, 1000]))
    monkeypatch.setattr(csv_file, "SAMPLE", 150)
    pieces = read_table(path, "broken.csv", options)
    assert cells_of(pieces) == cells_of(whole)
    assert pieces.problems == whole.problems

    monkeypatch.setattr(blocks, "quotes_are_plain", lambda block, dialect: False)
    careful = read_table(path, "broken.csv", options)
    assert cells_of(careful) == cells_of(whole)
    assert careful.problems == whole.problems

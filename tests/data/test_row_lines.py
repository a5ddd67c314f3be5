"""The line of the file that each row of a table begins on."""

import io
import random

import numpy as np
import openpyxl
import pytest


def told(table):
    """What the lines say, beside the lines that the rows themselves tell."""
    column = table.column("line")
    own = [int(column.values[code - 1].as_py()) for code in column.codes]
    return table.lines.of(np.arange(table.n_rows)).tolist(), own


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("n", [60, 60_000])
@pytest.mark.parametrize("quoted", [False, True])
def test_every_row_knows_its_line_whatever_was_left_out_above_it(read, end, n, quoted):
    draw = random.Random(n)
    pieces, line = ["Report of May", "name,line,side"], 3
    for i in range(n):
        odd = draw.choice(["", "blank", "long", "header", "short"]) if draw.random() < 0.1 else ""
        extra = {"blank": "", "long": "x,0,y,z", "header": "name,line,side"}.get(odd)
        if extra is not None:
            pieces.append(extra)
            line += 1
        name = f'"two{end}lines"' if quoted and i % 7 == 3 else f"x{i % 50}"
        pieces.append(f"{name},{line}" + ("" if odd == "short" else ",left"))
        line += 1 + name.count(end)
    table = read(end.join(pieces) + end)
    assert table.n_rows == n
    lines, own = told(table)
    assert lines == own


def test_cells_over_several_lines_alone_shift_no_line(read):
    rows, line = [], 2
    for i in range(40):
        n = i % 3
        rows.append(f'"{"a" + chr(10) * n}",{line},x{i % 5}')
        line += 1 + n
    lines, own = told(read("name,line,side\n" + "\n".join(rows)))
    assert lines == own


def test_rows_of_a_sheet_know_their_number(read):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["name", "line"])
    for i in range(2, 40):
        if i % 9:
            sheet.cell(i, 1, f"x{i % 4}")
            sheet.cell(i, 2, i)
    file = io.BytesIO()
    book.save(file)
    lines, own = told(read(file.getvalue(), "table.xlsx"))
    assert lines == own

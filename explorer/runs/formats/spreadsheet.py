"""Text for spreadsheets: comma-separated, and with nothing in it that a spreadsheet would run."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray

# Excel, LibreOffice and Google Sheets take a cell that begins so as a formula; the second
# four are the full-width forms. Source: OWASP, "CSV Injection".
FORMULA_STARTS = frozenset("=+-@＝＋－＠")
UNSEEN = "\ufeff\u200b\u200c\u200d\u2060"  # marks before a formula that nobody sees
NUMBER = re.compile(r"[+-]?(\d[\d.,]*|\.\d+)([eE][+-]?\d+)?%?")


def would_run(text: str) -> bool:
    """Whether a spreadsheet might take this cell as a formula; plain numbers it may.

    >>> [would_run(t) for t in ("=1+1", "-5", "+3.2e-4", "-2+3", " @SUM(A1)", "a=b", "")]
    [True, False, False, True, True, False, False]
    """
    if text[:1] in ("\t", "\r", "\n"):
        return True
    seen = text.lstrip().lstrip(UNSEEN).lstrip()
    return seen[:1] in FORMULA_STARTS and seen != "" and NUMBER.fullmatch(seen) is None


def defuse(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it.

    >>> defuse("=cmd|'/c calc'!A1"), defuse("-5")
    ("'=cmd|'/c calc'!A1", '-5')
    """
    return f"'{text}" if would_run(text) else text


def count_defused(texts: Iterable[str | None]) -> int:
    """How many cells get an apostrophe, for the sentence beside the download."""
    return sum(would_run(text) for text in texts if text is not None)


def csv_bytes(headings: Sequence[str], columns: Sequence[pa.Array]) -> bytes:
    """UTF-8, comma, quoted text, one line feed a row; a null is an empty cell.

    float32 numbers are written with as many digits as tell them apart. Headings and text
    cells are defused.
    """
    safe = [
        pa.array([None if cell is None else defuse(cell) for cell in column.to_pylist()])
        if pa.types.is_string(column.type)
        else column
        for column in columns
    ]
    table = pa.Table.from_arrays(safe, names=[defuse(heading) for heading in headings])
    target = io.BytesIO()
    pyarrow.csv.write_csv(table, target)
    return target.getvalue()


def number_lines(vectors: NDArray[np.float32], separator: str) -> list[str]:
    """Every row's numbers as text, in the shortest form that reads back to the same float32."""
    if len(vectors) == 0:
        return []
    table = pa.Table.from_arrays(
        [pa.array(column) for column in np.ascontiguousarray(vectors.T, np.float32)],
        names=[str(i) for i in range(vectors.shape[1])],
    )
    target = io.BytesIO()
    options = pyarrow.csv.WriteOptions(include_header=False, delimiter=separator)
    pyarrow.csv.write_csv(table, target, options)
    return target.getvalue().decode("ascii").split("\n")[:-1]

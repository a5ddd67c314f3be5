"""Text for spreadsheets: comma-separated, and with nothing in it that a spreadsheet would run."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray

from explorer.data.formulas import defuse


def count_defused(texts: Iterable[str | None]) -> int:
    """How many cells get an apostrophe, for the sentence beside the download."""
    return sum(defuse(text) != text for text in texts if text is not None)


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

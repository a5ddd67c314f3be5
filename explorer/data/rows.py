"""What rows are called that get a place on a map of their own."""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from explorer.data.encoding import column_texts
from explorer.data.naming_rows import naming
from explorer.records.spec import TrainingSpec
from explorer.records.table import Column, Table

FIRST_VALUES = 3  # of a row without a name, to know it by
LONGEST_VALUE = 24  # characters of each
_NUMBER = re.compile(r"(?:row\s*)?(\d{1,3}(?:,\d{3})+|\d{1,12}):?", re.ASCII | re.IGNORECASE)


def name_of_rows(taken: Collection[str]) -> str:
    """What the map of rows is called among the columns, none of which has that name.

    >>> name_of_rows(["make", "fuel"]), name_of_rows(["rows"])
    ('rows', 'rows of the file')
    """
    name = "rows"
    while name in taken:
        name += " of the file"
    return name


def naming_column(table: Table) -> Column | None:
    """The column that names the rows, where there is one."""
    name = naming([column.profile for column in table.columns])
    return None if name is None else table.column(name)


def row_names(table: Table, spec: TrainingSpec, rows: NDArray[np.int64]) -> tuple[str, ...]:
    """Names of rows: their value where a column names them, else number and first values.

    Rows are numbered from 1, as they follow each other in the file.

    Args:
        spec: resolved; its columns are those whose values are named.
        rows: [n] of the table.
    """
    naming = naming_column(table)
    if naming is not None:
        texts = naming.values.to_pylist()
        return tuple(texts[code - 1] for code in np.asarray(naming.codes)[rows].tolist())
    values = []
    for chosen in spec.columns[:FIRST_VALUES]:
        texts, codes = column_texts(table.column(chosen.name), chosen, spec.bins)
        short = [_cut(text) for text in texts]
        values.append([short[code - 1] if code else "missing" for code in codes[rows].tolist()])
    return tuple(
        f"{named_by(row + 1)} {', '.join(firsts)}"
        for row, firsts in zip(rows.tolist(), zip(*values, strict=True), strict=True)
    )


def named_by(number: int) -> str:
    """How the name of a row begins that no column names.

    >>> named_by(3964)
    'row 3,964:'
    """
    return f"row {number:,}:"


def number_of(typed: str) -> int | None:
    """The row that somebody means by its number; None where it is none.

    `ui/assets/find.js` reads it in the same way.

    >>> [number_of(typed) for typed in ("3964", "Row 3,964", "row 12:", "3,96", "rows", "1.5")]
    [3964, 3964, 12, None, None, None]
    """
    found = _NUMBER.fullmatch(typed.strip())
    return int(found[1].replace(",", "")) if found else None


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_VALUE else plain[: LONGEST_VALUE - 1] + "…"

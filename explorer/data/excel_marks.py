"""What a sheet says beside its values: which cells are merged, which formulas nobody computed.

openpyxl, row by row, tells neither: merged cells are named behind all rows, and a formula without a
value looks like an empty cell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from explorer.data.findings import Findings

PIECE = 1 << 20  # bytes
LONGEST = 1 << 16  # of one mark; a formula has 8,192 characters at most, by the format
_LETTER = 26  # columns are named A to Z, AA to ZZ and so on
_MARK = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"'
    rb"|<(?:\w+:)?c(?P<cell>\s[^<>]*)?>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ROW = re.compile(rb'\sr="[A-Z]+(\d+)"')
_EMPTY_TEXT = b't="str"'  # is what such a formula gave
Row = list[str | None]


@dataclass(slots=True)
class Marks:
    """What was found.

    Attributes:
        merged: by the first row of the merged cells, their column from 0 and their last row.
        n_uncomputed: formulas without a value. uncomputed: rows they stand in, where these are
            named.
    """

    merged: defaultdict[int, list[tuple[int, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    n_uncomputed: int = 0
    uncomputed: list[int] = field(default_factory=list)


def find_marks(sheet: BinaryIO) -> Marks:
    """Look through the XML of a sheet, a piece at a time."""
    found = Marks()
    held = b""
    while piece := sheet.read(PIECE):
        held += piece
        seen = 0
        for mark in _MARK.finditer(held):
            seen = mark.end()
            _note(mark, found)
        held = held[max(seen, len(held) - LONGEST) :]
    return found


def _note(mark: re.Match[bytes], found: Marks) -> None:
    column, first, last = mark.group(1, 2, 3)
    if column is not None:
        if int(last) > int(first):
            found.merged[int(first)].append((_number(column), int(last)))
        return
    cell = mark["cell"] or b""
    if _EMPTY_TEXT in cell:
        return
    found.n_uncomputed += 1
    row = _ROW.search(cell)
    if row is not None:
        found.uncomputed.append(int(row.group(1)))


def _number(letters: bytes) -> int:
    """From 0.

    >>> [_number(letters) for letters in (b"A", b"Z", b"AA")]
    [0, 25, 26]
    """
    number = 0
    for letter in letters:
        number = _LETTER * number + letter - ord("A") + 1
    return number - 1


def filled(
    rows: Iterable[tuple[int, Row]], marks: Marks, n_columns: int, findings: Findings
) -> Iterator[tuple[int, Row]]:
    """The rows of data; what is merged with a cell above has its value where it is empty itself.

    Merged cells side by side keep theirs in the first alone, and a row with nothing else stays
    empty: both are titles and remarks.
    """
    held: dict[int, tuple[str | None, int]] = {}  # by column, the value and its last row
    for number, row in rows:
        held = {j: (value, last) for j, (value, last) in held.items() if last >= number}
        under = [j for j, (value, _) in held.items() if value and not (j < len(row) and row[j])]
        if any(row) and under:
            row.extend([None] * (max(under) + 1 - len(row)))
            for j in under:
                row[j] = held[j][0]
            findings.add("merged cells", [number], len(under))
        for j, last in marks.merged.get(number, ()):
            if j < min(n_columns, len(row)):
                held[j] = (row[j], last)
        yield number, row

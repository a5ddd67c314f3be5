"""A block of CSV made plain: every row has as many cells as there are columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.data.findings import Findings
from explorer.data.lines import Dialect, Lines, look
from explorer.data.repeated import repeats
from explorer.data.scan import Row, scan_row
from explorer.records.table import MAX_LINES


@dataclass(slots=True)
class Mended:
    """A block as every CSV reader understands it.

    Attributes:
        block: whole rows of `width` cells, without blank lines.
        lines: [n_rows] physical line on which each row begins.
        consumed: bytes of the given block that are dealt with; the rest belongs to a row that
            goes on behind it. n_lines: physical lines in them.
    """

    block: bytes
    lines: NDArray[np.int64]
    consumed: int
    n_lines: int


def mend(
    block: bytes,
    dialect: Dialect,
    width: int,
    first_line: int,
    final: bool,
    max_cell: int,
    findings: Findings,
    headers: Sequence[bytes] = (),
) -> Mended:
    """Deal with every line that is not a plain row; all others are handed on in long runs.

    Args:
        block: starts at a row and ends with a line end, or where the file ends (`final`).
        width: columns of the table.
        first_line: physical line number of the block's first byte.
        max_cell: bytes after which a quoted cell counts as never closed.
        findings: where what was repaired or dropped is counted.
        headers: spellings of the header's line; where it comes again it is left out.
    """
    n_given = len(block)
    lines = look(block, dialect)
    again = np.zeros(len(lines.starts), np.bool_)
    again[repeats(block, headers)] = True
    if lines.regular.all():
        short = np.flatnonzero((lines.cells < width) & ~lines.blank & ~again)
        if len(short):
            findings.add("too few cells", (first_line + short[:MAX_LINES]).tolist(), len(short))
            block = _pad(block, lines, width, short, dialect)
            lines = look(block, dialect)
    good = lines.regular & (lines.cells == width) & ~lines.blank & ~again
    pieces: list[bytes] = []
    begun: list[int] = []  # lines on which the rows begin
    line = 0  # the first one that is not dealt with yet

    def hand_on(upto: int) -> None:
        """Lines that are plain rows, as they are."""
        if upto > line:
            piece = block[lines.starts[line] : lines.nexts[upto - 1]]
            pieces.append(_with_line_feeds(piece))
            begun.extend(range(first_line + line, first_line + upto))

    for bad in np.flatnonzero(~good).tolist():
        if bad < line:
            continue  # a line inside a cell of the row before
        hand_on(bad)
        start = int(lines.starts[bad])
        number = first_line + bad
        if lines.blank[bad] or again[bad]:
            findings.add("repeated header" if again[bad] else "blank lines", [number])
            line = bad + 1
            continue
        row: Row | None
        missing = width - int(lines.cells[bad])
        if lines.regular[bad] and missing > 0:
            findings.add("too few cells", [number])
            cells = block[start : lines.ends[bad]]
            pieces.append(cells + dialect.delimiter_byte * missing + b"\n")
            begun.append(number)
            line = bad + 1
            continue
        row = scan_row(block, start, dialect, width, final, max_cell)
        if row is None:
            return Mended(b"".join(pieces), np.array(begun, np.int64), start, bad)
        row.note(findings, number)
        line = bad + row.n_lines
        cells_kept = _fit(row.cells, width, number, findings)
        if cells_kept is None:
            continue
        begun.append(number)
        if row.raw and cells_kept is row.cells:
            pieces.append(_ended(block[start : row.end]))
        else:
            pieces.append(write_row(cells_kept, dialect))
    hand_on(len(lines.starts))
    return Mended(b"".join(pieces), np.array(begun, np.int64), n_given, len(lines.starts))


def _pad(
    block: bytes, lines: Lines, width: int, short: NDArray[np.int64], dialect: Dialect
) -> bytes:
    """Put the delimiters that are missing at the ends of lines, all at once."""
    missing = width - lines.cells[short]
    at = np.repeat(lines.ends[short], missing)
    array = np.insert(np.frombuffer(block, np.uint8), at, ord(dialect.delimiter))
    return array.tobytes()


def _fit(cells: list[bytes], width: int, line: int, findings: Findings) -> list[bytes] | None:
    """The row with as many cells as there are columns, or None when it must be left out."""
    if len(cells) == width:
        return cells
    if len(cells) < width:
        findings.add("too few cells", [line])
        return cells + [b""] * (width - len(cells))
    if any(cell.strip() for cell in cells[width:]):
        findings.add("too many cells", [line])
        return None
    findings.add("surplus delimiters", [line])
    return cells[:width]


def write_row(cells: list[bytes], dialect: Dialect) -> bytes:
    """A row that reads back as these cells; every cell is quoted when quotes mean something."""
    quote = dialect.quote_byte
    if not quote:
        # An empty line is no row; white space, such as never parts cells, is a missing cell.
        return (dialect.delimiter_byte.join(cells) or b"\v") + b"\n"
    quoted = (quote + cell.replace(quote, quote * 2) + quote for cell in cells)
    return dialect.delimiter_byte.join(quoted) + b"\n"


def _with_line_feeds(piece: bytes) -> bytes:
    """Regular lines hold no line end in a cell, so a CR of its own can become a LF."""
    if b"\r" in piece:
        piece = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return _ended(piece)


def _ended(piece: bytes) -> bytes:
    return piece if piece.endswith((b"\n", b"\r")) else piece + b"\n"

"""One row of CSV at a time, read with care: where quotes are broken, what was meant is found.

The rule: a quote that opens a cell must close it, right before a delimiter or the line's end.
If it does not, it is a letter of the cell like any other, and the cell ends at the next
delimiter. A quote that closes only after swallowing lines that are rows by themselves is
taken to be such a broken one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from explorer.data.findings import Findings
from explorer.data.lines import Dialect, count_lines

SWALLOWED = 3  # whole lines inside one cell before it is asked whether they are rows

Fate = Literal["closed", "unclosed", "stray", "more"]


@dataclass(slots=True)
class Row:
    """One row as scanned.

    Attributes:
        cells: texts as UTF-8 bytes, quotes taken off.
        end: first byte behind its last line. n_lines: physical lines it takes.
        raw: its bytes can be handed on as they are; every reader sees the same cells.
        stray, unclosed: lines, counted from the row's first as 0, whose quotes are letters.
    """

    cells: list[bytes]
    end: int
    n_lines: int = 1
    raw: bool = True
    stray: list[int] = field(default_factory=list)
    unclosed: list[int] = field(default_factory=list)

    def note(self, findings: Findings, line: int) -> None:
        """Count its broken quotes; `line` is the physical line of its first byte."""
        if self.stray:
            findings.add("stray quote", [line + offset for offset in self.stray])
        if self.unclosed:
            findings.add("unclosed quote", [line + offset for offset in self.unclosed])


@cache
def _pattern(dialect: Dialect) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Where an open cell ends, and the inside of a quoted one with its closing quote."""
    cell_end = re.compile(rb"[\r\n]|" + re.escape(dialect.delimiter_byte))
    if not dialect.quote:
        return cell_end, re.compile(rb"(?!)")
    quote = re.escape(dialect.quote_byte)
    # possessive: what was read is not read again when no closing quote comes
    inside = rb"[^" + quote + rb"]*+"
    closing = re.compile(inside + rb"(?:" + quote * 2 + inside + rb")*+" + quote)
    return cell_end, closing


def scan_row(
    block: bytes, start: int, dialect: Dialect, width: int, final: bool, max_cell: int
) -> Row | None:
    """Read the row that starts at a byte.

    Args:
        width: cells that a row should have; 0 when that is not known yet.
        final: the block ends where the file ends; otherwise a row that may go on returns None.
        max_cell: bytes after which a quoted cell counts as never closed.
    """
    literal: set[int] = set()  # openings that turned out to be letters
    while True:
        row, spanning = _attempt(block, start, dialect, final, max_cell, literal)
        if row is None or not spanning:
            return row
        suspect = next(
            (at for at, end in spanning if _swallows(block, at, end, row, dialect, width)), None
        )
        if suspect is None:
            return row
        literal.add(suspect)


def _attempt(
    block: bytes, start: int, dialect: Dialect, final: bool, max_cell: int, literal: set[int]
) -> tuple[Row | None, list[tuple[int, int]]]:
    """One try; also the quoted cells that span lines, as (opening, closing) bytes."""
    cell_end, closing = _pattern(dialect)
    quote, delimiter = dialect.quote_byte, dialect.delimiter_byte
    row = Row([], start, raw=not literal)
    spanning: list[tuple[int, int]] = []
    n_breaks = 0  # line ends inside quoted cells so far
    at = start
    while True:
        behind = -1
        if quote and block.startswith(quote, at):
            fate, behind = _close(block, at, closing, dialect, final, max_cell)
            if at in literal:
                fate = "unclosed"
            if fate == "more":
                return None, []
            if fate == "closed":
                inside = block[at + 1 : behind - 1]
                row.cells.append(inside.replace(quote * 2, quote))
                breaks = count_lines(inside)
                if breaks:
                    spanning.append((at, behind))
                    n_breaks += breaks
            else:
                (row.stray if fate == "stray" else row.unclosed).append(n_breaks)
                row.raw = False
                behind = -1
        if behind < 0:
            found = cell_end.search(block, at)
            behind = found.start() if found else len(block)
            if found is None and not final:
                return None, []
            row.cells.append(block[at:behind])
        if behind < len(block) and block.startswith(delimiter, behind):
            at = behind + 1
            continue
        if block.startswith(b"\r\n", behind):
            row.end = behind + 2
        elif behind < len(block):
            row.end = behind + 1
        else:
            row.end = behind
        row.n_lines = n_breaks + 1
        return row, spanning


def _close(
    block: bytes,
    at: int,
    closing: re.Pattern[bytes],
    dialect: Dialect,
    final: bool,
    max_cell: int,
) -> tuple[Fate, int]:
    """What becomes of the quote at a byte, and the byte behind its closing quote."""
    found = closing.match(block, at + 1)
    if found is None or found.end() - at > max_cell:
        return ("unclosed" if final or len(block) - at > max_cell else "more"), -1
    behind = found.end()
    if behind == len(block):
        return ("closed" if final else "more"), behind
    if block[behind : behind + 1] in (dialect.delimiter_byte, b"\r", b"\n"):
        return "closed", behind
    # goes on behind the quote: on one line a slip of the pen, over lines a lost quote
    one_line = not re.search(rb"[\r\n]", block[at:behind])
    return ("stray" if one_line else "unclosed"), behind


def _swallows(block: bytes, at: int, behind: int, row: Row, dialect: Dialect, width: int) -> bool:
    """The cell from a quote to its closing one has swallowed lines that are rows."""
    if width < 2:
        return False
    first = max(block.rfind(b"\n", 0, at), block.rfind(b"\r", 0, at)) + 1
    rest = re.compile(rb"[\r\n]").search(block, behind)
    last = rest.start() if rest else len(block)
    lines = re.split(rb"\r\n|\r|\n", block[first:last])
    rows = [int(line.count(dialect.delimiter_byte) == width - 1) for line in lines]
    if len(row.cells) == width:
        inner = rows[1:-1]
        return len(inner) >= SWALLOWED and 5 * sum(inner) >= 4 * len(inner)
    return 2 * sum(rows) >= len(rows)

"""Blocks of CSV to dictionary columns: by Arrow as they are, or mended first.

A block in which Arrow does not see exactly one row of the table's width in every physical
line is mended (mending.py) and parsed again, so the fast way and the careful way differ in
time alone. Line numbers are exact in both.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from explorer.data.findings import Findings
from explorer.data.limits import ReadLimits
from explorer.data.lines import (
    Dialect,
    before_open_quote,
    count_lines,
    last_line_end,
    quotes_are_plain,
    row_starts,
)
from explorer.data.mending import mend
from explorer.data.repeated import repeats
from explorer.data.scan import SWALLOWED
from explorer.errors import ReadError

PARSERS = 2  # threads
AHEAD = 4  # blocks that wait for a parser


@dataclass(frozen=True, slots=True)
class _Piece:
    """Whole rows of the text.

    Attributes:
        lines: numbers of its physical lines, each of which is a row when nothing is wrong; when
            mended, [n_rows] the line of each row.
        findings: what was found when it was mended; None for a block as it is.
    """

    block: bytes
    lines: NDArray[np.int64]
    findings: Findings | None = None


@dataclass(slots=True)
class Parsed:
    """One block's columns, the line [n_rows] of each of its rows, and what was found in it."""

    table: pa.Table
    lines: NDArray[np.int64]
    findings: Findings


def parse_all(
    blocks: Iterator[bytes],
    dialect: Dialect,
    width: int,
    first_line: int,
    limits: ReadLimits,
    headers: Sequence[bytes] = (),
) -> Iterator[Parsed]:
    """Parse on two threads; results come in the order of the file.

    Args:
        headers: spellings of the header's line; where it comes again it is left out.
    """
    waiting: deque[Future[Parsed]] = deque()
    with ThreadPoolExecutor(PARSERS, thread_name_prefix="parse") as pool:
        try:
            for piece in _whole_rows(blocks, dialect, width, first_line, limits, headers):
                waiting.append(pool.submit(_parse, piece, dialect, width, headers))
                if len(waiting) > AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _whole_rows(
    blocks: Iterator[bytes],
    dialect: Dialect,
    width: int,
    first_line: int,
    limits: ReadLimits,
    headers: Sequence[bytes],
) -> Iterator[_Piece]:
    """Cut the text where rows end; mend at once where quotes leave that in doubt."""
    held = b""
    line = first_line
    for block, final in _with_end(blocks):
        block = held + block
        cut = len(block) if final else last_line_end(block)
        if not cut:
            held = block
            check_line(len(held), line, limits)
            continue
        held, block = block[cut:], block[:cut]
        if not block:
            continue
        if not final and (open_at := before_open_quote(block, dialect)):
            held, block = block[open_at:] + held, block[:open_at]
        if quotes_are_plain(block, dialect):
            n_lines = count_lines(block) + (not block.endswith((b"\n", b"\r")))
            yield _Piece(block, np.arange(line, line + n_lines))
            line += n_lines
            continue
        here = Findings()
        mended = mend(block, dialect, width, line, final, limits.max_cell_bytes, here, headers)
        held = block[mended.consumed :] + held
        yield _Piece(mended.block, mended.lines, here)
        line += mended.n_lines


def check_line(n_bytes: int, line: int, limits: ReadLimits) -> None:
    """Refuse a line that goes on for longer than any row does.

    Args:
        n_bytes: of the line so far. line: its number.

    Raises:
        ReadError: it is longer than four of the longest cells.
    """
    most = 4 * limits.max_cell_bytes
    if n_bytes > most:
        raise ReadError(
            f"Line {line:,} is longer than {most // 10**6} MB; no table has such a line.",
            mend="Check that the file is the one you meant.",
        )


def _with_end(blocks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each block with the news whether it is the last."""
    before: bytes | None = None
    for block in blocks:
        if before is not None:
            yield before, False
        before = block
    if before is not None:
        yield before, True


def _parse(piece: _Piece, dialect: Dialect, width: int, headers: Sequence[bytes]) -> Parsed:
    """Parse one block; when it is not one row in each line, mend it and parse again."""
    block = piece.block
    table, strange = arrow_rows(block, dialect, width)
    if piece.findings is not None:
        assert not strange, "mended rows have the table's width"
        assert table.num_rows == len(piece.lines), "mended rows are counted"
        return Parsed(table, piece.lines, piece.findings)
    again = len(repeats(block, headers)) > 0
    if not again and not strange and (width > 1 or not _any_blank(table)):
        if table.num_rows == len(piece.lines):
            return Parsed(table, piece.lines, Findings())
        if dialect.quote:
            starts = row_starts(block, dialect)
            if table.num_rows == len(starts) and not swallowed(table, dialect, width):
                return Parsed(table, piece.lines[0] + starts, Findings())
    findings = Findings()
    longest, first_line = len(block) + 1, int(piece.lines[0])
    mended = mend(block, dialect, width, first_line, True, longest, findings, headers)
    table, strange = arrow_rows(mended.block, dialect, width)
    assert not strange, "mended rows have the table's width"
    assert table.num_rows == len(mended.lines), "mended rows are counted"
    return Parsed(table, mended.lines, findings)


def _any_blank(table: pa.Table) -> bool:
    """In a file of one column a cell of white space is a blank line."""
    import pyarrow.compute as pc

    return any(
        bool(pc.any(pc.equal(pc.utf8_trim_whitespace(chunk.dictionary), "")).as_py())
        for chunk in table.column(0).chunks
    )


def swallowed(table: pa.Table, dialect: Dialect, width: int) -> bool:
    """Some cell over many lines may have swallowed rows (see scan.py); a scan will tell."""
    import pyarrow.compute as pc

    for column in table.columns:
        for chunk in column.chunks:
            many = pc.greater(pc.count_substring_regex(chunk.dictionary, r"[\r\n]"), SWALLOWED)
            for text in chunk.dictionary.filter(many).to_pylist():
                inner = re.split(r"\r\n|\r|\n", text)[1:-1]
                rows = sum(line.count(dialect.delimiter) == width - 1 for line in inner)
                if 5 * rows >= 4 * len(inner):
                    return True
    return False


def arrow_rows(block: bytes, dialect: Dialect, width: int) -> tuple[pa.Table, bool]:
    """Parse a block of UTF-8 into dictionary columns; also, were there rows of another width?"""
    import pyarrow.csv as csv

    names = [str(j) for j in range(width)]
    kind = pa.dictionary(pa.int32(), pa.string())
    if not block:
        return pa.table([pa.array([], kind)] * width, names=names), False
    strange = False

    def refuse(_: csv.InvalidRow) -> str:
        nonlocal strange
        strange = True
        return "skip"

    table = csv.read_csv(
        pa.BufferReader(block),
        read_options=csv.ReadOptions(
            use_threads=False, block_size=len(block) + 1, column_names=names
        ),
        parse_options=csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char=dialect.quote or False,
            double_quote=True,
            escape_char=False,
            newlines_in_values=True,
            ignore_empty_lines=True,
            invalid_row_handler=refuse,
        ),
        convert_options=csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(names, kind),
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        ),
    )
    return table, strange

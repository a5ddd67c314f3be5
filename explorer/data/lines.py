"""Physical lines of a block of CSV, looked at all at once: cells, quotes, blanks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LF, CR = 10, 13


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are told apart. Both are single ASCII characters; `quote` may be empty."""

    delimiter: str
    quote: str

    @property
    def delimiter_byte(self) -> bytes:
        return self.delimiter.encode("ascii")

    @property
    def quote_byte(self) -> bytes:
        return self.quote.encode("ascii")


@dataclass(frozen=True, slots=True)
class Lines:
    """The physical lines of a block; a line ends with LF, CRLF or a CR of its own.

    Attributes:
        starts: [n] first byte of each line. ends: [n] behind its last byte, line end excluded.
        nexts: [n] first byte behind the line end.
        cells: [n] cells of the line; meaningless where the line is not regular.
        regular: [n] the line's quotes enclose whole cells and close in the line, or open none,
            so that every CSV reader reads it alike.
        blank: [n] nothing but white space, and not a row of empty cells.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    nexts: NDArray[np.int64]
    cells: NDArray[np.int64]
    regular: NDArray[np.bool_]
    blank: NDArray[np.bool_]


def count_lines(block: bytes) -> int:
    """Line ends in a block that does not cut a CRLF in two.

    >>> count_lines(b"a\\nb\\r\\nc\\rd")
    3
    """
    n = block.count(b"\n")
    if b"\r" in block:
        n += block.count(b"\r") - block.count(b"\r\n")
    return n


def last_line_end(block: bytes) -> int:
    """Behind the last line end of a block; 0 when there is none.

    A CR at the very end may be half of a CRLF, so it does not count.
    """
    end = len(block)
    lone = block.rfind(b"\r", 0, end - 1) + 1 if b"\r" in block else 0
    return max(block.rfind(b"\n") + 1, lone)


def before_open_quote(block: bytes, dialect: Dialect) -> int:
    """Behind the last line end before a quote that the block leaves open; 0 when there is none.

    It looks for an odd number of quotes, as plain ones have when a cell is cut in two.
    """
    if not dialect.quote or block.count(dialect.quote_byte) % 2 == 0:
        return 0
    return last_line_end(block[: block.rfind(dialect.quote_byte) + 1])


def quotes_are_plain(block: bytes, dialect: Dialect) -> bool:
    """All quotes of a block enclose whole cells, doubled inside; a cell may span lines.

    The block starts at a row and ends with a line end.
    """
    if not dialect.quote or dialect.quote_byte not in block:
        return True
    array = np.frombuffer(block, np.uint8)
    quotes = np.flatnonzero(array == ord(dialect.quote))
    if len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    before = array[opening[opening > 0] - 1]
    after = array[closing[closing < len(array) - 1] + 1]
    edges = _edges(dialect)
    return bool(edges[before].all() and edges[after].all())


def row_starts(block: bytes, dialect: Dialect) -> NDArray[np.int64]:
    """[n_rows] line, from 0, on which each row of a block begins whose quotes are plain.

    A row ends at a line end outside quotes; a last row may have none.
    """
    array = np.frombuffer(block, np.uint8)
    _, _, nexts = bounds(array)
    quotes = np.flatnonzero(array == ord(dialect.quote))
    last = np.flatnonzero(np.searchsorted(quotes, nexts - 1) % 2 == 0)
    return np.append(0, last + 1)[:-1].astype(np.int64)


def _edges(dialect: Dialect) -> NDArray[np.bool_]:
    """[256] bytes that may stand on the outer side of a quote."""
    table = np.zeros(256, np.bool_)
    table[[LF, CR, ord(dialect.delimiter)]] = True
    if dialect.quote:
        table[ord(dialect.quote)] = True
    return table


def look(block: bytes, dialect: Dialect) -> Lines:
    """Classify every line of a block."""
    array = np.frombuffer(block, np.uint8)
    starts, ends, nexts = bounds(array)
    n = len(starts)
    delimiters = np.flatnonzero(array == ord(dialect.delimiter))
    line_of_delimiter = np.searchsorted(nexts, delimiters, side="right")
    regular = np.ones(n, np.bool_)
    if dialect.quote and dialect.quote_byte in block:
        quotes = np.flatnonzero(array == ord(dialect.quote))
        line_of_quote = np.searchsorted(nexts, quotes, side="right")
        n_quotes = np.bincount(line_of_quote, minlength=n)
        first_quote = np.cumsum(n_quotes) - n_quotes
        odd = (np.arange(len(quotes)) - first_quote[line_of_quote]) % 2 == 1
        edges = _edges(dialect)
        padded = np.concatenate([[LF], array, [LF]])
        before, after = padded[quotes], padded[quotes + 2]
        good = np.where(odd, edges[after], edges[before])
        opens = np.zeros(n, np.bool_)
        opens[line_of_quote[edges[before] & (before != ord(dialect.quote))]] = True
        regular &= n_quotes % 2 == 0
        regular[line_of_quote[~good]] = False
        regular |= ~opens  # quotes within open cells are letters
        n_before = np.searchsorted(quotes, delimiters) - first_quote[line_of_delimiter]
        outside = (n_before % 2 == 0) | ~opens[line_of_delimiter]
        line_of_delimiter = line_of_delimiter[outside]
    cells = np.bincount(line_of_delimiter, minlength=n) + 1
    return Lines(starts, ends, nexts, cells, regular, _blank(block, starts, ends, cells, dialect))


def bounds(
    array: NDArray[np.uint8],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Starts, ends and nexts of the lines of a block, as `Lines` has them."""
    at = np.flatnonzero(array == LF)
    returns = np.flatnonzero(array == CR)
    if len(returns):
        following = array[np.minimum(returns + 1, len(array) - 1)]
        lone = returns[(following != LF) | (returns == len(array) - 1)]
        at = np.union1d(at, lone)
    nexts = at + 1
    if len(array) and (not len(nexts) or nexts[-1] < len(array)):
        nexts = np.append(nexts, len(array))
        at = np.append(at, len(array))
    starts = np.concatenate([[0], nexts[:-1]]).astype(np.int64)
    ends = at.astype(np.int64)
    if len(returns):
        crlf = (ends > starts) & (ends < len(array)) & (array[np.maximum(ends - 1, 0)] == CR)
        crlf &= array[np.minimum(ends, len(array) - 1)] == LF
        ends = ends - crlf
    return starts, ends, nexts.astype(np.int64)


def _blank(
    block: bytes,
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    cells: NDArray[np.int64],
    dialect: Dialect,
) -> NDArray[np.bool_]:
    """Empty lines, and lines of white space that hold no delimiter."""
    blank = starts == ends
    # white space as Unicode has it may begin with these bytes
    array = np.frombuffer(block, np.uint8)
    first = array[np.minimum(starts, max(len(array) - 1, 0))] if len(array) else starts
    candidates = (cells == 1) & ~blank & (np.isin(first, (9, 11, 12, 32)) | (first >= 0xC2))
    for i in np.flatnonzero(candidates).tolist():
        if not block[starts[i] : ends[i]].decode("utf-8", "replace").strip():
            blank[i] = True
    return np.asarray(blank, np.bool_)

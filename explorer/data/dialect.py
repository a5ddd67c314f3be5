"""Which character parts the cells and which one quotes them, from the beginning of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.data.layout import MAX_PREAMBLE
from explorer.data.lines import Dialect, count_lines, look
from explorer.data.plain_text import close_up
from explorer.data.scan import scan_row
from explorer.errors import ReadError
from explorer.records.table import ReadOptions

USUAL = (",", "\t", ";", "|")
# taken only when every line agrees: these stand inside texts as well
UNUSUAL = ("\x1f", "\x01", "^", "~", "::")
# and these inside names, dates and times: taken only where no other will do
WEAK = (" ", ":")
STAND_IN = "\x1f"  # takes the place of a delimiter that is not one ASCII character
MAX_LINES = 2_000
SURE = 1.0  # score from which no unusual delimiter is thought of
ENOUGH = 0.9  # share of lines with the same number of cells
MOST = 0.6  # when the first line with several cells agrees
SOME = 0.3  # when the very first line agrees
MAX_SCANNED = 300  # rows, where quotes make lines and rows differ
NEARLY_ALL, MANY_CELLS = 0.99, 5  # share of rows that agree, where blanks part so many cells
_QUOTED_WORDS = re.compile(rb'(?<!\S)"[^"\r\n]*"(?!\S)')  # in a line of words
_PAIRS = re.compile(rb"(?:\d++ \d++[\r\n]*+)++")
_CLOCK = re.compile(rb"(?:\A|[\s\[(T]|/\d{4}:)\d?\d:[0-5]\d(?::[0-5]\d)?(?![:\w])")


@dataclass(frozen=True, slots=True)
class Found:
    """The dialect, and what stands for the delimiter when that is no single ASCII character.

    Attributes:
        named: bytes of a first line "sep=;" as Excel writes and reads it, or none.
        spaced: blanks stand before quoted cells.
    """

    dialect: Dialect
    shown: str
    named: bytes
    spaced: bool


def find_dialect(sample: bytes, options: ReadOptions) -> Found:
    """Find delimiter and quote, where they are not overruled.

    Args:
        sample: beginning of the text as UTF-8, whole lines.

    Raises:
        ReadError: an overruled delimiter or quote cannot be used.
    """
    named = re.match(rb"\A\"?sep=(.)\"?(?:\r\n|\r|\n)", sample, re.IGNORECASE)
    line = named.group() if named else b""
    body = sample[len(line) :]
    if options.quote is not None:
        _check_quote(options)
    if options.delimiter is not None:
        return _overruled(body, options, line)
    if named:
        return _found(body, named.group(1).decode("latin-1"), options, line)
    quotes = ('"', "'") if options.quote is None else (options.quote,)
    # what is quoted among words parts no cells, whatever it holds
    unquoted = _QUOTED_WORDS.sub(b'""', body)
    best: tuple[float, str] = (0.0, "")
    for quote in quotes:
        if quote == "'" and body.count(b"'") < 4:
            continue
        text = unquoted if quote == '"' else body
        for delimiter in USUAL:
            dialect = Dialect(delimiter, quote)
            score = agreement(close_up(text, dialect), dialect)
            if score > best[0] + (0.05 if quote == "'" else 0.0):
                best = (score, delimiter)
    delimiter = best[1]
    if _agreed(body, "::") > 2:
        delimiter = "::"
    elif best[0] < SURE:
        delimiter = next((each for each in UNUSUAL if _agreed(body, each) > 1), delimiter)
        weak = max(WEAK, key=lambda each: _agreed(body, each))
        if not delimiter and _agreed(body, weak) > 1:
            delimiter = weak
    return _found(body, delimiter or _unused(body), options, line)


def _found(body: bytes, shown: str, options: ReadOptions, line: bytes) -> Found:
    """The dialect of a delimiter, with the quote that goes with it."""
    delimiter = shown
    if len(shown) > 1 or not shown.isascii():
        delimiter = STAND_IN
        body = body.replace(shown.encode(), STAND_IN.encode())
    quote = _quote(body, delimiter) if options.quote is None else options.quote
    dialect = Dialect(delimiter, "" if quote == delimiter else quote)
    return Found(dialect, shown, line, close_up(body, dialect) != body)


def _check_quote(options: ReadOptions) -> None:
    quote = options.quote or ""
    if len(quote) > 1 or not quote.isascii() or quote in ("\r", "\n"):
        raise ReadError(
            f"{quote!r} cannot quote cells.", mend="Choose one of \" and ', or no quotes."
        )
    if quote and quote == options.delimiter:
        raise ReadError(
            f"{quote!r} cannot both part cells and quote them.", mend="Choose two characters."
        )


def _overruled(body: bytes, options: ReadOptions, line: bytes) -> Found:
    delimiter = options.delimiter or ""
    if not delimiter or "\n" in delimiter or "\r" in delimiter:
        raise ReadError(f"{delimiter!r} cannot part cells.", mend="Choose one character.")
    return _found(body, delimiter, options, line)


def agreement(body: bytes, dialect: Dialect) -> float:
    """How well rows agree on their number of cells; 0 when they hold but one or disagree."""
    cells = count_cells(body, dialect)
    several = np.flatnonzero(cells > 1)
    if len(several) == 0:
        return 0.0
    # titles above a table have one cell
    above = int(several[0]) if several[0] <= MAX_PREAMBLE else 0
    cells = cells[above:]
    mode = _mode(cells)
    if mode == 1:
        return 0.0
    share = float(np.count_nonzero(cells == mode) / len(cells))
    first_agrees = bool(cells[0] == mode)
    least = ENOUGH if not first_agrees else (MOST if above else SOME)
    if share < least:
        return 0.0
    return share + 0.2 * first_agrees + 0.002 * min(mode, 20) - 0.1 * (above > 0)


def _mode(cells: NDArray[np.int64]) -> int:
    return int(np.bincount(cells).argmax())


def count_cells(body: bytes, dialect: Dialect) -> NDArray[np.int64]:
    """Cells of each row, blank lines left out."""
    lines = look(body, dialect)
    if lines.regular.all():
        return lines.cells[~lines.blank][:MAX_LINES]
    counts: list[int] = []
    at = 0
    while at < len(body) and len(counts) < MAX_SCANNED:
        row = scan_row(body, at, dialect, 0, True, len(body))
        assert row is not None, "a final block has no row that goes on"
        if len(row.cells) > 1 or row.cells[0].strip():
            counts.append(len(row.cells))
        at = row.end
    return np.array(counts, np.int64)


def _agreed(body: bytes, delimiter: str) -> int:
    """Cells of the first row where all rows agree, but that above row names there may be no name.

    It is 0 where they do not, and where what the delimiter parts is no row.
    """
    first, _, below = body.lstrip().replace(b"\r", b"\n").partition(b"\n")
    if delimiter.encode() not in first:
        return 0
    cells = count_cells(body.replace(delimiter.encode(), STAND_IN.encode()), Dialect(STAND_IN, '"'))
    if len(cells) < 2:
        return 0
    n, mode = int(cells[0]), _mode(cells[1:])
    n_agree = np.count_nonzero(cells[1:] == mode)
    # a log has a damaged line now and then
    least = NEARLY_ALL if delimiter == " " and mode >= MANY_CELLS else 1
    if n_agree < least * (len(cells) - 1) or n not in (mode, mode - 1):
        return 0
    names = delimiter == " " and n == 2 and not _PAIRS.fullmatch(below.strip())
    times = delimiter == ":" and b" " in first and _CLOCK.search(first)
    return 0 if names or times else n


def _unused(body: bytes) -> str:
    """For a file of one column: a delimiter that does not occur, so that no cell is cut."""
    return next((d for d in USUAL if d.encode() not in body), STAND_IN)


def _quote(body: bytes, delimiter: str) -> str:
    """The character that encloses cells; nothing when quotes never do."""
    if delimiter == '"':
        return ""
    enclosed, opened = _enclosed(body, delimiter, '"')
    if enclosed:
        return '"'
    # a few lost quotes are reported, not taken as a rule
    if opened < 5 or opened < 0.1 * count_lines(body):
        single, single_opened = _enclosed(body, delimiter, "'")
        if delimiter != "'" and single >= 2 and single >= 0.8 * single_opened:
            return "'"
        return '"'
    return ""


def _enclosed(body: bytes, delimiter: str, quote: str) -> tuple[int, int]:
    """Cells that a quote encloses, and cells that begin with one."""
    if quote.encode() not in body:
        return 0, 0
    d, q = re.escape(delimiter.encode()), re.escape(quote.encode())
    edge = rb"(?:\A|(?<=[\r\n]|" + d + rb"))"
    closed = edge + q + rb"(?:[^" + q + rb"]|" + q + q + rb")*" + q + rb"(?=[\r\n]|\Z|" + d + rb")"
    enclosed = sum(1 for _ in re.finditer(closed, body))
    opened = sum(1 for _ in re.finditer(edge + q, body))
    return enclosed, opened

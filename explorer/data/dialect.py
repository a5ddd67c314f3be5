"""Which character parts the cells and which one quotes them, from the beginning of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.data.layout import MAX_PREAMBLE
from explorer.data.lines import Dialect, count_lines, look
from explorer.data.scan import scan_row
from explorer.errors import ReadError
from explorer.records.table import ReadOptions

USUAL = (",", "\t", ";", "|")
# taken only when every line agrees: these stand inside texts, dates and times as well
UNUSUAL = ("\x1f", "\x01", "^", "~", ":", " ")
STAND_IN = "\x1f"  # takes the place of a delimiter that is not one ASCII character
MAX_LINES = 2_000
SURE = 1.0  # score from which no unusual delimiter is thought of
ENOUGH = 0.9  # share of lines with the same number of cells
MOST = 0.6  # when the first line with several cells agrees
SOME = 0.3  # when the very first line agrees
MAX_SCANNED = 300  # rows, where quotes make lines and rows differ


@dataclass(frozen=True, slots=True)
class Found:
    """The dialect, and what stands for the delimiter when that is no single ASCII character.

    Attributes:
        named: bytes of a first line "sep=;" as Excel writes and reads it, or none.
    """

    dialect: Dialect
    shown: str
    named: bytes = b""


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
        delimiter = named.group(1).decode("latin-1")
        quote = _quote(body, delimiter) if options.quote is None else options.quote
        return Found(Dialect(delimiter, quote), delimiter, line)
    quotes = ('"', "'") if options.quote is None else (options.quote,)
    best: tuple[float, str] = (0.0, "")
    for quote in quotes:
        if quote == "'" and body.count(b"'") < 4:
            continue
        for delimiter in USUAL:
            score = agreement(body, Dialect(delimiter, quote))
            if score > best[0] + (0.05 if quote == "'" else 0.0):
                best = (score, delimiter)
    delimiter = best[1]
    if best[0] < SURE:
        unusual = _unusual(body)
        if unusual is not None and (not delimiter or unusual not in " :"):
            delimiter = unusual
    delimiter = delimiter or _unused(body)
    quote = _quote(body, delimiter) if options.quote is None else options.quote
    return Found(Dialect(delimiter, quote), delimiter)


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
    if len(delimiter) == 1 and delimiter.isascii():
        if delimiter == options.quote:
            raise ReadError(f"{delimiter!r} cannot both part cells and quote them.")
        quote = _quote(body, delimiter) if options.quote is None else options.quote
        if quote == delimiter:
            quote = ""
        return Found(Dialect(delimiter, quote), delimiter, line)
    body = body.replace(delimiter.encode(), STAND_IN.encode())
    quote = _quote(body, STAND_IN) if options.quote is None else options.quote
    return Found(Dialect(STAND_IN, quote), delimiter, line)


def agreement(body: bytes, dialect: Dialect) -> float:
    """How well rows agree on their number of cells; 0 when they hold but one or disagree."""
    cells = _cells(body, dialect)
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


def _cells(body: bytes, dialect: Dialect) -> NDArray[np.int64]:
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


def _unusual(body: bytes) -> str | None:
    """A delimiter on which all rows agree; above row names there may be no name."""
    for delimiter in UNUSUAL:
        cells = _cells(body, Dialect(delimiter, '"'))
        if len(cells) < 2:
            continue
        mode = _mode(cells[1:])
        agree = bool((cells[1:] == mode).all()) and cells[0] in (mode, mode - 1)
        if agree and cells[0] > 1 and (cells[0] > 2 or delimiter != " "):
            return delimiter
    return None


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

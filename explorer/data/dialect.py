"""Which character parts the cells and which one quotes them, from the beginning of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from explorer.data.lines import Dialect, look
from explorer.errors import ReadError
from explorer.records.table import ReadOptions

USUAL = (",", "\t", ";", "|")
# taken only when every line agrees: these stand inside texts, dates and times as well
UNUSUAL = ("\x1f", "\x01", "^", "~", ":", " ")
STAND_IN = "\x1f"  # takes the place of a delimiter that is not one ASCII character
MAX_LINES = 2_000
ENOUGH = 0.9  # share of lines with the same number of cells
SOME = 0.3  # when the first line agrees


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
            score = _score(body, Dialect(delimiter, quote))
            if score > best[0] + (0.05 if quote == "'" else 0.0):
                best = (score, delimiter)
    if not best[1]:
        best = (0.0, _unusual(body) or _unused(body))
    delimiter = best[1]
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


def _score(body: bytes, dialect: Dialect, whole: bool = False) -> float:
    """How well lines agree on their number of cells; 0 when they hold but one or disagree."""
    lines = look(body, dialect)
    use = np.flatnonzero(lines.regular & ~lines.blank)[:MAX_LINES]
    cells = lines.cells[use]
    if len(cells) == 0:
        return 0.0
    several = cells[cells > 1]
    if len(several) == 0:
        return 0.0
    counts = np.bincount(cells)
    mode = int(counts.argmax())
    if mode == 1:
        return 0.0
    share = counts[mode] / len(cells)
    first_agrees = bool(cells[0] == mode)
    if whole:
        enough = share == 1.0 and (mode > 2 or dialect.delimiter != " ")
        return float(share) if enough and len(cells) > 1 else 0.0
    if share < (SOME if first_agrees else ENOUGH):
        return 0.0
    return float(share + 0.2 * first_agrees + 0.002 * min(mode, 20))


def _unusual(body: bytes) -> str | None:
    for delimiter in UNUSUAL:
        if _score(body, Dialect(delimiter, '"'), whole=True):
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
    if opened < 5:  # a few lost quotes are reported, not taken as a rule
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

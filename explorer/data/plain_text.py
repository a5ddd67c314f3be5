"""A text as other programs leave it, made plain before its lines are parted into cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from explorer.data.lines import Dialect, before_open_quote, last_line_end
from explorer.records.table import Problem

END_MARK = b"\x1a"  # Ctrl-Z, with which DOS ended a text
CLOSED_UP = Problem(
    "blanks before quotes",
    "Blanks stand before cells in quotes; they were taken off with the quotes.",
    "repaired",
    1,
)


def without_end_mark(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Leave out the mark at the end of the text, and blank lines behind it.

    >>> list(without_end_mark(iter([b"a\\n", b"b\\x1a", b"c\\n\\x1a", b"\\r\\n"])))
    [b'a\\n', b'b', b'\\x1a', b'c\\n']
    """
    held: list[bytes] = []  # from a mark on, with nothing behind it so far
    for block in blocks:
        end = len(block.rstrip(END_MARK + b"\r\n"))
        if end:
            yield from held
            held = []
        at = 0 if held else block.find(END_MARK, end)
        if at < 0:
            yield block
            continue
        held.append(block[at:])
        if at:
            yield block[:at]


def stood_in(blocks: Iterator[bytes], shown: bytes, stand_in: bytes) -> Iterator[bytes]:
    """Put one byte for a longer delimiter; a delimiter may be cut between two blocks."""
    held = b""
    for block in blocks:
        block = (held + block).replace(shown, stand_in)
        keep = len(shown) - 1
        held, block = block[len(block) - keep :], block[: len(block) - keep]
        if block:
            yield block
    if held:
        yield held


def close_up(text: bytes, dialect: Dialect) -> bytes:
    """Take off the blanks before quoted cells.

    >>> close_up(b'"a", "b, c", d\\n', Dialect(",", '"'))
    b'"a","b, c", d\\n'
    """
    if dialect.delimiter == " " or not dialect.quote:
        return text
    if dialect.delimiter_byte + b" " not in text or b" " + dialect.quote_byte not in text:
        return text
    # several times as fast as sub, which expands a template for each cell
    return b"".join(_quoted_cell(dialect).split(text))


def closed_up(blocks: Iterator[bytes], dialect: Dialect) -> Iterator[bytes]:
    """The text without the blanks before its quoted cells, which may span lines."""
    held = b""
    for block in blocks:
        block = held + block
        cut = last_line_end(block) or len(block)
        cut = before_open_quote(block[:cut], dialect) or cut
        held = block[cut:]
        yield close_up(block[:cut], dialect)
    if held:
        yield close_up(held, dialect)


@cache
def _quoted_cell(dialect: Dialect) -> re.Pattern[bytes]:
    """What stands before a quoted cell, blanks, and the cell; also where there are no blanks.

    All but the blanks is in groups.
    """
    d, q = re.escape(dialect.delimiter_byte), re.escape(dialect.quote_byte)
    inside = rb"[^" + q + rb"]*+(?:" + q * 2 + rb"[^" + q + rb"]*+)*+"
    edge = rb"[\r\n]|" + d
    return re.compile(rb"(\A|" + edge + rb") *+(" + q + inside + q + rb")(?=\Z|" + edge + rb")")

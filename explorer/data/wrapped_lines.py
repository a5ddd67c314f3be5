"""Lines that stand in quotes as a whole, as Excel leaves a table it did not part into cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from explorer.data.dialect import ENOUGH, USUAL, count_cells
from explorer.data.lines import Dialect, last_line_end
from explorer.data.lists import find_separator
from explorer.records.table import Problem, ReadOptions

UNWRAPPED = Problem(
    "lines in quotes",
    "Each line as a whole stands in quotes; they were taken off.",
    "repaired",
    1,
)
_WHOLE_LINE = re.compile(rb'(?:\A|(?<=[\r\n]))"((?:[^"\r\n]|"")*+)"(?=[\r\n]|\Z)')


def is_wrapped(sample: bytes, options: ReadOptions) -> bool:
    """All lines stand in quotes, without which they agree on several cells.

    Places (Rome, IT) agree as well, but a blank follows their comma; lists do, but their items
    wander.

    Args:
        sample: beginning of the text as UTF-8, whole lines.
    """
    if options.quote not in (None, '"') or not sample.startswith(b'"'):
        return False
    lines = [line for line in re.split(rb"[\r\n]+", sample) if line.strip()]
    if not all(unwrap(line) != line for line in lines):
        return False
    text = unwrap(b"\n".join(lines))
    texts = text.decode("utf-8", "replace").split("\n")
    for delimiter in USUAL:
        if options.delimiter not in (None, delimiter) or delimiter.encode() not in text:
            continue
        cells = count_cells(text, Dialect(delimiter, '"'))
        agree = cells[0] > 1 and np.count_nonzero(cells == cells[0]) >= ENOUGH * len(cells)
        spaced = 2 * text.count(delimiter.encode() + b" ") > text.count(delimiter.encode())
        if agree and not spaced and find_separator(texts, (delimiter,)) is None:
            return True
    return False


def unwrap(text: bytes) -> bytes:
    """Take off the quotes around whole lines, and make those doubled inside single again.

    >>> unwrap(b'"a,b"\\n"x,""y, z"",w"\\n').splitlines()
    [b'a,b', b'x,"y, z",w']
    """
    return _WHOLE_LINE.sub(lambda line: line[1].replace(b'""', b'"'), text)


def unwrapped(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The text with every line unwrapped."""
    held = b""
    for block in blocks:
        block = held + block
        cut = last_line_end(block) or len(block)
        held = block[cut:]
        yield unwrap(block[:cut])
    if held:
        yield unwrap(held)

"""A header that comes again in the body, as where files were joined one behind the other."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.data.lines import Dialect, bounds

MARK = codecs.BOM_UTF8  # joined files may bring theirs along
FEW = 20  # rows at least for each that is the header once more
_LETTER = re.compile(r"[^\W\d_]")


def can_be_told(header: Sequence[str]) -> bool:
    """No row of data is likely to be equal to it: it has two names at least, not of digits alone.

    >>> can_be_told(["grp", "1"]), can_be_told(["word", ""]), can_be_told(["0", "1"])
    (True, False, False)
    """
    names = [cell for cell in header if cell.strip()]
    return len(names) >= 2 and any(map(_LETTER.search, names))


def spellings(header: Sequence[str], written: bytes, dialect: Dialect) -> tuple[bytes, ...]:
    """The header's line as it was written, with no cell in quotes, and with all of them in quotes.

    >>> spellings(["a", "b"], b'a,"b"', Dialect(",", '"'))
    (b'a,"b"', b'a,b', b'"a","b"')
    """
    cells, quote = [cell.encode() for cell in header], dialect.quote_byte
    lines = [written]
    if quote and not any(quote in cell or dialect.delimiter_byte in cell for cell in cells):
        lines += [
            dialect.delimiter_byte.join(around + cell + around for cell in cells)
            for around in (b"", quote)
        ]
    return tuple(dict.fromkeys(lines))


def repeats(block: bytes, headers: Sequence[bytes]) -> NDArray[np.int64]:
    """[n] lines, from 0, that are the header once more, perhaps behind a byte order mark.

    Args:
        headers: its line in every spelling, without line end; none when it cannot be told.
    """
    if not any(header in block for header in headers):
        return np.zeros(0, np.int64)
    array = np.frombuffer(block, np.uint8)
    starts, ends, _ = bounds(array)
    found = []
    for line in (mark + header for header in headers for mark in (b"", MARK)):
        alike = np.flatnonzero(ends - starts == len(line))
        for at, byte in enumerate(line):
            alike = alike[array[starts[alike] + at] == byte]
        found.append(alike)
    return np.concatenate(found)


def same_row(row: Sequence[str], header: Sequence[str]) -> bool:
    """The row says what the header says, perhaps behind a byte order mark."""
    if len(row) != len(header) or list(row[1:]) != list(header[1:]):
        return False
    return row[0].removeprefix(MARK.decode()) == header[0]


def stands_apart(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Rows equal to the header are it once more, not data that come again.

    They are few, and no cell of it is in another row. That could be so in data too, where each row
    as a whole is one thing (DE, Germany): but then the others that come again do so in the same
    way.

    >>> header, others = ["letter", "other"], [["x", "p"], ["y", "q"], ["x", "q"]] * 10
    >>> stands_apart(header, [*others, header]), stands_apart(header, [*others[:10], header])
    (True, False)
    >>> stands_apart(["x", "other"], [*others, ["x", "other"]])
    False
    >>> stands_apart(["DE", "Germany"], [*[["FR", "France"]] * 30, ["DE", "Germany"]])
    False
    """
    others = [tuple(row) for row in rows if not same_row(row, header)]
    if FEW * (len(rows) - len(others)) > len(rows):
        return False
    counts = Counter(others)
    in_rows = [Counter(row[j] for row in counts if j < len(row)) for j in range(len(header))]
    if any(cell.strip() and cell in seen for cell, seen in zip(header, in_rows, strict=True)):
        return False
    again = [row for row, n in counts.items() if n > 1]
    whole = sum(
        all(seen[cell] == 1 for cell, seen in zip(row, in_rows, strict=False)) for row in again
    )
    return 2 * whole <= len(again)

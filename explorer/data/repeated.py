"""A header that comes again in the body, as where files were joined one behind the other."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.data.lines import Lines

MARK = codecs.BOM_UTF8  # joined files may bring theirs along
_LETTER = re.compile(r"[^\W\d_]")


def can_be_told(header: Sequence[str]) -> bool:
    """No row of data is likely to be equal to it: it has two names at least, not of digits alone.

    >>> can_be_told(["grp", "1"]), can_be_told(["word", ""]), can_be_told(["0", "1"])
    (True, False, False)
    """
    names = [cell for cell in header if cell.strip()]
    return len(names) >= 2 and any(map(_LETTER.search, names))


def repeats(block: bytes, lines: Lines, header: bytes) -> NDArray[np.bool_]:
    """[n_lines] the line is the header once more, perhaps behind a byte order mark.

    Args:
        header: its line as it was written, without line end; empty when it cannot be told.
    """
    found = np.zeros(len(lines.starts), np.bool_)
    at = block.find(header) if header else -1
    while at >= 0:
        line = int(np.searchsorted(lines.starts, at, side="right")) - 1
        whole = block[lines.starts[line] : lines.ends[line]]
        found[line] = whole.removeprefix(MARK) == header
        at = block.find(header, at + len(header))
    return found


def same_row(row: Sequence[str], header: Sequence[str]) -> bool:
    """The row says what the header says, perhaps behind a byte order mark."""
    if len(row) != len(header) or list(row[1:]) != list(header[1:]):
        return False
    return row[0].removeprefix(MARK.decode()) == header[0]


def stands_apart(header: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Rows equal to the first one are it once more, not data that come again.

    No cell of it is in another row. That could be so in data too, where each row as a whole is
    one thing (DE, Germany): but then other rows come again in the same way.

    >>> others = [["x", "p"], ["y", "q"], ["x", "q"]]
    >>> stands_apart(["letter", "other"], others), stands_apart(["x", "other"], others)
    (True, False)
    >>> stands_apart(["DE", "Germany"], [["FR", "France"], ["FR", "France"]])
    False
    """
    rows = Counter(map(tuple, others))
    in_rows = [Counter(row[j] for row in rows if j < len(row)) for j in range(len(header))]
    if any(cell.strip() and cell in seen for cell, seen in zip(header, in_rows, strict=True)):
        return False
    whole = sum(
        n > 1 and all(seen[cell] == 1 for cell, seen in zip(row, in_rows, strict=False))
        for row, n in rows.items()
    )
    return 2 * whole < len(rows)

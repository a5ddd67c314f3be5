"""What commands print: tables, JSON, and text that cannot drive a terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from explorer.data.shown import as_spaces
from explorer.errors import SpecError

if TYPE_CHECKING:  # a call for help need not wait for it
    from explorer.records.table import Problem


def show(text: str) -> None:
    """A line on standard output, which holds what was asked for and nothing else.

    Raises:
        SpecError: it cannot be written, as on a full disk.
    """
    with _writable():
        print(text)


def flush() -> None:
    """Write what was shown; raises as `show`."""
    with _writable():
        sys.stdout.flush()


@contextmanager
def _writable() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # Python writes the rest when it ends
        raise SpecError(
            f"Standard output cannot be written: {error.strerror}.",
            mend="Make room, or send it elsewhere.",
        ) from error


def print_json(value: object) -> None:
    show(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(rows: Sequence[tuple[str, ...]]) -> None:
    cells = [[plain(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    for row in cells:
        show("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def plain(text: str) -> str:
    """Uploaded text is hostile: control characters could drive the terminal.

    >>> plain("call back\\r\\nafter 5pm"), plain("\\x1b[2J")
    ('call back after 5pm', '�[2J')
    """
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for letter in as_spaces(text)
    )


def told(problem: Problem) -> str:
    """What was found in a file, and in which of its lines.

    >>> from explorer.records.table import Problem
    >>> told(Problem("stray quote", "A cell has a stray quote.", "repaired", 1, (7,)))
    'A cell has a stray quote. (line 7)'
    >>> told(Problem("short", "113 rows are short.", "repaired", 113, tuple(range(2, 22))))[-31:]
    '17, 18, 19, 20, 21 and 93 more)'
    """
    if not problem.lines:
        return problem.sentence
    lines = "line" if len(problem.lines) == 1 else "lines"
    more = problem.lines_behind(len(problem.lines))
    others = f" and {more:,} more" if more else ""
    return f"{problem.sentence} ({lines} {', '.join(map(str, problem.lines))}{others})"

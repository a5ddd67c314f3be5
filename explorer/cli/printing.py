"""What commands print: tables, JSON, and text that cannot drive a terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a call for help need not wait for it
    from explorer.records.table import Problem


def print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(rows: Sequence[tuple[str, ...]]) -> None:
    cells = [[plain(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    for row in cells:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )


def plain(text: str) -> str:
    """Uploaded text is hostile: control characters could drive the terminal."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def told(problem: Problem) -> str:
    """What was found in a file, and in which of its lines.

    >>> from explorer.records.table import Problem
    >>> told(Problem("stray quote", "A cell has a stray quote.", "repaired", 1, (7,)))
    'A cell has a stray quote. (line 7)'
    """
    if not problem.lines:
        return problem.sentence
    lines = "line" if len(problem.lines) == 1 else "lines"
    return f"{problem.sentence} ({lines} {', '.join(map(str, problem.lines))})"

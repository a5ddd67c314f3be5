"""The first row: names of columns, or data already? And names made unique."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explorer.data.number_names import NUMBER, are_names
from explorer.data.repeated import can_be_told, same_row, stands_apart
from explorer.data.shapes import COMPACT_DATE, DATES, PERIODS
from explorer.records.table import Problem

_DATE = re.compile("|".join(f"(?:{pattern})" for pattern in (*DATES, *PERIODS, COMPACT_DATE)))


def is_header(rows: Sequence[Sequence[str]]) -> bool:
    """Does the first row name the columns?

    It does unless it looks like the rows below it: its texts come again in their own columns,
    or it holds numbers that are no names themselves, as years are. Names above numbers or dates
    speak for a header more than anything against it. Where it comes again as a whole, as in joined
    files, that says nothing.
    """
    if len(rows) < 2:
        return True
    first, body = rows[0], _without_first(rows)
    for_header = against = numbers = 0
    for j, name in enumerate(cell.strip() for cell in first):
        column = [row[j].strip() for row in body if j < len(row) and row[j].strip()]
        if not name or not column:
            continue
        typed = _kind(name)
        kinds = [_kind(cell) for cell in column[:100]]
        usual = max(set(kinds), key=kinds.count)
        alike = kinds.count(usual) >= 0.95 * len(kinds)
        if usual != "text" and alike:
            if typed == "text":
                for_header += 2
            elif typed == usual:
                numbers += typed == "number"
                against += typed == "date"
        elif typed == "number":
            numbers += 1
        elif typed == "date":
            against += 1
        elif name in column:
            against += 2
        elif len(column) >= 20 and len(set(column)) <= len(column) / 4:
            for_header += 2  # as data it would come again
    again = list(first) in [list(row) for row in body[:100]]
    if numbers and (again or not are_names(first, body[:100])):
        against += numbers
    return for_header >= against


def _without_first(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """The rows below the first, without those that are the same header once more."""
    first, body = rows[0], rows[1:]
    if not repeats_are_headers(rows):
        return body
    return [row for row in body if not same_row(row, first)]


def repeats_are_headers(rows: Sequence[Sequence[str]]) -> bool:
    """Rows equal to the first one, here or further down, are the same header once more."""
    first, body = rows[0], rows[1:]
    if not can_be_told(first):
        return False
    others = [row for row in body if not same_row(row, first)]
    return len(others) == len(body) or _above_typed(first, others) or stands_apart(first, body)


def _above_typed(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """A text stands above numbers or dates alone."""
    for j, name in enumerate(first):
        column = [row[j].strip() for row in others[:100] if j < len(row) and row[j].strip()]
        if column and _kind(name.strip()) == "text" and "text" not in map(_kind, column):
            return True
    return False


def _kind(cell: str) -> str:
    if _DATE.fullmatch(cell):
        return "date"
    return "number" if NUMBER.fullmatch(cell) else "text"


def unique_names(first: Sequence[str], lines: tuple[int, ...]) -> tuple[list[str], list[Problem]]:
    """Names in one line; empty and repeated ones get a name of their own, all of which is said.

    >>> unique_names(["a", "", "a", "b\\nc", "b c"], (1,))[0]
    ['a', 'column 2', 'a_2', 'b c_2', 'b c']
    """
    given = [" ".join(name.split()) for name in first]
    folded = [name.strip() != one for name, one in zip(first, given, strict=True)]
    as_written = {name for name, other in zip(given, folded, strict=True) if not other}
    taken = set(given)
    used: set[str] = set()  # by columns further to the left
    latest: dict[str, int] = {}  # number that a doubled name got last
    names: list[str] = []
    empty: list[str] = []
    doubled: list[str] = []
    for j, name in enumerate(given):
        new = name
        if not name:
            new = _free(f"column {j + 1}", taken)
            empty.append(new)
        elif name in used or (folded[j] and name in as_written):
            new = _free(name, taken, latest.get(name, 1) + 1)
            latest[name] = int(new.removeprefix(f"{name}_"))
            doubled.append(new)
        taken.add(new)
        used.add(new)
        names.append(new)
    problems = []
    if empty:
        problems.append(
            Problem(
                "columns without a name",
                f"{_columns(len(empty))} without a name {_is(len(empty))} called {_some(empty)}.",
                "repaired",
                len(empty),
                lines,
            )
        )
    if doubled:
        problems.append(
            Problem(
                "doubled names",
                f"{_columns(len(doubled))} with a name that another column has already "
                f"{_is(len(doubled))} called {_some(doubled)}.",
                "repaired",
                len(doubled),
                lines,
            )
        )
    in_one_line = [name for name, other in zip(names, folded, strict=True) if other]
    if in_one_line:
        n = len(in_one_line)
        problems.append(
            Problem(
                "names in one line",
                f"{_columns(n)} with line breaks or other blanks than single spaces in "
                f"{'its name' if n == 1 else 'their names'} {_is(n)} called {_some(in_one_line)}.",
                "note",
                n,
                lines,
            )
        )
    return names, problems


def _free(name: str, taken: set[str], first: int = 1) -> str:
    number = first
    new = name if first == 1 else f"{name}_{number}"
    while new in taken:
        number += 1
        new = f"{name}_{number}"
    return new


def _columns(n: int) -> str:
    return "1 column" if n == 1 else f"{n} columns"


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


def _some(names: list[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:5])
    return shown + (f" and {len(names) - 5} more" if len(names) > 5 else "")

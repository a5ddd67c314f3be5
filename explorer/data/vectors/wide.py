"""Which columns of a table are the numbers of vectors, and which one names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.records.vectors import MAX_VECTOR_DIM

NAMES = ("category", "word", "token", "label", "name", "key", "item", "id", "title", "text")
COUNTS = ("count", "counts", "frequency", "freq", "n")
LEAST_DIM = 8  # numbers of a row from which it may be a vector; that is asked, never assumed
FEW_REPEATS = 0.2  # share of names that came before; more are categories of what was measured
OURS = ("category", "kind", "count", "dim_1")  # what our own CSV begins with
_NUMBERED = re.compile(r"(.*?)(\d{1,5})")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as far as it matters here.

    Attributes:
        repeats: share of its values that an earlier row has; 0 where none comes twice.
    """

    name: str
    kind: Literal["text", "whole", "fraction", "other"]
    repeats: float = 1.0


@dataclass(frozen=True, slots=True)
class Wide:
    """Places of columns: the vectors' numbers in their order, their name, their count.

    Attributes:
        ours: the table has the headings that this project writes.
        likely: it may be meant as vectors.
    """

    dims: tuple[int, ...]
    label: int | None
    count: int | None
    others: tuple[int, ...]
    ours: bool
    likely: bool


def find_wide(headings: Sequence[Heading]) -> Wide | None:
    """Sort out the columns of a table; None when fewer than two of them are numbers.

    It may be vectors where no name comes twice. A few names may where the numbers' headings count
    up as well: columns of what was measured have names of their own.

    >>> wide = find_wide([Heading("word", "text", 0.0), Heading("x1", "fraction"),
    ...                   Heading("x2", "fraction"), Heading("n", "whole")])
    >>> wide.dims, wide.label, wide.count, wide.likely
    ((1, 2), 0, 3, False)
    """
    names = [heading.name for heading in headings]
    ours = tuple(names[:4]) == OURS and all(name.startswith("dim_") for name in names[3:])
    count = next(
        (
            i
            for i, heading in enumerate(headings)
            if heading.name.lower() in COUNTS and heading.kind == "whole"
        ),
        None,
    )
    numeric = [
        i
        for i, heading in enumerate(headings)
        if heading.kind in ("whole", "fraction") and i != count
    ]
    dims = _numbered(names, numeric)
    numbered = 5 * len(dims) >= 3 * len(numeric)  # a row of such headings that stands out
    if not numbered:
        dims = [i for i in numeric if headings[i].kind == "fraction"] or numeric
    if ours:
        dims = list(range(3, len(names)))
    label = 0 if ours else _label(headings, dims)
    if not dims or (len(dims) < 2 and not ours) or len(dims) > MAX_VECTOR_DIM:
        return None
    rest = [i for i in range(len(names)) if i not in {*dims, label, count}]
    fractions = sum(headings[i].kind == "fraction" for i in dims)
    likely = (
        len(dims) >= LEAST_DIM
        and 5 * fractions >= 4 * len(dims)
        and 5 * len(dims) >= 3 * len(headings)
        and (label is None or headings[label].repeats <= (FEW_REPEATS if numbered else 0.0))
    )
    return Wide(tuple(dims), label, count, tuple(rest), ours, likely or ours)


def _numbered(names: Sequence[str], numeric: Sequence[int]) -> list[int]:
    """The largest group of columns whose headings count up, as dim_1, dim_2 ... do."""
    groups: dict[str, list[tuple[int, int]]] = {}
    for i in numeric:
        if found := _NUMBERED.fullmatch(names[i]):
            groups.setdefault(found[1], []).append((int(found[2]), i))
    largest = max(groups.values(), key=len, default=[])
    return [i for _, i in sorted(largest)]


def _label(headings: Sequence[Heading], dims: Sequence[int]) -> int | None:
    """The column of the names: that with the fewest repeats, called so where several are alike."""
    taken = set(dims)
    texts = [i for i, heading in enumerate(headings) if heading.kind == "text" and i not in taken]
    for most in (0.0, FEW_REPEATS, 1.0):
        fitting = [i for i in texts if headings[i].repeats <= most]
        called = [i for i in fitting if headings[i].name.lower() in NAMES]
        if called or fitting:
            return (called or fitting)[0]
    return None

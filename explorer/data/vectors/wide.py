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
OURS = ("category", "kind", "count", "dim_1")  # what our own CSV begins with
_NUMBERED = re.compile(r"(.*?)(\d{1,5})")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as far as it matters here.

    Attributes:
        distinct: no value comes twice.
    """

    name: str
    kind: Literal["text", "whole", "fraction", "other"]
    distinct: bool = False


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

    >>> wide = find_wide([Heading("word", "text", True), Heading("x1", "fraction"),
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
    if 5 * len(dims) < 3 * len(numeric):  # no row of numbered headings that stands out
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
        and (label is None or headings[label].distinct)
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
    """The column of the names: called so, or the first in which no text comes twice."""
    taken = set(dims)
    texts = [i for i, heading in enumerate(headings) if heading.kind == "text" and i not in taken]
    known = [i for i in texts if headings[i].name.lower() in NAMES and headings[i].distinct]
    distinct = [i for i in texts if headings[i].distinct]
    named = [i for i in texts if headings[i].name.lower() in NAMES]
    for found in (known, distinct, named, texts):
        if found:
            return found[0]
    return None

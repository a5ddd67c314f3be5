"""From what was gathered to embeddings: most frequent first, with what colors them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from explorer.records.embedding import CATEGORY, MISSING, Embedding, Facet
from explorer.records.table import Problem
from explorer.records.vectors import Imported, VectorFile

ENDINGS = {".gz", ".vec", ".txt", ".csv", ".tsv", ".bin", ".parquet", ".w2v", ".glove", ".xlsx"}


@dataclass(frozen=True, slots=True)
class Part:
    """One column of vectors in the order of the file.

    Attributes:
        kinds, counts: [n], or None where the file does not tell.
        facets: what else it tells of the entries.
    """

    column: str
    names: tuple[str, ...]
    vectors: NDArray[np.float32]
    kinds: NDArray[np.uint8] | None = None
    counts: NDArray[np.int64] | None = None
    facets: tuple[Facet, ...] = ()
    problems: tuple[Problem, ...] = ()


def column_of(file: str) -> str:
    """What the one column of a file is called: the file's name without its endings.

    >>> column_of("glove.6B.50d.txt.gz"), column_of("city.vec"), column_of(".csv")
    ('glove.6B.50d', 'city', 'vectors')
    """
    path = PurePath(file.replace("\\\\", "/"))
    while path.suffix.lower() in ENDINGS:
        path = path.with_suffix("")
    return "vectors" if path.name.lower() in {"", *ENDINGS} else path.name


def assemble(source: Imported, parts: list[Part]) -> VectorFile:
    """All columns of a file."""
    counted = any(part.counts is not None and bool(part.counts.any()) for part in parts)
    problems = [replace_begin(part, len(parts) > 1) for part in parts]
    source = replace(
        source,
        counted=counted,
        problems=(*source.problems, *(one for several in problems for one in several)),
    )
    ordered = [_most_frequent_first(part) for part in parts]
    return VectorFile(
        source,
        tuple(_embedding(part) for part in ordered),
        tuple(_facets(part) for part in ordered),
    )


def replace_begin(part: Part, several: bool) -> tuple[Problem, ...]:
    """Problems of one of several columns name it."""
    if not several:
        return part.problems
    return tuple(
        replace(problem, sentence=f"{part.column}: {problem.sentence}") for problem in part.problems
    )


def _embedding(part: Part) -> Embedding:
    n = len(part.names)
    kinds = np.full(n, CATEGORY, np.uint8) if part.kinds is None else part.kinds
    counts = np.zeros(n, np.int64) if part.counts is None else part.counts
    return Embedding(part.column, part.names, kinds, counts, part.vectors)


def _most_frequent_first(part: Part) -> Part:
    """Categories by falling count, then rare, then missing; the file's order where they tie."""
    kinds = np.zeros(len(part.names), np.uint8) if part.kinds is None else part.kinds
    counts = np.zeros(len(part.names), np.int64) if part.counts is None else part.counts
    by_count = np.where(kinds == CATEGORY, -counts, 0)
    order = np.lexsort((by_count, kinds))
    if (order == np.arange(len(order))).all():
        return part
    assert MISSING > CATEGORY, "kinds are in the order of the entries"
    return replace(
        part,
        names=tuple(part.names[i] for i in order.tolist()),
        vectors=part.vectors[order],
        kinds=kinds[order],
        counts=counts[order],
        facets=tuple(_taken(facet, order) for facet in part.facets),
    )


def _taken(facet: Facet, order: NDArray[np.int64]) -> Facet:
    return replace(
        facet,
        groups=None if facet.groups is None else facet.groups[order],
        numbers=None if facet.numbers is None else facet.numbers[order],
    )


def _facets(part: Part) -> tuple[Facet, ...]:
    """Counts where there are any, else the order of the file, which then tells the same."""
    n = len(part.names)
    if part.counts is not None and part.counts.any():
        first = Facet("frequency", "frequency", numbers=part.counts.astype(np.float64))
    else:
        first = Facet("place in the file", "data", numbers=np.arange(1.0, n + 1))
    return (first, *part.facets)

"""Rows of a table to one column of vectors, whether they came as text or as numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from explorer.data.facets import grouped
from explorer.data.formulas import as_written
from explorer.data.vectors.assembling import Part
from explorer.data.vectors.gathering import Gathering
from explorer.data.vectors.limits import VectorLimits
from explorer.records.embedding import CATEGORY, MISSING, RARE, UNKNOWN, Facet, apart
from explorer.records.row_lines import RowLines
from explorer.records.table import Problem

KINDS = {"category": CATEGORY, "rare": RARE, "missing": MISSING, "unknown": UNKNOWN}


def part_of_rows(
    file: str,
    column: str,
    names: list[str | None],
    vectors: NDArray[np.float32],
    limits: VectorLimits,
    *,
    kinds: list[str | None] | None = None,
    counts: NDArray[np.int64] | None = None,
    ours: bool = False,
    defused: bool = False,
    lines: RowLines | None = None,
) -> tuple[Part, NDArray[np.int64]]:
    """One column of vectors, and the row of the table that each entry came from.

    Args:
        ours: this project wrote it, so that no name means missing. defused: and as cells of a
            spreadsheet, so that an apostrophe before a formula is not part of the name.
        kinds: "category", "rare", "missing" or "unknown" of each row. There is one place for what
            was never seen: of several rows that are called unknown the last is.
        lines: of the rows in the file; without them the problems tell rows, from 1.
    """
    n, dim = vectors.shape
    kind_of = np.array([KINDS.get(kind or "", CATEGORY) for kind in kinds or [None] * n], np.uint8)
    if ours:
        kind_of[[name is None for name in names]] = MISSING
    if defused:
        names = [None if name is None else as_written(name) for name in names]
    kind_of[np.flatnonzero(kind_of == UNKNOWN)[:-1]] = CATEGORY
    plain = np.flatnonzero(kind_of == CATEGORY)
    gathering = Gathering(file, dim, limits.fitting(dim), unit="row")
    gathering.add([names[i] or "" for i in plain.tolist()], vectors[plain], plain + 1)
    found = gathering.finish()
    # What is no category may be called like one; it comes last.
    special = np.flatnonzero((kind_of != CATEGORY) & np.isfinite(vectors).all(axis=1))
    rows = np.concatenate([found.places - 1, special])
    missing = apart("missing", set(found.names))
    part = Part(
        column,
        (*found.names, *(names[i] or missing for i in special.tolist())),
        np.concatenate([found.vectors, vectors[special]]) if len(special) else found.vectors,
        kinds=kind_of[rows],
        counts=None if counts is None else counts[rows],
        problems=tuple(_by_line(problem, lines) for problem in found.problems),
    )
    return part, rows


def _by_line(problem: Problem, lines: RowLines | None) -> Problem:
    """A problem told by rows, from 1, told by the lines of the file."""
    if lines is None or not problem.lines:
        return problem
    rows = np.array(problem.lines, np.int64) - 1
    return replace(problem, lines=tuple(lines.of(rows).tolist()))


def text_facet(name: str, texts: pa.StringArray, codes: NDArray[np.int32]) -> Facet | None:
    """Groups of the entries, or None where every one has a text of its own.

    Args:
        codes: [n] 0 for none, else 1 + place in `texts`.
    """
    present = codes[codes > 0]
    if not len(present) or (len(present) > 2 and len(np.unique(present)) == len(present)):
        return None
    return grouped(name, "labels", codes - 1, texts.to_pylist())

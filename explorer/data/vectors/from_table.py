"""Vectors in the rows of a table that was read as text: CSV and its relatives, Excel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.data.numeric import numbers
from explorer.data.vectors.assembling import Part, column_of
from explorer.data.vectors.by_hand import MOSTLY, heading
from explorer.data.vectors.limits import VectorLimits
from explorer.data.vectors.rows import part_of_rows, text_facet
from explorer.data.vectors.text_sight import NUMBER
from explorer.data.vectors.wide import Heading, Wide, find_wide
from explorer.errors import ReadError
from explorer.records.embedding import Facet
from explorer.records.table import MISSING, Column, ColumnProfile, Table
from explorer.records.vectors import Sight

PROBED = 200  # distinct texts of a column


def find_in_table(table: Table) -> Sight | None:
    """Whether the rows of a table may be vectors, by its profiles alone."""
    wide = find_wide([_heading(column) for column in table.columns])
    if wide is None or not wide.likely:
        return None
    dim = len(wide.dims)
    named = "a name and " if wide.label is not None else ""
    sentence = f"Every row is {named}{dim:,} numbers."
    if wide.label is not None and not wide.ours:
        sentence = (
            f"Every row is a name from {table.columns[wide.label].name!r} and {dim:,} numbers."
        )
    if wide.label is not None and not wide.ours:
        sentence += _repeated(table.columns[wide.label].profile)
    return Sight("table", wide.ours, dim, sentence)


def _repeated(names: ColumnProfile) -> str:
    """That names come again, as their rows would be left out; empty where none does."""
    n = names.n_rows - names.n_missing - names.n_categories
    if not n:
        return ""
    rows = "1 row repeats" if n == 1 else f"{n:,} rows repeat"
    return f" {rows} a name; the first of each would count."


def part_of_table(table: Table, limits: VectorLimits) -> Part:
    """The vectors of a table.

    Raises:
        ReadError: it has fewer than two columns of numbers.
    """
    wide = find_wide([_heading(column) for column in table.columns])
    if wide is None:
        raise ReadError(
            f"{table.name} has no columns of numbers that could be vectors.",
            mend="Give a column of names and one column for each number.",
        )
    n = table.n_rows
    vectors = np.empty((n, len(wide.dims)), np.float32)
    with np.errstate(over="ignore"):  # what is infinite then is left out, and said
        for j, place in enumerate(wide.dims):
            vectors[:, j] = _numbers_of(table.columns[place])
    label = None if wide.label is None else table.columns[wide.label]
    names = [f"row {i + 1}" for i in range(n)] if label is None else _texts_of(label)
    part, rows = part_of_rows(
        table.name,
        column_of(table.name) if label is None or wide.ours else label.name,
        list(names),
        vectors,
        limits,
        kinds=_texts_of(table.columns[1]) if wide.ours else None,
        counts=_counts_of(table, wide),
        ours=wide.ours,
        defused=wide.ours,
        lines=table.lines,
    )
    beside = () if wide.ours else wide.others
    facets = (_facet(table.columns[place], rows) for place in beside)
    kept = tuple(facet for facet in facets if facet is not None)
    return Part(part.column, part.names, part.vectors, part.kinds, part.counts, kept, part.problems)


def _heading(column: Column) -> Heading:
    number = column.profile.number is not None
    return heading(column.profile, not number and _mostly_numbers(column))


def _mostly_numbers(column: Column) -> bool:
    """A few cells that are no numbers do not make it a column of texts; their rows go."""
    texts = column.values[:PROBED].to_pylist()
    return sum(_worth(text) is not None for text in texts) >= MOSTLY * max(1, len(texts))


def _numbers_of(column: Column) -> NDArray[np.float64]:
    worth = numbers(column.values)
    if worth is None:
        each = [_worth(text) for text in column.values.to_pylist()]
        worth = np.array([np.nan if one is None else one for one in each])
    return np.append(worth, np.nan)[np.asarray(column.codes) - 1]  # code 0, missing, is the last


def _worth(text: str) -> float | None:
    plain = text.strip()
    return float(plain) if NUMBER.fullmatch(plain.encode()) else None


def _texts_of(column: Column) -> list[str | None]:
    texts = [*column.values.to_pylist(), None]
    return [texts[code - 1] for code in column.codes.tolist()]


def _counts_of(table: Table, wide: Wide) -> NDArray[np.int64] | None:
    if wide.count is None:
        return None
    worth = np.nan_to_num(_numbers_of(table.columns[wide.count]), nan=0.0)
    return np.clip(worth, 0, 2**53).astype(np.int64)


def _facet(column: Column, rows: NDArray[np.int64]) -> Facet | None:
    codes = np.asarray(column.codes)[rows]
    if column.profile.number is not None:
        values = _numbers_of(column)[rows]
        return Facet(column.name, "data", numbers=values) if np.isfinite(values).any() else None
    assert MISSING == 0, "what text_facet takes for none"
    return text_facet(column.name, column.values, codes)

"""Vectors in a Parquet file: as lists of numbers, or one column for each number."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet
from numpy.typing import NDArray

from explorer.data.parquet_file import as_texts
from explorer.data.vectors.arrow_numbers import (
    counts_of,
    floats,
    is_list,
    is_text,
    is_whole,
    vectors_of,
)
from explorer.data.vectors.assembling import Part, column_of
from explorer.data.vectors.limits import VectorLimits
from explorer.data.vectors.rows import part_of_rows, text_facet
from explorer.data.vectors.wide import COUNTS, NAMES, Heading, find_wide
from explorer.errors import LimitError, ReadError
from explorer.records.embedding import Facet
from explorer.records.vectors import Sight

OURS = ("column", "category", "count", "vector")  # what this project writes
RARE = re.compile(r"rare \([\d,]+ values?\)")  # how the rare bucket is called
UNKNOWN = "unknown (never seen)"  # how the place of what was never seen is called
MAX_ROWS = 20_000_000
MAX_COLUMNS = 5_000


def find_in_parquet(path: Path) -> Sight | None:
    """Whether a Parquet file holds vectors, by its schema and first row.

    Lists of fractions can hardly be anything else; columns of numbers are asked about.
    """
    try:
        with pa.OSFile(str(path)) as handle:
            file = parquet.ParquetFile(handle)
            schema = file.schema_arrow
            lists = [field.name for field in schema if is_list(field.type)]
            if lists and file.metadata.num_rows:
                batch = next(file.iter_batches(1, columns=lists[:1]), None)
                first = batch.column(0)[0].as_py() if batch is not None and len(batch) else None
                dim = len(first or ())
                what = f"{lists[0]!r} holds a list of {dim:,} numbers in every row."
                return Sight("parquet", True, dim, what) if dim else None
    except (pa.ArrowException, OSError, ValueError, OverflowError, StopIteration):
        return None  # the reader of tables says what is wrong with it
    return None


def parts_of_parquet(path: Path, name: str, limits: VectorLimits) -> list[Part]:
    """The vectors of a Parquet file, one part for each column of ours or of lists.

    Raises:
        ReadError: it is damaged, or has no vectors. LimitError: it has too many rows or columns.
    """
    try:
        with pa.OSFile(str(path)) as handle:
            file = parquet.ParquetFile(handle, pre_buffer=False)
            if file.metadata.num_rows > MAX_ROWS or len(file.schema_arrow) > MAX_COLUMNS:
                raise LimitError(
                    f"{name} has {file.metadata.num_rows:,} rows and {len(file.schema_arrow):,}"
                    f" columns; at most {MAX_ROWS:,} and {MAX_COLUMNS:,} are read here.",
                    mend="Write a part of them into a file of its own.",
                )
            table = _first_rows(file, limits)
        return _parts(table, name, limits)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise ReadError(
            f"The Parquet file {name} is damaged.", mend="Write it again, or export it as CSV."
        ) from error


def _first_rows(file: parquet.ParquetFile, limits: VectorLimits) -> pa.Table:
    """All that may be kept, and one more, so that what is behind it is noticed."""
    several = OURS[0] in file.schema_arrow.names
    most, batches, taken = limits.max_numbers, [], 0
    for batch in file.iter_batches(1 << 14):
        batches.append(batch)
        taken += _size(batch)
        if taken > most or (not several and sum(map(len, batches)) > limits.max_vectors):
            break
    return pa.Table.from_batches(batches, file.schema_arrow)


def _size(batch: pa.RecordBatch) -> int:
    """Numbers in a batch."""
    return sum(
        len(column.flatten()) if is_list(column.type) else len(column) for column in batch.columns
    )


def _parts(table: pa.Table, name: str, limits: VectorLimits) -> list[Part]:
    table = table.combine_chunks()
    if tuple(table.column_names) == OURS and is_list(table["vector"].type):
        return _ours(table, name, limits)
    lists = [field.name for field in table.schema if is_list(field.type)]
    if not lists:
        return [_wide(table, name, limits)]
    return [_listed(table, column, name, limits, len(lists) > 1) for column in lists]


def _ours(table: pa.Table, name: str, limits: VectorLimits) -> list[Part]:
    parts = []
    for column in pc.unique(table["column"]).to_pylist():
        own = table.filter(pc.equal(table["column"], column))
        names = own["category"].to_pylist()
        counts = own["count"].fill_null(0).to_numpy()
        kinds = _kinds(names, counts)
        part, _ = part_of_rows(
            name,
            str(column),
            names,
            vectors_of(own["vector"], name),
            limits,
            kinds=kinds,
            counts=counts,
            ours=True,
        )
        parts.append(part)
    return parts


def _kinds(names: list[str | None], counts: NDArray[np.int64]) -> list[str | None]:
    """What is no category, by its name and place: behind the categories come rare, missing, which
    has no name, and unknown, which no row of the data has."""
    kinds = ["rare" if each is not None and RARE.fullmatch(each) else None for each in names]
    behind = 2
    if names[-1] is not None and names[-1].startswith(UNKNOWN) and counts[-1] == 0:
        kinds[-1], behind = "unknown", 3
    if kinds.count("rare") > 1 or "rare" not in kinds[-behind:]:
        kinds = [None if each == "rare" else each for each in kinds]
    return kinds


def _listed(table: pa.Table, column: str, name: str, limits: VectorLimits, several: bool) -> Part:
    """A column of lists, named by a column of texts."""
    beside = [field.name for field in table.schema if not is_list(field.type)]
    texts = [each for each in beside if is_text(table.schema.field(each).type)]
    known = [each for each in texts if each.lower() in NAMES] or texts
    label = known[0] if known else None
    names = (
        [f"row {i + 1}" for i in range(len(table))]
        if label is None
        else as_texts(table[label].chunk(0)).to_pylist()
    )
    counts = next(
        (each for each in beside if each.lower() in COUNTS and is_whole(table[each].type)), None
    )
    part, rows = part_of_rows(
        name,
        column if several else (label or column_of(name)),
        names,
        vectors_of(table[column], name),
        limits,
        counts=None if counts is None else counts_of(table[counts]),
    )
    others = [each for each in beside if each not in (label, counts)]
    return _with_facets(part, table, others, rows)


def _wide(table: pa.Table, name: str, limits: VectorLimits) -> Part:
    """One column for each number."""
    headings = []
    for field, column in zip(table.schema, table.columns, strict=True):
        kind, repeats = "other", 1.0
        if pa.types.is_floating(field.type):
            kind = "fraction"
        elif pa.types.is_integer(field.type):
            kind = "whole"
        elif is_text(field.type):
            kind = "text"
            present = column.drop_null()
            repeats = 1 - len(pc.unique(present)) / max(1, len(present))
        headings.append(Heading(field.name, kind, repeats))  # type: ignore[arg-type]  # literals
    wide = find_wide(headings)
    if wide is None:
        raise ReadError(
            f"{name} has no columns of numbers that could be vectors.",
            mend="Give a column of names, and the vectors as lists or one column for each number.",
        )
    vectors = np.empty((len(table), len(wide.dims)), np.float32)
    for j, place in enumerate(wide.dims):
        vectors[:, j] = floats(table.column(place))
    label = None if wide.label is None else table.column_names[wide.label]
    names = (
        [f"row {i + 1}" for i in range(len(table))]
        if label is None
        else as_texts(table[label].chunk(0)).to_pylist()
    )
    counts = None if wide.count is None else counts_of(table.column(wide.count))
    part, rows = part_of_rows(name, label or column_of(name), names, vectors, limits, counts=counts)
    return _with_facets(part, table, [table.column_names[i] for i in wide.others], rows)


def _with_facets(part: Part, table: pa.Table, others: list[str], rows: NDArray[np.int64]) -> Part:
    facets: list[Facet] = []
    for each in others:
        column = table[each]
        if pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
            values = floats(column)[rows].astype(np.float64)
            if np.isfinite(values).any():
                facets.append(Facet(each, "data", numbers=values))
        elif is_text(column.type):
            encoded = as_texts(column.chunk(0))
            codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)[rows] + 1
            facet = text_facet(each, encoded.dictionary, codes.astype(np.int32))
            if facet is not None:
                facets.append(facet)
    kept = tuple(facets)
    return Part(part.column, part.names, part.vectors, part.kinds, part.counts, kept, part.problems)

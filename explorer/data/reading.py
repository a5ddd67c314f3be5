"""A file of unknown kind to a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from explorer.data.dictionary import ColumnBuilder
from explorer.data.limits import ReadLimits
from explorer.data.profiling import profile
from explorer.errors import ReadError
from explorer.records.table import Column, Reading, ReadOptions, Table

Progress = Callable[[float, str], None]


def read_table(
    path: Path,
    name: str,
    options: ReadOptions | None = None,
    limits: ReadLimits | None = None,
    progress: Progress | None = None,
) -> Table:
    """Read a file, whatever its name says it is."""
    import pyarrow.csv as csv

    limits = limits or ReadLimits()
    if path.stat().st_size == 0:
        raise ReadError(f"{name} is empty: it has 0 bytes.", mend="Upload a file with data.")
    with path.open("rb") as file:
        names = file.readline().decode("utf-8-sig").rstrip("\r\n").split(",")
    kind = pa.dictionary(pa.int32(), pa.string())
    rows = csv.read_csv(
        path,
        convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, kind)),
    )
    columns = []
    for column in rows.columns:
        builder = ColumnBuilder(limits.max_categories)
        for chunk in column.chunks:
            builder.add(chunk)
        columns.append(builder)
    if rows.num_rows == 0:
        raise ReadError(f"{name} has no data rows.", mend="Upload a file with rows.")
    return Table(name, rows.num_rows, build_columns(names, columns), Reading("csv"))


def build_columns(names: list[str], builders: list[ColumnBuilder]) -> tuple[Column, ...]:
    """Finish and profile the columns one after the other."""
    columns = []
    for name, builder in zip(names, builders, strict=True):
        values, counts, codes = builder.finish()
        columns.append(
            Column(name, values, counts, codes, profile(name, values, counts, len(codes)))
        )
    return tuple(columns)

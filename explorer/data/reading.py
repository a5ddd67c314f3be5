"""A file of unknown kind to a table: what it is, how it is read, what each column looks like."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from explorer.data.columns import finish
from explorer.data.csv_file import read_csv
from explorer.data.excel_file import read_excel
from explorer.data.limits import ReadLimits
from explorer.data.parquet_file import read_parquet
from explorer.data.signatures import content
from explorer.data.source import Source
from explorer.errors import ReadError
from explorer.records.table import ReadOptions, Table

HEAD = 1 << 16  # bytes by which the kind of a file is told

Progress = Callable[[float, str], None]


def read_table(
    path: Path,
    name: str,
    options: ReadOptions | None = None,
    limits: ReadLimits | None = None,
    progress: Progress | None = None,
) -> Table:
    """Read a file, whatever its name says it is: CSV and its kin, gzip, Parquet, Excel.

    Nothing is trusted: bytes are inflated within limits, no pickle is ever opened, no formula
    is run. What had to be repaired or left out is in `Table.problems`, with the physical
    line numbers of the uploaded file.

    Args:
        path: where the bytes are; only read.
        name: the file's name as uploaded, for sentences.
        options: what a person overruled; everything else is found in the file.
        limits: bounds of memory and time.
        progress: called now and then with a share from 0 to 1 and what is done just now.

    Raises:
        ReadError: the bytes are no table, or it has no rows; with what to do about it.
        LimitError: it has more bytes, rows or columns than `limits` allows.
    """
    options = options or ReadOptions()
    limits = limits or ReadLimits()
    report = progress or (lambda share, doing: None)
    if path.stat().st_size == 0:
        raise ReadError(
            f"{name} is empty: it has no bytes at all.",
            mend="Choose a file with a header and rows.",
        )
    source = Source.open(path, name, limits.max_bytes)
    kind = content(source.head(HEAD), name)
    if kind != "text" and source.compressed:
        raise ReadError(
            f"{name} is a {'Parquet' if kind == 'parquet' else 'zip or Excel'} file inside gzip.",
            mend="Take it out of gzip; it is compressed already.",
        )
    if kind == "parquet":
        raw = read_parquet(path, name, limits, report)
    elif kind == "zip":
        raw = read_excel(path, name, options, limits, report)
    else:
        raw = read_csv(source, options, limits, report)
    table = finish(raw, name, limits, report)
    del raw
    pa.default_memory_pool().release_unused()  # a third of a gigabyte after 10,000,000 rows
    return table

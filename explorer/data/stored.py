"""A table on disk: memory-mapped codes, values as Arrow, and a summary that pages read alone.

summary.json   what Set up shows (TableSummary); written last, so it marks a whole table
codes.npy      [n_rows, n_columns] int32, Fortran order: one column is one run of bytes
values.arrow   one record batch for each column: value, count
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from explorer.data.profiling import shorten
from explorer.data.shape import find_shapes
from explorer.errors import NotFound
from explorer.records.checked import from_known_keys
from explorer.records.shape import Shape
from explorer.records.states import TableSummary
from explorer.records.table import MISSING, Column, ColumnProfile, Problem, Reading, Table

FORMAT = 1
N_PREVIEW = 12  # rows
PREVIEW_LENGTH = 300  # letters of a cell
_SCHEMA = pa.schema([("value", pa.string()), ("count", pa.int64())])


def summarize(table: Table, n_bytes: int) -> TableSummary:
    """What a page shows of a table; `n_bytes` is the size of the file as uploaded."""
    shown = min(N_PREVIEW, table.n_rows)
    columns = []
    for column in table.columns:
        codes = column.codes[:shown].tolist()
        columns.append(
            [
                shorten(column.values[code - 1].as_py(), PREVIEW_LENGTH) if code else None
                for code in codes
            ]
        )
    return TableSummary(
        name=table.name,
        n_rows=table.n_rows,
        n_bytes=n_bytes,
        reading=table.reading,
        problems=table.problems,
        profiles=tuple(column.profile for column in table.columns),
        preview=tuple(zip(*columns, strict=True)) if columns else (),
        shapes=find_shapes(table),
    )


def save_table(table: Table, folder: Path, n_bytes: int = 0) -> TableSummary:
    """Write a table into a folder, which is made; an older table there is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "summary.json").unlink(missing_ok=True)
    shape = (table.n_rows, len(table.columns))
    codes = np.lib.format.open_memmap(
        folder / "codes.npy.part", mode="w+", dtype=np.int32, shape=shape, fortran_order=True
    )
    assert MISSING == 0, "what a file holds where nothing was written"
    for j, column in enumerate(table.columns):
        if len(column.values):  # others take no room on the disk
            codes[:, j] = column.codes
    codes.flush()
    del codes
    os.replace(folder / "codes.npy.part", folder / "codes.npy")
    with (
        pa.OSFile(str(folder / "values.arrow.part"), "wb") as sink,
        pa.ipc.new_file(sink, _SCHEMA) as writer,
    ):
        for column in table.columns:
            writer.write_batch(
                pa.record_batch([column.values, pa.array(column.counts)], schema=_SCHEMA)
            )
    os.replace(folder / "values.arrow.part", folder / "values.arrow")
    summary = summarize(table, n_bytes)
    save_summary(summary, folder)
    return summary


def save_summary(summary: TableSummary, folder: Path) -> None:
    """Write summary.json at once and whole."""
    stored = {"format": FORMAT, **asdict(summary)}
    part = folder / "summary.json.part"
    part.write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
    os.replace(part, folder / "summary.json")


def open_summary(folder: Path) -> TableSummary:
    """Read the summary alone.

    Raises:
        NotFound: there is no whole table in the folder (any more).
    """
    try:
        stored = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound(
            "The rows of this file are no longer kept.", mend="Upload the file again."
        ) from error
    assert stored.pop("format") == FORMAT, "stored by a later version"
    return from_known_keys(
        TableSummary,
        {
            **stored,
            "reading": Reading.from_dict(stored["reading"]),
            "problems": tuple(Problem.from_dict(problem) for problem in stored["problems"]),
            "profiles": tuple(ColumnProfile.from_dict(one) for one in stored["profiles"]),
            "preview": tuple(tuple(row) for row in stored["preview"]),
            "shapes": tuple(Shape.from_dict(one) for one in stored.get("shapes", ())),
        },
    )


def open_table(folder: Path) -> Table:
    """Open a stored table; codes and values stay on disk until they are touched.

    Raises:
        NotFound: there is no whole table in the folder (any more).
    """
    summary = open_summary(folder)
    # A view of a memory map is no memory map: cutting one of these takes ten times as long.
    codes = np.asarray(np.load(folder / "codes.npy", mmap_mode="r", allow_pickle=False))
    reader = _values(folder)
    columns = []
    for j, profile in enumerate(summary.profiles):
        batch = reader.get_batch(j)
        columns.append(
            Column(
                name=profile.name,
                values=batch.column("value"),
                counts=batch.column("count").to_numpy(),
                codes=codes[:, j],
                profile=profile,
            )
        )
    return Table(summary.name, summary.n_rows, tuple(columns), summary.reading, summary.problems)


def open_counts(folder: Path) -> Iterator[NDArray[np.int64]]:
    """How often the values of each column occur (`Column.counts`); nothing else is touched."""
    reader = _values(folder)
    for j in range(reader.num_record_batches):
        yield reader.get_batch(j).column("count").to_numpy()


def _values(folder: Path) -> pa.RecordBatchFileReader:
    return pa.ipc.open_file(pa.memory_map(str(folder / "values.arrow")))

"""Parquet to dictionary-encoded columns of texts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.data.dictionary import ColumnBuilder
from explorer.data.findings import Findings
from explorer.data.limits import ReadLimits
from explorer.data.naming import unique_names
from explorer.data.raw import Raw
from explorer.data.texts import cell_text
from explorer.errors import LimitError, ReadError
from explorer.records.table import Reading

BATCH = 1 << 16  # rows


def read_parquet(
    path: Path, name: str, limits: ReadLimits, progress: Callable[[float, str], None]
) -> Raw:
    """Read a Parquet file batch by batch; texts stay dictionary-encoded all the way.

    Raises:
        ReadError: the file is damaged. LimitError: it is too large.
    """
    import pyarrow.parquet as parquet

    damaged = ReadError(
        f"The Parquet file {name} is damaged.", mend="Write it again, or export it as CSV."
    )
    try:
        with pa.OSFile(str(path)) as handle:
            plain = parquet.ParquetFile(handle)
            schema, metadata = plain.schema_arrow, plain.metadata
            _check_size(name, metadata, limits)
            texts = [
                field.name
                for field in schema
                if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
            ]
            file = parquet.ParquetFile(handle, read_dictionary=texts, pre_buffer=False)
            names, problems = unique_names(schema.names, ())
            builders = [ColumnBuilder(limits.max_categories) for _ in names]
            n_rows = 0
            for batch in file.iter_batches(BATCH):
                n_rows += batch.num_rows
                for builder, column in zip(builders, batch.columns, strict=True):
                    builder.add(as_texts(column))
                progress(n_rows / max(1, metadata.num_rows), "reading")
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise damaged from error
    findings = Findings(others=problems)
    return Raw(names, builders, n_rows, Reading("parquet"), findings)


def _check_size(name: str, metadata: object, limits: ReadLimits) -> None:
    n_rows = int(metadata.num_rows)  # type: ignore[attr-defined]  # pyarrow has no types
    n_columns = int(metadata.num_columns)  # type: ignore[attr-defined]
    n_groups = int(metadata.num_row_groups)  # type: ignore[attr-defined]
    if n_rows > limits.max_rows:
        raise LimitError(
            f"{name} has {n_rows:,} rows; at most {limits.max_rows:,} are read here.",
            mend="Take a sample of them; it teaches nearly as much.",
        )
    if n_columns > limits.max_columns:
        raise LimitError(
            f"{name} has {n_columns:,} columns; at most {limits.max_columns:,} are read here.",
            mend="Choose a file with the columns you want to learn from.",
        )
    groups = (metadata.row_group(i) for i in range(n_groups))  # type: ignore[attr-defined]
    if sum(int(group.total_byte_size) for group in groups) > limits.max_bytes:
        raise LimitError(
            f"{name} holds more than {limits.max_bytes / 1e6:,.0f} MB when it is unpacked.",
            mend="Take a sample of its rows.",
        )


def as_texts(column: pa.Array) -> pa.DictionaryArray:
    """Any Arrow column as dictionary<int32, string>, dictionary in order of appearance."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _ordered(column.indices, _texts(column.dictionary))
    if pa.types.is_nested(kind):
        texts = pa.array([cell_text(cell) for cell in column.to_pylist()], pa.string())
        return texts.dictionary_encode()
    if pa.types.is_null(kind):
        return pa.array([None] * len(column), pa.string()).dictionary_encode()
    encoded = column.dictionary_encode()
    return _ordered(encoded.indices, _texts(encoded.dictionary))


def _texts(values: pa.Array) -> pa.StringArray:
    if pa.types.is_string(values.type):
        return values
    if pa.types.is_large_string(values.type):
        return values.cast(pa.string())
    return pa.array([cell_text(cell) for cell in values.to_pylist()], pa.string())


def _ordered(indices: pa.Array, texts: pa.StringArray) -> pa.DictionaryArray:
    """The dictionary cut down to what occurs, first met first; null texts become null cells."""
    at = indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
    present, first, inverse = np.unique(at, return_index=True, return_inverse=True)
    by_appearance = np.argsort(first, kind="stable")
    rank = np.empty(len(present), np.int32)
    rank[by_appearance] = np.arange(len(present), dtype=np.int32)
    taken = pa.array(present[by_appearance], mask=present[by_appearance] < 0)
    dictionary = texts.take(taken)
    codes = rank[inverse].astype(np.int32)
    if dictionary.null_count:
        empty = np.asarray(dictionary.is_null().to_numpy(zero_copy_only=False))
        encoded = pa.array(codes, mask=empty[codes])
        return pa.DictionaryArray.from_arrays(encoded, pc.fill_null(dictionary, ""))
    return pa.DictionaryArray.from_arrays(pa.array(codes), dictionary)

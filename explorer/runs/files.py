"""Arrays and tables as files that appear whole or not at all; nothing here is a pickle."""

from __future__ import annotations

import contextlib
import io
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from explorer.errors import BrokenRun


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends well."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")  # of no other thread
    try:
        yield partial
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    with replacing(path) as partial:
        partial.write_bytes(content)


def write_array(path: Path, array: NDArray[Any]) -> None:
    """Store an array as .npy."""
    with replacing(path) as partial, partial.open("wb") as file:
        np.save(file, np.ascontiguousarray(array), allow_pickle=False)


def read_array(path: Path) -> NDArray[Any]:
    """A stored array, memory-mapped and read-only.

    Raises:
        BrokenRun: the file is missing or damaged.
    """
    try:
        if path.stat().st_size == 0:
            raise ValueError("empty")
        # A memory map of nothing is refused by the system: small files are simply read.
        mapped: Literal["r"] | None = "r" if path.stat().st_size > 4096 else None
        return np.asarray(np.load(path, mmap_mode=mapped, allow_pickle=False))
    except (OSError, ValueError, EOFError) as error:
        raise _broken(path) from error


def array_bytes(array: NDArray[Any]) -> bytes:
    """The .npy form of an array."""
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def write_table(path: Path, columns: dict[str, Any], facts: dict[str, Any] | None = None) -> None:
    """Store named columns of equal length as an Arrow file, with facts as JSON beside them."""
    table = pa.table(columns)
    table = table.replace_schema_metadata({"facts": json.dumps(facts or {}, ensure_ascii=False)})
    with replacing(path) as partial, pa.ipc.new_file(partial, table.schema) as writer:
        writer.write_table(table)


def read_table(path: Path) -> tuple[pa.Table, dict[str, Any]]:
    """A stored table, memory-mapped, and its facts.

    Raises:
        BrokenRun: the file is missing or damaged.
    """
    try:
        with pa.memory_map(str(path)) as source:
            return _parsed(source)
    except (OSError, pa.ArrowException, KeyError, ValueError) as error:
        raise _broken(path) from error


def table_of(content: bytes) -> tuple[pa.Table, dict[str, Any]]:
    """The table and facts of a file in memory; raises what pyarrow and json raise."""
    return _parsed(pa.BufferReader(content))


def _parsed(source: pa.NativeFile) -> tuple[pa.Table, dict[str, Any]]:
    table = pa.ipc.open_file(source).read_all()
    return table, json.loads((table.schema.metadata or {})[b"facts"])


def _broken(path: Path) -> BrokenRun:
    return BrokenRun(
        f"A part of this run is missing or damaged ({path.name}).", mend="Train it again."
    )

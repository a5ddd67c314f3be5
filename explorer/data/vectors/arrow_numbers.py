"""Numbers of Arrow columns as arrays."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from explorer.errors import ReadError
from explorer.records.vectors import MAX_VECTOR_DIM


def vectors_of(column: pa.ChunkedArray, name: str) -> NDArray[np.float32]:
    """[n, dim] of a column of lists; NaN where a list is missing or of another length."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks)
    lengths = pc.list_value_length(array).fill_null(0).to_numpy(zero_copy_only=False)
    if not len(lengths) or not lengths.max():
        raise ReadError(f"{name} holds no vectors.", mend="Give a list of numbers in every row.")
    values, n_with = np.unique(lengths, return_counts=True)
    dim = int(values[n_with.argmax()])
    if not 1 <= dim <= MAX_VECTOR_DIM:
        raise ReadError(
            f"{name} has vectors of {dim:,} numbers.",
            mend=f"Up to {MAX_VECTOR_DIM:,} numbers can be read.",
        )
    fit = lengths == dim
    vectors = np.full((len(array), dim), np.nan, np.float32)
    flat = array.filter(pa.array(fit)).flatten()
    vectors[fit] = floats(flat).reshape(-1, dim)
    return vectors


def floats(column: pa.Array | pa.ChunkedArray) -> NDArray[np.float32]:
    """[n] float32, NaN where there is none; too large ones are infinite."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    plain = pc.cast(array, pa.float32(), safe=False).fill_null(float("nan"))
    return np.asarray(plain.to_numpy(zero_copy_only=False), np.float32)


def counts_of(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """[n] int64, 0 where there is none."""
    whole = pc.cast(column, pa.int64(), safe=False).fill_null(0)
    return np.maximum(np.asarray(whole.to_numpy(), np.int64), 0)


def is_list(kind: pa.DataType) -> bool:
    """A list of fractions; a list of whole numbers or texts is a basket."""
    tests = (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)
    return any(test(kind) for test in tests) and bool(pa.types.is_floating(kind.value_type))


def is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def is_whole(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind))

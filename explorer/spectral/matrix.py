"""A sparse matrix of float32, multiplied in threads of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from explorer.spectral.product_kernels import combined, inner_products, sparse_times_dense
from explorer.spectral.threads import in_parts, spans

BLOCK = 2048  # rows whose products are summed together, whatever the number of threads
PARTS = 32  # of a product; more than threads, so that none waits long for the others


@dataclass(frozen=True, slots=True)
class Sparse:
    """Rows of columns and values.

    Attributes:
        bounds: [n_rows + 1] int64: row r holds entries bounds[r] ... bounds[r + 1] - 1.
        columns: [n_entries] int32, rising within a row. values: [n_entries] float32.
    """

    bounds: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    n_columns: int

    @property
    def n_rows(self) -> int:
        return len(self.bounds) - 1

    def rows_of_entries(self) -> NDArray[np.int32]:
        """[n_entries] the row of each entry."""
        return np.repeat(np.arange(self.n_rows, dtype=np.int32), np.diff(self.bounds))

    def row_sums(self) -> NDArray[np.float64]:
        sums = np.bincount(self.rows_of_entries(), self.values, self.n_rows)
        return sums.astype(np.float64)

    def column_sums(self) -> NDArray[np.float64]:
        sums = np.bincount(self.columns, self.values, self.n_columns)
        return sums.astype(np.float64)

    def rows(self, low: int, high: int) -> Sparse:
        """Rows low ... high - 1."""
        begin, end = self.bounds[low], self.bounds[high]
        return Sparse(
            self.bounds[low : high + 1] - begin,
            self.columns[begin:end],
            self.values[begin:end],
            self.n_columns,
        )

    def plus(self, other: Sparse) -> Sparse:
        """The sum of two of the same size."""
        shape = (self.n_rows, self.n_columns)
        small = len(self.values) + len(other.values) < 2**31  # else SciPy copies all columns
        both = [
            sparse.csr_array(
                (each.values, each.columns, each.bounds.astype(np.int32 if small else np.int64)),
                shape,
            )
            for each in (self, other)
        ]
        total = both[0] + both[1]  # rising columns stay so
        columns = total.indices.astype(np.int32, copy=False)
        bounds = total.indptr.astype(np.int64)
        return Sparse(bounds, columns, total.data, self.n_columns)

    def kept(self, which: NDArray[np.bool_], values: NDArray[np.float64]) -> Sparse:
        """The chosen entries with new values."""
        upto = np.concatenate([[0], np.cumsum(which, dtype=np.int64)])
        return Sparse(
            upto[self.bounds],
            self.columns[which],
            values[which].astype(np.float32),
            self.n_columns,
        )

    def turned(self) -> Sparse:
        """Rows as columns."""
        from scipy.sparse import csr_array

        own = csr_array((self.values, self.columns, self.bounds), (self.n_rows, self.n_columns))
        turned = own.T.tocsr()
        return Sparse(
            turned.indptr.astype(np.int64),
            turned.indices.astype(np.int32),
            turned.data,
            self.n_rows,
        )

    def dense(self) -> NDArray[np.float64]:
        out = np.zeros((self.n_rows, self.n_columns))
        out[self.rows_of_entries(), self.columns] = self.values
        return out

    def times(self, dense: NDArray[np.float32], threads: int) -> NDArray[np.float32]:
        """[n_rows, width] this times `dense` [n_columns, width]."""
        out = np.empty((self.n_rows, dense.shape[1]), np.float32)

        def rows(span: tuple[int, int]) -> None:
            sparse_times_dense(self.bounds, self.columns, self.values, dense, out, *span)

        in_parts(rows, spans(self.bounds, PARTS), threads)
        return out


def stacked(parts: Sequence[Sparse]) -> Sparse:
    """The rows of several, below each other."""
    begins = np.cumsum([0, *(len(part.values) for part in parts)])
    bounds = [part.bounds[:-1] + begin for part, begin in zip(parts, begins, strict=False)]
    return Sparse(
        np.concatenate([*bounds, begins[-1:]]),
        np.concatenate([part.columns for part in parts]),
        np.concatenate([part.values for part in parts]),
        parts[0].n_columns,
    )


def gram(
    left: NDArray[np.float32], right: NDArray[np.float32], threads: int
) -> NDArray[np.float64]:
    """left.T @ right, summed block by block in one order."""

    def block(start: int) -> NDArray[np.float64]:
        part: NDArray[np.float64] = inner_products(
            left[start : start + BLOCK], right[start : start + BLOCK]
        )
        return part

    total = np.zeros((left.shape[1], right.shape[1]))
    for part in in_parts(block, range(0, len(left), BLOCK), threads):
        total += part
    return total


def mix(
    rows: NDArray[np.float32], mixing: NDArray[np.float64], threads: int
) -> NDArray[np.float32]:
    """rows @ mixing."""
    out = np.empty((len(rows), mixing.shape[1]), np.float32)
    mixing = np.ascontiguousarray(mixing)

    def block(start: int) -> None:
        combined(rows[start : start + BLOCK], mixing, out[start : start + BLOCK])

    in_parts(block, range(0, len(rows), BLOCK), threads)
    return out

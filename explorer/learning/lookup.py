"""Lookup tables with the linear layer above them folded in.

The layer of a row is linear in the vectors of its cells, so a batch need not multiply every row:
each category that occurs is multiplied once, and rows add up what their categories became. The
gradient goes back the same way: what rows say is added up per category, and multiplied once.
With 4,096 rows of eight columns this saves two thirds of the arithmetic.

Small columns are taken whole. Of a large one only the categories of the batch are multiplied and
corrected, so that a step costs the same however many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.learning import kernels
from explorer.learning.adam import ByRows, Together

LANES = 16  # vectors are stored with zeros up to a multiple of this: loops run in whole lanes
WHOLE = 2  # a column is taken whole while it has at most so many categories per row of a batch


@dataclass(frozen=True, slots=True)
class Part:
    """What a batch needs of one column: its rows lie at begin ... begin + n.

    projected, slopes: [n, width] what its vectors become in the layer, and the gradient of that.
    vectors: [n, padded dim]. to_vectors: their gradient.
    rows: of the table, where only those met are taken.
    """

    begin: int
    n: int
    vectors: Tensor
    projected: Tensor
    slopes: Tensor
    to_vectors: Tensor
    rows: NDArray[np.int64] | None

    def first(self, n: int, rows: NDArray[np.int64]) -> Part:
        """The part of a batch that has met n rows."""
        return Part(
            self.begin,
            n,
            self.vectors[:n],
            self.projected[:n],
            self.slopes[:n],
            self.to_vectors[:n],
            rows,
        )


class Lookup:
    """Tables of several columns, and the weights that each is multiplied with.

    Attributes:
        tables: per column [n, dim]. weights: per column [width, dim] of the layer above.
        whole, large: tables by how they are corrected; `large` by column.
        layer: the weights, padded, and whatever else is corrected with them: `extra`.
        entries: [n_rows, n_columns] int32 rows of the fused table.
    """

    def __init__(
        self,
        entries: NDArray[np.int32],
        sizes: Sequence[int],
        dims: Sequence[int],
        width: int,
        most: int,
        extra: Sequence[tuple[int, ...]] = (),
    ) -> None:
        """Make them, all zero.

        Args:
            width: numbers that a row is summed up to. most: rows of a batch at most.
            extra: shapes of further arrays without a pull to zero.
        """
        self.entries = entries
        self.sizes, self.dims, self.width = list(sizes), list(dims), width
        self.offsets = [0, *accumulate(sizes)]
        self.padded = [-(-dim // LANES) * LANES for dim in dims]
        n_columns = len(sizes)
        columns = range(n_columns)
        small = [j for j in columns if sizes[j] <= WHOLE * most]
        self.whole = Together([(sizes[j], self.padded[j]) for j in small])
        self.large = {j: ByRows(sizes[j], self.padded[j]) for j in columns if j not in small}
        tables = [
            self.large[j].table if j in self.large else self.whole.arrays[small.index(j)]
            for j in columns
        ]
        self.tables = [table[:, :dim] for table, dim in zip(tables, dims, strict=True)]
        self.layer = Together([*((width, padded) for padded in self.padded), *extra])
        self._weights = self.layer.arrays[:n_columns]
        self._to_weights = self.layer.slopes[:n_columns]
        self.weights = [weight[:, :dim] for weight, dim in zip(self._weights, dims, strict=True)]
        self.extra = self.layer.arrays[n_columns:]
        self.extra_slopes = self.layer.slopes[n_columns:]

        places = [min(size, most) if j in self.large else size for j, size in enumerate(sizes)]
        order = [*small, *self.large]  # whole columns behind each other, from place 1: 0 is zeros
        begins = dict(zip(order, accumulate((places[j] for j in order), initial=1), strict=False))
        n_places = 1 + sum(places)
        self._n_whole = 1 + sum(places[j] for j in small)
        begin = np.array([begins[j] for j in columns], np.int64)
        is_large = np.array([j in self.large for j in columns])
        self._shift = begin - np.array(self.offsets[:-1], np.int64)
        self._room = np.where(is_large, begin, -1)
        self._place = np.full(self.offsets[-1], -1, np.int32)
        self._met = np.zeros(n_places, np.int64)
        self._n_met = np.zeros(n_columns, np.int64)
        self._local = np.zeros((most, -(-n_columns // 4) * 4), np.int32)
        self._projected = torch.zeros(n_places, width)
        self._slopes = torch.zeros(n_places, width)
        self._sums = torch.zeros(most, width)
        to_whole = dict(zip(small, self.whole.slopes, strict=True))
        self._room_parts = []
        for j in columns:
            span = slice(begins[j], begins[j] + places[j])
            taken = torch.zeros(places[j], self.padded[j]) if j in self.large else tables[j]
            to_taken = to_whole[j] if j in to_whole else torch.zeros_like(taken)
            self._room_parts.append(
                Part(
                    span.start,
                    places[j],
                    taken,
                    self._projected[span],
                    self._slopes[span],
                    to_taken,
                    None,
                )
            )
        self._parts = list(self._room_parts)
        self._n = 0

    def sums(self, units: NDArray[np.int64], bias: Tensor) -> Tensor:
        """[batch, width] what the layer makes of some rows, until the next call."""
        self._n = len(units)
        local = self._local[: self._n]
        kernels.locate(
            units,
            self.entries,
            self._shift,
            self._room,
            self._place,
            self._met,
            self._n_met,
            local,
        )
        for j in self.large:
            self._parts[j] = self._met_of(j)
        for part, weight in zip(self._parts, self._weights, strict=True):
            torch.mm(part.vectors, weight.T, out=part.projected)
        sums = self._sums[: self._n]
        kernels.sum_rows(self._projected.numpy(), local, bias.numpy(), sums.numpy())
        return sums

    def _met_of(self, j: int) -> Part:
        """The part of a large column, with the rows that the batch has met."""
        room = self._room_parts[j]
        n = int(self._n_met[j])
        fused = self._met[room.begin : room.begin + n]
        kernels.forget(self._place, fused)
        rows = fused - self.offsets[j]
        part = room.first(n, rows)
        self.large[j].take(rows, part.vectors)
        return part

    def back(self, to_sums: Tensor) -> None:
        """Fill in the slopes of tables and weights.

        Args:
            to_sums: [batch, width] gradient of the sums made last.
        """
        self._slopes[: self._n_whole].zero_()
        for j in self.large:
            self._parts[j].slopes.zero_()
        local = self._local[: self._n]
        kernels.add_to_rows(to_sums.numpy(), local, len(self.sizes), self._slopes.numpy())
        for part, weight, to_weight in zip(
            self._parts, self._weights, self._to_weights, strict=True
        ):
            torch.mm(part.slopes, weight, out=part.to_vectors)
            torch.mm(part.slopes.T, part.vectors, out=to_weight)

    def vectors_of_batch(self) -> Tensor:
        """[batch, sum of dims] the vectors side by side, of the rows summed last."""
        found = [
            part.vectors[index, :dim]
            for (part, index), dim in zip(self._indexed(), self.dims, strict=True)
        ]
        return torch.cat(found, dim=1)

    def add_back(self, to_vectors: Tensor) -> None:
        """Add a gradient of `vectors_of_batch` to the slopes of the tables."""
        split = torch.split(to_vectors, self.dims, dim=1)
        for j, ((part, index), own) in enumerate(zip(self._indexed(), split, strict=True)):
            part.to_vectors[:, : self.dims[j]].index_add_(0, index, own)

    def _indexed(self) -> list[tuple[Part, Tensor]]:
        local = torch.from_numpy(self._local[: self._n].astype(np.int64))
        return [(part, local[:, j] - part.begin) for j, part in enumerate(self._parts)]

    def correct(self, step: int, rate: float, decay: float) -> None:
        """One step of Adam; `step` counts from 1, `decay` pulls the tables home."""
        self.layer.correct(step, rate)
        self.whole.correct(step, rate, decay)
        for j, table in self.large.items():
            part = self._parts[j]
            assert part.rows is not None, "of a large table only some rows are taken"
            table.correct(part.rows, part.to_vectors, step, rate, decay)

    @property
    def pulled(self) -> bool:
        """Whether the pull is to somewhere else than zero."""
        return len(self.whole.home) > 0 or any(len(table.home) for table in self.large.values())

    def pull_here(self) -> None:
        """From now on the pull is to where the tables are, no more to zero."""
        self.whole.pull_here()
        for table in self.large.values():
            table.pull_here()

    def memory(self) -> dict[str, Tensor]:
        parts: dict[str, Together | ByRows] = {"layer": self.layer, "whole": self.whole}
        parts |= {f"rows.{j}": table for j, table in self.large.items()}
        return {
            f"{part}.{name}": value
            for part, owner in parts.items()
            for name, value in owner.memory().items()
        }


class Fixed:
    """The same rows summed up again and again, as the tables change."""

    def __init__(self, lookup: Lookup, entries: NDArray[np.int32]) -> None:
        """Find the categories that occur; `entries` as in `Lookup.entries`."""
        self._lookup = lookup
        n_columns = entries.shape[1]
        self._local = np.zeros((len(entries), -(-n_columns // 4) * 4), np.int32)
        self._found: list[tuple[slice, Tensor]] = []
        begin = 1
        for j in range(n_columns):
            rows, at = np.unique(entries[:, j], return_inverse=True)
            self._local[:, j] = at + begin
            table_rows = torch.from_numpy(rows.astype(np.int64) - lookup.offsets[j])
            self._found.append((slice(begin, begin + len(rows)), table_rows))
            begin += len(rows)
        self._rows = torch.zeros(begin, lookup.width)

    def sums(self, bias: Tensor) -> Tensor:
        """[n, width] what the layer makes of them now."""
        sums = torch.empty(len(self._local), self._lookup.width)
        for j, (span, rows) in enumerate(self._found):
            torch.mm(self._lookup.tables[j][rows], self._lookup.weights[j].T, out=self._rows[span])
        kernels.sum_rows(self._rows.numpy(), self._local, bias.numpy(), sums.numpy())
        return sums

    def vectors(self) -> Tensor:
        """[n, sum of dims] the vectors side by side."""
        local = torch.from_numpy(self._local.astype(np.int64))
        found = [
            self._lookup.tables[j][rows[local[:, j] - span.start]]
            for j, (span, rows) in enumerate(self._found)
        ]
        return torch.cat(found, dim=1)

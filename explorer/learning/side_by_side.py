"""Columns of similar size, whose softmaxes are computed side by side."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from explorer.data.defaults import SAMPLED_ABOVE
from explorer.learning.cells import Cells
from explorer.learning.softmax import IMPOSSIBLE


@dataclass(frozen=True, slots=True)
class Group:
    """Columns of similar size.

    rows: [n_columns, size of the largest] of the fused table, filled up with blank.
    """

    columns: list[int]
    first: Tensor  # [n_columns, 1] where each column's rows begin
    rows: Tensor
    filling: Tensor  # [n_columns, size] 0, or IMPOSSIBLE where a row only fills up


def side_by_side(data: Cells) -> tuple[list[Group], list[int]]:
    """Columns whose sizes differ by less than four times; and those that are sampled from."""
    by_size: dict[int, list[int]] = {}
    large = []
    for j, size in enumerate(data.sizes):
        if size > SAMPLED_ABOVE:
            large.append(j)
        else:
            by_size.setdefault((size - 1).bit_length() // 2, []).append(j)
    groups = []
    for _, columns in sorted(by_size.items()):
        rows = torch.full((len(columns), max(data.sizes[j] for j in columns)), data.blank)
        for at, j in enumerate(columns):
            rows[at, : data.sizes[j]] = torch.arange(data.offsets[j], data.offsets[j + 1])
        filling = torch.where(rows == data.blank, IMPOSSIBLE, 0.0)
        first = torch.tensor([[data.offsets[j]] for j in columns])
        groups.append(Group(columns, first, rows, filling))
    return groups, large

"""Adam on arrays that lie behind each other, and on the rows of a table that a batch needed."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.learning import kernels

BETAS = (0.9, 0.99)  # of Adam; runs of some hundred steps need the shorter memory


def _numbers(
    rate: float, step: int, decay: float
) -> tuple[np.float32, np.float32, np.float32, np.float32, np.float32, np.float32]:
    """What the kernels take: rate, betas, corrections of the bias to zero, decay."""
    keep, keep_square = BETAS
    unbias, unbias_square = 1 / (1 - keep**step), 1 / (1 - keep_square**step)
    return (
        np.float32(rate),
        np.float32(keep),
        np.float32(keep_square),
        np.float32(unbias),
        np.float32(unbias_square),
        np.float32(decay),
    )


class Together:
    """Arrays that are corrected in every step, whole.

    Attributes:
        arrays: what is learned. slopes: to be filled with the gradients before `correct`.
        home: what `arrays` are pulled to, all of them one after the other; empty for zero.
    """

    def __init__(self, shapes: Sequence[tuple[int, ...]]) -> None:
        """All zero."""
        total = sum(prod(shape) for shape in shapes)
        self._flat = [torch.zeros(total) for _ in range(4)]  # values, slopes, mean, square
        self.arrays, self.slopes = (_views(flat, shapes) for flat in self._flat[:2])
        self.home = torch.zeros(0)

    def pull_here(self) -> None:
        """From now on the pull is to where the arrays are."""
        self.home = self._flat[0].clone()

    def correct(self, step: int, rate: float, decay: float = 0.0) -> None:
        """One step of Adam; `step` counts from 1."""
        values, slopes, mean, square = (flat.numpy() for flat in self._flat)
        home = self.home.numpy()
        kernels.adam(values, home, slopes, mean, square, *_numbers(rate, step, decay))

    def memory(self) -> dict[str, Tensor]:
        return {"mean": self._flat[2], "square": self._flat[3], "home": self.home}


class ByRows:
    """A table of which few rows are corrected in a step, whatever its size.

    Attributes:
        table: [n_rows, width] what is learned.
        home: [n_rows, width] what it is pulled to, or without rows, for zero.
    """

    def __init__(self, n_rows: int, width: int) -> None:
        self.table = torch.zeros(n_rows, width)
        self._mean, self._square = torch.zeros_like(self.table), torch.zeros_like(self.table)
        self._since = torch.zeros(n_rows, dtype=torch.int64)
        self.home = self.table[:0]

    def pull_here(self) -> None:
        """From now on the pull is to where the table is."""
        self.home = self.table.clone()

    def take(self, rows: NDArray[np.int64], out: Tensor) -> None:
        """Copy rows of the table."""
        kernels.take_rows(self.table.numpy(), rows, out.numpy())

    def correct(
        self, rows: NDArray[np.int64], slope: Tensor, step: int, rate: float, decay: float = 0.0
    ) -> None:
        """One step of Adam on distinct rows; `slope` [n, width] is theirs, `step` from 1."""
        kernels.adam_of_rows(
            self.table.numpy(),
            self.home.numpy(),
            rows,
            slope.numpy(),
            self._mean.numpy(),
            self._square.numpy(),
            self._since.numpy(),
            step,
            *_numbers(rate, step, decay),
        )

    def memory(self) -> dict[str, Tensor]:
        return {
            "mean": self._mean,
            "square": self._square,
            "since": self._since,
            "home": self.home,
        }


def _views(flat: Tensor, shapes: Sequence[tuple[int, ...]]) -> list[Tensor]:
    found, at = [], 0
    for shape in shapes:
        found.append(flat[at : at + prod(shape)].view(shape))
        at += prod(shape)
    return found

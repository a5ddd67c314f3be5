"""Which physical line of a file each row of a table begins on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class RowLines:
    """Kept in runs: nearly every row begins one line below the row before it.

    >>> lines = RowLines()
    >>> lines.add(np.array([2, 3, 4]))
    >>> lines.add(np.array([7, 8]))
    >>> lines.of(np.array([0, 2, 3, 4])).tolist()
    [2, 4, 7, 8]
    """

    def __init__(self) -> None:
        self.n_rows = 0
        self._rows: list[NDArray[np.int64]] = []  # at which runs begin, block by block
        self._lines: list[NDArray[np.int64]] = []  # of those rows

    def add(self, lines: NDArray[np.int64]) -> None:
        """Append further rows, given by the line that each begins on, from 1."""
        if not len(lines):
            return
        begins = np.concatenate([[0], np.flatnonzero(np.diff(lines) != 1) + 1])
        self._rows.append(self.n_rows + begins)
        self._lines.append(lines[begins])
        self.n_rows += len(lines)

    def of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The lines of some rows, which are counted from 0."""
        assert len(rows) == 0 or rows.max() < self.n_rows, "a row of the table"
        if len(rows) == 0:
            return np.zeros(0, np.int64)
        begins, lines = np.concatenate(self._rows), np.concatenate(self._lines)
        run = np.searchsorted(begins, rows, side="right") - 1
        return np.asarray(lines[run] + rows - begins[run], np.int64)

"""What training sees: integer codes with their vocabularies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.records.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Dataset:
    """The chosen columns of a table as integers, in the order of the spec.

    Attributes:
        vocabularies: one for each learned column.
        codes: [n_rows, n_columns] int32, column j in codes of `vocabularies[j]`; Fortran
            order is fine, a memory map too. Rows whose target is missing are left out.
        item: index of the column in which every value occurs once and each gets its own
            place (fill in the blank), or None.
        target: for Predict a class, the vocabulary of the target (missing is not a class);
            None otherwise.
        target_codes: [n_rows] int32 classes 0 ... n_classes - 1 (code - 2), or None.
        target_numbers: [n_rows] float64 in the user's unit, or None.
        target_unit: what they count where the target is dates or spans of time: "days", with
            the earliest date; "" of all others.
        starts: for baskets and sequences [n_baskets + 1] int64: the rows of basket b are
            starts[b] ... starts[b + 1] - 1, in order, and there is one column, the items;
            None where a row is one thing with several columns.
        drawn: [n] int64 the rows that get places on a map of their own, ascending; None where
            the objective places no rows.
        drawn_codes: [n, n_columns] int32 of the drawn rows, as the file has them; None where
            `codes` are.
    """

    vocabularies: tuple[Vocabulary, ...]
    codes: NDArray[np.int32]
    item: int | None = None
    target: Vocabulary | None = None
    target_codes: NDArray[np.int32] | None = None
    target_numbers: NDArray[np.float64] | None = None
    starts: NDArray[np.int64] | None = None
    drawn: NDArray[np.int64] | None = None
    drawn_codes: NDArray[np.int32] | None = None
    target_unit: str = ""

    def __post_init__(self) -> None:
        assert self.codes.ndim == 2, "codes are [n_rows, n_columns]"
        assert self.codes.shape[1] == len(self.vocabularies), "one vocabulary for each column"
        for targets in (self.target_codes, self.target_numbers):
            assert targets is None or len(targets) == len(self.codes), "one target for each row"

        if self.starts is not None:
            assert self.codes.shape[1] == 1, "one column, the items"
            assert self.starts[0] == 0, "no item lies before the first basket"
            assert self.starts[-1] == len(self.codes), "every item lies in a basket"

    def drawn_entries(self) -> NDArray[np.int32]:
        """[n, n_columns] entries of the rows that are drawn, as the file has them."""
        assert self.drawn is not None, "rows are placed"
        codes = self.codes[self.drawn] if self.drawn_codes is None else self.drawn_codes
        columns = [own.entries(codes[:, j]) for j, own in enumerate(self.vocabularies)]
        return np.stack(columns, axis=1)

    @property
    def n_rows(self) -> int:
        return int(self.codes.shape[0])

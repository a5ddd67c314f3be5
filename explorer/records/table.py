"""A file as read: dictionary-encoded columns, what was repaired, what each column looks like."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from explorer.records.checked import from_known_keys
from explorer.records.row_lines import RowLines

Role = Literal["category", "number", "date", "identifier", "text", "constant"]
FileFormat = Literal["csv", "parquet", "excel"]

MAX_LINES = 20  # line numbers that a problem keeps
MISSING = 0  # code of a missing cell in a Column; value i of the column has code i + 1


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person overruled about reading; None means: find it in the file."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None  # one character, or "" for: quotes mean nothing here
    header: bool | None = None
    sheet: str | None = None  # Excel only
    vectors: bool | None = None  # the file holds vectors made elsewhere, or is a table

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> ReadOptions:
        return from_known_keys(cls, stored)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the file was read in the end: found, or as overruled."""

    format: FileFormat
    encoding: str = "utf-8"  # as Python names it
    delimiter: str = ","
    quote: str = '"'
    header: bool = True
    compressed: bool = False  # gzip
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    ragged: bool = False  # every line is a basket: one column of lines, parted by the delimiter

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Reading:
        return from_known_keys(cls, {**stored, "sheets": tuple(stored.get("sheets", ()))})


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that a person should know, in one sentence with counts.

    `lines` are physical line numbers of the uploaded file, from 1, at most the first 20.
    `severity`: "note" nothing was changed; "repaired" cells were changed; "dropped" rows or
    columns were left out.
    """

    kind: str
    sentence: str
    severity: Literal["note", "repaired", "dropped"]
    count: int = 0
    lines: tuple[int, ...] = ()

    def lines_behind(self, shown: int) -> int:
        """How many it stands on behind the first so many; fewer than 20 kept ones are all.

        >>> Problem("short", "", "repaired", 113, tuple(range(20))).lines_behind(8)
        105
        >>> Problem("doubled names", "", "repaired", 113, (1,)).lines_behind(8)
        0
        """
        n = len(self.lines) if len(self.lines) < MAX_LINES else max(self.count, MAX_LINES)
        return max(0, n - shown)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Problem:
        return from_known_keys(cls, {**stored, "lines": tuple(stored.get("lines", ()))})


@dataclass(frozen=True, slots=True)
class NumberSummary:
    """What a column holds when its values are read as numbers."""

    minimum: float
    maximum: float
    mean: float
    integers: bool
    n_distinct: int


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What one column looks like, and what follows from it."""

    name: str
    role: Role
    reason: str  # why this role, as a sentence fragment: "every value occurs once"
    n_categories: int  # distinct values, missing not counted
    n_missing: int
    n_rows: int
    top: tuple[tuple[str, int], ...]  # most frequent values as written, with counts; at most 10
    number: NumberSummary | None = None  # only when every value reads as a number
    same_as: str | None = None  # an earlier column that tells rows apart in the very same way
    n_not_numbers: int = 0  # distinct values that are no numbers; 0 as well when it is not known
    not_number: str | None = None  # the most frequent of them
    moments: bool = False  # dates or spans of time, so many that as a target they are a number

    @property
    def is_quantity(self) -> bool:
        """As a target it is a number, when nothing else is said."""
        return self.role == "number" or self.moments

    @property
    def occurs_once(self) -> bool:
        """Every present value occurs exactly once."""
        return self.n_categories > 0 and self.n_categories == self.n_rows - self.n_missing

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> ColumnProfile:
        number = stored.get("number")
        return from_known_keys(
            cls,
            {
                **stored,
                "top": tuple((value, count) for value, count in stored["top"]),
                "number": NumberSummary(**number) if number else None,
            },
        )


@dataclass(frozen=True, slots=True)
class Column:
    """One dictionary-encoded column, values exactly as written (trimmed of nothing).

    Attributes:
        values: distinct present texts, most frequent first, ties by first appearance.
        counts: [n_values] int64, rows in which each value occurs.
        codes: [n_rows] int32, 0 for missing, i + 1 for `values[i]`.
    """

    name: str
    values: pa.StringArray
    counts: NDArray[np.int64]
    codes: NDArray[np.int32]
    profile: ColumnProfile

    def __post_init__(self) -> None:
        assert len(self.values) == len(self.counts), "one count for each value"
        assert self.codes.dtype == np.int32, "codes are int32"


@dataclass(frozen=True, slots=True)
class Table:
    """A file as read. Column names are unique and not empty.

    Attributes:
        lines: physical line, or row of a sheet, of each row; None where there is none, and for a
            table that was stored.
    """

    name: str  # the file's name as uploaded
    n_rows: int
    columns: tuple[Column, ...]
    reading: Reading
    problems: tuple[Problem, ...] = ()
    lines: RowLines | None = None

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        assert len(set(names)) == len(names), "column names are unique"
        assert all(len(column.codes) == self.n_rows for column in self.columns), "equal lengths"

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

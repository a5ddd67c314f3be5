"""A table as its format's reader leaves it, before its columns are finished."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.data.dictionary import ColumnBuilder
from explorer.data.findings import Findings
from explorer.records.row_lines import RowLines
from explorer.records.table import Reading


@dataclass(slots=True)
class Raw:
    """Names and collected blocks.

    Attributes:
        unnamed: positions of columns without a name; one that holds nothing is left out.
        lines: on which each row begins, where the file has lines.
    """

    names: list[str]
    builders: list[ColumnBuilder]
    n_rows: int
    reading: Reading
    findings: Findings
    unnamed: frozenset[int] = frozenset()
    lines: RowLines | None = None

"""How much a file may hold before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Bounds of one reading; passing one is a LimitError that names it.

    The limit on the upload itself is checked where bytes arrive, not here.
    """

    max_bytes: int = 4_000 * MEGABYTE  # of text after gzip, or of all parts of an Excel file
    max_rows: int = 20_000_000
    max_columns: int = 5_000
    max_categories: int = 2_000_000  # distinct values; a column with more is left out
    max_cell_bytes: int = 16 * MEGABYTE  # a longer quoted cell means a quote never closed
    max_excel_bytes: int = 1_000 * MEGABYTE  # of XML; openpyxl keeps all texts in memory

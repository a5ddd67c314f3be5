"""Excel workbooks (.xlsx) to dictionary-encoded columns: cached values, no formula is run."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow as pa

from explorer.data.dictionary import ColumnBuilder
from explorer.data.excel_marks import Marks, filled, find_marks
from explorer.data.excel_parts import check_parts
from explorer.data.findings import Findings
from explorer.data.layout import column_names, n_above
from explorer.data.limits import ReadLimits
from explorer.data.lists import find_separator
from explorer.data.naming import is_header
from explorer.data.profiling import listed, shorten
from explorer.data.raw import Raw
from explorer.data.texts import cell_text
from explorer.errors import ExplorerError, LimitError, ReadError
from explorer.records.row_lines import RowLines
from explorer.records.table import Problem, Reading, ReadOptions

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

ROWS = 1 << 14  # in a block
MAX_ROWS = 1_048_576  # of a sheet, by the format; empty ones in between are counted one by one
PROBE = 1_000  # rows from which names and width are found
FEWEST_ROWS = 5  # of a table, with its header: fewer could not be learned from
SURELY = 4  # in the scale of `_likely`
_ZEROS = re.compile(r"0{2,}")
Row = list[str | None]


def read_excel(
    path: Path,
    name: str,
    options: ReadOptions,
    limits: ReadLimits,
    progress: Callable[[float, str], None],
) -> Raw:
    """Read one sheet; the first that holds a table, or the one asked for.

    Raises:
        ReadError: not a workbook, damaged, or without such a sheet. LimitError: too large.
    """
    progress(0.0, "looking at the workbook")
    check_parts(path, name, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles it does not know
            with path.open("rb") as file:  # by its path openpyxl would judge it by its name
                return _read(file, name, options, limits, progress)
    except ExplorerError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers do
        raise ReadError(
            f"The Excel file {name} is damaged.", mend="Save it again, or export it as CSV."
        ) from error


def _read(
    file: BinaryIO,
    name: str,
    options: ReadOptions,
    limits: ReadLimits,
    progress: Callable[[float, str], None],
) -> Raw:
    import openpyxl

    workbook = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        sheets = tuple(sheet.title for sheet in workbook.worksheets)
        sheet, passed = _choose(workbook, sheets, name, options, limits)
        findings = Findings()
        if passed:
            findings.others.append(_passed_over(passed, sheet))
        with workbook[sheet]._get_source() as source:
            marks = find_marks(source)
        findings.add("uncomputed formulas", marks.uncomputed, marks.n_uncomputed)
        numbered = _rows(workbook, sheet, limits, name)
        blank: list[int] = []
        head: list[tuple[int, Row]] = []
        for number, row in numbered:
            if any(row):
                head.append((number, row))
            else:
                blank.append(number)
            if len(head) >= PROBE:
                break
        return _columns(
            head,
            numbered,
            blank,
            marks,
            options,
            limits,
            Reading("excel", sheet=sheet, sheets=sheets),
            findings,
            progress,
        )
    finally:
        workbook.close()


def _choose(
    workbook: Workbook, sheets: tuple[str, ...], name: str, options: ReadOptions, limits: ReadLimits
) -> tuple[str, tuple[str, ...]]:
    """The sheet to read, and those before it that hold something, but hardly a table.

    Notes and title pages often stand first: a sheet with several columns and rows, or with lists,
    goes before one without.
    """
    if not sheets:
        raise ReadError(f"{name} holds no sheet with cells.", mend="Choose another file.")
    if options.sheet is not None:
        if options.sheet not in sheets:
            raise ReadError(
                f"{name} has no sheet {options.sheet!r}.",
                mend=f"Its sheets: {', '.join(map(repr, sheets[:10]))}.",
            )
        return options.sheet, ()
    passed: dict[str, int] = {}  # sheets, and how likely each is a table
    for sheet in sheets:
        likely = _likely(row for _, row in _rows(workbook, sheet, limits, name))
        if likely == SURELY:
            return sheet, tuple(passed)
        if likely:
            passed[sheet] = likely
    if not passed:
        raise ReadError(f"All sheets of {name} are empty.", mend="Choose a file with data.")
    best = max(passed, key=passed.__getitem__)
    return best, tuple(passed)[: list(passed).index(best)]


def _likely(rows: Iterable[Row]) -> int:
    """How likely a sheet holds a table: 0 it is empty, SURELY it has several columns and rows, or
    lists in one column."""
    n_filled = n_several = 0
    alone: list[str] = []
    for row in islice(filter(any, rows), PROBE):
        n_filled += 1
        cells = [cell for cell in row if cell is not None]
        n_several += len(cells) > 1
        alone += cells if len(cells) == 1 else ()
        if n_several >= FEWEST_ROWS:
            return SURELY
    if find_separator(alone) is not None:
        return SURELY
    return (n_filled > 0) + (n_filled > 1) + (n_several > 1)


def _rows(
    workbook: Workbook, sheet: str, limits: ReadLimits, name: str
) -> Iterator[tuple[int, Row]]:
    """Rows of a sheet with their numbers, cells as texts, empty cells at the end cut off."""
    worksheet = workbook[sheet]
    worksheet.reset_dimensions()  # what the file says of its own size may be wrong
    for number, cells in enumerate(worksheet.iter_rows(), start=1):
        if number > MAX_ROWS:
            raise LimitError(
                f"Sheet {sheet!r} in {name} goes beyond row {MAX_ROWS:,}, the last that Excel has.",
                mend="Save it again with Excel, or export it as CSV.",
            )
        row = [_text(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        if len(row) > limits.max_columns:
            raise LimitError(
                f"Row {number:,} of sheet {sheet!r} in {name} has {len(row):,} cells; "
                f"at most {limits.max_columns:,} columns are read here.",
                mend="Choose a file with the columns you want to learn from.",
            )
        yield number, row


def _text(cell: object) -> str | None:
    value = getattr(cell, "value", None)
    text = cell_text(value)
    if text is None or not text.strip():
        return None
    # a whole number shown with leading zeros, as postal codes are, is written with them
    if isinstance(value, int) and not isinstance(value, bool):
        shown = getattr(cell, "number_format", "")
        if isinstance(shown, str) and _ZEROS.fullmatch(shown):
            return text.zfill(len(shown))
    return text


def _columns(
    head: list[tuple[int, Row]],
    numbered: Iterator[tuple[int, Row]],
    blank: list[int],
    marks: Marks,
    options: ReadOptions,
    limits: ReadLimits,
    reading: Reading,
    findings: Findings,
    progress: Callable[[float, str], None],
) -> Raw:
    texts = [[cell or "" for cell in row] for _, row in head]
    above = 0 if options.header is False else n_above(texts)
    if above:
        findings.add("preamble", [number for number, _ in head[:above]])
    header = is_header(texts[above:]) if options.header is None else options.header
    # a sheet has no width of its own: rows end where their cells do
    width = max(len(row) for row in texts[above:])
    squared = [row + [""] * (width - len(row)) for row in texts[above:]]
    (names, unnamed), problems = column_names(squared, header, (head[above][0],))
    findings.others.extend(problems)
    findings.add("blank lines", [number for number in blank if number > head[above][0]])
    builders = [ColumnBuilder(limits.max_categories) for _ in names]
    n_rows = 0
    block: list[Row] = []
    lines: list[int] = []

    def flush() -> None:
        nonlocal n_rows
        for j, builder in enumerate(builders):
            cells = [row[j] if j < len(row) else None for row in block]
            builder.add(pa.array(cells, pa.string()).dictionary_encode())
        n_rows += len(block)
        block.clear()
        progress(0.5, f"reading row {n_rows:,}")
        if n_rows > limits.max_rows:
            raise LimitError(
                f"The sheet has more than {limits.max_rows:,} rows.",
                mend="Take a sample of them; it teaches nearly as much.",
            )

    pending: list[int] = []
    rows = chain(head[above + header :], numbered)
    for number, row in filled(rows, marks, len(names), findings):
        if not row:
            pending.append(number)
            continue
        findings.add("blank lines", pending)  # those behind the last row are no finding
        pending.clear()
        if len(row) > len(names):
            findings.add("too many cells", [number])
            continue
        block.append(row)
        lines.append(number)
        if len(block) >= ROWS:
            flush()
    flush()
    begun = RowLines()
    begun.add(np.array(lines, np.int64))
    return Raw(names, builders, n_rows, _shown(reading, header), findings, unnamed, begun)


def _passed_over(sheets: tuple[str, ...], chosen: str) -> Problem:
    shown = listed([repr(shorten(sheet, 40)) for sheet in sheets], rest="others")
    hold = "holds" if len(sheets) == 1 else "hold"
    return Problem(
        "sheets passed over",
        f"Sheet {shorten(chosen, 40)!r} was read; {shown} before it {hold} hardly a table.",
        "note",
        len(sheets),
    )


def _shown(reading: Reading, header: bool) -> Reading:
    return Reading(
        "excel", header=header, sheet=reading.sheet, sheets=reading.sheets, delimiter="", quote=""
    )

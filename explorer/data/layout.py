"""Where the table begins in a text: lines above it, its header, its width."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from explorer.data.findings import Findings
from explorer.data.lines import Dialect, count_lines
from explorer.data.naming import is_header, repeats_are_headers, unique_names
from explorer.data.repeated import spellings
from explorer.data.scan import scan_row
from explorer.records.table import Problem

MAX_ROWS = 1_000  # looked at
MAX_CELLS = 20_000  # looked at, in tables with many columns
MAX_PREAMBLE = 30  # lines of titles and remarks above a header


@dataclass(slots=True)
class Layout:
    """What the beginning of a table tells.

    Attributes:
        names: of the columns; as many as the table has columns.
        unnamed: positions of columns without a name; one that holds nothing is left out.
        header: the first row named the columns.
        header_lines: spellings of its one line, without line end; none where it takes several, or
            where a row of data may be equal to it.
        rows_start: byte where the data begin. rows_line: its physical line number.
    """

    names: list[str]
    unnamed: frozenset[int]
    header: bool
    rows_start: int = 0
    rows_line: int = 1
    problems: list[Problem] = field(default_factory=list)
    header_lines: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class _Record:
    cells: list[str]
    start: int
    line: int
    end: int
    next_line: int


def find_layout(
    sample: bytes,
    dialect: Dialect,
    header: bool | None,
    findings: Findings,
    final: bool,
    max_cell: int,
) -> Layout | None:
    """Find names and width from the first rows; None when there is no row at all.

    Args:
        sample: beginning of the text as UTF-8, whole lines.
        header: what a person overruled, or None.
        final: the sample is the whole text.
    """
    blank: list[int] = []
    records = list(_records(sample, dialect, max_cell, blank))
    if not records:
        return None
    if not final and len(records) > 1 and records[-1].end == len(sample):
        records.pop()  # cut off where the sample ends
    skipped = 0 if header is False else n_above([record.cells for record in records])
    first, body = records[skipped], records[skipped + 1 :]
    above = [record.line for record in records[:skipped]]
    if above:
        findings.add("preamble", above)
    rows = [record.cells for record in records[skipped:]]
    named = is_header(rows) if header is None else header
    if named and header is None and not body and _all_numbers(first.cells):
        named = False
    names, problems = column_names(rows, named, (first.line,))
    start, line = (first.end, first.next_line) if named else (first.start, first.line)
    findings.add("blank lines", [number for number in blank if number < line])
    again: tuple[bytes, ...] = ()
    written = sample[first.start : first.end].rstrip(b"\r\n")
    if named and count_lines(written) == 0 and repeats_are_headers(rows):
        again = spellings(first.cells, written, dialect)
    return Layout(*names, named, start, line, problems, again)


def column_names(
    rows: list[list[str]], named: bool, lines: tuple[int, ...]
) -> tuple[tuple[list[str], frozenset[int]], list[Problem]]:
    """Names for as many columns as the rows have, and which of them were empty."""
    widths = Counter(len(row) for row in rows[1:] if row)
    usual, n_usual = widths.most_common(1)[0] if widths else (len(rows[0]), 1)
    agree = n_usual >= 0.5 * max(1, sum(widths.values()))
    if not named:
        width = usual if agree else max(len(rows[0]), usual)
        return ([f"column {j + 1}" for j in range(width)], frozenset()), []
    first = [cell.strip() for cell in rows[0]]
    problems: list[Problem] = []
    if agree and usual > len(first):
        longer = [row for row in rows[1:] if len(row) == usual]
        tail_empty = all(not "".join(row[len(first) :]).strip() for row in longer)
        if usual == len(first) + 1 and not tail_empty:
            first = ["", *first]
            problems.append(
                Problem(
                    "header one short",
                    "The header has one name less than the rows have cells; as in tables from R, "
                    "its names were given to the columns from the second on.",
                    "repaired",
                    1,
                    lines,
                )
            )
        else:
            first += [""] * (usual - len(first))
    unnamed = frozenset(j for j, name in enumerate(first) if not name.strip())
    names, renamed = unique_names(first, lines)
    return (names, unnamed), problems + renamed


def n_above(rows: list[list[str]]) -> int:
    """Rows of titles and remarks above the header: one filled cell where the table has several.

    A header may name one column alone; then the row below it is data, below a title it is not.
    """
    widths = Counter(len(row) for row in rows)
    usual = widths.most_common(1)[0][0]
    filled = [sum(1 for cell in row if cell.strip()) for row in rows[: MAX_PREAMBLE + 2]]
    n = 0
    while n < min(MAX_PREAMBLE, len(rows) - 2) and usual > 1:
        alone = len(rows[n]) == 1 or (usual > 2 and filled[n] <= 1)
        if not alone:
            break
        n += 1
    if not n or filled[n] < 2 or len(rows[n]) not in (usual, usual - 1):
        return 0  # without a full row behind them these are short rows, not titles
    one_name = len(rows[n - 1]) == usual and filled[n - 1] == 1
    return n - 1 if one_name and not is_header(rows[n:]) else n


def _records(sample: bytes, dialect: Dialect, max_cell: int, blank: list[int]) -> Iterator[_Record]:
    """The first rows as texts; blank lines are put into `blank`.

    A quote that does not close within the sample counts as broken here.
    """
    at, line, width = 0, 1, 0
    n = 0
    while at < len(sample) and n < MAX_ROWS and n * width < MAX_CELLS:
        row = scan_row(sample, at, dialect, width, True, max_cell)
        assert row is not None, "a final block has no row that goes on"
        cells = [cell.decode("utf-8", "replace") for cell in row.cells]
        # a row of empty cells counts once the table has begun
        if not "".join(cells).strip() and (n == 0 or len(cells) == 1):
            blank.append(line)
            at, line = row.end, line + row.n_lines
            continue
        width = max(width, len(cells)) if n < 2 else width
        yield _Record(cells, at, line, row.end, line + row.n_lines)
        n += 1
        at, line = row.end, line + row.n_lines


def _all_numbers(cells: list[str]) -> bool:
    return all(cell.strip().replace(".", "", 1).lstrip("+-").isdigit() for cell in cells)

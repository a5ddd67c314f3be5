"""From collected blocks to a table: columns finished, profiled, compared with each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.data import currencies, month_first, nothing, points
from explorer.data.dictionary import ColumnBuilder
from explorer.data.first_lines import on_first_rows
from explorer.data.limits import ReadLimits
from explorer.data.not_numbers import nearly_numbers, without_words
from explorer.data.one_word import without_one_word
from explorer.data.padded import without_padding
from explorer.data.profiling import listed, profile, shorten
from explorer.data.raw import Raw
from explorer.data.totals import without_totals
from explorer.errors import LimitError, ReadError
from explorer.records.embedding import MAX_NAME
from explorer.records.table import Column, Problem, Reading, Table

FINISHERS = 2  # threads
MAX_VARIANTS = 200_000  # distinct values among which spellings are compared


def _other_sheets(reading: Reading, name: str) -> ReadError | None:
    """What to say of a sheet without rows in a workbook that has others."""
    others = [sheet for sheet in reading.sheets if sheet != reading.sheet]
    if not others:
        return None
    shown = listed([repr(shorten(sheet, 40)) for sheet in others], "or", "others")
    return ReadError(
        f"Sheet {reading.sheet!r} of {name} has no rows of data.",
        mend=f"Choose another sheet: {shown}.",
    )


def finish(
    raw: Raw, name: str, limits: ReadLimits, progress: Callable[[float, str], None]
) -> Table:
    """Make the table; columns without name and values, or past the limits, are left out.

    Raises:
        ReadError: no row or no column is left.
        LimitError: a column's name is too long.
    """
    if raw.n_rows == 0:
        sheet = _other_sheets(raw.reading, name)
        if sheet is not None:
            raise sheet
        if raw.reading.header:
            raise ReadError(
                f"{name} has a header with {_columns(len(raw.names))} but no data rows.",
                mend="Add rows below it; if the first line is data already, put a line with the "
                "columns' names above it.",
            )
        raise ReadError(f"{name} has no data rows.", mend="Choose a file with rows.")
    _check_names(raw.names, name)
    totals = without_totals(raw)
    problems = [*([totals] if totals else []), *raw.findings.problems()]
    kept: list[tuple[str, ColumnBuilder]] = []
    for j, (column, builder) in enumerate(zip(raw.names, raw.builders, strict=True)):
        if builder.overflown:
            problems.insert(
                0,
                Problem(
                    "too many values",
                    f"{shorten(column, 60)!r} has more than {limits.max_categories:,} different "
                    "values, as identifiers do, and was left out.",
                    "dropped",
                    1,
                ),
            )
        elif j not in raw.unnamed or not builder.is_empty():
            kept.append((column, builder))
    left_out = sum(
        1 for j, builder in enumerate(raw.builders) if j in raw.unnamed and builder.is_empty()
    )
    if left_out:
        problems.insert(
            0,
            Problem(
                "empty columns",
                f"{_columns(left_out)} with neither a name nor a value "
                f"{'was' if left_out == 1 else 'were'} left out.",
                "dropped",
                left_out,
            ),
        )
    if not kept:
        raise ReadError(
            f"{name} has no column that could be kept.", mend="Choose a file with categories."
        )
    progress(1.0, "profiling the columns")
    with ThreadPoolExecutor(FINISHERS, thread_name_prefix="finish") as pool:
        finished = list(pool.map(lambda pair: _column(pair[0], pair[1], raw.reading.ragged), kept))
    unpadded, padding = without_padding([column for column, _ in finished], raw.reading)
    problems.extend([padding] if padding else [])
    columns = _mark_twins(unpadded)
    words = nothing.note([(column.name, said) for column, said in finished])
    problems.extend([words] if words else [])
    problems.extend(_notes(columns, raw))
    said = tuple(_tidied(problems, columns))
    return Table(name, raw.n_rows, tuple(columns), raw.reading, said, raw.lines)


def _check_names(names: Sequence[str], file: str) -> None:
    for j, column in enumerate(names):
        if len(column) > MAX_NAME:
            raise LimitError(
                f"The name of column {j + 1} of {file} has {len(column):,} letters; at most"
                f" {MAX_NAME:,} are read here.",
                mend="Give the columns short names in the first line.",
            )


def _column(name: str, builder: ColumnBuilder, of_lines: bool) -> tuple[Column, dict[str, int]]:
    """The column, and which words in it were taken as missing in how many cells."""
    values, counts, codes = builder.finish()
    said: dict[str, int] = {}
    if not of_lines:
        values, counts, codes, said = nothing.empty_words(values, counts, codes)
    found = without_words(profile(name, values, counts, len(codes)), values)
    column = Column(name, values, counts, codes, found)
    column, of_one = (column, {}) if of_lines else without_one_word(column)
    return column, said | of_one


def _columns(n: int) -> str:
    return "1 column" if n == 1 else f"{n:,} columns"


def _mark_twins(columns: list[Column]) -> list[Column]:
    """Note where a column says the same as an earlier one in every row.

    Codes follow counts and first appearance, so columns that correspond one to one have equal
    codes, whatever their texts.
    """
    marked: list[Column] = []
    seen: dict[bytes, list[Column]] = {}
    for column in columns:
        twin = None
        if len(column.values) > 1 and not column.profile.occurs_once:
            key = column.counts.tobytes()
            alike = seen.setdefault(key, [])
            twin = next((one for one in alike if np.array_equal(one.codes, column.codes)), None)
            if twin is None:
                alike.append(column)
        if twin is not None:
            column = replace(column, profile=replace(column.profile, same_as=twin.name))
        marked.append(column)
    return marked


def _notes(columns: list[Column], raw: Raw) -> list[Problem]:
    """What a person may want to know although nothing was changed."""
    notes = []
    n_rows = raw.n_rows
    nearly = {column.name: nearly_numbers(column, raw.lines) for column in columns}
    others = [column for column in columns if not raw.reading.ragged and not nearly[column.name]]
    words = nothing.kept(others)
    if words is not None:
        notes.append(words)
    if raw.reading.format == "csv":
        notes.extend(points.notes(columns))
    notes.extend(month_first.notes(columns))
    notes.extend(currencies.notes(columns))
    below = on_first_rows(columns)
    notes.extend([below] if below else [])
    if all(column.profile.n_missing for column in columns):
        empty = np.ones(n_rows, np.bool_)
        for column in columns:
            empty &= column.codes == 0
        n_empty = int(np.count_nonzero(empty))
        if n_empty:
            rows = "1 row has" if n_empty == 1 else f"{n_empty:,} rows have"
            notes.append(
                Problem(
                    "rows without values",
                    f"{rows} no value in any column.",
                    "note",
                    n_empty,
                )
            )
    for column in columns:
        found = nearly[column.name]
        if found is not None:
            notes.append(found)
        pair = variants(column.values)
        if pair is not None:
            n, one, other = pair
            differ = "1 value differs" if n == 1 else f"{n:,} values differ"
            notes.append(
                Problem(
                    "spellings",
                    f"In {shorten(column.name, 60)!r} {differ} "
                    "from another one only by capitals or surrounding spaces, such as "
                    f"{shorten(one, 40)!r} and {shorten(other, 40)!r}; they are different "
                    "categories.",
                    "note",
                    n,
                )
            )
    return notes


def variants(values: pa.StringArray) -> tuple[int, str, str] | None:
    """How many values are another one in other capitals or spaces, with the first example."""
    if len(values) > MAX_VARIANTS:
        return None
    folded = pc.utf8_lower(pc.utf8_trim_whitespace(values)).dictionary_encode()
    n = len(values) - len(folded.dictionary)
    if n == 0:
        return None
    of = folded.indices.to_numpy(zero_copy_only=False)
    _, first = np.unique(of, return_index=True)
    later = np.setdiff1d(np.arange(len(of)), first)[0]
    earlier = int(np.flatnonzero(of == of[later])[0])
    return n, values[earlier].as_py(), values[int(later)].as_py()


def _tidied(problems: list[Problem], columns: list[Column]) -> list[Problem]:
    """Names of columns that were left out again need no remark."""
    names = {column.name for column in columns}
    return [
        problem
        for problem in problems
        if problem.kind != "columns without a name"
        or any(repr(name) in problem.sentence for name in names)
    ]

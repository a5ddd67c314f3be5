"""Why a column cannot be taken as numbers: the values that stand against it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from explorer.data.nothing import are_words_beside_numbers
from explorer.data.numeric import each_a_number
from explorer.data.profiling import profile as profile_of
from explorer.data.profiling import shorten
from explorer.errors import SpecError
from explorer.records.row_lines import RowLines
from explorer.records.table import MAX_LINES, Column, ColumnProfile, Problem

FEW = 0.1  # share of the distinct values; codes such as 85123A among 22423 are more


def not_numbers(profile: ColumnProfile, done: str, mend: str) -> SpecError:
    """With how many values are no numbers and the first of them.

    Args:
        done: what numbers are needed for, "cut into ranges".
    """
    n, first = profile.n_not_numbers, profile.not_number
    if first is None:
        why = "not all its values are numbers"
    elif n == 0:
        why = f"its numbers are written in different ways, such as {first!r}"
    elif n >= profile.n_categories:
        why = f"its values are no numbers, such as {first!r}"
    else:
        why = _some_are_none(profile)
    if 0 < n <= profile.n_categories / 2:
        mend = f"{mend.removesuffix('.')}, or leave such cells empty in the file."
    return SpecError(f"{profile.name!r} cannot be {done}: {why}.", mend=mend)


def without_words(profile: ColumnProfile, values: pa.StringArray) -> ColumnProfile:
    """The profile that counts no words for nothing among what is no number.

    Beside numbers alone they would be missing, so it is the others that stand against that.
    """
    if not 0 < profile.n_not_numbers < len(values):
        return profile
    wrong = values.filter(pa.array(~each_a_number(values)))
    others = wrong.filter(pa.array(~are_words_beside_numbers(wrong)))
    if len(others) == 0:
        return profile
    first = shorten(others[0].as_py(), 60)
    return replace(profile, n_not_numbers=len(others), not_number=first)


def nearly_numbers(column: Column, lines: RowLines | None) -> Problem | None:
    """The note that only a few values keep a column from being numbers; None where it is not so,
    as where the others are codes or row numbers.

    Values such as <0.5 are no missing ones, so nothing is done about them.

    Args:
        lines: of the rows; None where there are none.
    """
    profile = column.profile
    n, few = profile.n_not_numbers, FEW * profile.n_categories
    if profile.role not in ("category", "identifier") or not 0 < n <= few:
        return None
    others = each_a_number(column.values)
    values, counts = column.values.filter(pa.array(others)), column.counts[others]
    if profile_of(column.name, values, counts, len(column.codes)).role != "number":
        return None
    wrong = ~(others | are_words_beside_numbers(column.values))
    n_cells = int(column.counts[wrong].sum())
    cells = f", in {n_cells:,} cells" if n_cells > n else ""
    sentence = (
        f"{shorten(profile.name, 60)!r} would be numbers, but {_some_are_none(profile)}{cells}, so "
        "it is taken as texts. Leave such cells empty in the file, or put a number there."
    )
    at = np.flatnonzero(np.concatenate([[False], wrong])[column.codes])[:MAX_LINES]
    told = () if lines is None else tuple(lines.of(at).tolist())
    return Problem("nearly numbers", sentence, "note", n_cells, told)


def _some_are_none(profile: ColumnProfile) -> str:
    n, of, first = profile.n_not_numbers, profile.n_categories, profile.not_number
    if n == 1:
        return f"1 of its {of:,} values is not a number, {first!r}"
    return f"{n:,} of its {of:,} values are not numbers, such as {first!r}"

"""What one column looks like, and the role that follows from it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from explorer.data import shapes
from explorer.data.moments import can_be_counted
from explorer.data.numeric import any_leading_zero, are_integers, not_numbers, numbers
from explorer.records.embedding import MAX_NAME
from explorer.records.table import ColumnProfile, NumberSummary, Role

FEW_INTEGERS = 30  # at most so many distinct whole numbers are categories
N_TOP = 10
TOP_LENGTH = 200  # letters of a frequent value that a profile keeps
MOST_NAMED = 3  # in a list of names; of more it says how many


def shorten(text: str, length: int = TOP_LENGTH) -> str:
    """The text, cut with an ellipsis when it is longer than `length` letters."""
    return text if len(text) <= length else text[: length - 1] + "…"


def listed(names: Sequence[str], joint: str = "and", rest: str = "other columns") -> str:
    """All of few names; of many, the first and how many more.

    >>> listed(["a", "b", "c", "d", "e"], "and", "other columns")
    'a, b, c and 2 other columns'
    """
    if len(names) > MOST_NAMED + 1:
        return f"{', '.join(names[:MOST_NAMED])} {joint} {len(names) - MOST_NAMED} {rest}"
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} {joint} {names[-1]}"


def profile(
    name: str, values: pa.StringArray, counts: NDArray[np.int64], n_rows: int
) -> ColumnProfile:
    """Profile a column from its distinct values, most frequent first, and their counts."""
    n_missing = n_rows - int(counts.sum())
    worth = numbers(values)
    role, reason = _role(name, values, counts, worth, n_missing)
    n_wrong, wrong = not_numbers(values) if worth is None and len(values) else (0, None)
    return ColumnProfile(
        name=name,
        role=role,
        reason=reason,
        n_categories=len(values),
        n_missing=n_missing,
        n_rows=n_rows,
        top=tuple(
            (shorten(value), int(count))
            for value, count in zip(values[:N_TOP].to_pylist(), counts, strict=False)
        ),
        number=None if worth is None else _summary(values, counts, worth),
        n_not_numbers=n_wrong,
        not_number=None if wrong is None else shorten(wrong, 60),
        moments=(role == "date" or worth is None) and can_be_counted(values),
    )


def _summary(
    values: pa.StringArray, counts: NDArray[np.int64], worth: NDArray[np.float64]
) -> NumberSummary:
    largest = max(float(np.abs(worth).max()), 1.0)  # sums of the largest numbers are none
    return NumberSummary(
        minimum=float(worth.min()),
        maximum=float(worth.max()),
        mean=largest * float(np.average(worth / largest, weights=counts)),
        integers=are_integers(values),
        n_distinct=len(np.unique(worth)),
    )


def _role(
    name: str,
    values: pa.StringArray,
    counts: NDArray[np.int64],
    worth: NDArray[np.float64] | None,
    n_missing: int,
) -> tuple[Role, str]:
    n_values, n_present = len(values), int(counts.sum())
    if n_values == 0:
        return "constant", "no value at all"
    if n_values == 1 and n_missing == 0:
        return "constant", "the same value in every row"
    unique = n_values == n_present and n_present > 1
    if shapes.are_dates(values):
        return "date", "dates"
    if worth is None and shapes.are_mostly_dates(values):
        return "date", "dates, but for a few values"
    if worth is not None:
        return _number_role(name, values, worth, unique)
    longest = pc.max(pc.utf8_length(values)).as_py()
    if longest > MAX_NAME:
        return "text", f"one of the texts has {longest:,} letters"
    what = shapes.hash_like(values)
    if what is not None and n_values > n_present // 2:
        return "identifier", f"every value is {what}"
    if n_values > n_present // 2 and n_values > 5 and shapes.are_sentences(values):
        return "text", "sentences, hardly any of them twice"
    if unique and shapes.counted_codes(values):
        only = "only" if shapes.n_shapes(values) == 1 else "hardly more than"
        return "identifier", f"every value occurs once and {only} its digits differ"
    if unique:
        return "category", "every value occurs once"
    n_once = int((counts == 1).sum())
    if 1 < n_values < 2 * n_once:
        n_again = n_values - n_once
        repeat = "1 value repeats" if n_again == 1 else f"{n_again:,} values repeat"
        return "category", f"{repeat}, {n_once:,} occur once"
    return "category", "values that repeat"


def _number_role(
    name: str, values: pa.StringArray, worth: NDArray[np.float64], unique: bool
) -> tuple[Role, str]:
    n_values = len(values)
    integers = are_integers(values)
    if any_leading_zero(values):
        if unique:
            return "identifier", "digits with a leading zero, every value once"
        return "category", "digits with a leading zero are codes, not quantities"
    if unique and integers and n_values > 2:
        # positions, row numbers and keys rise by the row or fill their range
        span = worth.max() - worth.min() + 1
        rising = bool(np.all(np.diff(worth) > 0))  # values stand in order of appearance
        if rising or span <= 2 * n_values or shapes.named_as_code(name):
            return "identifier", "whole numbers, every one once, as row numbers and keys are"
        return "number", f"{n_values:,} different whole numbers"
    if n_values <= FEW_INTEGERS and bool(np.all(worth == np.round(worth))):
        plural = "" if n_values == 1 else "s"
        return "category", f"only {n_values} different whole number{plural}"
    if integers and shapes.named_as_code(name):
        return "category", "whole numbers, but the name says they are codes"
    if integers:
        return "number", f"{n_values:,} different whole numbers"
    return "number", f"{n_values:,} different numbers"

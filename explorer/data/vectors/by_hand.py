"""Whether a person may say of a table, by its profiles alone, that its rows are vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from explorer.data.vectors.wide import Heading, find_wide
from explorer.records.table import ColumnProfile

MOSTLY = 0.9  # of the distinct values of a column of numbers; rows with others are left out


def may_be_vectors(profiles: Sequence[ColumnProfile]) -> bool:
    """Whether a reading as vectors finds numbers, however little the table looks like it.

    >>> from explorer.records.table import NumberSummary
    >>> some = NumberSummary(0.5, 2.5, 1.5, False, 3)
    >>> x, y = (ColumnProfile(name, "number", "", 3, 0, 3, (), some) for name in "xy")
    >>> may_be_vectors([x, y]), may_be_vectors([x])
    (True, False)
    """
    return find_wide([heading(profile) for profile in profiles]) is not None


def heading(profile: ColumnProfile, mostly_numbers: bool | None = None) -> Heading:
    """A column as the columns of vectors are sorted out by it.

    Args:
        mostly_numbers: whether hardly a value is no number; None where the profile is to tell.
    """
    if mostly_numbers is None:
        n, wrong = profile.n_categories, profile.n_not_numbers  # 0 wrong ones: nobody counted
        mostly_numbers = 0 < wrong <= (1 - MOSTLY) * n
    kind: Literal["text", "whole", "fraction", "other"] = "other"
    if profile.number is not None:
        kind = "whole" if profile.number.integers else "fraction"
    elif mostly_numbers:
        kind = "fraction"
    elif profile.n_categories:
        kind = "text"
    present = profile.n_rows - profile.n_missing
    repeats = 1 - profile.n_categories / present if present else 1.0
    return Heading(profile.name, kind, repeats)

"""The complaint that a column cannot be taken as numbers, with the values that stand against it."""

from __future__ import annotations

from explorer.errors import SpecError
from explorer.records.table import ColumnProfile


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
    elif n == 1:
        why = f"1 of its {profile.n_categories:,} values is not a number, {first!r}"
    else:
        why = f"{n:,} of its {profile.n_categories:,} values are not numbers, such as {first!r}"
    if 0 < n <= profile.n_categories / 2:
        mend = f"{mend.removesuffix('.')}, or leave such cells empty in the file."
    return SpecError(f"{profile.name!r} cannot be {done}: {why}.", mend=mend)

"""What is left of a column's categories where rare ones share one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from explorer.data import selection
from explorer.data.vocabularies import least_count
from explorer.errors import NothingToLearn
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.table import ColumnProfile

Often = Callable[[str, int], int]  # values of a column that stand in at least so many rows


@dataclass(frozen=True, slots=True)
class Counts:
    """How often values occur, and how often they must, for a place of their own.

    Attributes:
        often: None where that cannot be told. min_count: None for the default.
    """

    often: Often | None = None
    min_count: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The places of one column.

    Attributes:
        n: categories, or ranges of a number. own: those of them with a place of their own.
        size: these, the place of all rare ones, and missing.
        counted: how many are rare is known; else `own` and `size` are at most these.
    """

    name: str
    n: int
    own: int
    size: int
    counted: bool = True


def shared(n: int, least: int) -> str:
    """That rare values share a place; "" where there are none.

    >>> shared(1513, 2), shared(1, 5), shared(0, 2)
    ('1,513 values seen once share one place', '1 value seen fewer than 5 times is rare', '')
    """
    seen = "once" if least == 2 else f"fewer than {least:,} times"
    if n < 2:
        return f"1 value seen {seen} is rare" if n else ""
    return f"{n:,} values seen {seen} share one place"


def counts(
    profiles: Sequence[ColumnProfile], target: str | None, often: Often | None, least: int | None
) -> Counts:
    """What can be counted: nothing where rows are left out, as those without a target are."""
    left_out = any(each.n_missing for each in profiles if each.name == target)
    return Counts(None if left_out else often, least)


def kept(
    spec: TrainingSpec, column: ColumnSpec, profile: ColumnProfile, often: Often | None
) -> Kept:
    """The places of a column of records.

    Args:
        often: None where that cannot be told.

    Raises:
        NothingToLearn: all its values are rare.
    """
    kind = column.kind or "category"
    size = selection.default_size(profile, spec.bins, kind)
    missing = int(profile.n_missing > 0)
    n = size - missing
    least = least_count(spec.min_count, n)
    if not selection.gathers_rare(spec, profile, kind):
        return Kept(column.name, n, n, size)
    if often is None or kind == "binned":
        return Kept(column.name, n, n, size, counted=False)
    own = often(column.name, least)
    size = own + (own < n) + missing
    if size < 2:
        raise NothingToLearn(
            f"All {n:,} values of {column.name!r} are rare: none stands in {least:,} rows.",
            mend="Lower “Rare below” under Adjust, or take the column out.",
        )
    return Kept(column.name, n, own, size)


def kept_items(
    spec: TrainingSpec,
    profiles: Sequence[ColumnProfile],
    often: Often | None,
    n_items: int,
    n_places: int,
    n_unkeyed: int = 0,
) -> Kept:
    """The places of items in baskets.

    Args:
        often: None where that cannot be told. n_places: of the file that hold an item.
        n_unkeyed: further rows with an item, whose basket is a word for nothing.

    Raises:
        NothingToLearn: all of them are rare.
    """
    name = spec.columns[0].name
    least = least_count(spec.min_count, n_items)
    if least == 1:
        return Kept(name, n_items, n_items, n_items)
    own, counted = min(n_items, n_places // least), False
    if often is not None and spec.layout == "long":  # rows without a basket are left out
        own = often(name, least)
        missing = any(each.n_missing for each in profiles if each.name == spec.basket)
        counted = not missing and not n_unkeyed
    if own == 0:
        raise NothingToLearn(
            f"All {n_items:,} items are rare: none occurs {least:,} times.",
            mend="Lower “Rare below” under Adjust.",
        )
    return Kept(name, n_items, own, own + (own < n_items), counted)

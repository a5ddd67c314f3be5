"""Flags that name the columns of items, beside the shape that --shape asks for."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from explorer.errors import SpecError

if TYPE_CHECKING:
    from explorer.records.shape import Shape, ShapeKind
    from explorer.records.spec import TrainingSpec
    from explorer.records.table import Table

_BASKETS_OTHERWISE: dict[ShapeKind, str] = {
    "wide": "If each row is a basket of such items, --wide takes their names.",
    "lists": "If each row is a basket of such items, --shape lists takes them one by one.",
}
# what --shape may be, beside the flags that say how items lie
FITTING = {
    "--wide": ("wide",),
    "--separator": ("lists",),
    "--item": ("baskets", "sequences", "lists"),
}
# flags that say how items lie, and what says that they lie otherwise
APART = {"wide": ("item", "basket", "order", "separator"), "separator": ("basket", "order")}


def over(stored: dict[str, Any], given: argparse.Namespace) -> dict[str, Any]:
    """The recipe without what the flags say of how items lie takes the place of.

    Raises:
        SpecError: two flags contradict each other, or --basket or --order the recipe.
    """
    stored = dict(stored)
    if given.item not in (None, stored.get("item")) or (given.wide and not stored.get("wide")):
        stored.pop("columns", None)  # those of other items, as a finished run's recipe lists them
    for flag, others in APART.items():
        if getattr(given, flag) in (None, False):
            continue
        for other in others:
            if getattr(given, other) is not None:
                raise SpecError(
                    f"--{other} does not go with --{flag}.", mend="Leave one of the two out."
                )
            stored.pop(other, None)
    if given.item is not None:
        stored.pop("wide", None)
        stored.pop("item_columns", None)
    for flag in ("basket", "order"):
        if getattr(given, flag) is None:
            continue
        for name in ("wide", "separator"):
            if stored.get(name):
                raise SpecError(
                    f"--{flag} does not go with {name!r} of the recipe.",
                    mend="Leave it out, or change the recipe.",
                )
    return stored


def filled_in(stored: dict[str, Any], wanted: str, table: Table) -> dict[str, Any]:
    """A recipe that names items, with what the shape asked for needs besides.

    Raises:
        SpecError: flags and shape contradict each other, or what is needed is not found.
    """
    from explorer.data.shape import find_shapes

    flag = _flag(stored)
    if wanted not in FITTING[flag]:
        raise SpecError(
            f"--shape {wanted} does not go with {flag}.", mend="Leave one of the two out."
        )
    if flag == "--wide":
        return stored
    item = stored["item"]
    must_have(table, item)
    found = [each for each in find_shapes(table) if (each.kind, each.item) == (wanted, item)]
    settings = found[0].settings if found else {}
    filled = {name: value for name, value in settings.items() if value is not None} | stored
    if wanted == "lists" and filled.get("separator") is None:
        raise SpecError(
            f"Nothing was found that parts the cells of {item!r} into items.",
            mend="Name it with --separator.",
        )
    if wanted == "baskets" and filled.get("basket") is None:
        raise SpecError(
            "No column was found that says which items are in one basket.",
            mend="Name it with --basket.",
        )
    return filled


def with_item_columns(stored: dict[str, Any], table: Table) -> tuple[dict[str, Any], list[str]]:
    """A recipe of items side by side with the columns that hold them, where other ones do not,
    and that these are left out."""
    from explorer.data.marked import find_marked
    from explorer.data.side_by_side import find_side_by_side, left_out

    found = None if table.reading.ragged else find_side_by_side(table) or find_marked(table)
    if found is None or not found.others:
        return stored, []
    said = f"{left_out(found.others)} --columns names other columns of items."
    return {**stored, "item_columns": list(found.columns)}, [said]


def _flag(stored: dict[str, Any]) -> str:
    if stored.get("wide"):
        return "--wide"
    return "--separator" if stored.get("separator") is not None else "--item"


def weaknesses(shape: Shape) -> list[str]:
    """What a person should know before training, as Set up says it."""
    from explorer.data.shape_words import warnings

    return [each.sentence for each in warnings(shape) if not each.harmless]


def counted_weaknesses(spec: TrainingSpec, table: Table) -> list[str]:
    """The same of a recipe that names its items, and that these are the names of columns.

    Raises:
        SpecError: it names a column that the file does not have.
    """
    from explorer.data.shape import counted
    from explorer.data.shape_words import MARKED, is_marked
    from explorer.records.shape import Shape

    shape = Shape.of(spec)
    if shape.kind == "records":
        return []
    for name in shape.columns:
        must_have(table, name)
    if spec.objective == "cooccurrence" and spec.window is None and shape.kind == "sequences":
        shape = replace(shape, kind="baskets")  # nothing is learned from their order
    shape = counted(table, shape)
    return [*([MARKED] if is_marked(shape) else []), *weaknesses(shape)]


def no_items(table: Table) -> SpecError:
    """That a file holds nothing that comes next, with the columns it might be and whose."""
    from explorer.data.long_form import likely_columns
    from explorer.data.profiling import listed, shorten

    item, basket = (
        f" ({listed([shorten(name, 40) for name in found], 'or', 'other columns')}?)"
        if found
        else ""
        for found in likely_columns([column.profile for column in table.columns])
    )
    return SpecError(
        f"What comes next needs a column of items, and none was found in {table.name}.",
        mend=f"Name it with --item{item} and, where rows are in baskets or sessions, their column "
        f"with --basket{basket}.",
    )


def must_have(table: Table, name: str) -> None:
    """Refuse a column that the file does not have."""
    from explorer.data.missing_column import unknown_column

    names = [column.name for column in table.columns]
    if name not in names:
        raise unknown_column(name, names)


def otherwise(shapes: Sequence[Shape]) -> list[str]:
    """Of a file that is taken as records: why its rows may be baskets, and the flag for it."""
    from explorer.data.shape_words import perhaps_baskets

    return [f"{each.reason} {_BASKETS_OTHERWISE[each.kind]}" for each in perhaps_baskets(shapes)]

"""The recipe of a training with the shape of the rows, as asked for or as found in the file."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from explorer.cli import shape_flags
from explorer.cli.recipe import must_matter, names_items
from explorer.data import goals
from explorer.errors import SpecError
from explorer.records.shape import SHAPES

if TYPE_CHECKING:
    from explorer.records.shape import Shape
    from explorer.records.spec import Objective, TrainingSpec
    from explorer.records.table import Table

HOW_OTHERWISE = "With --shape records every row is taken as one thing."


def completed(
    given: argparse.Namespace, stored: dict[str, Any], table: Table
) -> tuple[TrainingSpec, list[str]]:
    """The recipe with the shape of the rows as asked for or as found, and what is to be said.

    Raises:
        SpecError: no rows of the shape asked for were found, or the recipe contradicts it.
    """
    spec, said = _completed(given, stored, table)
    must_matter(given, spec.objective)
    if given.window is not None and not spec.of_items:
        raise SpecError(
            "--window counts items of baskets; the values of a row have no order.",
            mend="Leave it out, or name what the items are with --item.",
        )
    return spec, said + _left_out(spec, table)


def _left_out(spec: TrainingSpec, table: Table) -> list[str]:
    """That rows without the column to predict are left out, as Set up says it."""
    from explorer.data.target_words import without_target

    targets = [column.profile for column in table.columns if column.name == spec.target]
    return [each.sentence for each in map(without_target, targets) if each is not None]


def _completed(
    given: argparse.Namespace, stored: dict[str, Any], table: Table
) -> tuple[TrainingSpec, list[str]]:
    from explorer.data.shape import find_shapes
    from explorer.data.shape_words import is_marked
    from explorer.records.spec import TrainingSpec

    wanted: str | None = given.shape
    if names_items(stored):
        return _of_named_items(given, stored, table)
    if wanted == "records" or (wanted is None and given.spec is not None):
        return TrainingSpec.from_dict(stored), []
    shapes = find_shapes(table)
    if wanted is None and "columns" in stored:
        return _of_named_columns(stored, goals.proposed(shapes))
    shape = _wanted(shapes, wanted, table) if wanted else _fitting(shapes, stored.get("objective"))
    if shape.kind == "records":
        if stored.get("objective") == "next-item":
            raise shape_flags.no_items(table)
        spec = TrainingSpec.from_dict(stored)
        return spec, [_found(shape, spec), *shape_flags.otherwise(shapes)]
    objective = stored.get("objective") or goals.FITTING[shape.kind][0]
    own = {name: value for name, value in shape.settings.items() if value is not None}
    near = goals.window(shape, objective)
    if near is not None:
        own["window"] = near
    spec = TrainingSpec.from_dict({"objective": objective, **own, **stored})
    known = shape_flags.weaknesses(shape)
    in_order = _in_what_order(spec, is_marked(shape))
    return spec, [_found(shape, spec), *known, *in_order, HOW_OTHERWISE]


def _of_named_items(
    given: argparse.Namespace, stored: dict[str, Any], table: Table
) -> tuple[TrainingSpec, list[str]]:
    """The recipe says itself how items lie."""
    from explorer.data.shape_words import MARKED
    from explorer.records.shape import Shape
    from explorer.records.spec import TrainingSpec

    if given.shape is not None:
        stored = shape_flags.filled_in(stored, given.shape, table)
    held: list[str] = []
    if given.wide and not stored.get("item_columns"):
        stored, held = shape_flags.with_item_columns(stored, table)
    spec = TrainingSpec.from_dict(stored)
    if "window" not in stored and given.shape != "baskets" and spec.order is not None:
        spec = replace(spec, window=goals.window(Shape.of(spec), spec.objective))
    known = shape_flags.counted_weaknesses(spec, table)
    return spec, [*held, *known, *_in_what_order(spec, MARKED in known)]


def _of_named_columns(stored: dict[str, Any], shape: Shape) -> tuple[TrainingSpec, list[str]]:
    """Columns are named: records, unless these hold the same items at different places, or are
    items themselves."""
    from explorer.data.shape_words import is_marked
    from explorer.records.spec import TrainingSpec

    objective = stored.get("objective")
    if objective not in (None, "cooccurrence") or not shape.holds(stored["columns"]):
        return TrainingSpec.from_dict(stored), []
    others = {name: value for name, value in stored.items() if name != "columns"}
    named = replace(
        shape,
        reason="The columns that are named are items, with a mark in the rows that hold them."
        if is_marked(shape)
        else "The columns that are named hold the same items at different places.",
        item_columns=tuple(stored["columns"]),
    )
    spec = TrainingSpec.from_dict({**others, **named.settings, "objective": "cooccurrence"})
    return spec, [_found(named, spec), HOW_OTHERWISE]


def left_out(spec: TrainingSpec, table: Table, most: int) -> list[str]:
    """Columns that a recipe without any leaves out as they have more than `most` categories.

    Raises:
        SpecError: the column to predict is not in the file.
    """
    from explorer.data.selection import propose

    if spec.of_items or spec.columns:
        return []
    if spec.target is not None:
        shape_flags.must_have(table, spec.target)
    profiles = [column.profile for column in table.columns]
    chosen = propose(profiles, spec.objective, spec.target, spec.bins, spec.min_count, most)
    return list(chosen.beyond)


def given_away(spec: TrainingSpec, table: Table, most: int) -> list[str]:
    """That columns to learn from are copies of the one to predict, as Set up says it.

    Args:
        most: categories of a column that is proposed where the recipe names none.
    """
    from explorer.data.giveaways import giveaways, warned
    from explorer.data.selection import propose

    if spec.target is None:
        return []
    columns = (
        spec.columns
        or propose(
            [column.profile for column in table.columns],
            spec.objective,
            spec.target,
            spec.bins,
            spec.min_count,
            most,
        ).columns
    )
    known = {column.name for column in table.columns}
    names = [column.name for column in columns if column.name in known]
    if spec.target not in known:  # the training refuses it
        return []
    found = warned(giveaways(table, names, spec.target), spec.target, len(names))
    return [f"{found.sentence} {found.mend}".strip()] if found is not None else []


def _wanted(shapes: Sequence[Shape], wanted: str, table: Table) -> Shape:
    """The shape that --shape asks for; items side by side need no finding."""
    from explorer.records.shape import Shape

    found = next((each for each in shapes if each.kind == wanted), None)
    if found is None and wanted == "wide":
        return Shape("wide")
    if found is None:
        raise SpecError(
            f"No {wanted} were found in {table.name}.",
            mend="Name the columns with --item, --basket, --order or --separator.",
        )
    return found


def _fitting(shapes: Sequence[Shape], objective: Objective | None) -> Shape:
    """The likeliest shape that an objective can be learned from."""
    from explorer.records.shape import Shape

    if objective is None:
        return goals.proposed(shapes)
    fits = [each for each in shapes if objective in goals.FITTING[each.kind]]
    if objective == "next-item":  # without a column of order the file's own stands
        fits += [each for each in shapes if each.kind in ("baskets", "lists", "wide")]
    return fits[0] if fits else Shape()


def _found(shape: Shape, spec: TrainingSpec) -> str:
    """What a row is, why, and what is learned."""
    from explorer.records.spec import OBJECTIVES

    said = f"A row is {SHAPES[shape.kind]}. {shape.reason}".strip()
    return f"{said} Learning: {OBJECTIVES[spec.objective].lower()}."


def _in_what_order(spec: TrainingSpec, marked: bool) -> list[str]:
    """What comes next without a column of order: whose order it is, as a sentence.

    Args:
        marked: the items are columns.
    """
    if spec.objective != "next-item" or spec.order is not None:
        return []
    if marked:
        return [
            "Items of a row are taken to come one after another as their columns do, which hardly "
            "says what came first."
        ]
    if spec.layout != "long":
        return ["Items of a row are taken to come one after another as they are written."]
    return ["Items are taken in the order of the file; --order names a column that orders them."]

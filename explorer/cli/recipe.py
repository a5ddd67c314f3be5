"""The recipe of a training: the file of --spec, the flags over it, the shape found in the data."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.cli import recipe_file, shape_flags
from explorer.data import goals
from explorer.errors import SpecError
from explorer.records.shape import SHAPES

if TYPE_CHECKING:
    from explorer.records.shape import Shape
    from explorer.records.spec import TrainingSpec
    from explorer.records.table import Table

METHODS = ("sgns", "glove", "spectral")
# flags that stand in a recipe by the same name
ITEM_FLAGS = ("item", "basket", "order", "separator", "method", "window", "history")
SAME_FLAGS = (*ITEM_FLAGS, "epochs", "time_budget", "seed")
# what no other objective may have; a flag of another one leaves the recipe's behind
OWN = {"predict": ("target", "target_kind"), "cooccurrence": ("method",), "masked": ("counts",)}
HOW_OTHERWISE = "With --shape records every row is taken as one thing."


def add_flags(
    parser: argparse.ArgumentParser,
    *,
    refused: Collection[str] = (),
    objectives: Sequence[str] = goals.OFFERED,
    shapes: Sequence[str] = tuple(SHAPES),
) -> None:
    """Declare the flags that make up a recipe; a command may add --labels and --umap.

    Args:
        refused: flags that the command refuses with a sentence of its own; help leaves them out.
        objectives, shapes: that it takes, for help; it refuses the others.
    """

    def unless_refused(flag: str, said: str) -> str:
        return argparse.SUPPRESS if flag in refused else said

    parser.add_argument(
        "--spec",
        type=Path,
        metavar="FILE_OR_DIR",
        help="the whole recipe, or a folder that train has written; other flags override it",
    )
    parser.add_argument(
        "--objective",
        choices=goals.OFFERED,
        metavar=f"{{{','.join(objectives)}}}",
        help="how it is learned",
    )
    parser.add_argument("--target", help=unless_refused("--target", "column to predict"))
    parser.add_argument(
        "--shape",
        choices=SHAPES,
        metavar=f"{{{','.join(shapes)}}}",
        help="what a row is; found when not given",
    )
    parser.add_argument("--item", metavar="COL", help="column of the items, in baskets")
    parser.add_argument("--basket", metavar="COL", help="column that says what belongs together")
    parser.add_argument("--order", metavar="COL", help="column that says which item comes first")
    parser.add_argument("--separator", help="between the items of one cell of --item")
    parser.add_argument("--wide", action="store_true", help="every row is a basket of items")
    parser.add_argument(
        "--method", choices=METHODS, help=unless_refused("--method", "of appear together")
    )
    parser.add_argument(
        "--window",
        type=int,
        help=unless_refused("--window", "items this far apart appear together"),
    )
    parser.add_argument("--history", type=int, help="items that the next one is guessed from")
    parser.add_argument(
        "--columns", help="columns to learn, or with --wide those of the items, as one line of CSV"
    )
    parser.add_argument("--epochs", type=int, help="passes over the training rows, at most")
    parser.add_argument(
        "--time-budget",
        type=float,
        metavar="S",
        help=unless_refused(
            "--time-budget",
            "seconds of learning, in place of epochs; counting and maps come on top",
        ),
    )
    parser.add_argument("--seed", type=int, help="of all that is drawn at random")
    parser.add_argument(
        "--start",
        type=Path,
        metavar="FILE_OR_DIR",
        help="vectors, or a folder that train has written: lookup tables begin there",
    )


def asked(given: argparse.Namespace) -> dict[str, Any]:
    """The recipe of --spec with the flags over it, as it is stored; checked as far as it goes.

    Raises:
        SpecError: the recipe cannot be read, or a flag contradicts it.
    """
    from explorer.records.spec import TrainingSpec

    stored: dict[str, Any] = {}
    if given.spec is not None:
        stored = recipe_file.read(given.spec, getattr(given, "labels", "") is None)
        if _names_items(stored) and stored["objective"] == "cooccurrence":
            stored.setdefault("window", None)  # a recipe without one means whole sequences
    stored = shape_flags.over(stored, given)
    if given.target is not None:
        stored |= {"target": given.target, "objective": "predict"}
    if given.objective is not None:
        stored["objective"] = given.objective
    if given.objective is not None or given.target is not None:
        for owner, names in OWN.items():
            if stored["objective"] != owner:
                stored = {name: value for name, value in stored.items() if name not in names}
        if given.target is not None:  # with another objective it is refused by name
            stored["target"] = given.target
    if given.wide:
        stored["wide"] = True
    if given.columns is not None:
        of_items = stored.get("wide") or given.shape == "wide"
        stored["item_columns" if of_items else "columns"] = _names(given.columns)
        if of_items:
            stored["wide"] = True
    for flag, other in (("epochs", "time_budget"), ("time_budget", "epochs")):
        if getattr(given, flag) is not None:  # in place of the recipe's other one
            stored.pop(other, None)
    for name in SAME_FLAGS:
        if getattr(given, name) is not None:
            stored[name] = getattr(given, name)
    found_later = stored.get("objective") == "next-item"  # its items may be found in the file
    if given.separator is not None and stored.get("item") is None and not found_later:
        raise SpecError(
            "--separator parts the items of one cell, but no column of such cells is named.",
            mend="Name it with --item.",
        )
    if getattr(given, "labels", None) is not None:
        stored["labels"] = str(given.labels)
    if getattr(given, "umap", False):
        stored["umap"] = True
    if "objective" not in stored and given.method is not None:
        stored["objective"] = "cooccurrence"
    if "objective" not in stored and _names_items(stored):
        ordered = stored.get("order") is not None and "next-item" in goals.OFFERED
        stored["objective"] = "next-item" if ordered else "cooccurrence"
    if "objective" in stored:
        _must_matter(given, stored["objective"])
    if stored.get("objective") != "next-item" or _names_items(stored):
        TrainingSpec.from_dict(stored)  # a wrong call need not wait for the file
    return stored


def _names(line: str) -> list[str]:
    """The names in one line of CSV."""
    try:
        names = next(csv.reader([line], strict=True), [])
    except csv.Error as error:
        raise SpecError(
            f"--columns {line!r} is no line of CSV: its quotes or its lines do not end where a name"
            " does.",
            mend="Close every quote before a comma or the end; within quotes, write quotes twice.",
        ) from error
    if not names:
        raise SpecError(
            f"--columns {line!r} names no column.", mend="Name some, or leave --columns out."
        )
    return names


def _must_matter(given: argparse.Namespace, objective: str) -> None:
    """Refuse a flag that another objective reads; a recipe may hold it for later."""
    from explorer.records.spec import OBJECTIVES, Objective

    owners: dict[str, Objective] = {"history": "next-item", "window": "cooccurrence"}
    for flag, reads in owners.items():
        if getattr(given, flag) is not None and objective != reads:
            raise SpecError(
                f"--{flag} belongs to {OBJECTIVES[reads].lower()}.",
                mend=f"Leave it out, or add --objective {reads}.",
            )


def completed(
    given: argparse.Namespace, stored: dict[str, Any], table: Table
) -> tuple[TrainingSpec, list[str]]:
    """The recipe with the shape of the rows as asked for or as found, and what is to be said.

    Raises:
        SpecError: no rows of the shape asked for were found, or the recipe contradicts it.
    """
    spec, said = _completed(given, stored, table)
    _must_matter(given, spec.objective)
    if given.window is not None and not spec.of_items:
        raise SpecError(
            "--window counts items of baskets; the values of a row have no order.",
            mend="Leave it out, or name what the items are with --item.",
        )
    return spec, said


def _completed(
    given: argparse.Namespace, stored: dict[str, Any], table: Table
) -> tuple[TrainingSpec, list[str]]:
    from explorer.data.shape import find_shapes
    from explorer.records.shape import Shape
    from explorer.records.spec import TrainingSpec

    wanted: str | None = given.shape
    if _names_items(stored):
        if wanted is not None:
            stored = shape_flags.filled_in(stored, wanted, table)
        held: list[str] = []
        if given.wide and not stored.get("item_columns"):
            stored, held = shape_flags.with_item_columns(stored, table)
        spec = TrainingSpec.from_dict(stored)
        if "window" not in stored and wanted != "baskets" and spec.order is not None:
            spec = replace(spec, window=goals.window(Shape.of(spec), spec.objective))
        return spec, [*held, *shape_flags.counted_weaknesses(spec, table), *_in_what_order(spec)]
    if wanted == "records":
        return TrainingSpec.from_dict(stored), []
    if wanted is None and given.spec is not None:
        return TrainingSpec.from_dict(stored), []
    shapes = find_shapes(table)
    objective = stored.get("objective")
    if wanted is None and "columns" in stored:
        shape = goals.proposed(shapes)
        if objective not in (None, "cooccurrence") or not shape.holds(stored["columns"]):
            return TrainingSpec.from_dict(stored), []
        named = replace(
            shape,
            reason="The columns that are named hold the same items at different places.",
            item_columns=tuple(stored.pop("columns")),
        )
        spec = TrainingSpec.from_dict({**stored, **named.settings, "objective": "cooccurrence"})
        return spec, [_found(named, spec), HOW_OTHERWISE]
    if wanted is not None:
        likely = Shape("wide") if wanted == "wide" else Shape()
        shape = next((each for each in shapes if each.kind == wanted), likely)
        if shape.kind != wanted:
            raise SpecError(
                f"No {wanted} were found in {table.name}.",
                mend="Name the columns with --item, --basket, --order or --separator.",
            )
    elif objective is not None:
        fits = [each for each in shapes if objective in goals.FITTING[each.kind]]
        if objective == "next-item":  # without a column of order the file's own stands
            fits += [each for each in shapes if each.kind in ("baskets", "lists", "wide")]
        shape = fits[0] if fits else Shape()
    else:
        shape = goals.proposed(shapes)
    if shape.kind == "records":
        spec = TrainingSpec.from_dict(stored)
        return spec, [_found(shape, spec)]
    objective = objective or goals.FITTING[shape.kind][0]
    own = {name: value for name, value in shape.settings.items() if value is not None}
    near = goals.window(shape, objective)
    if near is not None:
        own["window"] = near
    spec = TrainingSpec.from_dict({"objective": objective, **own, **stored})
    known = shape_flags.weaknesses(shape)
    return spec, [_found(shape, spec), *known, *_in_what_order(spec), HOW_OTHERWISE]


def _found(shape: Shape, spec: TrainingSpec) -> str:
    """What a row is, why, and what is learned."""
    from explorer.records.spec import OBJECTIVES

    said = f"A row is {SHAPES[shape.kind]}. {shape.reason}".strip()
    return f"{said} Learning: {OBJECTIVES[spec.objective].lower()}."


def _in_what_order(spec: TrainingSpec) -> list[str]:
    """What comes next without a column of order: whose order it is, as a sentence."""
    if spec.objective != "next-item" or spec.order is not None:
        return []
    if spec.layout != "long":
        return ["Items of a row are taken to come one after another as they are written."]
    return ["Items are taken in the order of the file; --order names a column that orders them."]


def _names_items(stored: dict[str, Any]) -> bool:
    """The recipe says itself how items lie in the file."""
    return stored.get("item") is not None or bool(stored.get("wide"))

"""The recipe of a training: the file of --spec, the flags over it, the shape found in the data."""

from __future__ import annotations

import argparse
import csv
from typing import TYPE_CHECKING, Any

from explorer.data import goals
from explorer.errors import SpecError
from explorer.records.shape import SHAPES

if TYPE_CHECKING:
    from explorer.records.spec import TrainingSpec
    from explorer.records.table import Table

# flags of train that stand in a recipe by the same name
ITEM_FLAGS = ("item", "basket", "order", "separator", "method", "window", "history")
SAME_FLAGS = (*ITEM_FLAGS, "epochs", "time_budget", "seed")
HOW_OTHERWISE = "With --shape records every row is taken as one thing."


def asked(given: argparse.Namespace) -> dict[str, Any]:
    """The recipe of --spec with the flags over it, as it is stored; checked as far as it goes.

    Raises:
        SpecError: the recipe cannot be read, or a flag contradicts it.
    """
    from explorer.records.spec import TrainingSpec
    from explorer.runs.named_files import must_be_file

    stored: dict[str, Any] = {}
    if given.spec is not None:
        must_be_file(given.spec)
        try:
            stored = TrainingSpec.from_json(given.spec.read_text("utf-8-sig")).to_dict()
        except UnicodeDecodeError as error:
            raise SpecError(f"{given.spec} is not UTF-8 text.", mend="Save it as UTF-8.") from error
        if "labels" in stored:  # named in the recipe, it lies beside the recipe
            stored["labels"] = str(given.spec.parent / stored["labels"])
    if given.target is not None:
        stored |= {"target": given.target, "objective": "predict"}
    if given.objective is not None:
        stored["objective"] = given.objective
        if given.objective != "predict" and given.target is None:
            stored.pop("target", None)
            stored.pop("target_kind", None)
    if given.columns is not None:
        stored["columns"] = [name for row in csv.reader([given.columns]) for name in row]
    for name in SAME_FLAGS:
        if getattr(given, name) is not None:
            stored[name] = getattr(given, name)
    if given.wide:
        stored["wide"] = True
    if given.labels is not None:
        stored["labels"] = str(given.labels)
    if given.umap:
        stored["umap"] = True
    if "objective" not in stored and given.method is not None:
        stored["objective"] = "cooccurrence"
    if "objective" not in stored and _names_items(stored):
        ordered = stored.get("order") is not None and "next-item" in goals.OFFERED
        stored["objective"] = "next-item" if ordered else "cooccurrence"
    if stored.get("objective") != "next-item" or _names_items(stored):
        TrainingSpec.from_dict(stored)  # a wrong call need not wait for the file
    return stored


def completed(
    given: argparse.Namespace, stored: dict[str, Any], table: Table
) -> tuple[TrainingSpec, list[str]]:
    """The recipe with the shape of the rows as asked for or as found, and what is to be said.

    Raises:
        SpecError: no rows of the shape asked for were found, or the recipe contradicts it.
    """
    from explorer.data.shape import find_shapes
    from explorer.records.shape import Shape
    from explorer.records.spec import OBJECTIVES, TrainingSpec

    wanted: str | None = given.shape
    if wanted == "records" or _names_items(stored):
        return TrainingSpec.from_dict(stored), []
    if wanted is None and (given.spec is not None or "columns" in stored):
        return TrainingSpec.from_dict(stored), []
    shapes = find_shapes(table)
    objective = stored.get("objective")
    if wanted is not None:
        shape = next((each for each in shapes if each.kind == wanted), Shape())
        if wanted == "wide":
            shape = Shape("wide")
        if shape.kind != wanted:
            raise SpecError(
                f"No {wanted} were found in {table.name}.",
                mend="Name the columns with --item, --basket, --order or --separator.",
            )
    elif objective is not None:
        fits = [each for each in shapes if objective in goals.FITTING[each.kind]]
        if objective == "next-item":  # without a column of order the file's own stands
            fits += [each for each in shapes if each.kind == "baskets"]
        shape = fits[0] if fits else Shape()
    else:
        shape = goals.proposed(shapes)
    if shape.kind == "records":
        return TrainingSpec.from_dict(stored), []
    objective = objective or goals.FITTING[shape.kind][0]
    own = {name: value for name, value in shape.settings.items() if value is not None}
    near = goals.window(shape, objective)
    if near is not None:
        own["window"] = near
    spec = TrainingSpec.from_dict({"objective": objective, **own, **stored})
    said = f"A row is {SHAPES[shape.kind]}. {shape.reason}".strip()
    return spec, [f"{said} Learning: {OBJECTIVES[spec.objective].lower()}.", HOW_OTHERWISE]


def _names_items(stored: dict[str, Any]) -> bool:
    """The recipe says itself how items lie in the file."""
    return stored.get("item") is not None or bool(stored.get("wide"))

"""The recipe that a training is asked for: the file of --spec, and the flags over it."""

from __future__ import annotations

import argparse
import csv
from typing import Any

from explorer.cli import recipe_file, shape_flags
from explorer.errors import SpecError

# flags that stand in a recipe by the same name
ITEM_FLAGS = ("item", "basket", "order", "separator", "method", "window", "history")
SAME_FLAGS = (*ITEM_FLAGS, "min_count", "epochs", "time_budget", "seed")
# what no other objective may have; a flag of another one leaves the recipe's behind
OWN = {"predict": ("target", "target_kind"), "cooccurrence": ("method",), "masked": ("counts",)}


def asked(given: argparse.Namespace) -> dict[str, Any]:
    """The recipe of --spec with the flags over it, as it is stored; checked as far as it goes.

    Raises:
        SpecError: the recipe cannot be read, or a flag contradicts it.
    """
    from explorer.records.spec import TrainingSpec

    stored = shape_flags.over(_of_file(given), given)
    stored = _with_objective(stored, given)
    _set_columns(stored, given)
    _set_others(stored, given)
    if "objective" not in stored:
        _guess_objective(stored, given)
    if "objective" in stored:
        must_matter(given, stored["objective"])
    if stored.get("objective") == "predict" and stored.get("target") is None:
        raise SpecError("Predict needs a column to predict.", mend="Name it with --target.")
    if stored.get("objective") != "next-item" or names_items(stored):
        TrainingSpec.from_dict(stored)  # a wrong call need not wait for the file
    return stored


def _of_file(given: argparse.Namespace) -> dict[str, Any]:
    if given.spec is None:
        return {}
    stored = recipe_file.read(given.spec, getattr(given, "labels", "") is None)
    if names_items(stored) and stored["objective"] == "cooccurrence":
        stored.setdefault("window", None)  # a recipe without one means whole sequences
    return stored


def _with_objective(stored: dict[str, Any], given: argparse.Namespace) -> dict[str, Any]:
    """With --objective and --target, and without what only another objective has."""
    if given.objective is None and given.target is None:
        return stored
    objective = given.objective or "predict"
    others = {name for owner, names in OWN.items() if owner != objective for name in names}
    stored = {name: value for name, value in stored.items() if name not in others}
    stored["objective"] = objective
    if given.target is not None:  # with another objective it is refused by name
        stored["target"] = given.target
    return stored


def _set_columns(stored: dict[str, Any], given: argparse.Namespace) -> None:
    if given.wide:
        stored["wide"] = True
    if given.columns is None:
        return
    if stored.get("wide") or given.shape == "wide":
        stored |= {"wide": True, "item_columns": _names(given.columns)}
    else:
        stored["columns"] = _names(given.columns)


def _set_others(stored: dict[str, Any], given: argparse.Namespace) -> None:
    """The flags that a recipe holds by the same name, and those of a command."""
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


def _guess_objective(stored: dict[str, Any], given: argparse.Namespace) -> None:
    """What a flag that only one objective has asks for, or the columns that are named."""
    if given.method is not None:
        stored["objective"] = "cooccurrence"
    elif names_items(stored):
        stored["objective"] = "cooccurrence" if stored.get("order") is None else "next-item"


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


def must_matter(given: argparse.Namespace, objective: str) -> None:
    """Refuse a flag that another objective reads; a recipe may hold it for later."""
    from explorer.records.spec import OBJECTIVES, Objective

    owners: dict[str, Objective] = {"history": "next-item", "window": "cooccurrence"}
    for flag, reads in owners.items():
        if getattr(given, flag) is not None and objective != reads:
            raise SpecError(
                f"--{flag} belongs to {OBJECTIVES[reads].lower()}.",
                mend=f"Leave it out, or add --objective {reads}.",
            )


def says_a_table(given: argparse.Namespace, stored: dict[str, Any]) -> bool:
    """The call tells what rows or columns the file has."""
    named = stored.keys() & {"columns", "target", "item", "wide"}
    return given.spec is not None or given.shape is not None or bool(named)


def names_items(stored: dict[str, Any]) -> bool:
    """The recipe says itself how items lie in the file."""
    return stored.get("item") is not None or bool(stored.get("wide"))

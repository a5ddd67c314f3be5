"""The flags that make up a recipe, shared by the commands that train."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.errors import SpecError

if TYPE_CHECKING:
    from explorer.records.spec import TrainingSpec

OBJECTIVES = ("masked", "predict")
METHODS = ("sgns", "glove", "spectral")
# flags that stand in a recipe by the same name
ITEM_FLAGS = ("item", "basket", "order", "separator", "method", "window", "history")
SAME_FLAGS = (*ITEM_FLAGS, "epochs", "time_budget", "seed")


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Declare the flags that `spec_of` reads; a command may add --labels and --umap."""
    parser.add_argument("--spec", type=Path, help="the whole recipe; other flags override it")
    parser.add_argument("--objective", choices=OBJECTIVES, help="how it is learned")
    parser.add_argument("--target", help="column to predict")
    parser.add_argument("--item", metavar="COL", help="column of the items, in baskets")
    parser.add_argument("--basket", metavar="COL", help="column that says what belongs together")
    parser.add_argument("--order", metavar="COL", help="column that says which item comes first")
    parser.add_argument("--separator", help="between the items of one cell of --item")
    parser.add_argument("--wide", action="store_true", help="every row is a basket of items")
    parser.add_argument("--method", choices=METHODS, help="of appear together")
    parser.add_argument("--window", type=int, help="items this far apart appear together")
    parser.add_argument("--history", type=int, help="items that the next one is guessed from")
    parser.add_argument("--columns", help="columns to learn, as one line of CSV")
    parser.add_argument("--epochs", type=int, help="passes over the training rows, at most")
    parser.add_argument("--time-budget", type=float, metavar="S", help="seconds, not epochs")
    parser.add_argument("--seed", type=int)


def spec_of(given: argparse.Namespace) -> TrainingSpec:
    """The recipe of --spec with the flags over it."""
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
    if getattr(given, "labels", None) is not None:
        stored["labels"] = str(given.labels)
    if getattr(given, "umap", False):
        stored["umap"] = True
    return TrainingSpec.from_dict(stored)

"""train: learn embeddings and write them into a folder."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.cli.codes import OK, STOPPED
from explorer.cli.printing import plain
from explorer.cli.progress import Interruptible, Teller, tell_reading
from explorer.errors import SpecError
from explorer.settings import Settings

if TYPE_CHECKING:
    from explorer.records.spec import TrainingSpec

OBJECTIVES = ("masked", "predict")
METHODS = ("sgns", "glove", "spectral")
# flags of train that stand in a recipe by the same name
ITEM_FLAGS = ("item", "basket", "order", "separator", "method", "window", "history")
SAME_FLAGS = (*ITEM_FLAGS, "epochs", "time_budget", "seed")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command with its arguments."""
    train = commands.add_parser("train", help="learn embeddings and write them into a folder")
    train.add_argument("file", type=Path)
    train.add_argument("--spec", type=Path, help="the whole recipe; other flags override it")
    train.add_argument("--objective", choices=OBJECTIVES, help="how it is learned")
    train.add_argument("--target", help="column to predict")
    train.add_argument("--item", metavar="COL", help="column of the items, in baskets")
    train.add_argument("--basket", metavar="COL", help="column that says what belongs together")
    train.add_argument("--order", metavar="COL", help="column that says which item comes first")
    train.add_argument("--separator", help="between the items of one cell of --item")
    train.add_argument("--wide", action="store_true", help="every row is a basket of items")
    train.add_argument("--method", choices=METHODS, help="of appear together")
    train.add_argument("--window", type=int, help="items this far apart appear together")
    train.add_argument("--history", type=int, help="items that the next one is guessed from")
    train.add_argument("--columns", help="columns to learn, as one line of CSV")
    train.add_argument("--dim", type=int, help="dimensions of every column")
    train.add_argument("--epochs", type=int, help="passes over the training rows, at most")
    train.add_argument("--time-budget", type=float, metavar="S", help="seconds, not epochs")
    train.add_argument("--seed", type=int)
    train.add_argument("--labels", type=Path, help="file with groups per category")
    train.add_argument("--umap", action="store_true", help="draw UMAP maps too")
    train.add_argument("--force", action="store_true", help="write into a folder that has files")
    train.add_argument("--output", type=Path, required=True, metavar="DIR")
    train.set_defaults(command=run)


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Train and write the folder; the number is the exit code."""
    spec = _spec(given)
    from explorer.runs import named_files

    named_files.must_be_file(given.file)
    named_files.must_be_writable(given.output, given.force)
    table = named_files.read(given.file, settings, tell_reading)
    labels = named_files.labels(spec, table)
    for sentence in [problem.sentence for problem in table.problems] + labels:
        print(plain(sentence), file=sys.stderr)
    from explorer.runs import headless  # brings torch, which a wrong call need not wait for

    training = headless.Headless(settings, Teller())
    with Interruptible(training.stop):
        learned = training.train(table, spec, given.dim)
    maps = headless.layouts(learned, spec.umap and not learned.stopped)
    headless.write(learned, maps, table, given.output)
    print(plain(learned.result.verdict.sentence))
    print(f"Written into {given.output}.", file=sys.stderr)
    return STOPPED if learned.stopped else OK


def _spec(given: argparse.Namespace) -> TrainingSpec:
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
    if given.labels is not None:
        stored["labels"] = str(given.labels)
    if given.umap:
        stored["umap"] = True
    return TrainingSpec.from_dict(stored)

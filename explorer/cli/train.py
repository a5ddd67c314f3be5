"""train: learn embeddings and write them into a folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.cli import beginning, recipe, recipe_flags, recipe_shape
from explorer.cli.codes import OK, STOPPED
from explorer.cli.printing import plain, show, told
from explorer.cli.progress import Interruptible, Teller, tell_reading, tidied, written_over
from explorer.settings import Settings

if TYPE_CHECKING:  # a call for help need not wait for it
    from explorer.records.spec import TrainingSpec
    from explorer.records.training import Verdict
    from explorer.runs.headless import Learned
    from explorer.runs.preparation import Prepared

MANY = 0.01  # share of new rows whose value will be one never seen, from which on it is said


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command with its arguments."""
    train = commands.add_parser("train", help="learn embeddings and write them into a folder")
    train.add_argument("file", type=Path)
    recipe_flags.add_flags(train)
    train.add_argument(
        "--dim", type=recipe_flags.number(recipe_flags.DIM), help="dimensions of every column"
    )
    train.add_argument("--labels", type=Path, help="file with groups per category")
    train.add_argument("--umap", action="store_true", help="draw UMAP maps too")
    train.add_argument("--force", action="store_true", help="write into a folder that has files")
    train.add_argument("--output", type=Path, required=True, metavar="DIR")
    train.set_defaults(command=run)


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Train and write the folder; the number is the exit code."""
    stored = recipe.asked(given)
    from explorer.runs import named_files, output_folder

    named_files.must_be_file(given.file)
    with tidied(), output_folder.made(given.output, given.force):
        return _train(given, stored, settings)


def _train(given: argparse.Namespace, stored: dict[str, Any], settings: Settings) -> int:
    from explorer.runs import named_files

    as_table = recipe.says_a_table(given, stored)
    table = named_files.read(given.file, settings, tell_reading, as_table=as_table)
    spec, said = recipe_shape.completed(given, stored, table)
    said += recipe_shape.left_out(spec, table, settings.max_categories)
    said += recipe_shape.given_away(spec, table, settings.max_categories)
    for sentence in said:
        print(plain(sentence), file=sys.stderr)
    labels = named_files.labels(spec, table)
    for sentence in list(map(told, table.problems)) + labels:
        print(plain(sentence), file=sys.stderr)
    start = beginning.read(given.start, spec, settings)
    from explorer.runs import headless  # brings torch, which a wrong call need not wait for

    training = headless.Headless(settings, Teller())
    with Interruptible(training.stop) as interruptible:
        with written_over():
            prepared = training.prepare(table, spec, given.dim, start)
            if unit := prepared.dataset.target_unit:
                as_number = f"{prepared.spec.target!r} is predicted as a number: {unit}."
                print(plain(as_number), file=sys.stderr)
            for sentence in _never_seen(prepared):
                print(plain(sentence), file=sys.stderr)
            file = headless.Read(table.name, table.problems)
            del table  # it may be large, and only its codes are learned from
            learned = training.train(prepared)
        begun = learned.prepared.begun
        for sentence in begun.sentences if begun is not None else ():
            print(plain(sentence), file=sys.stderr)
        if learned.time_used:
            print(plain(learned.time_used), file=sys.stderr)
        maps = list(headless.layouts(learned, "pca"))
        if spec.umap and not interruptible.met:
            with interruptible.dispensable():
                for drawn in headless.layouts(learned, "umap"):
                    maps.append(drawn)
        if spec.umap and interruptible.met:
            print("UMAP maps that were not drawn yet are left out.", file=sys.stderr)
        headless.write(learned, maps, file, given.output)
    show(plain(learned.verdict.sentence))
    for sentence in _not_clearly_better(learned.verdict) + _longer(learned, spec):
        print(plain(sentence), file=sys.stderr)
    print(f"Written into {given.output}.", file=sys.stderr)
    return STOPPED if interruptible.met else OK


def _longer(learned: Learned, spec: TrainingSpec) -> list[str]:
    """That epochs or time ran out while it still got better, where nothing sure was learned."""
    verdict = learned.verdict
    otherwise = verdict.learned or verdict.extremes or verdict.start_knew or learned.stopped
    if otherwise or not learned.result.cut_short:
        return []
    more = "allow more --epochs" if spec.time_budget is None else "give --time-budget more seconds"
    return [f"Learning was cut short while it still got better: {more}."]


def _never_seen(prepared: Prepared) -> list[str]:
    """In which columns new rows are to be expected to hold other values, where they are many."""
    from explorer.data.profiling import listed, shorten
    from explorer.records.percent import percent

    # Where every value occurs once it is the name of its row, and so will others be.
    shares = {name: n for name, n in prepared.never_seen.items() if MANY <= n < 1}
    if not shares:
        return []
    falling = sorted(shares, key=lambda name: -shares[name])
    told = [f"{percent(shares[name])} in {shorten(name, 60)!r}" for name in falling]
    one = "items" if prepared.spec.of_items else "rows"
    return [
        f"New {one} to expect with a value never seen, about: {listed(told)} (the Good–Turing"
        " estimate)."
    ]


def _not_clearly_better(verdict: Verdict) -> list[str]:
    """Columns that are not learned like the others, in a sentence where there are any."""
    from explorer.analysis.by_column import not_clearly_better
    from explorer.data.profiling import listed

    columns = [
        f"{name} (at {held} nats, guessing costs {blind})"
        for name, (held, blind) in not_clearly_better(verdict).items()
    ]
    if not columns:
        return []
    if len(columns) == len(verdict.per_column):
        return ["Of no column alone is that sure; together they are guessed better."]
    return [f"Not guessed clearly better than by frequency: {listed(columns)}."]

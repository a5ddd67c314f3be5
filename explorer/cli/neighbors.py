"""neighbors: the nearest categories of a category, in a run or in any file of vectors."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from explorer.cli.codes import OK
from explorer.cli.printing import plain, print_json, print_table, told
from explorer.errors import SpecError
from explorer.settings import Settings

DASHES = "Write -- before names that begin with -, and flags before it."


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command with its arguments."""
    neighbors = commands.add_parser(
        "neighbors",
        help="the nearest categories of a category",
        usage="%(prog)s [-h] [-k N] [--json] DIR_OR_FILE [COLUMN] CATEGORY",
    )
    neighbors.add_argument(
        "source", type=Path, metavar="DIR_OR_FILE", help="written by train, or a file of vectors"
    )
    neighbors.add_argument(
        "names",
        nargs="+",
        metavar="[COLUMN] CATEGORY",
        help="the column may be left out where there is one alone; write -- before names that"
        " begin with -",
    )
    neighbors.add_argument(
        "-k", type=_how_many, default=10, metavar="N", help="how many, 10 by default"
    )
    neighbors.add_argument("--json", action="store_true", help="as JSON")
    neighbors.set_defaults(command=run)


def _how_many(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no whole number. Ask for at least one neighbor"
        ) from error


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Print the nearest categories; the number is the exit code."""
    from explorer.runs import learned_folder, named_files

    if given.k < 1:
        raise SpecError(f"-k is {given.k}.", mend="Ask for at least one neighbor.")
    if len(given.names) > 2:
        dashes = f" {DASHES}" if any(name.startswith("-") for name in given.names) else ""
        raise SpecError(
            f"{len(given.names)} names are given.",
            mend=f"Name a column and a category, in quotes.{dashes}",
        )
    column, category = (None, *given.names) if len(given.names) == 1 else given.names
    if os.path.exists(given.source) and not os.path.isdir(given.source):
        file = named_files.vectors(given.source, settings)
        for problem in file.source.problems:
            print(plain(told(problem)), file=sys.stderr)
        counted = file.source.counted
        found = learned_folder.nearest_in_file(file, column, category, given.k)
    else:
        counted = True
        found = learned_folder.nearest(given.source, column, category, given.k)
        said = learned_folder.nothing_learned(given.source)
        if said:
            print(plain(said), file=sys.stderr)
    if given.json:
        near = [_told(asdict(each), counted) for each in found.near]
        place = {"column": found.column, "category": found.category, "count": found.count}
        print_json({**_told(place, counted), "neighbors": near})
        return OK
    rows = [("", "category", "cosine", "rows")]
    for rank, each in enumerate(found.near, 1):
        rows.append((str(rank), each.category, f"{each.cosine:.3f}", f"{each.count:,}"))
    print_table(rows if counted else [row[:3] for row in rows])
    return OK


def _told(facts: dict[str, Any], counted: bool) -> dict[str, Any]:
    """The facts of an entry; without a count where the file has none."""
    return facts if counted else {**facts, "count": None}

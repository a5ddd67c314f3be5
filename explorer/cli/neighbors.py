"""neighbors: the nearest categories of a category."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from explorer.cli.codes import OK
from explorer.cli.printing import print_json, print_table
from explorer.errors import SpecError
from explorer.settings import Settings


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command with its arguments."""
    neighbors = commands.add_parser("neighbors", help="the nearest categories of a category")
    neighbors.add_argument("folder", type=Path, metavar="DIR", help="written by train")
    neighbors.add_argument("column")
    neighbors.add_argument("category")
    neighbors.add_argument("-k", type=int, default=10, metavar="N")
    neighbors.add_argument("--json", action="store_true", help="as JSON")
    neighbors.set_defaults(command=run)


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Print the nearest categories; the number is the exit code."""
    from explorer.runs.learned_folder import nearest

    if given.k < 1:
        raise SpecError(f"-k is {given.k}.", mend="Ask for at least one neighbor.")
    count, near = nearest(given.folder, given.column, given.category, given.k)
    if given.json:
        found = [asdict(each) for each in near]
        place = {"column": given.column, "category": given.category, "count": count}
        print_json({**place, "neighbors": found})
        return OK
    rows = [("", "category", "cosine", "rows")]
    for rank, each in enumerate(near, 1):
        rows.append((str(rank), each.category, f"{each.cosine:.3f}", f"{each.count:,}"))
    print_table(rows)
    return OK

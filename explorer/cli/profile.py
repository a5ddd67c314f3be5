"""profile: read a file and say what is in it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.cli.codes import OK
from explorer.cli.printing import plain, print_json, print_table, show, told
from explorer.cli.shape_flags import otherwise
from explorer.settings import Settings

if TYPE_CHECKING:  # a call for help need not wait for it
    from explorer.data.selection import Proposal


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command with its arguments."""
    profile = commands.add_parser("profile", help="read a file and say what is in it")
    profile.add_argument("file", type=Path)
    profile.add_argument("--json", action="store_true", help="as JSON")
    profile.set_defaults(command=run)


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Print what the file holds; the number is the exit code."""
    from explorer.data.selection import default_kind, propose
    from explorer.data.shape import find_shapes
    from explorer.data.shape_words import described, warnings
    from explorer.data.unknown import expected_share
    from explorer.records.percent import percent
    from explorer.records.shape import SHAPES
    from explorer.runs import named_files

    table = named_files.read(given.file, settings)
    profiles = [column.profile for column in table.columns]
    never_seen = [
        None
        if default_kind(column.profile) == "binned"
        else expected_share(int((column.counts == 1).sum()), int(column.counts.sum()))
        for column in table.columns
    ]
    proposal = propose(profiles, most=settings.max_categories)
    shapes = find_shapes(table)
    likely = shapes[0]
    of_records = likely.kind == "records"
    obstacle = f"{proposal.obstacle} {proposal.mend}".strip() if of_records else ""
    if given.json:
        chosen = {choice.name: choice for choice in proposal.choices}
        columns = [
            {
                **profile.to_dict(),
                "selected": chosen[profile.name].selected,
                "why": chosen[profile.name].reason,
                "expected_unknown": share,
            }
            for profile, share in zip(profiles, never_seen, strict=True)
        ]
        print_json(
            {
                "file": table.name,
                "rows": table.n_rows,
                "reading": table.reading.to_dict(),
                "problems": [problem.to_dict() for problem in table.problems],
                "shape": {
                    **likely.to_dict(),
                    "warnings": [f"{each.sentence} {each.mend}" for each in warnings(likely)],
                },
                "columns": columns,
                "obstacle": obstacle,
            }
        )
        return OK
    height = "1 row" if table.n_rows == 1 else f"{table.n_rows:,} rows"
    width = "1 column" if len(profiles) == 1 else f"{len(profiles)} columns"
    show(plain(f"{table.name}: {height}, {width}"))
    for problem in table.problems:
        show(plain(f"- {told(problem)}"))
    if perhaps := named_files.may_be_vectors(given.file, table):
        show(plain(f"- {perhaps}"))
    show(plain(f"A row is {SHAPES[likely.kind]}. {likely.reason}"))
    for perhaps in otherwise(shapes):
        show(plain(f"- {perhaps}"))
    for sentence in described(likely):
        show(plain(f"  {sentence}"))
    for each in warnings(likely):
        show(plain(f"- {each.sentence} {each.mend}"))
    rows = [("", "column", "role", "categories", "missing", "new", "most frequent")]
    for profile, choice, share in zip(profiles, proposal.choices, never_seen, strict=True):
        top = ", ".join(f"{value} ({count:,})" for value, count in profile.top[:3])
        rows.append(
            (
                "x" if choice.selected else "",
                profile.name,
                profile.role,
                f"{profile.n_categories:,}",
                f"{profile.n_missing:,}",
                "" if share is None or not profile.n_categories else percent(share),
                top,
            )
        )
    print_table(rows)
    show("new: rows to come whose value was never seen, about (the Good–Turing estimate).")
    for sentence in _left_out(proposal) if of_records else ():
        show(plain(f"- {sentence}"))
    if obstacle:
        show(plain(obstacle))
    return OK


def _left_out(proposal: Proposal) -> list[str]:
    """Which columns are not learned to begin with, and why: a sentence for each reason."""
    from explorer.data.profiling import listed, shorten

    names: dict[str, list[str]] = {}
    for choice in proposal.choices:
        if not choice.selected:
            why = choice.reason.removeprefix("left out: ")
            names.setdefault(why, []).append(repr(shorten(choice.name, 60)))
    return [
        f"{listed(alike)} {'is' if len(alike) == 1 else 'are'} left out: {why}."
        for why, alike in names.items()
    ]

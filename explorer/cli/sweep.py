"""sweep: train shortly at several numbers of dimensions, and say how many are enough."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.cli import beginning, recipe, recipe_flags, recipe_shape
from explorer.cli.codes import OK, STOPPED
from explorer.cli.printing import plain, print_json, print_table, show, told
from explorer.cli.progress import Interruptible, tell_reading, written_over
from explorer.errors import SpecError
from explorer.records.number_text import number_text
from explorer.settings import Settings

if TYPE_CHECKING:
    from explorer.data.knee import Knee
    from explorer.records.sweep import Sweep


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command with its arguments."""
    sweep = commands.add_parser(
        "sweep", help="train shortly at several dimensions and say how many are enough"
    )
    sweep.add_argument("file", type=Path)
    recipe_flags.add_flags(sweep, refused=["--time-budget"])
    sweep.add_argument("--dims", metavar="N,N", help="dimensions to try, as 2,4,8,16")
    sweep.add_argument("--vary", metavar="COL", help="try them for one column, not for all")
    sweep.add_argument("--json", action="store_true", help="as JSON")
    sweep.set_defaults(command=run)


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Train at every dimension and print the losses; the number is the exit code."""
    if given.time_budget is not None:
        raise SpecError(
            "A sweep trains as shortly as it can and takes no time budget.",
            mend="Leave --time-budget out, or try fewer --dims.",
        )
    stored, dims = recipe.asked(given), _dims(given.dims)
    from explorer.runs import named_files

    named_files.must_be_file(given.file)
    as_table = recipe.says_a_table(given, stored)
    table = named_files.read(given.file, settings, tell_reading, as_table=as_table)
    spec, said = recipe_shape.completed(given, stored, table)
    said += recipe_shape.left_out(spec, table, settings.max_categories)
    said += recipe_shape.given_away(spec, table, settings.max_categories)
    for sentence in list(map(told, table.problems)) + said:
        print(plain(sentence), file=sys.stderr)
    start = beginning.read(given.start, spec, settings)
    from explorer.data import knee  # torch comes here, which a wrong call need not wait for
    from explorer.learning.sweep import measure
    from explorer.runs import seen_rows, starts, sweeping

    vectors = None if start is None else starts.given_by(start)
    if vectors is not None:
        spec = replace(spec, start=vectors.digest)
    prepared, sweep, seconds = sweeping.begin(table, spec, settings, given.vary, dims, vectors)
    many = "short training" if sweep.planned == 1 else "short trainings"
    print(f"{sweep.planned} {many}, about {seconds:.0f} s.", file=sys.stderr)
    if vectors is not None:
        fitted = "projected or filled up to its dimensions"
        print(plain(f"Each begins with the vectors of {vectors.name}, {fitted}."), file=sys.stderr)
        print(seen_rows.SEEN["maybe"], file=sys.stderr)
    stopped: list[bool] = []
    with (
        Interruptible(lambda: stopped.append(True), "what was measured follows"),
        written_over(),
        closing(
            measure(prepared.dataset, prepared.spec, sweep, sweeping.beginning(prepared, vectors))
        ) as trainings,
    ):
        for one in trainings:
            if stopped:
                break
            if one is not None:
                sweep = sweep.with_trained(one)
                _tell(sweep)
    found = knee.find(sweep)
    if found is None:
        print("Nothing was measured yet: the first training had not ended.", file=sys.stderr)
    else:
        _print_found(sweep, found, given.json)
    return STOPPED if stopped else OK


def _print_found(sweep: Sweep, found: Knee, as_json: bool) -> None:
    from explorer.data import knee

    columns = {} if found.dim is None else knee.chosen(sweep, found.dim)
    if as_json:
        print_json(
            {
                "column": sweep.column,
                "dimensions": found.dim,
                "columns": columns,
                "learned": found.learned,
                "unit": sweep.unit,
                "guessing_by_frequency_loss": found.blind_loss,
                "levels": [asdict(level) for level in found.levels],
                "rows": sweep.n_rows,
                "all_rows": sweep.all_rows,
                "epochs": sweep.epochs,
                "repeats": sweep.repeats,
                "trained": len(sweep.trained),
                "sentence": knee.sentence(sweep, found),
            }
        )
        return
    rows = [("", "dimensions", "held-out loss", "above the lowest", "standard error")]
    for level in found.levels:
        error = f"{level.error:.4f}" if level.error else ""
        mark = "x" if level.dim == found.dim else ""
        rows.append((mark, str(level.dim), f"{level.loss:.4f}", f"{level.above:.4f}", error))
    print_table(rows)
    show(plain(knee.sentence(sweep, found)))
    if len(columns) > 1:
        show(plain(", ".join(f"{name} {dim}" for name, dim in columns.items())))
    show(knee.how(sweep))


def _dims(text: str | None) -> tuple[int, ...]:
    try:
        return () if text is None else tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise SpecError(
            f"--dims is {text!r}.", mend="Write whole numbers with commas, as 2,4,8,16."
        ) from error


def _tell(sweep: Sweep) -> None:
    """One line that is written over, where somebody watches."""
    from explorer.data import knee

    last = sweep.trained[-1]
    text = (
        f"{len(sweep.trained)} of {sweep.planned}: {knee.dimensions(last.dim)},"
        f" held-out loss {number_text(last.held_loss, 4)}"
    )
    if sys.stderr.isatty():
        end = "\n" if sweep.complete else ""
        print(f"\r{text:<70}", end=end, file=sys.stderr, flush=True)
    else:
        print(text, file=sys.stderr, flush=True)

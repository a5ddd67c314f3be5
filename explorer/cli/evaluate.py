"""evaluate: how well what comes next is recommended, the last items never seen."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.cli import beginning, recipe, recipe_flags, recipe_shape
from explorer.cli.codes import OK, STOPPED
from explorer.cli.printing import plain, print_json, print_table, show, told
from explorer.cli.progress import Interruptible, Teller, tell_reading, written_over
from explorer.errors import SpecError
from explorer.records.percent import percent
from explorer.records.shape import SHAPES
from explorer.settings import Settings

if TYPE_CHECKING:
    from explorer.records.training import TrainingEvent
    from explorer.runs.evaluation import Evaluation
    from explorer.sequences.ranking import Rival

FEW = 100  # baskets or sequences; by chance alone, a hit rate of one half is off by 5 % and more
OF_OTHERS = ("target", "method", "window")  # flags that other objectives read
NAMES: dict[Rival, str] = {
    "recommended": "recommended",
    "network": "the network alone",
    "counts": "the counts alone",
    "popularity": "popularity",
    "last": "repeating the last item",
}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command with its arguments."""
    evaluate = commands.add_parser(
        "evaluate", help="hit rate of what comes next, on the last items of sequences"
    )
    evaluate.add_argument("file", type=Path)
    recipe_flags.add_flags(
        evaluate,
        refused=[f"--{name}" for name in OF_OTHERS],
        objectives=["next-item"],
        shapes=[shape for shape in SHAPES if shape != "records"],
    )
    evaluate.add_argument(
        "--dim", type=recipe_flags.number(recipe_flags.DIM), help="dimensions of the items"
    )
    evaluate.add_argument("--json", action="store_true", help="as JSON")
    evaluate.set_defaults(command=run)


def _must_rank(given: argparse.Namespace) -> None:
    """Refuse flags of what is not evaluated: other objectives, and rows that are one thing."""
    wrong = [f"--{name}" for name in OF_OTHERS if getattr(given, name) is not None]
    if given.objective not in (None, "next-item"):
        wrong.append(f"--objective {given.objective}")
    if given.shape == "records":
        wrong.append("--shape records")
    if wrong:
        raise SpecError(
            f"Only what comes next can be evaluated, and {wrong[0]} is no part of it.",
            mend="Leave it out.",
        )


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Train without the last items and print how they rank; the number is the exit code."""
    _must_rank(given)
    given.objective = "next-item"
    stored = recipe.asked(given)
    from explorer.runs import named_files

    named_files.must_be_file(given.file)
    as_table = recipe.says_a_table(given, stored)
    table = named_files.read(given.file, settings, tell_reading, as_table=as_table)
    spec, said = recipe_shape.completed(given, stored, table)
    said = [sentence for sentence in said if sentence != recipe_shape.HOW_OTHERWISE]  # none here
    for sentence in said + list(map(told, table.problems)):
        print(plain(sentence), file=sys.stderr)
    start = beginning.read(given.start, spec, settings)
    from explorer.records.recommender import BOTH_WAYS, COUNTED  # brings numpy
    from explorer.runs.evaluation import evaluate  # brings torch
    from explorer.runs.time_used import of_budget
    from explorer.sequences.ranking import PLACES

    teller, wanted = Teller(), {"stop": False}

    def stop() -> None:
        wanted["stop"] = True

    def tell(event: TrainingEvent) -> bool:
        teller(event, None)
        return wanted["stop"]

    with Interruptible(stop, kept="what was learned is evaluated"), written_over():
        found = evaluate(table, replace(spec, labels=None), settings, tell, given.dim, start)
    for sentence in found.begun:
        print(plain(sentence), file=sys.stderr)
    if not wanted["stop"] and (time_used := of_budget(spec.time_budget, found.result)):
        print(time_used, file=sys.stderr)
    if given.json:
        print_json(found.to_dict())
        return STOPPED if wanted["stop"] else OK
    one = "sequence" if spec.layout == "long" else "basket"
    several = one if found.baskets == 1 else f"{one}s"
    of_few = found.later is not None and found.later > found.baskets
    before = "the item" if found.history == 1 else f"up to {found.history} items"
    misses = ", and are misses where those seen are left out" if found.seen_before else ""
    show(
        f"{_asked(found, several, of_few)} guessed from"
        f" {before} before it; {found.items:,} items ranked."
        f" {100 * found.seen_before:.1f} % were in their {one} before{misses}."
    )
    rows: list[tuple[str, ...]] = [("", "hit rate@10", "MRR@10", "hit rate@10", "MRR@10")]
    rows.append(("", "all items", "", "seen left out", ""))
    for way, name in NAMES.items():
        every, unseen = found.every[way], found.unseen[way]
        numbers = (every.hits, every.reciprocal, unseen.hits, unseen.reciprocal)
        rows.append((name, *(f"{number:.4f}" for number in numbers)))
    print_table(rows)
    if found.never_learned:
        show(
            f"Of the last items, {percent(found.never_learned)} occur nowhere among the items"
            " learned from: that they come next could not be learned. train learns from last items"
            " too."
        )
    if no_help := _no_help(found):
        show(no_help)
    if found.only_last:
        show(
            "That last items come again could not be learned: of the items learned from, fewer than"
            f" 1 in 1,000 were in their {one} before. train learns from last items too."
        )
    show(
        f"Recommended is {100 * found.weight:.0f} % network and {100 * (1 - found.weight):.0f} %"
        f" counts of {found.counted}, weighed on earlier held-out items."
    )
    if found.counted != COUNTED:
        show(BOTH_WAYS)
    if found.items <= PLACES:
        show(f"Of {found.items} items all are among the first {PLACES}: look at MRR alone.")
    if rough := _rough(found, one, of_few):
        show(rough)
    return STOPPED if wanted["stop"] else OK


def _asked(found: Evaluation, several: str, of_few: bool) -> str:
    """What is asked for, as a sentence begins."""
    if of_few:
        each = "it" if found.baskets == 1 else "each"
        return (
            f"The last {found.asked:,} items of {found.baskets:,} {several} (at most a tenth of"
            f" {each}), each"
        )
    of_all = "" if found.asked == found.baskets else f" (drawn from {found.baskets:,})"
    return f"The last item of {found.asked:,} {several}{of_all},"


def _rough(found: Evaluation, one: str, of_few: bool) -> str:
    """How little few answers measure, or ""."""
    if found.asked == 1:
        return (
            f"One answer measures nothing: it is right or wrong. More {one}s would tell, or a"
            " longer one."
        )
    n = found.asked if found.observed is None or not of_few else found.observed
    if n >= FEW:
        return ""
    if of_few:
        return (
            f"They are rough: what lies close together in one {one} is guessed from the same items,"
            f" so that these {found.asked:,} count as {n:,}."
        )
    return f"They are rough: each {one} is {100 / found.asked:.1f} % of a hit rate."


def _no_help(found: Evaluation) -> str:
    """That what came before is no help, for all one can tell; "" where it is, or none can tell."""
    if found.never_learned == 1:
        return ""
    if not found.beats_popularity:
        return (
            "Recommended ranks no better than popularity: what came before is no help to it here."
        )
    if found.helps:
        return ""
    among = "R" if found.come_again else "Where those seen are left out, r"
    return (
        f"{among}ecommended ranks above popularity by no more than chance explains, if at all,"
        " or as much by what came before other items: nothing shows that what came before helps"
        " it here."
    )

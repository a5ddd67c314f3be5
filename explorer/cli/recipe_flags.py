"""The flags that make up the recipe of a training."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from explorer.data import goals
from explorer.records.shape import SHAPES
from explorer.records.spec import BOUNDS, MAX_DIM, Bounds, in_words, is_whole

METHODS = ("sgns", "glove", "spectral")
DIM: Bounds = (1, MAX_DIM)


def add_flags(
    parser: argparse.ArgumentParser,
    *,
    refused: Collection[str] = (),
    objectives: Sequence[str] = goals.OFFERED,
    shapes: Sequence[str] = tuple(SHAPES),
) -> None:
    """Declare the flags that make up a recipe; a command may add --labels and --umap.

    Args:
        refused: flags that the command refuses with a sentence of its own; help leaves them out.
        objectives, shapes: that it takes, for help; it refuses the others.
    """

    def unless_refused(flag: str, said: str) -> str:
        return argparse.SUPPRESS if flag in refused else said

    parser.add_argument(
        "--spec",
        type=Path,
        metavar="FILE_OR_DIR",
        help="the whole recipe, or a folder that train has written; other flags override it",
    )
    parser.add_argument(
        "--objective",
        choices=goals.OFFERED,
        metavar=f"{{{','.join(objectives)}}}",
        help="how it is learned",
    )
    parser.add_argument("--target", help=unless_refused("--target", "column to predict"))
    parser.add_argument(
        "--shape",
        choices=SHAPES,
        metavar=f"{{{','.join(shapes)}}}",
        help="what a row is; found when not given",
    )
    parser.add_argument("--item", metavar="COL", help="column of the items, in baskets")
    parser.add_argument("--basket", metavar="COL", help="column that says what belongs together")
    parser.add_argument("--order", metavar="COL", help="column that says which item comes first")
    parser.add_argument(
        "--separator",
        type=_separator,
        help=r"between the items of one cell of --item; \n is a line break, \t a tab",
    )
    parser.add_argument("--wide", action="store_true", help="every row is a basket of items")
    parser.add_argument(
        "--method", choices=METHODS, help=unless_refused("--method", "of appear together")
    )
    parser.add_argument(
        "--window",
        type=number(BOUNDS["window"]),
        help=unless_refused("--window", "items this far apart appear together"),
    )
    parser.add_argument(
        "--history", type=number(BOUNDS["history"]), help="items that the next one is guessed from"
    )
    parser.add_argument(
        "--columns", help="columns to learn, or with --wide those of the items, as one line of CSV"
    )
    parser.add_argument(
        "--min-count",
        type=number(BOUNDS["min_count"]),
        metavar="N",
        help="values seen less often share one place",
    )
    parser.add_argument(
        "--epochs", type=number(BOUNDS["epochs"]), help="passes over the training rows, at most"
    )
    parser.add_argument(
        "--time-budget",
        type=number(BOUNDS["time_budget"]),
        metavar="S",
        help=unless_refused(
            "--time-budget",
            "seconds of learning, in place of epochs; counting and maps come on top",
        ),
    )
    parser.add_argument(
        "--seed", type=number(BOUNDS["seed"]), help="of all that is drawn at random"
    )
    parser.add_argument(
        "--start",
        type=Path,
        metavar="FILE_OR_DIR",
        help="vectors, or a folder that train has written: lookup tables begin there",
    )


def number(bounds: Bounds) -> Callable[[str], float]:
    """Reads a number for argparse, and says of what is none which ones there are.

    One that lies beyond the bounds is left to the recipe, which may come from a file too.
    """
    whole = is_whole(bounds)

    def read(text: str) -> float:
        try:
            return int(text) if whole else float(text)
        except ValueError as error:
            kind = "whole number" if whole else "number"
            raise argparse.ArgumentTypeError(
                f"{text!r} is no {kind}. Choose one {in_words(bounds)}"
            ) from error

    return read


def _separator(text: str) -> str:
    r"""What is meant: `\n` and `\t`, as they are typed, are a line break and a tab."""
    return {r"\n": "\n", r"\t": "\t"}.get(text, text)

"""Points and commas that may part thousands or come before decimals: which was taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc

from explorer.data.matching import all_match
from explorer.data.numeric import Written, written
from explorer.data.profiling import listed, shorten
from explorer.records.table import Column, Problem

ENGLISH_UNITS = ("$", "£", "USD", "GBP")  # of countries that part thousands with a comma


class Taken(NamedTuple):
    """What a point or a comma is taken as.

    Attributes:
        mark: "." or ",". thousands: it parts them; else it comes before decimals.
    """

    mark: str
    thousands: bool


def notes(columns: Sequence[Column]) -> list[Problem]:
    """What points and commas were taken as, one note for all columns in which they are alike.

    A column is left out where another one shows what they are in this file.
    """
    shown: set[Taken] = set()
    unsure: dict[Taken, list[tuple[str, str]]] = {}
    for column in columns:
        found = written(column.values) if column.profile.number is not None else None
        if found is None:
            continue
        for taken in _taken(found):
            example = either_way(found, taken.mark)
            if example is None:
                shown.add(taken)
            else:
                unsure.setdefault(taken, []).append((column.name, example))
    return [_note(taken, some) for taken, some in unsure.items() if taken not in shown]


def _taken(found: Written) -> list[Taken]:
    pairs = ((found.form.thousands, True), (found.form.decimals, False))
    taken = [Taken(mark[-1], thousands) for mark, thousands in pairs if mark in (",", r"\.")]
    return [each for each in taken if pc.any(pc.match_substring(found.bare, each.mark)).as_py()]


def either_way(found: Written, mark: str) -> str | None:
    """The first number with this mark where all could be thousands and decimals; None else.

    Each has three digits behind its mark, one to three before it and no zero first.

    >>> import pyarrow as pa
    >>> either_way(written(pa.array(["900", "1.250", "74.847"])), ".")
    '1.250'
    >>> [either_way(written(pa.array([text])), ".") for text in ("1.25", "0.125", "1.250.000")]
    [None, None, None]
    """
    if mark == "," and found.unit in ENGLISH_UNITS:
        return None
    if not all_match(found.bare, rf"^\s*[+-]?(\d{{1,3}}|[1-9]\d{{0,2}}[{mark}]\d{{3}})\s*$"):
        return None
    at = int(np.argmax(np.asarray(pc.match_substring(found.bare, mark))))
    return str(found.bare[at].as_py()).strip().lstrip("+-")


def _note(taken: Taken, some: Sequence[tuple[str, str]]) -> Problem:
    """One sentence for all columns, given as name and example, and what to do if it is wrong."""
    names = listed([repr(shorten(name, 60)) for name, _ in some], "and", "other columns")
    example = some[0][1]
    whole, part = example.split(taken.mark)
    marks = "Points" if taken.mark == "." else "Commas"
    if taken.thousands:
        means = f"thousands signs in {names}: {example} is {whole}{part}"
        mend = f"If they come before decimals, write {whole}.{part}0 in the file."
    else:
        worth = f"lies between {whole} and {int(whole) + 1}" if int(part) else f"is {whole}"
        means = f"decimal signs in {names}: {example} {worth}"
        mend = f"If they part thousands, write {whole}{part} in the file."
    return Problem("points", f"{marks} are taken as {means}. {mend}", "note", len(some))

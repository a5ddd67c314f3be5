"""Columns that give away what is to be predicted: copies of it, or what stands for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.data.numeric import numbers
from explorer.data.profiling import listed, shorten
from explorer.data.shape_words import Warned
from explorer.records.table import MISSING, Column, ColumnProfile, Table

NEARLY = 0.01  # of the rows may say otherwise, and
BETTER = 0.05  # of those that the most frequent value is wrong in: shares alone prove nothing
AS_MANY = 1.1  # times the values of the target: of more, each would hold for a few rows anyway
LOOKED_AT = 50_000  # rows at even steps; all are, where these say that it is a copy


def twins(
    profiles: Sequence[ColumnProfile], columns: Sequence[str], target: str
) -> list[tuple[str, float]]:
    """Columns that correspond one to one to the target, each in all rows; profiles say no more.

    >>> port = ColumnProfile("port", "category", "", 20, 0, 100, ())
    >>> copy = ColumnProfile("copy", "category", "", 20, 0, 100, (), same_as="port")
    >>> twins([port, copy], ["port"], "copy"), twins([port, copy], ["copy"], "port")
    ([('port', 1.0)], [('copy', 1.0)])
    """
    first = {profile.name: profile.same_as or profile.name for profile in profiles}
    return [(name, 1.0) for name in columns if name != target and first[name] == first[target]]


def giveaways(table: Table, columns: Sequence[str], target: str) -> list[tuple[str, float]]:
    """Columns whose every value goes with one value of the target, in all rows or nearly all.

    They have about as many values as the target. A fact that decides a question, such as the odor
    that tells poisonous mushrooms, has more, and is no copy of the answer.

    Returns:
        Each with the share of rows in which it tells the target.
    """
    answer = table.column(target)
    rows = np.flatnonzero(np.asarray(answer.codes) != MISSING)
    some = rows[:: -(-len(rows) // LOOKED_AT) or 1]
    found = []
    for name in columns:
        column = table.column(name)
        if name == target or len(column.values) > AS_MANY * len(answer.values) + 1:
            continue
        if _share(column, answer, some) and (share := _share(column, answer, rows)):
            found.append((name, share))
    return found


def _share(column: Column, answer: Column, rows: NDArray[np.int64]) -> float:
    """Share of rows in which a column tells the answer; 0 where it is no copy."""
    told = _told(np.asarray(column.codes)[rows], np.asarray(answer.codes)[rows])
    return told or float(_rise_together(column, answer, rows))


def _told(codes: NDArray[np.int32], truth: NDArray[np.int32]) -> float:
    """Share of rows in which the value of a column tells the target; 0 where it does not.

    Only values that come again can prove it, so most rows must have one.
    """
    again = np.bincount(codes)[codes] > 1
    codes, truth = codes[again], truth[again]
    if 2 * len(codes) <= len(again):
        return 0.0
    pairs, n = np.unique(codes.astype(np.int64) << 32 | truth, return_counts=True)
    best = np.zeros(int(codes.max()) + 1, np.int64)
    np.maximum.at(best, pairs >> 32, n)
    wrong = 1 - int(best.sum()) / len(codes)
    blindly = 1 - int(np.bincount(truth).max()) / len(truth)
    return 1 - wrong if wrong < NEARLY and wrong < BETTER * blindly else 0.0


def _rise_together(column: Column, answer: Column, rows: NDArray[np.int64]) -> bool:
    """Two numbers rank the rows alike, as one amount in two units does."""
    worth, of_answer = numbers(column.values), numbers(answer.values)
    if worth is None or of_answer is None:
        return False
    ranks, truth = np.asarray(column.codes)[rows], np.asarray(answer.codes)[rows]
    if (ranks == MISSING).any() or len(rows) < 3:
        return False
    ours = np.unique(worth, return_inverse=True)[1][ranks - 1]
    theirs = np.unique(of_answer, return_inverse=True)[1][truth - 1]
    # Some values may stand in no row that is looked at, so ranks are taken anew.
    ours, theirs = (np.unique(each, return_inverse=True)[1] for each in (ours, theirs))
    return bool(ours.max() > 0 and np.array_equal(ours, theirs))


def warned(found: Sequence[tuple[str, float]], target: str, n_columns: int) -> Warned | None:
    """What to do about them; None where there are none.

    Args:
        found: columns, each with its share of rows. n_columns: that are learned from in all.

    >>> warned([("port", 1.0)], "berth", 3).sentence
    "'port' tells 'berth' in every row."
    >>> warned([("port", 0.996), ("dock", 1.0)], "berth", 3).sentence
    "'port' and 'dock' each tell 'berth' in over 99 % of rows."
    """
    if not found:
        return None
    names = listed([repr(shorten(name, 60)) for name, _ in found])
    rows = "every row" if min(share for _, share in found) == 1 else "over 99 % of rows"
    tells, them = ("tells", "it") if len(found) == 1 else ("each tell", "them")
    mend = f"Leave {them} out to learn from the others." if len(found) < n_columns else ""
    return Warned(f"{names} {tells} {shorten(target, 60)!r} in {rows}.", mend)

"""Whether vectors to begin with have seen the rows that are held out, and what that means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.records.training import UNSURE, Verdict
from explorer.runs.entries import Entries

Seen = Literal["surely", "likely", "maybe"]
SEEN: dict[Seen, str] = {
    "surely": (
        "These vectors were learned from these rows: they have seen what is held out, and losses"
        " and scores are too kind."
    ),
    "likely": (
        "These vectors were learned from rows of the very same counts, so most likely from these:"
        " then they have seen what is held out, and losses and scores are too kind."
    ),
    "maybe": (
        "If these vectors were learned from these rows, they have seen what is held out, and losses"
        " and scores are too kind."
    ),
}
# Different counts that agree. Few may agree by chance, or because every shop has 365 rows a year.
TELLING = 10


def seen_by_counts(
    counted: Sequence[tuple[str, Sequence[str], NDArray[np.int64]]], entries: Sequence[Entries]
) -> Seen:
    """What the counts of each column of a name that both have tell; never that it is sure.

    Rows by design (as many of each shop, or of each product in each week) have the same counts
    in every year: those that are all alike, or all multiples of one number, tell nothing.

    Args:
        counted: of the vectors, for each column its name, names, and how often each occurs, 0 for
            what is no category.
    """
    n_telling = 0
    for column, names, counts in counted:
        theirs = {name: n for name, n in zip(names, counts.tolist(), strict=True) if n}
        for own in entries:
            if own.column != column:
                continue
            ours = dict(zip(own.categories, own.counts.tolist(), strict=False))
            both = ours.keys() & theirs.keys()
            if len(both) < min(len(ours), len(theirs)) or any(
                ours[each] != theirs[each] for each in both
            ):
                return "maybe"
            agreed = np.array([ours[each] for each in both], np.int64)
            if len(agreed) and np.gcd.reduce(agreed) == 1:
                n_telling += len(np.unique(agreed))
    return "likely" if n_telling >= TELLING else "maybe"


def judged(verdict: Verdict, seen: Seen) -> Verdict:
    """A gain over guessing proves nothing where the start has seen what it is measured on."""
    if seen == "maybe" or not verdict.learned:
        return verdict
    have = "have" if seen == "surely" else "have most likely"
    sentence = (
        f"{UNSURE}the vectors that it began with {have} seen what was held out. {verdict.sentence}"
    )
    return replace(verdict, learned=False, start_knew=True, sentence=sentence)

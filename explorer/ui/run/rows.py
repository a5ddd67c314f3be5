"""Rows of the data beside each other: what they share and in what they differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.data.facets import MAX_GROUPS
from explorer.records.embedding import Facet
from explorer.ui import words
from explorer.ui.run.subject import Subject

NEAR = 0.1  # share of the rows that may lie between two numbers that are alike; as bins are cut
ALL_SHARE, DIFFER = 4, 2  # columns that are named


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rows, column by column of those learned from.

    Attributes:
        same: columns in which they are alike: one value, or numbers near each other.
        differs: columns in which they are not, with the value of the one and of the other.
    """

    same: tuple[str, ...]
    differs: tuple[tuple[str, str, str], ...]

    @property
    def short(self) -> str:
        """How many columns agree: "14 of 16" with less room."""
        return f"{len(self.same)}/{len(self.same) + len(self.differs)}"


def compare(subject: Subject, one: int, other: int) -> Comparison:
    """Two rows by the values that the map can be colored by."""
    same, differs = [], []
    for facet in learned(subject):
        alike = _alike(facet, one, other)
        if alike:
            same.append(facet.name)
        elif alike is not None:
            differs.append((facet.name, value(facet, one), value(facet, other)))
    return Comparison(tuple(same), tuple(differs))


def learned(subject: Subject) -> list[Facet]:
    """The columns that rows were coded from."""
    return [facet for facet in subject.facets if facet.source == "learned"]


def value(facet: Facet, row: int) -> str:
    """What a row holds in a column.

    >>> value(Facet("legs", "learned", numbers=np.array([4.0, np.nan])), 1)
    'missing'
    """
    if facet.groups is not None:
        group = int(facet.groups[row])
        return "missing" if group < 0 else words.cut(facet.group_names[group], 24)
    assert facet.numbers is not None, "groups or numbers"
    number = float(facet.numbers[row])
    return "missing" if np.isnan(number) else words.number(number)


def nearest_share(subject: Subject, picked: int, close: list[int]) -> str:
    """What a row's nearest all have in common with it, and what tells them apart most."""
    agree = {
        facet.name: [bool(_alike(facet, picked, other)) for other in close]
        for facet in learned(subject)
    }
    facets = {facet.name: facet for facet in learned(subject)}
    every = [name for name, alike in agree.items() if alike and all(alike)]
    apart = sorted(
        (name for name, alike in agree.items() if not any(alike) or sum(alike) <= len(alike) / 2),
        key=lambda name: sum(agree[name]),
    )
    said = []
    if every:
        named = [
            f"{words.cut(name, 24)} {value(facets[name], picked)}" for name in every[:ALL_SHARE]
        ]
        more = len(every) - len(named)
        rest = f", and {words.counted(more, 'more column')}" if more else ""
        said.append(f"All share {words.listed(named)}{rest}.")
    if apart:
        said.append(f"They differ most in {words.listed(apart[:DIFFER], longest=24)}.")
    return " ".join(said)


def same_share(subject: Subject, n: int) -> NDArray[np.float32]:
    """[n, n] share of the columns in which two of the first n rows are alike."""
    facets = learned(subject)
    total = np.zeros((n, n), np.float32)
    for facet in facets:
        total += _square(facet, n)
    return (total / max(1, len(facets))).astype(np.float32)


def _square(facet: Facet, n: int) -> NDArray[np.bool_]:
    """[n, n] which of the first n rows are alike in one column."""
    if facet.groups is not None:
        groups = facet.groups[:n]
        return np.asarray(groups[:, None] == groups)
    assert facet.numbers is not None, "groups or numbers"
    known, own = np.sort(facet.numbers[~np.isnan(facet.numbers)]), facet.numbers[:n]
    begins, ends = np.searchsorted(known, own), np.searchsorted(known, own, side="right")
    between = np.maximum(begins[:, None] - ends, begins - ends[:, None])
    missing = np.isnan(own)
    near = between < NEAR * len(facet.numbers)
    return np.where(missing[:, None] | missing, missing[:, None] & missing, near)


def _alike(facet: Facet, one: int, other: int) -> bool | None:
    """None where it is not known: values beyond those that colors can tell apart."""
    if facet.groups is not None:
        a, b = int(facet.groups[one]), int(facet.groups[other])
        return None if a == b == MAX_GROUPS else a == b
    assert facet.numbers is not None, "groups or numbers"
    low, high = sorted((float(facet.numbers[one]), float(facet.numbers[other])))
    if np.isnan(low) or np.isnan(high):
        return bool(np.isnan(low) and np.isnan(high))
    between = np.count_nonzero((facet.numbers > low) & (facet.numbers < high))
    return bool(between < NEAR * len(facet.numbers))

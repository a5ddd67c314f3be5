"""Rows of the data beside each other: what they share and in what they differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.wording import are_years, data_text
from explorer.records.embedding import MAX_GROUPS, Facet
from explorer.ui import words
from explorer.ui.run.subject import Subject

NEAR = 0.1  # share of the rows that may lie between two numbers that are alike; as bins are cut
PARTS = frozenset(",;")  # a value with one of them would fall apart among others
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
    """What a row holds in a column; in quotes where commas within would part it.

    >>> value(Facet("legs", "learned", numbers=np.array([4.0, np.nan])), 1)
    'missing'
    """
    if facet.groups is not None:
        group = int(facet.groups[row])
        if group < 0:
            return "missing"
        text = words.cut(facet.group_names[group], 24, facet.group_names)
        return f"“{text}”" if PARTS & set(text) else text
    assert facet.numbers is not None, "groups or numbers"
    number = float(facet.numbers[row])
    return "missing" if np.isnan(number) else _text(facet, number)


def _text(facet: Facet, number: float) -> str:
    assert facet.numbers is not None, "a number of it is said"
    return data_text(number, are_years(facet.numbers, facet.name))


def nearest_share(subject: Subject, picked: int, close: list[int]) -> str:
    """What a row's nearest all have in common with it, and what tells them apart most."""
    agree = {
        facet.name: [bool(_alike(facet, picked, other)) for other in close]
        for facet in learned(subject)
    }
    every = [name for name, alike in agree.items() if alike and all(alike)]
    apart = sorted(
        (name for name, alike in agree.items() if not any(alike) or sum(alike) <= len(alike) / 2),
        key=lambda name: sum(agree[name]),
    )
    facets = [facet for facet in learned(subject) if facet.name in every]
    said = [_in_common(facets, [picked, *close])] if facets else []
    if apart:
        said.append(f"They differ most in {words.listed(apart[:DIFFER], longest=24)}.")
    return " ".join(said)


def _in_common(facets: list[Facet], rows: list[int]) -> str:
    """Values that all rows have, and the ranges that those near each other lie in."""
    same, near = [], []
    for facet in facets:
        name, span = words.cut(facet.name, 24), _span(facet, rows)
        if span:
            near.append(f"{name} ({span})")
        else:
            same.append(f"{name} {value(facet, rows[0])}")
    parts = [f"share {_first(same, ALL_SHARE)}"] if same else []
    if near:
        shown = max(1, ALL_SHARE - len(same))
        parts.append(f"are near each other in {_first(near, shown)}")
    return f"All {', and '.join(parts)}."


def _span(facet: Facet, rows: list[int]) -> str:
    """From which to which number rows run that are near each other; "" where all hold the same."""
    if facet.numbers is None:
        return ""
    low, high = float(facet.numbers[rows].min()), float(facet.numbers[rows].max())
    if low == high or np.isnan(low):  # near each other, so missing in one is missing in all
        return ""
    shown = [_text(facet, low), _text(facet, high)]
    return f"about {shown[0]}" if shown[0] == shown[1] else " to ".join(shown)


def _first(named: list[str], most: int) -> str:
    more = len(named) - most
    rest = [words.counted(more, "more column")] if more > 0 else []
    return words.listed([*named[:most], *rest], longest=60)


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

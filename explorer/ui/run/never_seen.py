"""Where a value goes that the data did not have, why, and how many such values to expect."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.analysis.ranking import largest
from explorer.analysis.similarity import cosines
from explorer.analysis.wording import cosine_text
from explorer.data.numeric import readings
from explorer.data.ranges import Place, is_wide, likeliest, place
from explorer.data.unknown import expected_below, expected_outside, expected_share
from explorer.records.embedding import CATEGORY, RARE, UNKNOWN
from explorer.ui import markup, words
from explorer.ui.run import sentences, spelling
from explorer.ui.run.subject import Subject

NEAREST = 3  # that are named


def show(subject: Subject, vectors: NDArray[np.float32]) -> None:
    """Ask for a value, and say what becomes of it."""
    st.subheader("A value never seen", anchor=False)
    if share := expectation(subject):
        markup.show("<p class='muted'>{share}</p>", share=share)
    typed = st.text_input(
        "Type a value",
        key=f"never-seen-{subject.column}",
        placeholder=f"A value of {words.cut(subject.shape.name, 40)}",
        width=320,
    )
    if typed and typed.strip():
        markup.show("<p>{answer}</p>", answer=answer(subject, typed, vectors))


def expectation(subject: Subject) -> str:
    """How many new rows would hold such a value, or "" where nobody counted."""
    if not subject.counted:
        return ""
    if _has_ranges(subject):
        return _outside(subject)
    counts, n_rare = _counts(subject)
    one = "item" if subject.state.spec.of_items else "row"
    n_rows = int(counts.sum()) + n_rare
    return f"{_never(subject, one, n_rows)}{_together(subject)}"


def _outside(subject: Subject) -> str:
    """The same of ranges: a number is new far more often than the place where it lies."""
    counts, n_rare = _counts(subject)
    n_rows = int(counts.sum()) + n_rare
    said = (
        "A number that was never seen lies in one of the ranges, unless it is below or above all"
        " that were seen, or between two ranges; text lies in none of them."
    )
    if not n_rare:
        share = words.share(expected_outside(len(counts), n_rows))
        return (
            f"{said} At most about {share} of new rows are to be expected to hold a number outside"
            " them."
        )
    return (
        f"{said} Of {words.counted(n_rows, 'row')}, {words.share(n_rare / n_rows)} lie in ranges"
        f" seen {sentences.rarely(subject.state)}, which take the row “rare”."
    )


def _has_ranges(subject: Subject) -> bool:
    """The column's numbers were cut, and some range holds more than a single number, or may."""
    kinds = {column.name: column.kind for column in subject.state.spec.columns}
    if kinds.get(subject.shape.name) != "binned":
        return False
    entries = subject.entries
    if (entries.kinds == RARE).any():  # what these were is not kept
        return True
    named = entries.names[: int((entries.kinds == CATEGORY).sum())]
    return any(is_wide(name) for name in named)


def _never(subject: Subject, one: str, n_rows: int) -> str:
    once, rows = _once(subject), words.counted(n_rows, one)
    will = "be" if one == "item" else "hold"
    if once is None:
        return (
            f"How many new {one}s are to be expected to {will} one is not known: this run does not"
            " say how many of its rare values occurred once."
        )
    if once == 0:
        return f"Hardly any is to be expected: every value was seen at least twice in {rows}."
    return (
        f"About {words.share(expected_share(once, n_rows))} of new {one}s are to be expected to"
        f" {will} one: of {rows}, {words.counted(once, 'value')} occurred once (the Good–Turing"
        " estimate)."
    )


def _together(subject: Subject) -> str:
    """How many new rows would have no category of their own; "" where nothing is rare."""
    counts, n_rare = _counts(subject)
    fewest = sentences.fewest(subject.state)
    if not n_rare or fewest is None:
        return ""
    share = words.share(expected_below(counts, n_rare, fewest))
    rare = sentences.rarely(subject.state)
    learned = (subject.entries.kinds == UNKNOWN).any()
    never = "“unknown”" if learned else "are placed at the mean of all rows"
    return f" Counting those seen {rare} too, about {share} take the row “rare” or {never}."


def _counts(subject: Subject) -> tuple[NDArray[np.int64], int]:
    """[n_categories] rows of each category, and rows of the rare bucket."""
    entries = subject.entries
    n_rare = int(entries.counts[entries.kinds == RARE].sum())
    return entries.counts[entries.kinds == CATEGORY], n_rare


def _once(subject: Subject) -> int | None:
    """How many values occurred once; None where the run does not tell."""
    if subject.shape.n_once is not None:
        return subject.shape.n_once
    counts, n_rare = _counts(subject)
    if not n_rare:
        return int((counts == 1).sum())
    return n_rare if sentences.fewest(subject.state) == 2 else None  # then all were seen once


def answer(subject: Subject, typed: str, vectors: NDArray[np.float32]) -> str:
    """What becomes of one value: as it was typed, else without blanks around it."""
    entries = subject.entries
    categories = entries.names[: int((entries.kinds == CATEGORY).sum())]
    typed = typed if typed in categories else typed.strip()
    name = words.cut(typed, 40, entries.names)
    if typed in categories:
        n = len(categories)
        which = "the only category" if n == 1 else f"one of the {words.count(n)} categories"
        return f"{name} is {which}."
    where, reading = _place(subject, categories, typed)
    name += reading
    rare = np.flatnonzero(entries.kinds == RARE)
    if where is not None and (where.inside or not len(rare)):
        return _of_number(subject, categories, name, where, vectors)
    what = "is not among the categories" if where is None else "lies in none of the ranges"
    meant = spelling.alike(typed, categories)
    spelled = f" Did you mean {words.cut(meant, 40, entries.names)}?" if meant else ""
    if len(rare):
        own, rarely = int(rare[0]), sentences.rarely(subject.state)
        return (
            f"{name} {what}.{spelled} If it was seen, {rarely}, it takes the row"
            f" “{entries.names[own]}”.{_near(subject, vectors, vectors[own])}"
            f" If it was never seen, it {_unknown(subject, vectors)}"
        )
    if spelled:
        return f"{name} {what}.{spelled} As it is written, it {_unknown(subject, vectors)}"
    return f"{name} {what}, so it {_unknown(subject, vectors)}"


def _place(subject: Subject, categories: Sequence[str], typed: str) -> tuple[Place | None, str]:
    """Where what is typed lies in a column whose numbers were cut into ranges; None of others.

    How the column was written is not kept, so where 1.200 may be 1200 it is told how it was read.
    """
    kinds = {column.name: column.kind for column in subject.state.spec.columns}
    worths = readings(typed) if kinds.get(subject.shape.name) == "binned" else []
    if not worths:
        return None, ""
    worth, sure = likeliest(categories, worths)
    where = place(categories, worth)
    if where is None or sure:
        return where, ""
    others = " or ".join(f"{each:.15g}" for each in worths if each != worth)
    return where, f", read as {worth:.15g} and not as {others},"


def _of_number(
    subject: Subject,
    categories: Sequence[str],
    name: str,
    where: Place,
    vectors: NDArray[np.float32],
) -> str:
    """A number takes the range it lies in; beyond the ends there is none."""
    own = categories[where.nearest]
    near = _near(subject, vectors, vectors[where.nearest], but=where.nearest)
    if where.inside:
        n = len(categories)
        which = f"one of {words.counted(n, 'range')}" if n > 1 else "the only range"
        return f"{name} lies in {own}, {which}.{near}"
    if where.below is not None and where.above is not None:
        low, high = categories[where.below], categories[where.above]
        gap = f"between {low} and {high}, where no number was seen"
        return f"{name} lies {gap}; nearer is {own}.{near}"
    side = "above" if where.above is None else "below"
    return (
        f"{name} lies {side} all numbers that were seen. No range holds it, so it"
        f" {_unknown(subject, vectors)} The nearest range is {own}.{near}"
    )


def _unknown(subject: Subject, vectors: NDArray[np.float32]) -> str:
    """What becomes of a value never seen, and what is nearest to it."""
    entries = subject.entries
    learned = np.flatnonzero(entries.kinds == UNKNOWN)
    if len(learned):
        why = f"takes the row “unknown”, {sentences.unknown_from(subject.state)}"
    elif subject.state.imported is not None:
        why = "is placed at the mean of all rows: the file has no vector for what was never seen"
    else:
        why = "is placed at the mean of all rows: too few could be read as unknown to learn better"
    vector = subject.content.embedding(subject.column).unknown
    return f"{why}.{_near(subject, vectors, vector)}"


def _near(
    subject: Subject,
    vectors: NDArray[np.float32],
    vector: NDArray[np.float32],
    but: int | None = None,
) -> str:
    """The categories nearest to a vector, its own left out, as a sentence; "" of none."""
    found = cosines(vectors[: int((subject.entries.kinds == CATEGORY).sum())], vector)
    if but is not None:
        found[but] = -np.inf
    most = min(NEAREST, len(found) - (but is not None))
    nearest = largest(found[None], most)[0].tolist() if most else []
    near = ", ".join(f"{subject.shown(i, 40)} {cosine_text(float(found[i]))}" for i in nearest)
    return f" Nearest: {near}." if near else ""

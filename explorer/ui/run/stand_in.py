"""Items of a history that are no category: which row stands in for them, and what they were."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer.records.embedding import RARE, UNKNOWN
from explorer.records.recommender import Recommender
from explorer.ui import words
from explorer.ui.run import sentences
from explorer.ui.run.subject import Subject


def entry(subject: Subject) -> int | None:
    """The row that a name gets which is none of the categories.

    Names of rare values are not kept: what is typed may have been seen, and then the model takes
    the row of all rare ones; where none were rare it was never seen.
    """
    rare = _row(subject, RARE)
    return _row(subject, UNKNOWN) if rare is None else rare


def told(subject: Subject, model: Recommender, typed: Sequence[str]) -> tuple[str, str]:
    """What is said of names that are no category, and what becomes of them."""
    are = "is" if len(typed) == 1 else "are"
    items = words.counted(int(model.candidate.sum()), "item")
    message = (
        f"{words.listed(typed)} {are} not among the {items} of {words.cut(subject.shape.name, 40)}."
    )
    rare, unknown = _row(subject, RARE), _row(subject, UNKNOWN)
    if rare is not None:
        often = sentences.rarely(subject.state)
        takes = f"What was seen {often} takes the row {_named(subject, rare)}, which stands in."
        if unknown is not None:
            takes += f" For what was never seen, type {_named(subject, unknown)}."
        return message, takes
    if unknown is not None:
        learned = sentences.unknown_from(subject.state)
        return message, f"The row {_named(subject, unknown)} stands in, {learned}."
    return message, "Names are taken as they are written in the file."


def not_ranked(subject: Subject, answer: int) -> str:
    """That what came next is none of the ranked, since it has no row of its own."""
    if subject.entries.kinds[answer] == RARE:
        often = sentences.rarely(subject.state)
        return (
            f"In the data, an item came next that was seen {often}; such items share the"
            f" row {_named(subject, answer)}, which is not among the ranked."
        )
    return (
        "In the data, an item came next that was read as unknown, so that a place is learned for"
        " what was never seen; it is not among the ranked."
    )


def _row(subject: Subject, kind: int) -> int | None:
    found = np.flatnonzero(subject.entries.kinds == kind)
    return int(found[0]) if len(found) else None


def _named(subject: Subject, index: int) -> str:
    return f"“{subject.name(index)}”"

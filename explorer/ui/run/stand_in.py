"""Items of a history that are no category: which row stands in for them, and what they were."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer.records.embedding import RARE, UNKNOWN
from explorer.records.recommender import Recommender
from explorer.ui import words
from explorer.ui.run import sentences, spelling
from explorer.ui.run.subject import Subject


def entry(subject: Subject) -> int | None:
    """The row that a name gets which is none of the categories.

    Names of rare values are not kept: what is typed may have been seen, and then the model takes
    the row of all rare ones; where none were rare it was never seen.
    """
    rare = _row(subject, RARE)
    return _row(subject, UNKNOWN) if rare is None else rare


def unlisted(
    held: Sequence[str | None], before: Sequence[str], names: Sequence[str], other: int | None
) -> list[str]:
    """What was typed into each box and is no name; "" where a name was chosen, or nothing.

    Args:
        held: what the boxes hold now. before: this list as it was: a box that still holds the
            entry `other` holds it for what was typed then.

    >>> unlisted(["rum", "?", "tea"], ["", "pear", ""], ["tea", "?"], 1)
    ['rum', 'pear', '']
    """
    found = []
    for name, was in zip(held, before, strict=True):
        if name is not None and spelling.same(name, names) is None:
            found.append(name)
        else:
            found.append(was if other is not None and name == names[other] else "")
    return found


def told(subject: Subject, model: Recommender, unknown: Sequence[str]) -> tuple[str, str]:
    """What is said of names that are no category, and what becomes of them."""
    are = "is" if len(unknown) == 1 else "are"
    items = words.counted(int(model.candidate.sum()), "item")
    column = words.cut(subject.shape.name, 40)
    message = f"{words.listed(unknown)} {are} not among the {items} of {column}."
    rare, never_seen = _row(subject, RARE), _row(subject, UNKNOWN)
    if meant := meant_by(subject, model, unknown):
        message += f" Did you mean {meant}?"
    if rare is not None:
        often = sentences.rarely(subject.state)
        takes = f"What was seen {often} takes the row {_named(subject, rare)}, which stands in."
        if never_seen is not None:
            takes += f" For what was never seen, choose {_named(subject, never_seen)}."
        return message, takes
    if never_seen is not None:
        learned = sentences.unknown_from(subject.state)
        return message, f"The row {_named(subject, never_seen)} stands in, {learned}."
    return message, "Names are taken as they are written in the file."


def meant_by(subject: Subject, model: Recommender, unknown: Sequence[str]) -> str:
    """The items that were probably meant, for a sentence; "" where none is spelled alike."""
    names = [
        name for name, known in zip(subject.entries.names, model.candidate, strict=True) if known
    ]
    meant = (spelling.alike(name, names) for name in unknown)
    return words.listed(list(dict.fromkeys(name for name in meant if name is not None)))


def rows(subject: Subject) -> list[int]:
    """The rows that stand in for others, which are offered behind the items."""
    found = (_row(subject, kind) for kind in (RARE, UNKNOWN))
    return [index for index in found if index is not None]


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

"""Items of a history that are no category: which row stands in for them, and what they were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from explorer.records.embedding import RARE, UNKNOWN
from explorer.records.recommender import Recommender
from explorer.ui import words
from explorer.ui.run import sentences, spelling
from explorer.ui.run.subject import Subject


class Unlisted(NamedTuple):
    """A name that was typed and is none, and the one that was probably meant, if any is alike."""

    name: str
    meant: str | None


def entry(subject: Subject) -> int | None:
    """The row that a name gets which is none of the categories.

    Names of rare values are not kept: what is typed may have been seen, and then the model takes
    the row of all rare ones; where none were rare it was never seen.
    """
    rare = _row(subject, RARE)
    return _row(subject, UNKNOWN) if rare is None else rare


def unlisted(
    held: Sequence[str | None],
    before: Sequence[Unlisted | None],
    names: Sequence[str],
    other: int | None,
    items: Sequence[str],
) -> list[Unlisted | None]:
    """What was typed into each box and is no name; None where a name was chosen, or nothing.

    Args:
        held: what the boxes hold now. before: this list as it was: a box that still holds the
            entry `other` holds it for what was typed then.
        items: the names that may be meant, the most frequent first.

    >>> pear = Unlisted("pear", None)
    >>> unlisted(["teas", "?", "tea"], [None, pear, None], ["tea", "?"], 1, ["tea"])
    [Unlisted(name='teas', meant='tea'), Unlisted(name='pear', meant=None), None]
    """
    found: list[Unlisted | None] = []
    for name, was in zip(held, before, strict=True):
        if name is not None and spelling.same(name, names) is None:
            found.append(Unlisted(name, spelling.alike(name, items)))
        else:
            found.append(was if other is not None and name == names[other] else None)
    return found


def items(subject: Subject, model: Recommender) -> list[str]:
    """The names that are ranked, the most frequent first."""
    names = subject.entries.names
    return [name for name, known in zip(names, model.candidate, strict=True) if known]


def told(subject: Subject, model: Recommender, found: Sequence[Unlisted]) -> tuple[str, str]:
    """What is said of names that are no category, and what becomes of them."""
    typed = list(dict.fromkeys(each.name for each in found))
    meant = list(dict.fromkeys(each.meant for each in found if each.meant is not None))
    are = "is" if len(typed) == 1 else "are"
    n_items = words.counted(int(model.candidate.sum()), "item")
    column = words.cut(subject.shape.name, 40)
    message = f"{words.listed(typed)} {are} not among the {n_items} of {column}."
    rare, never_seen = _row(subject, RARE), _row(subject, UNKNOWN)
    if meant:
        message += f" Did you mean {words.listed(meant)}?"
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

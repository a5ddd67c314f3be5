"""Items of a history that are no category: what is said where one came next."""

from __future__ import annotations

from explorer.records.embedding import RARE
from explorer.ui.run import sentences
from explorer.ui.run.subject import Subject


def not_ranked(subject: Subject, answer: int) -> str:
    """That what came next is none of the ranked, since it has no row of its own."""
    if subject.entries.kinds[answer] == RARE:
        often = sentences.rarely(subject.state.spec)
        return (
            f"In the data, an item came next that was seen {often}; such items share the"
            f" row {_named(subject, answer)}, which is not among the ranked."
        )
    return (
        "In the data, an item came next that was read as unknown, so that a place is learned for"
        " what was never seen; it is not among the ranked."
    )


def _named(subject: Subject, index: int) -> str:
    return f"“{subject.name(index)}”"

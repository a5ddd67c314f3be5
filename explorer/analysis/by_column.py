"""Columns of which nothing was learned, beside others of which something was."""

from __future__ import annotations

from explorer.analysis.wording import number_text
from explorer.records.training import Verdict


def no_better(verdict: Verdict) -> dict[str, tuple[str, str]]:
    """Columns whose hidden cells are guessed no better than by frequency, as one can tell them.

    Returns:
        Their loss and that of guessing, in nats; empty where nothing was learned at all, which
        the verdict says itself.

    >>> columns = {"user": (8.26, 8.04, 90), "age": (2.301, 2.304, 90), "city": (1.2, 3.1, 90)}
    >>> no_better(Verdict(True, 2.5, 3.06, "nats", "Learned.", per_column=columns))
    {'user': ('8.26', '8.04'), 'age': ('2.3', '2.3')}
    """
    if not verdict.learned:
        return {}
    return {
        name: (number_text(held), number_text(blind))
        for name, (held, blind, _) in verdict.per_column.items()
        if held >= blind or number_text(held) == number_text(blind)
    }

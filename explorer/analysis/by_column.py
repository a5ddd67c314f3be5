"""Columns of which nothing was learned, beside others of which something was."""

from __future__ import annotations

from explorer.records.number_text import number_text
from explorer.records.training import FEW, Verdict


def no_better(verdict: Verdict) -> dict[str, tuple[str, str]]:
    """Columns whose hidden cells are guessed no better than by frequency, as one can tell them.

    Returns:
        Their loss and that of guessing, in nats; none of whom fewer than FEW cells were hidden,
        which tell nothing; empty where nothing was learned at all, which the verdict says itself.

    >>> columns = {"user": (8.26, 8.04, 90), "age": (2.301, 2.304, 90), "city": (1.2, 3.1, 90)}
    >>> columns["few"] = (0.2, 0.1, 9)
    >>> no_better(Verdict(True, 2.5, 3.06, "nats", "Learned.", per_column=columns))
    {'user': ('8.26', '8.04'), 'age': ('2.3', '2.3')}
    """
    if not verdict.learned:
        return {}
    return {
        name: (number_text(held), number_text(blind))
        for name, (held, blind, n) in verdict.per_column.items()
        if n >= FEW and (held >= blind or number_text(held) == number_text(blind))
    }

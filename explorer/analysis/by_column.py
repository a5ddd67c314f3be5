"""Columns of which nothing was learned, beside others of which something was."""

from __future__ import annotations

from explorer.records.number_text import number_text
from explorer.records.told_apart import told_apart
from explorer.records.training import FEW, Verdict

# Nats that all hidden cells of a column save together. Where the frequencies are all there is to
# know, the chance of more is e^-3 at most: a likelihood ratio has a mean of 1 (Markov).
CHANCE = 3.0
NEGLIGIBLE = 0.001  # of what guessing costs; to know the frequencies better may save as much


def not_clearly_better(verdict: Verdict) -> dict[str, tuple[str, str]]:
    """Columns whose hidden cells are not guessed clearly better than by frequency.

    Returns:
        Their loss and that of guessing, in nats; none of whom fewer than FEW cells were hidden,
        which tell nothing; empty where nothing was learned at all, which the verdict says itself.

    >>> columns = {"user": (8.26, 8.04, 90), "age": (2.301, 2.304, 90), "city": (1.2, 3.1, 90)}
    >>> columns |= {"few": (0.2, 0.1, 9), "coin": (0.692, 0.693, 900), "sex": (0.69, 0.692, 9000)}
    >>> not_clearly_better(Verdict(True, 2.5, 3.06, "nats", "Learned.", per_column=columns))
    {'user': ('8.26', '8.04'), 'age': ('2.301', '2.304'), 'coin': ('0.692', '0.693')}
    """
    if not verdict.learned:
        return {}
    return {
        name: told_apart(held, blind, number_text, 3)
        for name, (held, blind, n) in verdict.per_column.items()
        if n >= FEW and blind - held < max(CHANCE / n, NEGLIGIBLE * blind)
    }

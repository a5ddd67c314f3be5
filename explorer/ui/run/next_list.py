"""A ranking of what comes next as HTML, with what each probability is made of."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.sequences.guessing import Floats
from explorer.ui import markup, words

NOTED = 0.05  # share of a probability from which on an item is named as its reason


def ranked(
    names: tuple[str, ...],
    order: Sequence[int],
    probabilities: Floats,
    pulled: Floats | None,
    chosen: Sequence[int],
) -> str:
    """A ranking as HTML: name, probability as a bar and a number, and what pulled it up.

    Args:
        pulled: [history + 1, n] the parts of the probabilities, the last item's first.
        chosen: the history, first to last.
    """
    highest = max((float(probabilities[i]) for i in order), default=1.0)
    lines = []
    for index in order:
        probable = float(probabilities[index])
        why = "" if pulled is None else _why(names, pulled[:, index], probable, chosen)
        lines.append(
            f"<li><span class='name'>{markup.escape(words.cut(names[index], 60, names))}</span>"
            f"<span class='share'>{chance(probable, highest)}</span>"
            f"<i aria-hidden='true'><b style='width:{100 * probable / highest:.1f}%'></b></i>"
            f"{why}</li>"
        )
    return f"<ol class='next'>{''.join(lines)}</ol>"


def chance(probable: float, highest: float) -> str:
    """A probability of a list, as exact as the highest of it lets one care for; escaped.

    >>> [chance(probable, 0.5) for probable in (0.5, 0.078, 0.0097, 0.00182, 0.0001)]
    ['50 %', '8 %', '1 %', '0.2 %', '&lt; 0.1 %']
    >>> chance(0.0213, 0.024), chance(0.0004, 0.00182)  # little is likely among many items
    ('2.1 %', '0.04 %')
    """
    percent = 100 * probable
    if highest < 0.01:
        return words.share(probable)
    if percent >= 0.95:
        return f"{percent:.1f} %" if highest < 0.05 else words.share(max(probable, 0.01))
    return f"{percent:.1f} %" if percent >= 0.1 else "&lt; 0.1 %"


def _why(names: tuple[str, ...], own: Floats, probable: float, chosen: Sequence[int]) -> str:
    """Which items of the history a probability is made of, the largest part first."""
    shares: dict[str, float] = {}
    for back, item in enumerate(reversed(chosen)):
        name = words.cut(names[item], 40, names)
        shares[name] = shares.get(name, 0.0) + float(own[back]) / probable
    told = sorted(
        ((share, name) for name, share in shares.items() if share >= NOTED), reverse=True
    )[:3]
    left = 1.0 - sum(share for share, _ in told)
    said = [f"{words.share(share)} from {markup.escape(name)}" for share, name in told]
    if left >= NOTED:
        said.append(f"{words.share(left)} {'else' if said else 'from being frequent'}")
    return f"<small>{', '.join(said)}</small>"

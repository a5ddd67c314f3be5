"""A share of a whole as people read it; the page and the sentences of a training write it alike."""

from __future__ import annotations

import math


def percent(part: float) -> str:
    """A share in percent, in one or two figures; never 0 % or 100 % for what is only near it.

    >>> [percent(x) for x in (0.8823, 0, 1, 0.00687, 0.0004, 0.9997)]
    ['88 %', '0 %', '100 %', '0.69 %', '0.04 %', 'over 99 %']
    """
    value = 100 * part
    if 99.5 <= value < 100:
        return "over 99 %"
    if not 0 < value < 1:
        return f"{round(value)} %"
    digits = 1 - math.floor(math.log10(value))
    rounded = round(value, digits)
    if rounded < 1e-6:
        return f"{rounded:.1e} %"
    return f"{rounded:.{digits}f}".rstrip("0").rstrip(".") + " %"

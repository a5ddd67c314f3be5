"""A measured number as people read it: three significant digits, or as many as asked for."""

from __future__ import annotations

import math


def number_text(value: float, digits: int = 3) -> str:
    """At most so many significant digits, and no power of ten where people would not write one.

    >>> [number_text(x) for x in (0.0, 0.41234, 0.9999, 999.6, 1234.5, -0.00012, 2e9)]
    ['0', '0.412', '1', '1,000', '1,230', '-0.00012', '2,000,000,000']
    >>> number_text(0.69284, 4), number_text(1.5e-7), number_text(2e15), number_text(math.nan)
    ('0.6928', '1.5e-07', '2e+15', 'not a number')
    """
    if not math.isfinite(value):
        return "not a number"
    if value == 0:
        return "0"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, decimals)
    if not 1e-6 <= abs(rounded) < 1e15:
        return f"{value:.{digits}g}"
    text = f"{rounded:,.{max(0, decimals)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

"""Two measured values in one sentence: with as many digits as it takes to see which is smaller."""

from __future__ import annotations

from collections.abc import Callable

MOST = 5  # digits; where these are the same, the values are as good as equal


def told_apart(
    one: float, other: float, write: Callable[[float, int], str], digits: int
) -> tuple[str, str]:
    """Both as `write` gives them with so many digits, or with a few more where these differ.

    >>> told_apart(0.61, 0.6931, lambda value, digits: f"{value:.{digits}f}", 2)
    ('0.61', '0.69')
    >>> told_apart(0.69284, 0.69314, lambda value, digits: f"{value:.{digits}f}", 2)
    ('0.6928', '0.6931')
    >>> told_apart(0.69314718, 0.69314711, lambda value, digits: f"{value:.{digits}f}", 2)
    ('0.69', '0.69')
    """
    for more in range(digits, MOST + 1):
        texts = write(one, more), write(other, more)
        if texts[0] != texts[1]:
            return texts
    return write(one, digits), write(other, digits)

"""Two measured values in one sentence: with as many digits as it takes to see which is smaller."""

from __future__ import annotations

from collections.abc import Callable

MOST = 9  # digits; float32 losses have no more


def told_apart(
    one: float, other: float, write: Callable[[float, int], str], digits: int
) -> tuple[str, str]:
    """Both as `write` gives them with so many digits, or with more where they look the same.

    >>> told_apart(0.61, 0.6931, lambda value, digits: f"{value:.{digits}f}", 2)
    ('0.61', '0.69')
    >>> told_apart(0.69284, 0.69314, lambda value, digits: f"{value:.{digits}f}", 2)
    ('0.6928', '0.6931')
    """
    texts = write(one, digits), write(other, digits)
    if texts[0] == texts[1] and one != other and digits < MOST:
        return told_apart(one, other, write, digits + 1)
    return texts

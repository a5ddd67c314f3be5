"""Where a number lies among the ranges that a column of numbers was cut into."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_DIGITS = 4  # of an end, as `bins` writes it


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number lies.

    Attributes:
        nearest: index of the range that holds it, or of the nearest one.
        inside: that range holds it.
        below, above: index of the next range on that side where none holds it, None at an end.
    """

    nearest: int
    inside: bool
    below: int | None = None
    above: int | None = None


def place(names: Sequence[str], number: float) -> Place | None:
    """Find a number among ranges by what they are called, all that a finished run knows of them.

    Ends are named with the digits that keep neighbors apart, so a number that was cut off in
    that way lies in its range too.

    Args:
        names: as `quantile_bins` makes them, in any order.

    Returns:
        None where a name is no range: the file may have been made elsewhere.

    >>> place(["1 to 2", "3 to 4.568"], 4.5678)
    Place(nearest=1, inside=True, below=None, above=None)
    >>> place(["1 to 2", "3 to 4.568"], 2.9)
    Place(nearest=1, inside=False, below=0, above=1)
    """
    ends = [_ends(name) for name in names]
    known = [each for each in ends if each is not None]
    if not known or len(known) < len(ends):
        return None
    rounded = float(f"{number:.{_digits(names)}g}")
    for tried in ({number}, {number, rounded}):
        for i, (low, high) in enumerate(known):
            if any(low <= each for each in tried) and any(each <= high for each in tried):
                return Place(i, True)
    rising = sorted(range(len(known)), key=lambda i: known[i])
    below = [i for i in rising if known[i][1] < number]
    above = [i for i in rising if known[i][0] > number]
    if not above:
        return Place(below[-1], False, below=below[-1])
    if not below:
        return Place(above[0], False, above=above[0])
    left, right = below[-1], above[0]
    nearer = left if number - known[left][1] <= known[right][0] - number else right
    return Place(nearer, False, left, right)


def _ends(name: str) -> tuple[float, float] | None:
    """The smallest and the largest number of a range, as it is called."""
    low, parted, high = name.partition(" to ")
    try:
        pair = float(low), float(high if parted else low)
    except ValueError:
        return None
    return pair if all(map(math.isfinite, pair)) and pair[0] <= pair[1] else None


def _digits(names: Sequence[str]) -> int:
    """Significant digits that ends are named with; whole numbers are named in full."""
    numbers = [part for name in names for part in name.split(" to ")]
    rounded = [part.partition("e")[0] for part in numbers if re.search(r"[.e]", part)]
    written = [len(re.sub(r"\D", "", part).lstrip("0")) for part in rounded]
    return max([FEWEST_DIGITS, *written])

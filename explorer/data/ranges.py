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
    that way lies in its range too. `ui/assets/ranges.js` looks in the same way.

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
    digits = _digits(names)
    cut = [[_written(part) <= digits for part in _parts(name)] for name in names]
    rounded = float(f"{number:.{digits}g}")
    for nearly in (False, True):
        for i, ((low, high), (low_cut, high_cut)) in enumerate(zip(known, cut, strict=True)):
            above = low <= number or (nearly and low_cut and low <= rounded)
            below = number <= high or (nearly and high_cut and rounded <= high)
            if above and below:
                return Place(i, True)
    rising = sorted(range(len(known)), key=lambda i: known[i])
    lower = [i for i in rising if known[i][1] < number]
    higher = [i for i in rising if known[i][0] > number]
    if not higher:
        return Place(lower[-1], False, below=lower[-1])
    if not lower:
        return Place(higher[0], False, above=higher[0])
    left, right = lower[-1], higher[0]
    nearer = left if number - known[left][1] <= known[right][0] - number else right
    return Place(nearer, False, left, right)


def likeliest(names: Sequence[str], worths: Sequence[float]) -> tuple[float, bool]:
    """Which worth a text has that may have several, 1.200 above all, among these ranges.

    One that a range holds goes first. Where that does not tell, it is the largest if all ends are
    whole numbers, which nobody writes with three decimals, else the first.

    Args:
        names: ranges, as `place` takes them.
        worths: one or more, first what the text is worth by itself.

    Returns:
        The worth, and whether it is beyond doubt: all lie at one place, or a range holds the first
        and none another.

    >>> likeliest(["300 to 900", "1200 to 45000"], [45.0, 45000.0])
    (45000.0, False)
    >>> likeliest(["0.5 to 3.25"], [1.2, 1200.0])
    (1.2, True)
    """
    ends = [_ends(name) for name in names]
    whole = all(each is not None and all(map(float.is_integer, each)) for each in ends)
    likely = sorted(worths, key=abs, reverse=True) if whole else list(worths)
    places = {worth: place(names, worth) for worth in likely}
    held = [worth for worth, at in places.items() if at is not None and at.inside]
    return (held or likely)[0], len(set(places.values())) == 1 or held == [worths[0]]


def is_wide(name: str) -> bool:
    """The range holds more than a single number, as it is called.

    >>> is_wide("1 to 2"), is_wide("3")
    (True, False)
    """
    low, high = _parts(name)
    return low != high


def _parts(name: str) -> tuple[str, str]:
    """Both ends of a range, as they are written."""
    low, parted, high = name.partition(" to ")
    return low, high if parted else low


def _ends(name: str) -> tuple[float, float] | None:
    """The smallest and the largest number of a range, as it is called."""
    low, high = _parts(name)
    try:
        pair = float(low), float(high)
    except ValueError:
        return None
    return pair if all(map(math.isfinite, pair)) and pair[0] <= pair[1] else None


def _digits(names: Sequence[str]) -> int:
    """Significant digits that ends are named with; whole numbers are named in full."""
    parts = [part for name in names for part in _parts(name)]
    return max([FEWEST_DIGITS, *(_written(part) for part in parts if re.search(r"[.e]", part))])


def _written(end: str) -> int:
    """Digits of an end as it is written, without the zeros before it and its power of ten."""
    return len(re.sub(r"\D", "", end.partition("e")[0]).lstrip("0"))

"""What a map is colored by: a color for every entry, and the legend that says what it means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.wording import are_years, count_text, data_text
from explorer.figures.color import from_oklch
from explorer.figures.palette import DARK, LIGHT
from explorer.records.embedding import CATEGORY, MAX_GROUPS, UNKNOWN, Facet

NO_COLOR = 65535  # a code: belongs to no group, drawn grey
OWN_COLORS = 8  # groups told apart by colors of their own
PLACED_COLORS = 40  # groups told apart by the hue of their place on the map
NOT_KNOWN = "not known"
FAR_OUT = 4.0  # a range this many times the middle 96 % is cut at its ends
# Share of the numbers that lie within one fifth of the scale at most; where more do, nearly all
# look alike. Of even numbers a fifth does, of normal ones half, of exponential ones three quarters.
CROWDED = 0.7
TICKS = (25, 50, 75)  # percent of the numbers that lie below what is told along a scale by rank


@dataclass(frozen=True, slots=True)
class Coloring:
    """A color for every entry in both themes, and the words of the legend.

    Attributes:
        title: what is shown by color: "region", "rows seen".
        codes: [n] uint16 index into the colors, or NO_COLOR.
        light, dark: "#RRGGBB" per code.
        groups: names of the groups in the order of the colors; empty for a scale.
        ends: for a scale: the words at its low and its high end.
        ticks: for a scale by rank: the words in even steps between its ends; empty for others.
        values: [n] float32, for a scale: the number said of an entry; NaN for none.
        none: what grey means; empty when nothing is grey.
        years: the numbers of the scale are years, written without a comma.
    """

    title: str
    codes: NDArray[np.uint16]
    light: tuple[str, ...]
    dark: tuple[str, ...]
    groups: tuple[str, ...] = ()
    ends: tuple[str, str] | None = None
    values: NDArray[np.float32] | None = None
    none: str = ""
    years: bool = False
    ticks: tuple[str, ...] = ()


def color_by(
    facet: Facet,
    kinds: NDArray[np.uint8],
    xy: NDArray[np.float32] | None = None,
    n_drawn: int | None = None,
) -> Coloring:
    """Colors of a column's entries by what else is known of them.

    Up to eight groups have colors of their own, the largest first. More take the hue of their
    members' place on the map, so that neighbors look alike; without a map the eight largest
    keep their colors and the others are grey, as is the rest that is no group of its own. Numbers
    run through one hue, from the least of a category to the most; rare and missing have the color
    of the end that they lie beyond. Numbers so skewed that most would have one color run by their
    rank. Frequencies run on a logarithmic scale, and what was never seen has none. A scale is that
    of the categories that are drawn; others have the color of the end that they lie beyond.

    Args:
        facet: groups or numbers of all entries.
        kinds: [n] of all entries; the legend tells of any but categories by their ring.
        xy: [n_shown, 2] of the first entries, to place the hues of many groups.
        n_drawn: so many of the first entries are drawn at most; None for all.
    """
    if facet.groups is not None:
        return _groups(facet, facet.groups, kinds, xy)
    assert facet.numbers is not None, "groups or numbers"
    numbers = np.where(kinds == UNKNOWN, np.nan, facet.numbers)
    return _numbers(facet, numbers, kinds, n_drawn)


def place_hues(xy: NDArray[np.float32]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Light and dark colors of places on a map: what lies close looks alike.

    The hue goes round with the angle about the middle of all places, in equal steps of their
    order so that crowded sides are told apart too; places near the middle are paler, and every
    second one is a little darker.

    Args:
        xy: [n, 2] one place for each color.
    """
    n = len(xy)
    away = np.asarray(xy, np.float64) - np.median(xy, axis=0) if n else np.zeros((0, 2))
    order = np.argsort(np.arctan2(away[:, 1], away[:, 0]), kind="stable")
    step = np.empty(n)
    step[order] = np.arange(n)
    hue = 2 * np.pi * step / max(n, 1)
    distance = np.hypot(away[:, 0], away[:, 1])
    reach = distance / (distance.max() or 1.0) if n else distance
    chroma = 0.09 + 0.07 * np.sqrt(reach)
    turn = np.where(step % 2 == 0, 0.0, 1.0)
    return (
        from_oklch(0.60 - 0.12 * turn, chroma, hue),
        from_oklch(0.80 - 0.12 * turn, chroma, hue),
    )


def _groups(
    facet: Facet,
    groups: NDArray[np.int32],
    kinds: NDArray[np.uint8],
    xy: NDArray[np.float32] | None,
) -> Coloring:
    sizes = np.bincount(groups[groups >= 0], minlength=len(facet.group_names))
    by_size = np.argsort(-sizes, kind="stable")
    by_size = by_size[(sizes[by_size] > 0) & (by_size < MAX_GROUPS)]
    and_more = bool((groups >= MAX_GROUPS).any())
    places = None if xy is None or len(by_size) <= OWN_COLORS else _centers(groups, by_size, xy)
    colored = by_size[: OWN_COLORS if places is None else PLACED_COLORS]

    code_of = np.full(len(facet.group_names) + 1, NO_COLOR, np.uint16)  # the last one for -1
    code_of[colored] = np.arange(len(colored))
    light, dark = LIGHT.groups[: len(colored)], DARK.groups[: len(colored)]
    if places is not None:
        light, dark = place_hues(places[: len(colored)])
    return Coloring(
        facet.name,
        code_of[groups],
        light,
        dark,
        tuple(facet.group_names[group] for group in colored),
        none=_grey_means(len(by_size) - len(colored), and_more, _not_known(groups < 0, kinds)),
    )


def _centers(
    groups: NDArray[np.int32], wanted: NDArray[np.int64], xy: NDArray[np.float32]
) -> NDArray[np.float32]:
    """[n_wanted, 2] mean place of each group's members; the middle when none is drawn."""
    drawn = groups[: len(xy)]
    inside = drawn >= 0
    bins = int(groups.max()) + 1
    count = np.bincount(drawn[inside], minlength=bins)
    middle = xy.mean(axis=0, dtype=np.float64) if len(xy) else np.zeros(2)
    centers = np.empty((bins, 2))
    for axis in range(2):
        total = np.bincount(drawn[inside], xy[inside, axis], minlength=bins)
        centers[:, axis] = np.where(count > 0, total / np.maximum(count, 1), middle[axis])
    return centers[wanted].astype(np.float32)


def _grey_means(left_out: int, and_more: bool, ungrouped: bool) -> str:
    others = f"{count_text(left_out)} smaller groups" if left_out > 1 else "one smaller group"
    if and_more:
        others = f"over {others}"
    return " or ".join([others] * (left_out > 0) + [NOT_KNOWN] * ungrouped)


def _not_known(without: NDArray[np.bool_], kinds: NDArray[np.uint8]) -> bool:
    """Whether grey needs a word; rare, missing and unknown are told by their ring."""
    return bool((without & (kinds == CATEGORY)).any())


def _numbers(
    facet: Facet, numbers: NDArray[np.float64], kinds: NDArray[np.uint8], n_drawn: int | None
) -> Coloring:
    known = np.isfinite(numbers)
    drawn = np.arange(len(numbers)) < (len(numbers) if n_drawn is None else n_drawn)
    logarithmic = facet.source == "frequency"
    years = not logarithmic and are_years(numbers, facet.name)
    steps = len(LIGHT.sequential)
    codes = np.full(len(numbers), NO_COLOR, np.uint16)
    ends = ("0", "0")
    ticks: tuple[str, ...] = ()
    if known.any():
        narrowing = (known & drawn & (kinds == CATEGORY), known & drawn, known)
        scaled = numbers[next(some for some in narrowing if some.any())]
        if logarithmic:
            shares, ends = _by_logarithm(numbers[known], scaled)
        elif _crowded(scaled):
            shares, ends, ticks = _by_rank(numbers[known], scaled, years)
        else:
            shares, ends = _by_number(numbers[known], scaled, years)
        codes[known] = np.clip(np.rint(shares * (steps - 1)), 0, steps - 1)
    return Coloring(
        facet.name,
        codes,
        LIGHT.sequential,
        DARK.sequential,
        ends=ends,
        values=numbers.astype(np.float32),
        none=NOT_KNOWN if _not_known(~known & drawn, kinds) else "",
        years=years,
        ticks=ticks,
    )


Numbers = NDArray[np.float64]
Ends = tuple[str, str]


def _by_logarithm(counts: Numbers, scaled: Numbers) -> tuple[Numbers, Ends]:
    """[n] share of the way along the scale, from the least to the most; the words at its ends."""
    low, high = float(scaled.min()), float(scaled.max())
    logs, ends = np.log1p(np.maximum(counts, 0)), np.log1p(np.maximum([low, high], 0))
    return _along(logs, *ends.tolist()), (count_text(round(low)), count_text(round(high)))


def _by_number(numbers: Numbers, scaled: Numbers, years: bool) -> tuple[Numbers, Ends]:
    """The same in proportion to the numbers; the ends are cut off where few lie far out."""
    (low, high), least, most = _scale(scaled), scaled.min(), scaled.max()
    below, above = "≤ " if low > least else "", "≥ " if high < most else ""
    ends = below + data_text(low, years), above + data_text(high, years)
    return _along(numbers, low, high), ends


def _by_rank(
    numbers: Numbers, scaled: Numbers, years: bool
) -> tuple[Numbers, Ends, tuple[str, ...]]:
    """The same by how many numbers are smaller, with the numbers in even steps along the scale."""
    rising = np.sort(scaled)
    smaller, others = np.searchsorted(rising, numbers), len(rising) - 1
    equal_too = np.searchsorted(rising, numbers, side="right")
    ticks = np.percentile(rising, TICKS, method="nearest").tolist()
    ends = data_text(float(rising[0]), years), data_text(float(rising[-1]), years)
    return (smaller + equal_too - 1) / 2 / others, ends, tuple(data_text(at, years) for at in ticks)


def _crowded(scaled: Numbers) -> bool:
    """Most of the numbers would have one color, though they are not the same."""
    low, high = _scale(scaled)
    rising = np.sort(scaled)
    within = np.searchsorted(rising, rising + (high - low) / 5, side="right") - np.arange(
        len(rising)
    )
    lower, middle, upper = np.percentile(rising, TICKS)
    return bool(lower < middle < upper and within.max() > CROWDED * len(rising))


def _scale(scaled: Numbers) -> tuple[float, float]:
    """From where to where the colors run."""
    low, high = float(scaled.min()), float(scaled.max())
    least, most = np.percentile(scaled, [2, 98])
    far = most > least and high - low > FAR_OUT * (most - least)
    return (float(least), float(most)) if far else (low, high)


def _along(values: Numbers, low: float, high: float) -> Numbers:
    return (values - low) / (high - low) if high > low else np.full(len(values), 0.5)

"""Which of a column's values come first: as numbers, as moments, or as they are spelled."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from explorer.data import clocks, months, shapes
from explorer.data.day_or_month import day_first
from explorer.data.numeric import each_a_number, numbers
from explorer.data.short_years import short_years_first, with_century

if TYPE_CHECKING:
    import pandas as pd

CLOCK = r"^\s*(\d{1,2}):(\d\d)(?::(\d\d))?\s*([AaPp])\.?[Mm]\.?\s*$"  # others sort by their digits
LEAST_READ = 0.5  # share of the values that must be numbers, or moments, to decide about the order


_Reader: TypeAlias = "Callable[[pa.StringArray], NDArray[np.float64] | None]"


class Order(NamedTuple):
    """How a column's values follow each other.

    Attributes:
        worth: [n_values] increasing with what the texts mean; equal where they mean the same.
        by_letters: no reading of the texts as numbers or moments fits, so letters decide.
        unread: [n_values] texts that are not what the others are; they come last.
    """

    worth: NDArray[np.float64]
    by_letters: bool
    unread: NDArray[np.bool_]


def ranks(values: pa.StringArray) -> NDArray[np.float64]:
    """[n_values] `Order.worth` of the texts.

    >>> ranks(pa.array(["10", "9", "9.0"])).tolist()
    [10.0, 9.0, 9.0]
    >>> np.argsort(ranks(pa.array(["week 10", "week 9"]))).tolist()
    [1, 0]
    """
    return order_of(values).worth


def order_of(values: pa.StringArray) -> Order:
    """Numbers by their worth, dates, months, weeks, quarters and clock times by their moment; few
    other texts come last.

    Where most are neither, all go by their letters, with runs of digits taken as numbers.
    """
    if len(values) == 0:
        return Order(np.zeros(0), by_letters=False, unread=np.zeros(0, bool))
    for read in (_numbers, moments, _periods, _clock_times, _month_names):
        worth = read(values)
        if worth is None:
            continue
        unread = np.isnan(worth)
        if 1 - unread.mean() > LEAST_READ:
            if unread.any():
                others = values.filter(pa.array(unread))
                worth[unread] = np.nanmax(worth) + 1 + _by_letters(others)
            return Order(worth, by_letters=False, unread=unread)
    return Order(_by_letters(values), by_letters=True, unread=np.zeros(len(values), bool))


def _numbers(values: pa.StringArray) -> NDArray[np.float64] | None:
    """[n_values] their worth, nan where a text is no number; None where nothing is to be read."""
    return _read(values, each_a_number(values), numbers)


def moments(values: pa.StringArray) -> NDArray[np.float64] | None:
    """[n_values] seconds since 1970, nan where a text is no date; None where few are one."""
    if shapes.are_dates(values):
        return _seconds(values)
    return _read(values, _any_of(values, shapes.DATES), _seconds)


def _periods(values: pa.StringArray) -> NDArray[np.float64] | None:
    """[n_values] years and their parts of months, weeks and quarters, nan where a text is none."""
    short = (months.SHORT_YEAR,) if months.of_short_years(values.to_pylist()) else ()
    return _read(values, _any_of(values, (*shapes.PERIODS, *short)), _years)


def _clock_times(values: pa.StringArray) -> NDArray[np.float64] | None:
    """[n_values] seconds since midnight of times such as 9:15 AM, nan where a text is none."""
    return _read(values, _any_of(values, (CLOCK,)), _since_midnight)


def _month_names(values: pa.StringArray) -> NDArray[np.float64] | None:
    """[n_values] 1 to 12 of months without a year, nan where a text is none."""
    return _read(
        values,
        _any_of(values, (rf"^\s*{months.NAME}\.?\s*$",)),
        lambda named: np.array(
            [months.number(name.strip().strip(".").lower()) for name in named.to_pylist()],
            np.float64,
        ),
    )


def _any_of(values: pa.StringArray, patterns: Sequence[str]) -> NDArray[np.bool_]:
    """[n_values] the text matches one of the patterns."""
    pattern = "|".join(f"({each})" for each in patterns)
    return np.asarray(pc.match_substring_regex(values, pattern))


def _read(
    values: pa.StringArray, fits: NDArray[np.bool_], read: _Reader
) -> NDArray[np.float64] | None:
    """What `read` says of the texts that fit, nan for the others; None where few do."""
    if fits.mean() <= LEAST_READ:
        return None
    found = read(values.filter(pa.array(fits)))
    if found is None:
        return None
    worth = np.full(len(values), np.nan)
    worth[fits] = found
    return worth


def _seconds(values: pa.StringArray) -> NDArray[np.float64] | None:
    import pandas as pd

    texts = _with_centuries(
        pd.Series(_with_colons(clocks.plainly(values)).to_pylist(), dtype=object)
    )
    year_first = texts.str.match(r"\s*\d{4}")  # then the month is next, whatever the others do
    found = pd.Series(pd.NaT, texts.index, dtype="datetime64[us, UTC]")
    try:
        for some, day in ((year_first, False), (~year_first, day_first(texts))):
            found[some] = pd.to_datetime(
                texts[some], format="mixed", dayfirst=day, utc=True, errors="coerce"
            )
    except (ValueError, OverflowError):
        return None
    seconds = np.asarray(found.astype("datetime64[us, UTC]").astype("int64")) / 1e6
    return np.where(np.asarray(found.isna()), np.nan, seconds)


def _with_colons(values: pa.StringArray) -> pa.StringArray:
    """Dates whose clock is written 04.19 or 04.19.07, with colons as the others have them."""
    if not pc.any(pc.match_substring_regex(values, shapes.DOTTED)).as_py():
        return values
    hours = pc.replace_substring_regex(values, shapes.DOTTED, r"\1:\2")
    return pc.replace_substring_regex(hours, r"([T ]\d{1,2}:\d\d)\.(\d\d)", r"\1:\2")


def _with_centuries(texts: pd.Series[str]) -> pd.Series[str]:
    """Years of two digits that come first are written out; what else is there stays."""
    years = short_years_first(texts)
    if years is None:
        return texts
    return (years // 100).astype(str) + texts.str.strip()


def _years(values: pa.StringArray) -> NDArray[np.float64]:
    """[n_values] years, with the part of a year that has passed when the period begins.

    >>> _years(pa.array(["Jul 2023", "2023-W01", "Q4 2023", "2023-07", "Juli 23"])).tolist()
    [2023.5, 2023.0, 2023.75, 2023.5, 2023.5]
    """
    found = []
    for text in values.to_pylist():
        # At an end, not the 1202 of Q12023; with two digits only where no year has four.
        year = re.search(r"^\s*\d{4}|\d{4}\s*$", text) or re.search(r"\d\d", text)
        assert year is not None, "only such texts are read"
        rest = (text[: year.start()] + " " + text[year.end() :]).lower()
        digits = [int(each) for each in re.findall(r"\d+", rest)]
        if "q" in rest:
            part = (digits[0] - 1) / 4
        elif "w" in rest:
            part = (digits[0] - 1) / 53 + (digits[1] - 1 if len(digits) > 1 else 0) / 371
        elif digits:
            part = (digits[0] - 1) / 12
        else:
            part = (months.number(rest.split()[0].strip("-/,.'")) - 1) / 12
        found.append(with_century(int(year.group())) + part)
    return np.array(found, np.float64)


def _since_midnight(values: pa.StringArray) -> NDArray[np.float64]:
    found = []
    for text in values.to_pylist():
        parts = re.match(CLOCK, text)
        assert parts is not None, "only such texts are read"
        hour, minute, second, half = parts.groups()
        afternoon = 12 * (half in "pP")
        found.append(3600 * (int(hour) % 12 + afternoon) + 60 * int(minute) + int(second or 0))
    return np.array(found, np.float64)


def _by_letters(values: pa.StringArray) -> NDArray[np.float64]:
    """[n_values] places by spelling, runs of digits as numbers."""
    keys = [_natural(text) for text in values.to_pylist()]
    places = {key: place for place, key in enumerate(sorted(set(keys)))}
    return np.array([places[key] for key in keys], np.float64)


def _natural(text: str) -> tuple[tuple[int, float, str], ...]:
    """Digits by their worth, letters by their spelling."""
    parts = re.split(r"(\d+)", text)
    # What parts the texts stands at odd places: "²" is a digit to Python, but no number.
    return tuple(
        (1, float(part), "") if place % 2 else (0, 0.0, part)
        for place, part in enumerate(parts)
        if part
    )

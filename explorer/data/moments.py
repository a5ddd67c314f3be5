"""Dates and spans of time as one number, to be predicted: how far apart they are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from explorer.data import shapes, sorting
from explorer.data.matching import all_match

SPAN = r"^\s*\d{1,4}:[0-5]\d:[0-5]\d([.,]\d+)?\s*$"  # 2:37:00; of 2:37 nobody knows the unit
FEW = 48  # half hours of a day; so few may be classes
UNITS = (("days", 86_400.0), ("hours", 3600.0), ("minutes", 60.0))
ENOUGH = 10  # of a unit between the first and the last; of fewer, the next smaller one is taken


class Counted(NamedTuple):
    """What moments are worth.

    Attributes:
        worth: [n_values] in `unit`, from the earliest date on; of spans, from 0 on.
        since: the earliest date as it is written, "" of spans.
    """

    worth: NDArray[np.float64]
    unit: str
    since: str

    @property
    def name(self) -> str:
        """The unit, and from when it is counted."""
        return f"{self.unit} since {self.since}" if self.since else self.unit


def are_spans(values: pa.StringArray) -> bool:
    """Every text is hours, minutes and seconds.

    >>> are_spans(pa.array(["2:37:00", "102:07:59"])), are_spans(pa.array(["2:37:00", "2:37"]))
    (True, False)
    """
    return len(values) > 0 and all_match(values, SPAN)


def can_be_counted(values: pa.StringArray) -> bool:
    """They are moments by their spelling, and so many that hardly one of them is a class."""
    return len(values) > FEW and (
        are_spans(values) or any(all_match(values, pattern) for pattern in shapes.NOTATIONS)
    )


def counted(values: pa.StringArray) -> Counted:
    """Moments as numbers, in the largest unit of which some lie between them.

    Returns:
        `worth` not a number where a text is no moment, as the 31st of June.

    >>> counted(pa.array(["2023-03-01", "2023-02-01"]))
    Counted(worth=array([28.,  0.]), unit='days', since='2023-02-01')
    >>> counted(pa.array(["2:37:00", "0:07:30"]))
    Counted(worth=array([157. ,   7.5]), unit='minutes', since='')
    """
    if are_spans(values):
        seconds, since = _seconds(values), ""
    else:
        found = sorting.moments(values)
        seconds = np.full(len(values), np.nan) if found is None else found
        first = int(np.nanargmin(seconds)) if np.isfinite(seconds).any() else 0
        seconds, since = seconds - seconds[first], str(values[first].as_py()).strip()
    known = seconds[np.isfinite(seconds)]
    apart = float(known.max() - known.min()) if len(known) else 0.0
    for unit, length in UNITS:
        if apart >= ENOUGH * length:
            return Counted(seconds / length, unit, since)
    return Counted(seconds, "seconds", since)


def _seconds(values: pa.StringArray) -> NDArray[np.float64]:
    hours, minutes, seconds = (
        pc.struct_field(
            pc.extract_regex(
                pc.replace_substring(values, ",", "."),
                r"^\s*(?P<hours>\d+):(?P<minutes>\d+):(?P<seconds>[\d.]+)\s*$",
            ),
            part,
        )
        .cast(pa.float64())
        .to_numpy(zero_copy_only=False)
        for part in ("hours", "minutes", "seconds")
    )
    return np.asarray(3600 * hours + 60 * minutes + seconds, np.float64)

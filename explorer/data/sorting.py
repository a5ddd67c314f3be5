"""Which of a column's values come first: as numbers, as moments, or as they are spelled."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from explorer.data import shapes
from explorer.data.numeric import numbers


def ranks(values: pa.StringArray) -> NDArray[np.float64]:
    """[n_values] increasing with what the texts mean; equal where they mean the same.

    Numbers by their worth, dates and clock times by their moment, other texts by their letters,
    with runs of digits taken as numbers.

    >>> ranks(pa.array(["10", "9", "9.0"])).tolist()
    [10.0, 9.0, 9.0]
    >>> np.argsort(ranks(pa.array(["week 10", "week 9"]))).tolist()
    [1, 0]
    """
    worth = numbers(values)
    if worth is not None:
        return worth
    if shapes.are_dates(values):
        moments = _moments(values)
        if moments is not None:
            return moments
    keys = [_natural(text) for text in values.to_pylist()]
    places = {key: place for place, key in enumerate(sorted(set(keys)))}
    return np.array([places[key] for key in keys], np.float64)


def _moments(values: pa.StringArray) -> NDArray[np.float64] | None:
    """[n_values] seconds since 1970, or None when one of the texts is no moment after all."""
    import pandas as pd

    texts = pd.Series(values.to_pylist(), dtype=object)
    day_first = bool(
        (texts.str.extract(r"^\s*(\d{1,2})[-/.]", expand=False).astype(float) > 12).any()
    )
    try:
        moments = pd.to_datetime(texts, format="mixed", dayfirst=day_first, utc=True)
    except (ValueError, OverflowError):
        return None
    return np.asarray(moments.astype("datetime64[us, UTC]").astype("int64")) / 1e6


def _natural(text: str) -> tuple[tuple[int, float, str], ...]:
    """Digits by their worth, letters by their spelling."""
    parts = re.split(r"(\d+)", text)
    return tuple(
        (1, float(part), "") if part.isdigit() else (0, 0.0, part) for part in parts if part
    )

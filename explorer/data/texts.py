"""How a typed value, from Parquet or Excel, is written as the name of a category."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal

MAX_TEXT = 1_000_000  # letters of a nested value
MAX_WHOLE = 2**53  # of larger numbers a double does not hold every one


def cell_text(value: object) -> str | None:
    """The value as a person writes it; None for a missing one.

    >>> [cell_text(value) for value in (True, 3.0, 0.1 + 0.2, ["a", None], float("nan"))]
    ['True', '3', '0.3', '[a, ]', None]
    """
    if value is None:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int):
        return str(value)
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, Decimal):
        return None if value.is_nan() else f"{value:f}"
    if isinstance(value, datetime):
        return _moment_text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bytes):
        return _bytes_text(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(cell_text(part) or '' for part in value)}]"[:MAX_TEXT]
    if isinstance(value, dict):
        parts = (f"{key}: {cell_text(part) or ''}" for key, part in value.items())
        return f"{{{', '.join(parts)}}}"[:MAX_TEXT]
    return str(value)[:MAX_TEXT]


def _float_text(value: float) -> str | None:
    if math.isnan(value):
        return None
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if value.is_integer() and abs(value) <= MAX_WHOLE:
        return str(int(value))
    return f"{value:.15g}"  # as many digits as Excel keeps; 0.1 + 0.2 is 0.3


def _moment_text(value: datetime) -> str:
    """ISO 8601; midnight without zone is a date."""
    if value.tzinfo is None and value.time() == time(0):
        return value.date().isoformat()
    return value.isoformat(sep=" ")


def _bytes_text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.hex()

"""What stands around the digits of a number: its unit, and signs that mean a minus."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from explorer.data.matching import all_match, any_match

MINUS = "\u2212"  # as it is printed
IN_PARENTHESES = r"^\s*\(([^()]*\d[^()]*)\)\s*$"  # a loss, as accountants write it
NARROW = "\u00a0\u202f\u2009"  # spaces at which no line is broken
GAP = rf"[\s{NARROW}]*"  # between a number and its unit
UNIT = r"[%‰$€£¥₹₽₺₩₪₫₴₱฿¢]|EUR|USD|GBP|CHF"
# Only behind a number. What ends codes (12A, 3b) or sizes (M, XL) is none of them.
MEASURE = (
    "(?i:km|cm|mm|mi|ft|mph|kg|mg|lbs?|oz|cl|ml|hrs?|min|sec|ms|kwh?|hp|ps|[kmgt]b|[kmg]?hz|kcal)"
    "|[mghl]"
)


def signed(values: pa.StringArray) -> pa.StringArray:
    """The texts with a plain minus, also for parentheses; those stay where all texts have them."""
    plain = pc.replace_substring(values, MINUS, "-") if any_match(values, MINUS) else values
    losses = pc.match_substring_regex(plain, IN_PARENTHESES)
    if pc.any(losses).as_py() and not pc.all(losses).as_py():
        plain = pc.replace_substring_regex(plain, IN_PARENTHESES, r"-\1")
    return plain


def without_unit(values: pa.StringArray) -> tuple[pa.StringArray, str]:
    """The texts without the unit that the first one has, and the unit; as they are, and "", where
    one has another."""
    for around, units in ((behind, f"{UNIT}|{MEASURE}"), (before, UNIT)):
        found = re.match(around(units)[0], values[0].as_py())
        if found is None:
            continue
        pattern, rest = around(re.escape(found["unit"]))
        if all_match(values, pattern):
            return pc.replace_substring_regex(values, pattern, rest), found["unit"]
    return values, ""


def behind(unit: str) -> tuple[str, str]:
    """The pattern of texts with a unit behind them, and what is left without it."""
    return rf"^(.*\d){GAP}(?P<unit>{unit})\s*$", r"\1"


def before(unit: str) -> tuple[str, str]:
    """The same of a unit before the digits."""
    return rf"^\s*([+-]?)(?P<unit>{unit}){GAP}([+-]?[\d.].*)$", r"\1\3"

"""What stands around the digits of a number: its unit, and signs that mean a minus."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from explorer.data.matching import all_match, any_match

MINUS = "\u2212"  # as it is printed
IN_PARENTHESES = r"^\s*\(([^()]*\d[^()]*)\)\s*$"  # a loss, as accountants write it
NARROW = "\u00a0\u202f\u2009"  # spaces at which no line is broken
GAP = rf"[\s{NARROW}]*"  # between a number and its unit
MONEY = "[$€£¥₹₽₺₩₪₫₴₱฿¢]|EUR|USD|GBP|CHF"
UNIT = f"[%‰]|{MONEY}"
AMOUNT = rf"^\s*[+-]?({MONEY})?[\d\s.,eE+'’{NARROW}-]+({MONEY})?\s*$"
# Only behind a number. What ends codes (12A, 3b) or sizes (M, XL) is none of them.
MEASURE = (
    "(?i:km|cm|mm|mi|ft|mph|kg|mg|lbs?|oz|cl|ml|hrs?|min|sec|ms|kwh?|hp|ps|[kmgt]b|[kmg]?hz|kcal)"
    "|[mghl]"
)


class CurrencyInPart(NamedTuple):
    """Amounts of which some have a currency.

    Attributes:
        bare: [n_values] without it. has: [n_values] it stands there.
    """

    bare: pa.StringArray
    currency: str
    has: NDArray[np.bool_]


def currency_in_part(values: pa.StringArray) -> CurrencyInPart | None:
    """The currency that some of the texts have and the others could; None of other texts.

    The rest may still be no numbers, as where it has another currency.

    >>> found = currency_in_part(pa.array(["1200", "300 €"]))
    >>> found.currency, found.bare.to_pylist(), found.has.tolist()
    ('€', ['1200', '300'], [False, True])
    >>> [currency_in_part(pa.array(texts)) for texts in (["1", "2"], ["1 €", "2 €"], ["5 %", "7"])]
    [None, None, None]
    """
    if not all_match(values, AMOUNT):
        return None
    for around in (behind, before):
        has = np.asarray(pc.match_substring_regex(values, around(MONEY)[0]))
        if has.all() or not has.any():
            continue
        found = re.match(around(MONEY)[0], values[int(np.argmax(has))].as_py())
        assert found is not None, "Python and Arrow read the pattern alike"
        currency = found["unit"]
        pattern, rest = around(re.escape(currency))
        has = np.asarray(pc.match_substring_regex(values, pattern))
        return CurrencyInPart(pc.replace_substring_regex(values, pattern, rest), currency, has)
    return None


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

"""Texts that are numbers: which spellings count, and what they are worth."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from explorer.data.matching import all_match

POINT = r"^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\s*$"
COMMA = r"^\s*[+-]?\d+(,\d+)?\s*$"  # 3,5 as most of Europe writes it
THOUSANDS = r"^\s*[+-]?\d{1,3}(,\d{3})+(\.\d+)?\s*$"  # 1,234.5
INTEGER = r"^\s*[+-]?\d+\s*$"
MANY = 10_000  # texts by which it is told that the others need no look
LEADING_ZERO = r"^\s*[+-]?0\d"


def numbers(values: pa.StringArray) -> NDArray[np.float64] | None:
    """[n_values] what the texts are worth when every one is a number, else None.

    >>> numbers(pa.array(["1", "2.5", "1e3"])).tolist()
    [1.0, 2.5, 1000.0]
    >>> numbers(pa.array(["3,5", "4"])).tolist()
    [3.5, 4.0]
    >>> numbers(pa.array(["1", "1_000"])) is None
    True
    """
    if len(values) == 0:
        return None
    if all_match(values, POINT):
        plain = values
    elif not all_match(values, r"^\s*[+-]?[\d,.]+\s*$"):
        return None
    else:
        grouped = pc.match_substring_regex(values, THOUSANDS)
        whole = pc.match_substring_regex(values, POINT)
        if pc.all(pc.or_(grouped, whole)).as_py():
            plain = pc.replace_substring(values, ",", "")
        elif all_match(values, COMMA):
            plain = pc.replace_substring(values, ",", ".")
        else:
            return None
    worth = pc.cast(pc.utf8_ltrim(pc.utf8_trim_whitespace(plain), characters="+"), pa.float64())
    array = np.asarray(worth.to_numpy(zero_copy_only=False), np.float64)
    return array if np.isfinite(array).all() else None


def each_a_number(values: pa.StringArray) -> NDArray[np.bool_]:
    """[n_values] the text is a number by itself.

    >>> each_a_number(pa.array(["1.5", "1,5", "n.d."])).tolist()
    [True, True, False]
    """
    return np.asarray(pc.match_substring_regex(values, f"{POINT}|{COMMA}|{THOUSANDS}"))


def not_numbers(values: pa.StringArray) -> tuple[int, str]:
    """How many of the texts are no numbers, and the first of those; together they are none.

    Where each is a number by itself but not beside the others, 0 and the first that is written
    in another way than the very first. Of many texts whose first are no numbers none is counted.

    >>> not_numbers(pa.array(["1", "2.5", "n.d.", "soon"]))
    (2, 'n.d.')
    >>> not_numbers(pa.array(["1,234.5", "3,5", "1,5"]))
    (0, '3,5')
    """
    for some in (values[:MANY], values):
        wrong = ~each_a_number(some)
        n = int(np.count_nonzero(wrong))
        if n > len(some) / 2:
            return len(values), str(some[int(np.argmax(wrong))].as_py())
    if n == 0:
        way = next(way for way in (THOUSANDS, COMMA, POINT) if re.match(way, values[0].as_py()))
        wrong = ~np.asarray(pc.match_substring_regex(values, way))
        if not wrong.any():  # 1e999 is a number by its letters, but larger than any
            wrong = np.array([numbers(values[i : i + 1]) is None for i in range(len(values))])
            n = int(np.count_nonzero(wrong))
    return n, str(values[int(np.argmax(wrong))].as_py())


def are_integers(values: pa.StringArray) -> bool:
    """Every text is written as a whole number, without point or exponent."""
    return len(values) > 0 and all_match(values, INTEGER)


def any_leading_zero(values: pa.StringArray) -> bool:
    """Some text begins with a zero before another digit, as codes do and quantities do not."""
    return bool(pc.any(pc.match_substring_regex(values, LEADING_ZERO)).as_py())

"""Texts that are numbers: which spellings count, and what they are worth."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from explorer.data.matching import all_match, any_match
from explorer.data.number_forms import (
    ANY,
    FORMS,
    POINT,
    POINT_FORM,
    POINTS_FORM,
    Form,
    form_of,
    points_part_thousands,
    worth,
)
from explorer.data.units import (
    GAP,
    MEASURE,
    MINUS,
    UNIT,
    before,
    behind,
    currency_in_part,
    signed,
    without_unit,
)

INTEGER = rf"^\s*[+{MINUS}-]?\d+\s*$"
LEADING_ZERO = rf"^\s*[+{MINUS}-]?0\d"
MANY = 10_000  # texts by which it is told that the others need no look


class Written(NamedTuple):
    """Numbers as they are written: `bare` [n_values] without their unit, which may be ""."""

    bare: pa.StringArray
    unit: str
    form: Form


def numbers(values: pa.StringArray) -> NDArray[np.float64] | None:
    """[n_values] what the texts are worth when every one is a number, else None.

    All must be written in one form: with a point or a comma before the decimals, with nothing or
    one sign between thousands, and with one unit such as %, € or km or none. Of money, some may
    be written without the currency that the others have.

    >>> numbers(pa.array(["1", "2.5", "1e3"])).tolist()
    [1.0, 2.5, 1000.0]
    >>> numbers(pa.array(["3,5", "4"])).tolist()
    [3.5, 4.0]
    >>> numbers(pa.array(["1.234,5 €", "1.234 €"])).tolist(), numbers(pa.array(["1.234"])).tolist()
    ([1234.5, 1234.0], [1.234])
    >>> numbers(pa.array(["69000 km", "500 km"])).tolist()
    [69000.0, 500.0]
    >>> numbers(pa.array(["\u22125", "(1,200)", "34,567"])).tolist()
    [-5.0, -1200.0, 34567.0]
    >>> [numbers(pa.array(texts)) for texts in (["1", "1_000"], ["500g", "1kg"], ["12A", "3A"])]
    [None, None, None]
    >>> numbers(pa.array(["(1)", "(2)"])) is None
    True
    """
    found = written(values)
    if found is None:
        return None
    amounts = worth(found.bare, found.form)
    return amounts if np.isfinite(amounts).all() else None


def readings(text: str) -> list[float]:
    """What a number by itself may be worth, first as `numbers` takes it; none of other texts.

    A sign before three digits parts thousands or stands before decimals, and nothing tells which.

    >>> readings("1.200"), readings("1,200"), readings("45.000 €"), readings("0,125")
    ([1.2, 1200.0], [1200.0, 1.2], [45000.0, 45.0], [0.125])
    >>> readings("n.d.")
    []
    """
    alone = pa.array([text])
    first, found = numbers(alone), written(alone)
    if first is None or found is None:
        return []
    others = [worth(found.bare, form) for form in FORMS if all_match(found.bare, form.pattern)]
    return list(dict.fromkeys(float(each[0]) for each in (first, *others)))


def written(values: pa.StringArray) -> Written | None:
    """In which form the texts are numbers; None where they are not, together."""
    if len(values) == 0:
        return None
    bare, unit, form = values, "", POINT_FORM
    if not all_match(values, POINT):
        plain = signed(values)
        bare, unit = without_unit(plain)
        found = form_of(bare)
        if found is None:
            return _with_a_currency_in_part(plain)
        form = found
    if form is POINT_FORM and points_part_thousands(bare, unit):
        form = POINTS_FORM
    return Written(bare, unit, form)


def _with_a_currency_in_part(values: pa.StringArray) -> Written | None:
    """Numbers of which some have a currency and the others nothing; None of others.

    What a program wrote may stand among what people wrote, with other signs: those with the
    currency and those without it must by themselves be worth what they are together.
    """
    some = currency_in_part(values)
    form = None if some is None else form_of(some.bare)
    if some is None or form is None:
        return None
    if form is POINT_FORM and points_part_thousands(some.bare, some.currency):
        form = POINTS_FORM
    for part in (pa.array(some.has), pa.array(~some.has)):
        alone = numbers(values.filter(part))
        if alone is None or not np.array_equal(alone, worth(some.bare.filter(part), form)):
            return None
    return Written(some.bare, some.currency, form)


def each_a_number(values: pa.StringArray) -> NDArray[np.bool_]:
    """[n_values] the text is a number by itself.

    >>> each_a_number(pa.array(["1.5", "1,5 €", "n.d."])).tolist()
    [True, True, False]
    """
    bare = signed(values)
    if any_match(bare, rf"{UNIT}|\d{GAP}({MEASURE})\s*$"):
        for pattern, rest in (behind(f"{UNIT}|{MEASURE}"), before(UNIT)):
            bare = pc.replace_substring_regex(bare, pattern, rest)
    return np.asarray(pc.match_substring_regex(bare, ANY))


def is_number(text: str) -> bool:
    """The text is a number by itself.

    >>> [is_number(text) for text in ("1.5", "1,5 €", "n.d.")]
    [True, True, False]
    """
    text = text.replace(MINUS, "-")
    for pattern, rest in (behind(f"{UNIT}|{MEASURE}"), before(UNIT)):
        text = re.sub(pattern, rest, text)
    return re.match(ANY, text, re.ASCII) is not None


def not_numbers(values: pa.StringArray) -> tuple[int, str]:
    """How many of the texts are no numbers, and the first of those; together they are none.

    Where each is a number by itself but not beside the others, 0 and the first that is written
    in another way than those before it. Of many texts whose first are no numbers none is counted.

    >>> not_numbers(pa.array(["1", "2.5", "n.d.", "soon"]))
    (2, 'n.d.')
    >>> not_numbers(pa.array(["1,234.5", "3,5", "1,5"])), not_numbers(pa.array(["$5", "5 €"]))
    ((0, '3,5'), (0, '5 €'))
    """
    for some in (values[:MANY], values):
        wrong = ~each_a_number(some)
        n = int(np.count_nonzero(wrong))
        if n > len(some) / 2:
            return len(values), str(some[int(np.argmax(wrong))].as_py())
    if n == 0:
        ends = range(1, len(values) + 1)
        place = bisect_left(ends, True, key=lambda end: numbers(values[:end]) is None)
        if place < len(values) and numbers(values[place : place + 1]) is not None:
            return 0, str(values[place].as_py())
        # 1e999 is a number by its letters, but larger than any
        wrong = np.array([numbers(values[i : i + 1]) is None for i in range(len(values))])
        n = int(np.count_nonzero(wrong))
    return n, str(values[int(np.argmax(wrong))].as_py())


def are_integers(values: pa.StringArray) -> bool:
    """Every text is written as a whole number, without point or exponent."""
    return len(values) > 0 and all_match(values, INTEGER)


def any_leading_zero(values: pa.StringArray) -> bool:
    """Some text begins with a zero before another digit, as codes do and quantities do not."""
    return any_match(values, LEADING_ZERO)

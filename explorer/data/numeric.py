"""Texts that are numbers: which spellings count, and what they are worth."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from explorer.data.matching import all_match

PLAIN = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?"  # as programs write it
POINT = rf"^\s*{PLAIN}\s*$"
COMMA = r"^\s*[+-]?\d+(,\d+)?\s*$"  # 3,5 as most of Europe writes it
THOUSANDS = r"^\s*[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?\s*$"  # 1,234.5, but 0,125 is a part of 1
INDIAN = r"^\s*[+-]?[1-9]\d?(,\d\d)*,\d{3}(\.\d+)?\s*$"  # 12,34,567
MINUS = "\u2212"  # as it is printed
IN_PARENTHESES = r"^\s*\(([^()]*\d[^()]*)\)\s*$"  # a loss, as accountants write it
NARROW = "\u00a0\u202f\u2009"  # spaces at which no line is broken
GAP = rf"[\s{NARROW}]*"  # between a number and its unit
SPACE, APOSTROPHE = f"[ {NARROW}]", "['’]"
INTEGER = rf"^\s*[+{MINUS}-]?\d+\s*$"
MANY = 10_000  # texts by which it is told that the others need no look
LEADING_ZERO = rf"^\s*[+{MINUS}-]?0\d"
UNIT = r"[%‰$€£¥₹₽₺₩₪₫₴₱฿¢]|EUR|USD|GBP|CHF"
# Only behind a number. What ends codes (12A, 3b) or sizes (M, XL) is none of them.
MEASURE = (
    "(?i:km|cm|mm|mi|ft|mph|kg|mg|lbs?|oz|cl|ml|hrs?|min|sec|ms|kwh?|hp|ps|[kmgt]b|[kmg]?hz|kcal)"
    "|[mghl]"
)
COMMA_UNITS = ("€", "EUR", "₺", "₫")  # of countries that part thousands with a point


class Form(NamedTuple):
    """One way to write numbers: its pattern, what parts thousands, and what comes before decimals.

    A text may be a number in two of them, 1.234 and 1,234; then all texts of a column decide.
    """

    pattern: str
    thousands: str
    decimals: str


class Written(NamedTuple):
    """Numbers as they are written: `bare` [n_values] without their unit, which may be ""."""

    bare: pa.StringArray
    unit: str
    form: Form


def _grouped(thousands: str, decimals: str, sign: str = "[+-]?") -> Form:
    pattern = rf"^\s*{sign}([1-9]\d{{0,2}}({thousands}\d{{3}})+|\d+)({decimals}\d+)?\s*$"
    return Form(pattern, thousands, decimals)


POINT_FORM, POINTS_FORM = Form(POINT, "", r"\."), _grouped(r"\.", ",")
FORMS = (
    POINT_FORM,
    Form(f"{POINT}|{THOUSANDS}", ",", r"\."),
    Form(f"{POINT}|{INDIAN}", ",", r"\."),
    Form(COMMA, "", ","),
    POINTS_FORM,
    *(_grouped(SPACE, decimals, "-?") for decimals in (",", r"\.")),  # +49 170 123 is no number
    *(_grouped(APOSTROPHE, decimals) for decimals in (r"\.", ",")),
)
SIGNS = rf"^[\d\s.,eE+'’{NARROW}-]+$"  # what all of them are made of, one look instead of nine
ANY = "|".join(form.pattern for form in FORMS)
# 101 202 303 may be three codes: what is a number among them has decimals, or begins with 1 or 2
# digits, or the spaces are such as keep a number in one line
SURELY_SPACED = rf"[.,{NARROW}]|^\s*-?\d{{1,2}} "


def numbers(values: pa.StringArray) -> NDArray[np.float64] | None:
    """[n_values] what the texts are worth when every one is a number, else None.

    All must be written in one form: with a point or a comma before the decimals, with nothing or
    one sign between thousands, and with one unit such as %, € or km or none.

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
    worth = _worth(found.bare, found.form)
    return worth if np.isfinite(worth).all() else None


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
    others = [_worth(found.bare, form) for form in FORMS if all_match(found.bare, form.pattern)]
    return list(dict.fromkeys(float(worth[0]) for worth in (first, *others)))


def _worth(bare: pa.StringArray, form: Form) -> NDArray[np.float64]:
    """[n_values] what texts of this form, without their unit, are worth."""
    if form.thousands:
        bare = pc.replace_substring_regex(bare, form.thousands, "")
    if form.decimals != POINT_FORM.decimals:
        bare = pc.replace_substring_regex(bare, form.decimals, ".")
    worth = pc.cast(pc.utf8_ltrim(pc.utf8_trim_whitespace(bare), characters="+"), pa.float64())
    return np.asarray(worth.to_numpy(zero_copy_only=False), np.float64)


def written(values: pa.StringArray) -> Written | None:
    """In which form the texts are numbers; None where they are not, together."""
    if len(values) == 0:
        return None
    bare, unit, form = values, "", POINT_FORM
    if not all_match(values, POINT):
        bare, unit = _without_unit(_signed(values))
        found = _form_of(bare)
        if found is None:
            return None
        form = found
    if form is POINT_FORM and _points_part_thousands(bare, unit):
        form = POINTS_FORM
    return Written(bare, unit, form)


def _signed(values: pa.StringArray) -> pa.StringArray:
    """The texts with a plain minus, also for parentheses; those stay where all texts have them."""
    plain = pc.replace_substring(values, MINUS, "-") if _any_match(values, MINUS) else values
    losses = pc.match_substring_regex(plain, IN_PARENTHESES)
    if pc.any(losses).as_py() and not pc.all(losses).as_py():
        plain = pc.replace_substring_regex(plain, IN_PARENTHESES, r"-\1")
    return plain


def _form_of(bare: pa.StringArray) -> Form | None:
    """The first form in which all texts, without their unit, are numbers."""
    if not all_match(bare, SIGNS):
        return None
    form = next((form for form in FORMS if all_match(bare, form.pattern)), None)
    if form is None or (form.thousands == SPACE and not _any_match(bare, SURELY_SPACED)):
        return None
    return form


def _points_part_thousands(bare: pa.StringArray, unit: str) -> bool:
    """Points before three digits each part thousands, although they may all be decimals.

    1.200 beside some hundreds does: as a decimal it would be 1.2, or 900 would be 900.000. Of
    money that is written with a comma before its parts, such as euros, any whole number beside it
    tells so, and so does 45.000. Where nothing tells, points are decimals.
    """
    pointed = pc.any(pc.match_substring(bare, ".")).as_py()
    if not pointed or not all_match(bare, POINTS_FORM.pattern):
        return False
    if unit in COMMA_UNITS:
        return _any_match(bare, r"^\s*[+-]?(\d+\s*$|\d\d)")
    hundreds = pc.match_substring_regex(bare, r"^\s*[+-]?[1-9]\d\d\s*$")
    return (
        pc.sum(hundreds).as_py() > 1  # a single one may stand for no value, as 999 does
        and not _any_match(bare, r"\d{4}")
        and _any_match(bare, r"\..*0\s*$")
    )


def each_a_number(values: pa.StringArray) -> NDArray[np.bool_]:
    """[n_values] the text is a number by itself.

    >>> each_a_number(pa.array(["1.5", "1,5 €", "n.d."])).tolist()
    [True, True, False]
    """
    bare = _signed(values)
    if _any_match(bare, rf"{UNIT}|\d{GAP}({MEASURE})\s*$"):
        for pattern, rest in (_behind(f"{UNIT}|{MEASURE}"), _before(UNIT)):
            bare = pc.replace_substring_regex(bare, pattern, rest)
    return np.asarray(pc.match_substring_regex(bare, ANY))


def is_number(text: str) -> bool:
    """The text is a number by itself.

    >>> [is_number(text) for text in ("1.5", "1,5 €", "n.d.")]
    [True, True, False]
    """
    text = text.replace(MINUS, "-")
    for pattern, rest in (_behind(f"{UNIT}|{MEASURE}"), _before(UNIT)):
        text = re.sub(pattern, rest, text)
    return re.match(ANY, text, re.ASCII) is not None


def _without_unit(values: pa.StringArray) -> tuple[pa.StringArray, str]:
    """The texts without the unit that the first one has, and the unit; as they are, and "", where
    one has another."""
    for around, units in ((_behind, f"{UNIT}|{MEASURE}"), (_before, UNIT)):
        found = re.match(around(units)[0], values[0].as_py())
        if found is None:
            continue
        pattern, rest = around(re.escape(found["unit"]))
        if all_match(values, pattern):
            return pc.replace_substring_regex(values, pattern, rest), found["unit"]
    return values, ""


def _behind(unit: str) -> tuple[str, str]:
    """The pattern of texts with a unit behind them, and what is left without it."""
    return rf"^(.*\d){GAP}(?P<unit>{unit})\s*$", r"\1"


def _before(unit: str) -> tuple[str, str]:
    """The same of a unit before the digits."""
    return rf"^\s*([+-]?)(?P<unit>{unit}){GAP}([+-]?[\d.].*)$", r"\1\3"


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
    return _any_match(values, LEADING_ZERO)


def _any_match(values: pa.StringArray, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(values, pattern)).as_py())

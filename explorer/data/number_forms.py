"""The forms in which numbers are written, and which of them a column's texts have."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from explorer.data.matching import all_match, any_match
from explorer.data.units import NARROW

PLAIN = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?"  # as programs write it
POINT = rf"^\s*{PLAIN}\s*$"
COMMA = r"^\s*[+-]?\d+(,\d+)?\s*$"  # 3,5 as most of Europe writes it
THOUSANDS = r"^\s*[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?\s*$"  # 1,234.5, but 0,125 is a part of 1
INDIAN = r"^\s*[+-]?[1-9]\d?(,\d\d)*,\d{3}(\.\d+)?\s*$"  # 12,34,567
SPACE, APOSTROPHE = f"[ {NARROW}]", "['’]"
COMMA_UNITS = ("€", "EUR", "₺", "₫")  # of countries that part thousands with a point


class Form(NamedTuple):
    """One way to write numbers: its pattern, what parts thousands, and what comes before decimals.

    A text may be a number in two of them, 1.234 and 1,234; then all texts of a column decide.
    """

    pattern: str
    thousands: str
    decimals: str


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


def form_of(bare: pa.StringArray) -> Form | None:
    """The first form in which all texts, without their unit, are numbers."""
    if not all_match(bare, SIGNS):
        return None
    form = next((form for form in FORMS if all_match(bare, form.pattern)), None)
    if form is None or (form.thousands == SPACE and not any_match(bare, SURELY_SPACED)):
        return None
    return form


def points_part_thousands(bare: pa.StringArray, unit: str) -> bool:
    """Points before three digits each part thousands, although they may all be decimals.

    1.200 beside some hundreds does: as a decimal it would be 1.2, or 900 would be 900.000. Of
    money that is written with a comma before its parts, such as euros, any whole number beside it
    tells so, and so does 45.000. Where nothing tells, points are decimals.
    """
    pointed = pc.any(pc.match_substring(bare, ".")).as_py()
    if not pointed or not all_match(bare, POINTS_FORM.pattern):
        return False
    if unit in COMMA_UNITS:
        return any_match(bare, r"^\s*[+-]?(\d+\s*$|\d\d)")
    hundreds = pc.match_substring_regex(bare, r"^\s*[+-]?[1-9]\d\d\s*$")
    return (
        pc.sum(hundreds).as_py() > 1  # a single one may stand for no value, as 999 does
        and not any_match(bare, r"\d{4}")
        and any_match(bare, r"\..*0\s*$")
    )


def worth(bare: pa.StringArray, form: Form) -> NDArray[np.float64]:
    """[n_values] what texts of this form, without their unit, are worth."""
    if form.thousands:
        bare = pc.replace_substring_regex(bare, form.thousands, "")
    if form.decimals != POINT_FORM.decimals:
        bare = pc.replace_substring_regex(bare, form.decimals, ".")
    worth = pc.cast(pc.utf8_ltrim(pc.utf8_trim_whitespace(bare), characters="+"), pa.float64())
    return np.asarray(worth.to_numpy(zero_copy_only=False), np.float64)

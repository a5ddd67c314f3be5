"""Months by their names, in English, German, French, Spanish, Italian, Portuguese and Dutch."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from explorer.data.matching import most_match

_NAMES = (  # English ones in full and short, then the others
    "january jan januar jänner jän janvier janv enero ene gennaio gen janeiro januari",
    "february feb februar febr février févr fév febrero febbraio fevereiro fev februari",
    "march mar märz mär mrz mars marzo março maart mrt",
    "april apr avril avr abril abr aprile",
    "may may mai mayo maggio mag maio mei",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug août agosto ago augustus",
    "september sep sept septembre septiembre setiembre settembre sett setembro set",
    "october oct oktober okt octobre octubre ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro",
)
LEAST_SHORT = 0.9  # share of the texts that must be a month and two digits
LEAST_DAYS = 100  # values; days of months that are so many reach from the 3rd to the 28th


def _any(names: list[str]) -> str:
    """One of the names as a pattern, in letters of any size, with accents or without.

    >>> _any(["mär"])
    '(?i:m[äÄaA]r)'
    """
    return f"(?i:{'|'.join(re.sub('[^a-z]', _with_or_without, name) for name in names)})"


def _with_or_without(letter: re.Match[str]) -> str:
    plain = unicodedata.normalize("NFD", letter[0])[0]
    return f"[{letter[0]}{letter[0].upper()}{plain}{plain.upper()}]"


_SHORT = [names.split()[1] for names in _NAMES]
_FOREIGN = [names.split()[2:] for names in _NAMES]
NAME = _any(" ".join(_NAMES).split())
_WORD = r"(^|\PL)%s(\PL|$)"  # \b knows of no letter such as ç
_NOT_ENGLISH = _WORD % _any([name for names in _FOREIGN for name in names])
_ENGLISH = (
    *((_WORD % _any(names), rf"\1{name}\2") for name, names in zip(_SHORT, _FOREIGN, strict=True)),
    (r"(\d)(?:er|º)\s", r"\1 "),  # 1er mars, 1º de marzo
    (r"\s+de\s+", " "),  # 5 de marzo de 2023
)
SHORT_YEAR = rf"^\s*(?P<month>{NAME})\.?[-/ ']+(?P<year>\d\d)\s*$"


def in_english(values: pa.StringArray) -> pa.StringArray:
    """The dates with the names of their months in English.

    >>> in_english(pa.array(["5. März 2023", "25 févr. 2023", "5 de Mayo de 2023"])).to_pylist()
    ['5. mar 2023', '25 feb. 2023', '5 may 2023']
    """
    if not pc.any(pc.match_substring_regex(values, _NOT_ENGLISH)).as_py():
        return values
    for pattern, plain in _ENGLISH:
        values = pc.replace_substring_regex(values, pattern, plain)
    return values


@cache
def number(name: str) -> int:
    """Of a month by its name, from 1.

    >>> number("July"), number("DÉC"), number("aout")
    (7, 12, 8)
    """
    (english,) = in_english(pa.array([name.lower()])).to_pylist()
    return _SHORT.index(english[:3]) + 1


def of_short_years(texts: Sequence[str]) -> bool:
    """Nearly all texts are a month and a year such as Jan-24, and not a month and a day.

    One text does not tell these apart; all together do. A number that is no day is a year. Years
    follow each other without a gap and take fewer values than the months, or are too many months to
    be days that leave out the first or the last ones.

    >>> of_short_years(["Jan-24", "Feb-24", "Mar-24"])
    True
    >>> of_short_years(["Jan-03", "Jan-24", "Feb-11", "Feb-17"])
    False
    """
    if not most_match(texts, SHORT_YEAR, LEAST_SHORT):
        return False
    parts = [part for part in map(re.compile(SHORT_YEAR).match, texts) if part]
    years = {int(part["year"]) for part in parts}
    low, high = min(years), max(years)
    if low == 0 or high > 31:
        return True
    if len(parts) >= LEAST_DAYS and (low > 3 or high < 28):
        return True
    n_months = len({number(part["month"]) for part in parts})
    return len(years) < n_months and len(years) == high - low + 1

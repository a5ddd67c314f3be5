"""What texts look like: dates, hashes, codes that count up, sentences."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.data.clocks import HALF, ZONE
from explorer.data.column_words import is_numbered, plain
from explorer.data.matching import all_match, most_match
from explorer.data.months import NAME, of_short_years
from explorer.data.numeric import is_number

PROBE = 2_000  # distinct values looked at; a shape that holds for so many is the column's
MOSTLY = 0.9  # share of the values that must be dates; the others are in error

_DAY = r"(0?[1-9]|[12]\d|3[01])"
_MONTH = r"(0?[1-9]|1[0-2])"
_YEAR = r"(1[5-9]|20|21)\d\d"
_COLONS = r"\d{1,2}:\d\d(:\d\d([.,]\d+)?)?"
_DOTS = r"([01]?\d|2[0-3])\.[0-5]\d(\.[0-5]\d([.,]\d+)?)?"
_CLOCK, _ANY_CLOCK = (
    rf"((T|,?\s+(at\s+)?)({hours})(\s*{HALF})?(\s*{ZONE})?)?"
    for hours in (_COLONS, f"{_COLONS}|{_DOTS}")
)
_NAME = rf"{NAME}\.?"
_WEEKDAY = r"((?i:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
DATES = tuple(
    rf"^\s*{_WEEKDAY}{pattern}\s*$"
    for pattern in (
        rf"{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}{_ANY_CLOCK}",
        rf"{_DAY}[-/. ]{_MONTH}[-/. ]({_YEAR}|\d\d){_CLOCK}",  # with dots: four numbers as well
        rf"{_MONTH}[-/. ]{_DAY}[-/. ]({_YEAR}|\d\d){_CLOCK}",
        rf"{_DAY}(er|º)?[- .]+(de\s+)?{_NAME}[- .,]+(de\s+)?({_YEAR}|\d\d){_ANY_CLOCK}",
        rf"{_NAME}\s*{_DAY}(st|nd|rd|th)?,?\s+{_YEAR}{_ANY_CLOCK}",
        rf"{_YEAR}[- ]{_NAME}[- ]{_DAY}{_ANY_CLOCK}",
        rf"\[?{_DAY}/{_NAME}/{_YEAR}((:|\s+){_COLONS}(\s+{ZONE})?)?\]?",  # of a web server
        rf"{_NAME}\s+{_DAY}\s+{_COLONS}(\s+{ZONE})?\s+{_YEAR}",  # of Twitter, of ctime
    )
)
_COMPACT_CLOCK = r"(T([01]\d|2[0-3])[0-5]\d([0-5]\d([.,]\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?)?"
COMPACT_DATE = rf"^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]){_COMPACT_CLOCK}$"
_DAY_FIRST, _MONTH_FIRST = DATES[1:3]  # 01/02/2023 may be either, so no column has both
NOTATIONS = (  # of which the dates of a column may have several
    *("|".join(each for each in DATES if each != other) for other in (_MONTH_FIRST, _DAY_FIRST)),
    COMPACT_DATE,
)
_WEEK = r"(?i:w|wk|week|kw|cw)\.?\s*(0?[1-9]|[1-4]\d|5[0-3])"
_QUARTER = r"(?i:q)\s*[1-4]"
PERIODS = tuple(  # months, weeks and quarters of a year
    rf"^\s*{pattern}\s*$"
    for pattern in (
        rf"{_YEAR}[-/ ](0[1-9]|1[0-2])",
        rf"{_MONTH}[-/ ]{_YEAR}",
        rf"{_NAME}[-/ ,']*(de\s+)?{_YEAR}",
        rf"{_YEAR}[-/ ]*{_NAME}",
        rf"{_YEAR}[-/ ]*{_WEEK}(-[1-7])?",
        rf"{_WEEK}[-/ ,]+{_YEAR}",
        rf"{_YEAR}[-/ ]*{_QUARTER}",
        rf"{_QUARTER}[-/ ,]*{_YEAR}",
    )
)
DOTTED = rf"((?:\d{{4}}[-/.]|{_NAME}).*[T ]\d{{1,2}})\.(\d\d)"  # to the minutes behind _DOTS
CLOCK_TIME = rf"^\s*({_COLONS})(\s*[AaPp]\.?[Mm]\.?)?\s*$"
HASHES = {
    "a UUID": r"^\{?[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\}?$",
    "a hash": r"^(0x)?[0-9a-fA-F]{16,}$",
    "an e-mail address": r"^[^@\s]+@[^@\s]+\.[^@\s.]+$",
    "a web address": r"^(https?|ftp)://\S+$",
    "an IP address": r"^\d{1,3}(\.\d{1,3}){3}$",
}
CODE_NAME = re.compile(
    r"(^|[^a-z0-9])(id|ids|code|codes|zip|zipcode|postcode|postal|plz|key|uuid|guid|sku|isbn|phone"
    r"|codigo|codice|kennung|postleitzahl|telefon|telefono|telefone|telefoon|telephone)"
    r"($|[^a-z0-9])"
)


def _sample(values: pa.StringArray) -> pa.StringArray:
    if len(values) <= PROBE:
        return values
    return values.take(pa.array(np.linspace(0, len(values) - 1, PROBE).astype(np.int64)))


def are_dates(values: pa.StringArray) -> bool:
    """Every one of a sample of the texts is a date in a usual spelling, or in several of them.

    >>> are_dates(pa.array(["2023-02-01", "13.02.2023"]))
    True
    >>> are_dates(pa.array(["20230715T135812Z", "20230716T0800+02"]))
    True
    >>> are_dates(pa.array(["02/13/2023", "13/02/2023"])), are_dates(pa.array(["2023-02-01", "2"]))
    (False, False)
    """
    sample = _sample(values)
    if len(sample) == 0:
        return False
    return any(all_match(sample, pattern) for pattern in NOTATIONS)


def are_mostly_dates(values: pa.StringArray) -> bool:
    """Nearly every one of a sample of the texts is a date, as in `are_dates`.

    >>> days = [f"{day:02}/07/2023" for day in range(1, 31)]
    >>> are_mostly_dates(pa.array([*days, "soon"])), are_mostly_dates(pa.array([*days[:3], "soon"]))
    (True, False)
    """
    sample = _sample(values)
    if len(sample) == 0:
        return False
    texts = sample.to_pylist()
    return any(most_match(texts, pattern, MOSTLY) for pattern in NOTATIONS)


def are_periods(values: pa.StringArray) -> bool:
    """Nearly every one of a sample of the texts is a month, a week or a quarter of a year.

    >>> [are_periods(pa.array([text])) for text in ("May 2023", "2023-W24", "Q1 2023", "06/2023")]
    [True, True, True, True]
    >>> [are_periods(pa.array([text])) for text in ("Mayor 2023", "2023", "2023.05", "W24")]
    [False, False, False, False]
    """
    sample = _sample(values)
    if len(sample) == 0:
        return False
    texts = sample.to_pylist()
    if not most_match(texts, _YEAR, MOSTLY):  # one look instead of eight at nearly every column
        return of_short_years(texts)
    return any(most_match(texts, pattern, MOSTLY) for pattern in PERIODS)


def is_moment(text: str) -> bool:
    """The text is a number, or a date or period in one of the usual spellings.

    >>> [is_moment(text) for text in ("2024-05-01 10:00", "6-Sep-24 04.19", "17", "n/a")]
    [True, True, True, False]
    >>> [is_moment(text) for text in ("1'000.5", "0,5 %", "101-102")]
    [True, True, False]
    >>> [is_moment(text) for text in ("6-Sep-24 4.75", "6-Sep-24 24.19", "3 4 10 12.50")]
    [False, False, False]
    """
    spellings = (*DATES, *PERIODS, COMPACT_DATE)
    return is_number(text) or any(re.match(pattern, text) for pattern in spellings)


def is_clock_time(text: str) -> bool:
    """The text is a time of day without a date.

    >>> [is_clock_time(text) for text in ("11:38:36", "9:15 pm", "12", "2024-05-01 10:00")]
    [True, True, False, False]
    """
    return re.match(CLOCK_TIME, text) is not None


def hash_like(values: pa.StringArray) -> str | None:
    """What every one of a sample of the texts is: "a hash", "a UUID" ...; None for none."""
    sample = _sample(values)
    if len(sample) == 0:
        return None
    for what, pattern in HASHES.items():
        if all_match(sample, pattern):
            # sixteen decimal digits are a number, "deadbeef..." words are no hash without digits
            if what == "a hash" and not pc.any(pc.match_substring_regex(sample, r"\d")).as_py():
                continue
            return what
    return None


def counted_codes(values: pa.StringArray) -> bool:
    """Texts such as person-00017 or INV_2024_3: few shapes once digits are taken alike.

    Told from names with a number in them (Boeing 737, Boeing 747) by the share of texts that
    differ in digits alone.
    """
    sample = _sample(values)
    if len(sample) < 5 or not pc.all(pc.match_substring_regex(sample, r"\d")).as_py():
        return False
    return n_shapes(values) <= max(2, len(sample) // 20)


def n_shapes(values: pa.StringArray) -> int:
    """How many different ones a sample of the texts are once digits are taken alike.

    >>> n_shapes(pa.array(["$201", "$1045"])), n_shapes(pa.array(["$201", "€145"]))
    (1, 2)
    """
    return len(pc.replace_substring_regex(_sample(values), r"\d+", "0").unique())


def are_sentences(values: pa.StringArray) -> bool:
    """Long texts of several words each, on average."""
    sample = _sample(values)
    if len(sample) == 0:
        return False
    words = pc.mean(pc.count_substring_regex(sample, r"\S\s+")).as_py() + 1
    letters = pc.mean(pc.utf8_length(sample)).as_py()
    return bool(words >= 6 and letters >= 35)


def named_as_code(name: str) -> bool:
    """The column's name says that its digits are a code: user_id, zip, productCode, session.

    >>> [named_as_code(name) for name in ("user_id", "userId", "ZIP", "width", "idle")]
    [True, True, True, False, False]
    >>> [named_as_code(name) for name in ("Kundennummer", "Código", "Facture", "Menge")]
    [True, True, True, False]
    """
    return CODE_NAME.search(plain(name)) is not None or is_numbered(name)

"""Years of two digits: in which century they lie, and whether dates begin with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SHORT_DATE = r"^\s*(\d\d)[-/.](\d\d)[-/.](\d\d)\b"  # which of the three is the year?


def with_century(year: int) -> int:
    """Of two digits, as strptime has it; others stay.

    >>> [with_century(year) for year in (68, 69, 1969)]
    [2068, 1969, 1969]
    """
    return year if year > 99 else year + (2000 if year < 69 else 1900)


def short_years_first(texts: pd.Series[str]) -> pd.Series[int] | None:
    """[n] the whole years of dates that begin with two digits of them; None where they do not.

    Days take more values than years: where the last of three numbers does, the first is the year.

    >>> import pandas as pd
    >>> short_years_first(pd.Series(["23/04/03", "23/04/05"])).tolist()
    [2023, 2023]
    >>> short_years_first(pd.Series(["04/03/23", "04/05/23"]))
    """
    parts = texts.str.extract(SHORT_DATE)
    if parts.isna().any(axis=None):
        return None
    years, months, days = (parts[k].astype(int) for k in range(3))
    if not (months.between(1, 12).all() and days.between(1, 31).all()):
        return None
    if years.nunique() >= days.nunique():
        return None
    return years + years.lt(69).map({True: 2000, False: 1900})

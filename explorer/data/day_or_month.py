"""Dates such as 04/03/2023, of which the day or the month may come first: which was taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from explorer.data.matching import any_match
from explorer.data.short_years import short_years_first, with_century

if TYPE_CHECKING:
    import pandas as pd

_TWO_NUMBERS = r"^\s*(\d{1,2})([-/. ])(\d{1,2})[-/. ]"
_NO_MONTH = r"(1[3-9]|[23]\d)"
_FIRST_IS_DAY = rf"^\s*{_NO_MONTH}[-/. ]\d{{1,2}}[-/. ]"
_SECOND_IS_DAY = rf"^\s*\d{{1,2}}[-/. ]{_NO_MONTH}[-/. ]"
_EITHER = r"^\s*(?P<first>\d{1,2})[-/ ](?P<second>\d{1,2})[-/ ](?P<year>\d{4}|\d\d)\b"


def day_first(texts: pd.Series[str]) -> bool:
    """Whether the day comes before the month in dates that begin with one of them.

    Where a number above 12 does not show it, points tell: they stand behind days.

    >>> import pandas as pd
    >>> [day_first(pd.Series([text])) for text in ("13/02/2023", "03/02/2023", "03.02.2023")]
    [True, False, True]
    >>> day_first(pd.Series(["03.02.2023", "02.28.2023"]))
    False
    """
    parts = texts.str.extract(_TWO_NUMBERS)
    first, second = (parts[k].astype(float) for k in (0, 2))
    if (first > 12).any():
        return True
    return bool((parts[1] == ".").any() and not (second > 12).any())


def either_way(values: pa.StringArray) -> tuple[str, int, int, str] | None:
    """A date that would be another one with the other of both first: it, its numbers, its year.

    None where some date shows which it is, or where the two are always alike.

    >>> either_way(pa.array(["04/04/2023", "04/03/2023"]))
    ('04/03/2023', 4, 3, '2023')
    >>> either_way(pa.array(["04/03/23"]))
    ('04/03/23', 4, 3, '2023')
    >>> either_way(pa.array(["04/03/2023", "13/03/2023"])), either_way(pa.array(["04.03.2023"]))
    (None, None)
    """
    either = values.filter(pc.match_substring_regex(values, _EITHER))
    if len(either) == 0 or any(any_match(values, each) for each in (_FIRST_IS_DAY, _SECOND_IS_DAY)):
        return None
    parts = pc.extract_regex(either, _EITHER)
    first, second, years = (pc.struct_field(parts, k) for k in ("first", "second", "year"))
    apart = pc.not_equal(pc.cast(first, pa.int64()), pc.cast(second, pa.int64()))
    at = pc.index(apart, True).as_py()
    if at < 0:
        return None
    year = str(years[at].as_py())
    if len(year) == 2 and short_years_first(values.to_pandas()) is not None:
        return None
    return (
        str(either[at].as_py()).strip(),
        int(first[at].as_py()),
        int(second[at].as_py()),
        str(with_century(int(year))),
    )

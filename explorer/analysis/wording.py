"""Numbers as people read them: three significant digits, never rounded to what is not true."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.records.number_text import number_text


def share_text(share: float) -> str:
    """A share as a percentage that says 0 % or 100 % only when it is exactly that.

    >>> [share_text(s) for s in (0.0, 0.00004, 0.123, 0.88, 0.99, 0.9998, 0.9999999, 1.0)]
    ['0 %', '0.004 %', '12 %', '88 %', '99 %', '99.98 %', '99.99999 %', '100 %']
    """
    if not 0 < share < 1:
        return f"{share * 100:.0f} %"
    rest = min(share, 1 - share) * 100  # percent to the nearer end
    digits = 0 if rest >= 1 else math.ceil(-math.log10(rest) - 1e-9)
    return f"{share * 100:.{digits}f} %"


def bytes_text(n_bytes: int) -> str:
    """A size in decimal units, three significant digits.

    >>> [bytes_text(n) for n in (1, 552, 1000, 15_360, 999_999, 100_000_000)]
    ['1 byte', '552 bytes', '1 kB', '15.4 kB', '1 MB', '100 MB']
    """
    if n_bytes < 1000:
        return f"{n_bytes} byte" if n_bytes == 1 else f"{n_bytes} bytes"
    step = 1 if n_bytes < 999_500 else 2 if n_bytes < 999_500_000 else 3
    return f"{n_bytes / 1000**step:.3g} {('kB', 'MB', 'GB')[step - 1]}"


def count_text(count: int) -> str:
    """A whole number with its thousands set apart.

    >>> count_text(25000)
    '25,000'
    """
    return f"{count:,}"


def epoch_text(passed: float) -> str:
    """How many epochs have passed, as the browser writes them: whole ones from 10 on.

    >>> [epoch_text(passed) for passed in (0, 4.25, 7.0, 10.5, 1200.2)]
    ['0', '4.3', '7', '11', '1,200']
    """
    if passed == int(passed) or passed >= 10:
        return count_text(math.floor(passed + 0.5))  # halves go up, as in the browser
    return f"{math.floor(10 * passed + 0.5) / 10:.1f}"


def data_text(value: float, years: bool = False) -> str:
    """A number of the data: a whole one as it is, others as `number_text` has them.

    >>> data_text(12345.0), data_text(2001.0, years=True), data_text(2012.6, years=True)
    ('12,345', '2001', '2013')
    """
    if years:
        return f"{value:.0f}"
    whole = abs(value) < 1e15 and value == int(value)
    return count_text(int(value)) if whole else number_text(value)


def are_years(numbers: NDArray[np.float64], name: str = "") -> bool:
    """They look like years: all from 1000 to 2999 and whole, or means of what is named so.

    >>> are_years(np.array([1999.0, np.nan, 2024.0])), are_years(np.array([1999.5]), "mean year")
    (True, True)
    >>> are_years(np.array([999.0, 2024.0])), are_years(np.array([1999.5]), "mean price")
    (False, False)
    """
    known = numbers[np.isfinite(numbers)]
    if len(known) == 0 or known.min() < 1000 or known.max() >= 3000:
        return False
    return bool(np.all(known == np.rint(known))) or "year" in name.lower()


def cosine_text(value: float) -> str:
    """A cosine similarity with two decimals, so that numbers in a column line up.

    >>> [cosine_text(x) for x in (0.966, 1.0, -0.1, -0.001)]
    ['0.97', '1.00', '−0.10', '0.00']
    """
    return _cosine(value, 2)


def cosine_texts(values: Sequence[float]) -> list[str]:
    """Cosines of one list: where all would read the same, with the decimals that tell them apart.

    >>> cosine_texts([0.97, 0.5]), cosine_texts([0.9996, 0.9991, 0.9987])
    (['0.97', '0.50'], ['0.9996', '0.9991', '0.9987'])
    >>> cosine_texts([0.9999, 0.997]), cosine_texts([1.0, 0.999999])
    (['1.000', '0.997'], ['1.00', '1.00'])
    """
    written = [[_cosine(value, decimals) for value in values] for decimals in (2, 3, 4)]
    told = [len(set(texts)) for texts in written]
    return written[0] if told[0] > 1 else written[told.index(told[-1])]


def _cosine(value: float, decimals: int) -> str:
    return f"{value:z.{decimals}f}".replace("-", "−")

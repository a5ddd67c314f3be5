"""Which vectors from elsewhere belong to which categories."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

# Ways to compare names, the strictest first. word2vec's text form has _ for white space, and
# many published words are in lower case.
_WAYS: tuple[Callable[[str], str], ...] = (
    lambda name: name,
    lambda name: "_".join(name.split()),
    lambda name: "_".join(name.split()).casefold(),
)


def match_names(categories: Sequence[str], given: Sequence[str]) -> NDArray[np.int64]:
    """[n_categories] the row of each category among the given names, -1 for none.

    >>> match_names(["New York", "Oslo", "Pisa"], ["oslo", "New_York"]).tolist()
    [1, 0, -1]
    """
    rows = np.full(len(categories), -1, np.int64)
    for way in _WAYS:
        row_of: dict[str, int] = {}
        for row, name in enumerate(given):
            row_of.setdefault(way(name), row)  # the first is the most frequent
        for i in np.flatnonzero(rows < 0).tolist():
            rows[i] = row_of.get(way(categories[i]), -1)
    return rows

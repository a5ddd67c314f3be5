"""Cells of a column that are made missing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from explorer.data.not_numbers import without_words
from explorer.data.profiling import profile
from explorer.records.table import MISSING, Column


def without_values(column: Column, wrong: NDArray[np.bool_]) -> Column:
    """The column with cells missing that hold certain values, profiled anew.

    Args:
        wrong: [n_values] these are taken out.
    """
    values = column.values.filter(pa.array(~wrong))
    counts = column.counts[~wrong]
    recode = np.concatenate([[MISSING], np.where(wrong, MISSING, np.cumsum(~wrong))])
    codes = recode.astype(np.int32)[column.codes]
    found = without_words(profile(column.name, values, counts, len(codes)), values)
    return Column(column.name, values, counts, codes, found)

"""What is known of rows that have a map of their own: the values of every column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.data.facets import grouped, label_facets
from explorer.data.labels import LabelTable
from explorer.data.numeric import numbers
from explorer.data.rows import naming_column
from explorer.records.dataset import Dataset
from explorer.records.embedding import Facet
from explorer.records.spec import TrainingSpec
from explorer.records.table import Column, Table
from explorer.records.vocabulary import Vocabulary

MOST_FACETS = 200  # columns; a file may have thousands


def row_facets(
    table: Table, dataset: Dataset, spec: TrainingSpec, labels: Sequence[LabelTable] = ()
) -> list[Facet]:
    """Everything the map of rows can be colored by: labels, then columns, learned ones first.

    Args:
        dataset: as encoded from `table` by `spec`, with `drawn` rows.
        spec: resolved.
        labels: label files; those that do not fit the names of the rows add nothing.
    """
    assert dataset.drawn is not None, "rows are placed"
    rows = dataset.drawn
    found: list[Facet] = []
    naming = naming_column(table)
    if naming is not None:
        texts = naming.values.to_pylist()
        names = tuple(texts[code - 1] for code in np.asarray(naming.codes)[rows].tolist())
        each = Vocabulary(naming.name, names, np.ones(len(names), np.int64))
        for label_table in labels:
            found.extend(label_facets(label_table, table, each, len(names)))
    learned = {column.name: column for column in spec.columns}
    for column in sorted(table.columns, key=lambda column: column.name not in learned):
        if len(found) == MOST_FACETS:
            break
        if _tells(column):
            binned = column.name in learned and learned[column.name].kind == "binned"
            found.append(_of(column, rows, column.name in learned, binned))
    return found


def _tells(column: Column) -> bool:
    """Rows differ in it, and share values or can be put in order."""
    profile = column.profile
    if profile.role == "number":
        return True
    return profile.role not in ("constant", "text") and not profile.occurs_once


def _of(column: Column, rows: NDArray[np.int64], learned: bool, binned: bool) -> Facet:
    source: Literal["learned", "data"] = "learned" if learned else "data"
    codes = np.asarray(column.codes)[rows]
    if binned or (not learned and column.profile.role == "number"):
        worth = numbers(column.values)
        assert worth is not None, "a number column's values are numbers"
        of_rows = np.append(worth, np.nan)[codes - 1]  # code 0, missing, takes the last one
        return Facet(column.name, source, numbers=of_rows.astype(np.float64))
    return grouped(column.name, source, codes - np.int32(1), column.values.to_pylist())

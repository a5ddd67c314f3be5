"""What else is known of a column's categories, to color its map by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.data.encoding import column_texts, kept_rows
from explorer.data.labels import LEAST_SHARE, LabelTable, match, rows_for
from explorer.data.numeric import numbers
from explorer.data.profiling import shorten
from explorer.data.selection import resolve
from explorer.records.dataset import Dataset
from explorer.records.embedding import MAX_GROUPS, MAX_NAME, Facet
from explorer.records.spec import TrainingSpec
from explorer.records.table import MISSING, Column, Table
from explorer.records.vocabulary import FIRST_CODE, MISSING_CODE, UNKNOWN_CODE, Vocabulary

Source = Literal["target", "data", "labels", "learned"]

MAX_DATA_FACETS = 12  # columns of the data that were not learned from, and again that were
DENSE_CELLS = 20_000_000  # of a table entries x values that is counted at once


def facets(
    table: Table,
    dataset: Dataset,
    spec: TrainingSpec,
    column_index: int,
    labels: Sequence[LabelTable] = (),
) -> list[Facet]:
    """Everything one learned column can be colored by, in the order of its entries.

    Args:
        dataset: as encoded from `table` by `spec`; some cells may be hidden as unknown, which
            has no rows of its own and so nothing that is usual beside it.
        column_index: of the learned column in the dataset.
        labels: label files; those that do not fit the column add nothing.
    """
    spec = resolve(spec, [column.profile for column in table.columns])
    vocabulary = dataset.vocabularies[column_index]
    n = vocabulary.n_entries
    counts = vocabulary.entry_counts().astype(np.float64)
    found = [Facet("frequency", "frequency", numbers=counts)]
    rows = kept_rows(table, spec)
    entries = np.empty(0, np.int64)
    if not spec.of_items:
        entries = _entries_of_cells(table, spec, column_index, vocabulary, rows)
    if dataset.target_numbers is not None:
        means = _means(entries, n, dataset.target_numbers)
        counted = f", {dataset.target_unit}" if dataset.target_unit else ""
        found.append(Facet(f"mean {spec.target}{counted}", "target", numbers=means))
    if dataset.target is not None and dataset.target_codes is not None:
        names = list(dataset.target.categories)
        codes = dataset.target_codes.astype(np.int32) + 1
        found.append(_majority(str(spec.target), "target", entries, n, codes, names))
    for label_table in labels:
        found.extend(label_facets(label_table, table, vocabulary, n))
    learned = {column.name for column in spec.columns}
    if spec.of_items:
        if spec.layout != "long":
            return found  # all else in a row is of its basket, not of an item
        rows, entries = _rows_of_items(table, spec, vocabulary)
        learned |= {name for name in (spec.basket, spec.order) if name is not None}
    named = {facet.name for facet in found if facet.source == "labels"}
    named |= {vocabulary.column, spec.target or ""}
    coloring = [column for column in table.columns if column.name not in named and _colors(column)]
    others = [column for column in coloring if column.name not in learned][:MAX_DATA_FACETS]
    inputs = {each.name for each in spec.columns}
    beside = [column for column in coloring if column.name in inputs][:MAX_DATA_FACETS]
    for column in [*others, *beside]:
        source: Source = "learned" if column.name in inputs else "data"
        codes = np.asarray(column.codes) if rows is None else np.asarray(column.codes)[rows]
        if column.profile.role == "number":
            worth = numbers(column.values)
            assert worth is not None, "a number column's values are numbers"
            of_rows = np.append(worth, np.nan)[codes - 1]  # code 0, missing, takes the last one
            means = _means(entries, n, of_rows)
            found.append(Facet(f"mean {column.name}", source, numbers=means))
        else:
            texts = column.values.to_pylist()
            found.append(_majority(column.name, source, entries, n, codes, texts))
    return found


def _entries_of_cells(
    table: Table,
    spec: TrainingSpec,
    column_index: int,
    vocabulary: Vocabulary,
    rows: NDArray[np.int64] | None,
) -> NDArray[np.int64]:
    """The entry of each cell as the file has it: in the codes, some are hidden as unknown."""
    chosen = spec.columns[column_index]
    texts, text_of = column_texts(table.column(chosen.name), chosen, spec.bins)
    of_texts = vocabulary.encode([None, *texts])
    if vocabulary.rare_code is not None:  # whatever else the file holds is rare
        of_texts[of_texts == UNKNOWN_CODE] = vocabulary.rare_code
    of_rows = text_of if rows is None else text_of[rows]
    return vocabulary.entries(of_texts[of_rows]).astype(np.int64)


def _rows_of_items(
    table: Table, spec: TrainingSpec, vocabulary: Vocabulary
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows that hold an item that is not rare, and its entry in each of them."""
    item = table.column(str(spec.item))
    of_values = np.append(MISSING_CODE, vocabulary.encode(item.values.to_pylist()))
    codes = of_values[item.codes].astype(np.int32)
    rows = np.flatnonzero(codes >= FIRST_CODE)
    return rows, vocabulary.entries(codes[rows]).astype(np.int64)


def _colors(column: Column) -> bool:
    """The usual value beside a category means something: a number, or one of few values."""
    if column.profile.role == "number":
        return True
    few = 1 < len(column.values) <= MAX_GROUPS and not column.profile.occurs_once
    return few and column.profile.role in ("category", "date")


def _means(entries: NDArray[np.int64], n: int, of_rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """[n] mean of a number over each entry's rows; NaN where none has one."""
    known = np.isfinite(of_rows)
    weights = np.bincount(entries[known], minlength=n).astype(np.float64)
    sums = np.bincount(entries[known], weights=of_rows[known], minlength=n)
    means = np.full(n, np.nan)
    means[weights > 0] = sums[weights > 0] / weights[weights > 0]
    return means


def _majority(
    name: str,
    source: Source,
    entries: NDArray[np.int64],
    n: int,
    codes: NDArray[np.int32],
    texts: list[str],
) -> Facet:
    """The most frequent value beside each entry; ties go to the more frequent value overall."""
    known = codes != MISSING
    values = codes[known].astype(np.int64) - 1
    width = max(1, len(texts))
    pairs = entries[known] * width + values
    best = np.full(n, -1, np.int32)
    if n * width <= DENSE_CELLS:
        table = np.bincount(pairs, minlength=n * width).reshape(n, width)
        best = np.where(table.any(axis=1), table.argmax(axis=1), -1).astype(np.int32)
    else:
        distinct, counts = np.unique(pairs, return_counts=True)
        order = np.lexsort((distinct % width, -counts))  # largest first, then the frequent value
        at, first = np.unique(distinct[order] // width, return_index=True)
        best[at] = (distinct[order] % width)[first]
    return grouped(name, source, best, texts)


def grouped(name: str, source: Source, of_entries: NDArray[np.int32], texts: list[str]) -> Facet:
    """A facet of the groups that occur, the largest first; at most MAX_GROUPS and "other"."""
    present, inverse, counts = np.unique(
        of_entries[of_entries >= 0], return_inverse=True, return_counts=True
    )
    order = np.argsort(-counts, kind="stable")
    rank = np.empty(len(present), np.int32)
    rank[order] = np.arange(len(present), dtype=np.int32)
    names = [texts[i] for i in present[order].tolist()]
    if len(names) > MAX_GROUPS:
        rank = np.minimum(rank, MAX_GROUPS).astype(np.int32)
        names = [*names[:MAX_GROUPS], "other"]
    groups = np.full(len(of_entries), -1, np.int32)
    groups[of_entries >= 0] = rank[inverse]
    return Facet(
        name, source, groups=groups, group_names=tuple(shorten(each, MAX_NAME) for each in names)
    )


def label_facets(labels: LabelTable, table: Table, vocabulary: Vocabulary, n: int) -> list[Facet]:
    """The columns of a label file for the n entries of a column; none where it names others.

    Items side by side are no column of the table: any of them may be named.
    """
    matched = match(labels, table, vocabulary.categories)
    key, named = matched.key, {name for name, *_ in matched.columns}
    rows = rows_for(labels, key, list(vocabulary.categories))
    n_found = int(np.count_nonzero(rows >= 0))
    is_column = any(column.name == vocabulary.column for column in table.columns)
    sure = vocabulary.column in named or (bool(named) and not is_column)
    if n_found == 0 or not (sure or n_found >= LEAST_SHARE * len(rows)):
        return []
    found = []
    for j, column in enumerate(labels.table.columns):
        if j == key or len(column.values) == 0:
            continue
        codes = np.append(np.asarray(column.codes), MISSING)[rows]  # row -1, none, is missing
        facet = _label_facet(column, codes, n)
        if facet is not None:
            found.append(facet)
    return found


def _label_facet(column: Column, codes: NDArray[np.int32], n: int) -> Facet | None:
    """One label column; codes are of the categories, entries behind them have no label."""
    padded = np.zeros(n, np.int32)
    padded[: len(codes)] = codes
    if column.profile.number is not None and column.profile.role != "category":
        worth = numbers(column.values)
        assert worth is not None, "a number column's values are numbers"
        return Facet(column.name, "labels", numbers=np.append(worth, np.nan)[padded - 1])
    present = padded[padded != MISSING]
    if len(present) > 2 and len(np.unique(present)) == len(present):
        return None  # every category has a label of its own: no groups
    return grouped(column.name, "labels", padded - 1, column.values.to_pylist())

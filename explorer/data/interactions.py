"""Items in baskets and sequences: which belong together, and which comes first."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from explorer.data import marked
from explorer.data.lists import part
from explorer.data.nothing import no_keys
from explorer.data.sorting import ranks
from explorer.data.vocabularies import fit
from explorer.errors import NothingToLearn
from explorer.records.spec import TrainingSpec
from explorer.records.table import MISSING, Column, Table
from explorer.records.vocabulary import Vocabulary

# Texts of the items; [n_items] codes into them, i + 1 for text i; [n_items] their baskets, rising.
_Found: TypeAlias = tuple[list[str], NDArray[np.int32], NDArray[np.int32]]


def gather(
    table: Table, spec: TrainingSpec
) -> tuple[Vocabulary, NDArray[np.int32], NDArray[np.int64]]:
    """Bring the items of every basket together, in order.

    Rows without an item or without a basket are left out, and rows whose basket is called by a
    word for nothing such as N/A. Items of one basket stand in the
    order of the order column (equal ones, and all where there is none, as in the file).

    Args:
        spec: resolved, with a layout of items.

    Returns:
        The items' vocabulary, [n_items] int32 codes of them, and [n_baskets + 1] int64 where
        each basket begins (see `Dataset.starts`). Baskets come in the order of the file.

    Raises:
        NothingToLearn: no item is left.
    """
    assert spec.layout is not None, "the rows say which items belong together"
    texts, items, baskets = _LAYOUTS[spec.layout](table, spec)
    if len(items) == 0:
        raise NothingToLearn(
            "No row has both an item and a basket.", mend="Choose other columns for them."
        )
    vocabulary, recode = fit(spec.columns[0].name, texts, items, spec.min_count)
    starts = np.concatenate([[0], np.flatnonzero(np.diff(baskets)) + 1, [len(baskets)]])
    return vocabulary, recode[items], starts.astype(np.int64)


def _long(table: Table, spec: TrainingSpec) -> _Found:
    """One item in each row."""
    assert spec.item is not None, "this layout has an item column"
    item = table.column(spec.item)
    codes = np.asarray(item.codes)
    baskets = np.zeros(len(codes), np.int32)
    present = codes != MISSING
    if spec.basket is not None:
        baskets = _by_appearance(keyed(table.column(spec.basket)))
        present &= baskets >= 0
    rows = np.flatnonzero(present)
    if spec.order is not None:
        column = table.column(spec.order)
        worth = np.concatenate([[np.inf], ranks(column.values)])  # a missing moment comes last
        rows = rows[np.lexsort((worth[column.codes[rows]], baskets[rows]))]
    elif spec.basket is not None:
        rows = rows[np.argsort(baskets[rows], kind="stable")]
    return item.values.to_pylist(), codes[rows], baskets[rows]


def _cell(table: Table, spec: TrainingSpec) -> _Found:
    """A list in one cell of each row."""
    assert spec.item is not None, "this layout has an item column"
    assert spec.separator is not None, "a cell's items are parted by something"
    return _parted(table.column(spec.item), spec.separator)


def _parted(column: Column, separator: str) -> _Found:
    numbers: dict[str, int] = {}
    lists = []
    for text in column.values.to_pylist():
        lists.append([numbers.setdefault(each, len(numbers)) + 1 for each in part(text, separator)])
    lengths = np.array([0, *map(len, lists)], np.int64)
    flat = np.array([code for codes in lists for code in codes], np.int32)
    begins = np.concatenate([[0], np.cumsum(lengths)[:-1]])  # of the list of value code - 1
    codes = np.asarray(column.codes)
    sizes = lengths[codes]
    baskets = np.repeat(np.arange(len(codes), dtype=np.int32), sizes)
    within = np.arange(len(baskets)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    items = flat[np.repeat(begins[codes], sizes) + within] if len(flat) else flat
    return list(numbers), items, baskets


def _wide(table: Table, spec: TrainingSpec) -> _Found:
    """Items side by side in the cells of each row; their columns share one vocabulary.

    Where cells only say whether a row holds the item of their column, its name is the item.
    """
    if table.reading.ragged:
        return _parted(table.columns[0], table.reading.delimiter)
    numbers: dict[str, int] = {}
    columns = [table.column(name) for name in spec.item_columns] or table.columns
    held = marked.places(columns)
    if held is not None:
        baskets, items = np.nonzero(held)
        names = [column.name for column in columns]
        return names, (items + 1).astype(np.int32), baskets.astype(np.int32)
    codes = np.zeros((table.n_rows, len(columns)), np.int32)
    for j, column in enumerate(columns):
        texts = [text.strip() for text in column.values.to_pylist()]
        own = [numbers.setdefault(text, len(numbers)) + 1 if text else MISSING for text in texts]
        codes[:, j] = np.array([MISSING, *own], np.int32)[column.codes]
    present = codes != MISSING
    rows = np.broadcast_to(np.arange(table.n_rows, dtype=np.int32)[:, None], codes.shape)
    return list(numbers), codes[present], rows[present]


def keyed(column: Column, n: int | None = None) -> NDArray[np.int32]:
    """[n_rows] codes of the baskets, missing where a word for nothing stands for one.

    Args:
        n: of so many first rows; None for all.
    """
    codes = np.asarray(column.codes[:n])
    none = no_keys(column.values)
    return np.where(np.append(False, none)[codes], MISSING, codes) if none.any() else codes


def _by_appearance(codes: NDArray[np.int32]) -> NDArray[np.int32]:
    """Baskets numbered as they first appear; -1 where the cell is missing."""
    values, first = np.unique(codes, return_index=True)
    place = np.empty(int(codes.max(initial=0)) + 1, np.int32)
    place[values[np.argsort(first)]] = np.arange(len(values), dtype=np.int32)
    place[MISSING] = -1
    return place[codes]


_LAYOUTS = {"long": _long, "cell": _cell, "wide": _wide}

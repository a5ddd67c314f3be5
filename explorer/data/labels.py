"""A file that says more about categories: groups to color the map by, never learned from."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.data.limits import ReadLimits
from explorer.data.lists import part
from explorer.data.reading import read_table
from explorer.data.shape import column_of_lists
from explorer.records.states import LabelsState
from explorer.records.table import MISSING, ReadOptions, Table

MAX_ROWS = 1_000_000
LEAST_SHARE = 0.05  # of what could match; fewer, not in the first column, are alike by chance
BESIDE_BEST = 0.5  # a column belongs too when it matches at least this much of the best one
FIRST_COLUMN = 0.9  # the first column is the key unless another matches clearly better
MAX_TEXTS = 200_000  # most frequent categories of a data column that are looked up


def joined(text: str) -> str:
    """What two texts must share to mean the same category: NFC, no spaces around.

    >>> joined(" Ame\\u0301lie ") == "Amélie"
    True
    """
    return unicodedata.normalize("NFC", text.strip())


@dataclass(frozen=True)
class LabelTable:
    """A label file as read. `name` is the file's name as uploaded."""

    name: str
    table: Table

    @cached_property
    def keys(self) -> tuple[frozenset[str], ...]:
        """The texts of each column as they are joined."""
        return tuple(
            frozenset(joined(text) for text in column.values.to_pylist())
            for column in self.table.columns
        )

    def row_of(self, key: int) -> dict[str, int]:
        """The first row for each text of a column."""
        codes = np.asarray(self.table.columns[key].codes)
        values, first = np.unique(codes, return_index=True)
        texts = self.table.columns[key].values
        rows: dict[str, int] = {}
        for code, row in sorted(zip(values.tolist(), first.tolist(), strict=True), key=_row):
            if code != MISSING:
                rows.setdefault(joined(texts[code - 1].as_py()), row)
        return rows

    def n_doubled(self, key: int) -> int:
        """Categories that stand in more than one row."""
        seen: dict[str, int] = {}
        column = self.table.columns[key]
        for text, count in zip(column.values.to_pylist(), column.counts.tolist(), strict=True):
            seen[joined(text)] = seen.get(joined(text), 0) + count
        return sum(count > 1 for count in seen.values())


def _row(pair: tuple[int, int]) -> int:
    return pair[1]


@dataclass(frozen=True, slots=True)
class Match:
    """Where a label file fits a table.

    Attributes:
        key: index of the label file's column that holds the categories.
        columns: data columns it belongs to, best first: name, categories found, and in all.
        state: the same for pages, with a sentence.
    """

    key: int
    columns: tuple[tuple[str, int, int], ...]
    state: LabelsState


def read_labels(
    path: Path,
    name: str,
    options: ReadOptions | None = None,
    limits: ReadLimits | None = None,
) -> LabelTable:
    """Read a label file; any format that a table may have.

    Raises:
        ReadError: it is no table. LimitError: it is too large.
    """
    limits = limits or ReadLimits(max_rows=MAX_ROWS, max_columns=200)
    return LabelTable(name, read_table(path, name, options, limits))


def match(labels: LabelTable, table: Table, learned: Sequence[str] = ()) -> Match:
    """Find the column of the label file that names categories, and the data columns it names.

    Args:
        learned: categories of a learned column. The items of lists are no values of a column, so
            the label column that names them is found by them where nothing else matches.
    """
    texts = {
        column.name: [joined(text) for text in column.values[:MAX_TEXTS].to_pylist()]
        for column in table.columns
        if column.profile.role not in ("constant", "text")
    }
    texts |= _of_lists(table)
    of_items = table.columns[0].name if table.reading.ragged else ""  # which no file names
    if learned and not any(set(learned) & set(each) for each in texts.values()):
        of_items = "items"
        texts[of_items] = [joined(text) for text in learned[:MAX_TEXTS]]
    key, sure = _key(labels, texts)
    shares = []
    for name, categories in texts.items():
        share, found = _share(labels, key, categories)
        if found and (sure or found >= LEAST_SHARE * len(categories)):
            shares.append((share, name, found, len(categories)))
    shares.sort(key=lambda one: -one[0])
    columns = tuple(
        (name, found, total)
        for share, name, found, total in shares
        if share >= BESIDE_BEST * shares[0][0]
    )
    groups = tuple(
        column.name
        for j, column in enumerate(labels.table.columns)
        if j != key and len(column.values)
    )
    sentence = _sentence(labels, key, columns, of_items)
    return Match(key, columns, LabelsState(labels.name, groups, columns, sentence))


def _of_lists(table: Table) -> dict[str, list[str]]:
    """The items of the column of lists, in place of its cells."""
    found = column_of_lists(table)
    if found is None:
        return {}
    column, separator = found
    texts: dict[str, None] = {}
    for text in column.values[:MAX_TEXTS].to_pylist():
        texts.update(dict.fromkeys(joined(item) for item in part(text, separator)))
    return {column.name: list(texts)}


def _key(labels: LabelTable, texts: dict[str, list[str]]) -> tuple[int, bool]:
    """The label column with the most matches, and whether any of them counts.

    Columns that repeat their texts are groups. The first column is the one that should hold
    categories, so there a single match is one; elsewhere a few are alike by chance.
    """
    n_rows = max(1, labels.table.n_rows)
    scores = [
        max((_share(labels, j, categories)[0] for categories in texts.values()), default=0.0)
        * (len(labels.keys[j]) / n_rows)
        for j in range(len(labels.keys))
    ]
    best = int(np.argmax(scores))
    if scores[0] >= FIRST_COLUMN * scores[best]:
        return 0, True
    return best, scores[best] >= LEAST_SHARE


def _share(labels: LabelTable, key: int, categories: list[str]) -> tuple[float, int]:
    """How much of what could match does, and how many categories that is.

    A file of 200 labels can name no more than 200 of 5,000 categories. Numbers are held against
    all categories: 1, 2, 3 of a short file stand in any column of numbers.
    """
    keys = labels.keys[key]
    found = sum(text in keys for text in categories)
    if not found:
        return 0.0, 0
    numeric = labels.table.columns[key].profile.number is not None
    return found / (len(categories) if numeric else min(len(categories), len(keys))), found


def _sentence(
    labels: LabelTable, key: int, columns: tuple[tuple[str, int, int], ...], of_items: str
) -> str:
    """What was found in which columns; `of_items` stands for items that are no column's values."""
    if not columns:
        return (
            f"No category of the data stands in {labels.name}; its column "
            f"{labels.table.columns[key].name!r} must hold them as they are written there."
        )
    parts = [
        f"{found:,} of {total:,} "
        + ("items" if name == of_items else f"{'categories of ' if i == 0 else 'of '}{name!r}")
        for i, (name, found, total) in enumerate(columns)
    ]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    sentence = f"{listed} found in {labels.name}."
    doubled = labels.n_doubled(key)
    if doubled:
        stand = "1 category stands" if doubled == 1 else f"{doubled:,} categories stand"
        sentence += f" {stand} there more than once; the first row counts."
    return sentence


def rows_for(labels: LabelTable, key: int, categories: list[str]) -> NDArray[np.int64]:
    """[n_categories] the label row of each category, -1 for none."""
    row_of = labels.row_of(key)
    return np.array([row_of.get(joined(text), -1) for text in categories], np.int64)

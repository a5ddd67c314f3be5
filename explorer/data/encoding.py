"""A table and a recipe to what training sees: vocabularies and integer codes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from explorer.data.bins import quantile_bins
from explorer.data.interactions import gather
from explorer.data.moments import counted
from explorer.data.not_numbers import not_numbers
from explorer.data.numeric import numbers
from explorer.data.selection import NAMES_ROWS, resolve
from explorer.data.vocabularies import LEAST_OF_MANY, fit
from explorer.errors import LimitError, NothingToLearn, SpecError
from explorer.records.dataset import Dataset
from explorer.records.embedding import MAX_NAME
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.table import MISSING, Column, Table
from explorer.records.vocabulary import FIRST_CODE, Vocabulary

MAX_CLASSES = 20_000
MOST_ROWS = 5_000  # on the map of rows; each frame of a replay shows all of them


def encode(table: Table, spec: TrainingSpec, max_categories: int | None = None) -> Dataset:
    """Encode the chosen columns; rows whose target is missing are left out.

    Args:
        spec: columns, kinds and dimensions that are left open are filled in first.
        max_categories: of one learned column; None for no limit.

    Raises:
        SpecError: the recipe does not fit the file.
        NothingToLearn: the columns hold nothing that could be learned.
        LimitError: a column has more categories than `max_categories`, or a text too long for one.
    """
    spec = resolve(spec, [column.profile for column in table.columns], max_categories)
    if spec.of_items:
        items, own, starts = gather(table, spec)
        _check_size(items, max_categories, "Raise the minimum count of an item.")
        _check_items(items, spec)
        return Dataset((items,), own[:, None], starts=starts)
    rows = kept_rows(table, spec)
    n_rows = table.n_rows if rows is None else len(rows)
    item = _item(table, spec)
    codes = np.empty((n_rows, len(spec.columns)), np.int32, order="F")
    vocabularies = []
    for j, chosen in enumerate(spec.columns):
        texts, text_of = column_texts(table.column(chosen.name), chosen, spec.bins)
        of_rows = text_of if rows is None else text_of[rows]
        min_count = 1 if j == item else spec.min_count
        vocabulary, recode = fit(chosen.name, texts, of_rows, min_count)
        if chosen.kind == "binned":
            vocabulary = replace(vocabulary, ranks=_ranks(vocabulary, texts))
        raised = "" if j == item else ", or raise the minimum count of a category"
        _check_size(vocabulary, max_categories, f"Leave the column out{raised}.")
        np.take(recode, of_rows, out=codes[:, j])
        vocabularies.append(vocabulary)
    _check_varied(vocabularies, spec)
    if spec.objective == "autoencoder":
        return Dataset(tuple(vocabularies), codes, drawn=draw_rows(n_rows, spec.seed))
    if spec.target is None:
        return Dataset(tuple(vocabularies), codes, item=item)
    target = table.column(spec.target)
    if spec.target_kind == "number":
        worth, unit = _amounts(target)
        of_rows = target.codes if rows is None else target.codes[rows]
        asked = worth[of_rows - 1]
        return Dataset(tuple(vocabularies), codes, target_numbers=asked, target_unit=unit)
    of_rows = target.codes if rows is None else target.codes[rows]
    classes, recode = fit(target.name, target.values.to_pylist(), of_rows, 1)
    if len(classes.categories) > MAX_CLASSES:
        raise LimitError(
            f"{target.name!r} has {len(classes.categories):,} classes; "
            f"at most {MAX_CLASSES:,} can be predicted.",
            mend="Choose another column to predict, or learn by fill in the blank.",
        )
    target_codes = recode[of_rows] - FIRST_CODE
    return Dataset(tuple(vocabularies), codes, target=classes, target_codes=target_codes)


def _amounts(target: Column) -> tuple[NDArray[np.float64], str]:
    """[n_values] what the values of a target are worth, and the unit of moments, else "".

    Raises:
        SpecError: one of the moments cannot be.
    """
    worth = None if target.profile.moments else numbers(target.values)  # 20230131 is a date
    if worth is not None:
        return worth, ""
    found = counted(target.values)
    cannot_be = np.isnan(found.worth)
    if cannot_be.any():
        n, first = int(cannot_be.sum()), target.values[int(np.argmax(cannot_be))].as_py()
        raise SpecError(
            f"{target.name!r} cannot be predicted as a number: {n:,} of its {len(cannot_be):,}"
            f" dates {'is' if n == 1 else 'are'} none of the calendar, such as {first!r}.",
            mend="Correct such cells in the file, or leave them empty.",
        )
    return found.worth, found.name


def _check_size(vocabulary: Vocabulary, max_categories: int | None, mend: str) -> None:
    longest = max(map(len, vocabulary.categories), default=0)
    if longest > MAX_NAME:
        raise LimitError(
            f"{vocabulary.column!r} has a category of {longest:,} letters; at most {MAX_NAME:,}"
            " make one.",
            mend="Leave the column out.",
        )
    if max_categories is not None and len(vocabulary.categories) > max_categories:
        raise LimitError(
            f"{vocabulary.column!r} has {len(vocabulary.categories):,} categories; "
            f"the limit here is {max_categories:,}.",
            mend=mend,
        )


def draw_rows(n_rows: int, seed: int) -> NDArray[np.int64]:
    """Which rows are placed: all, or MOST_ROWS drawn at random by the seed; ascending."""
    if n_rows <= MOST_ROWS:
        return np.arange(n_rows)
    drawn = np.random.default_rng([seed, *b"rows"]).permutation(n_rows)[:MOST_ROWS]
    return np.sort(drawn)


def kept_rows(table: Table, spec: TrainingSpec) -> NDArray[np.int64] | None:
    """Rows of the table that training sees, or None for all: those whose target is known."""
    if spec.target is None:
        return None
    known = np.asarray(table.column(spec.target).codes) != MISSING
    return None if known.all() else np.flatnonzero(known)


def column_texts(
    column: Column, spec: ColumnSpec, bins: int
) -> tuple[list[str], NDArray[np.int32]]:
    """What a column's cells are called once numbers are cut into ranges.

    Returns:
        Texts, and [n_rows] int32 codes into them: 0 missing, i + 1 for text i.
    """
    if spec.kind != "binned":
        return column.values.to_pylist(), np.asarray(column.codes)
    worth = numbers(column.values)
    if worth is None:
        raise not_numbers(column.profile, "cut into ranges", "Take it as a category.")
    names, of_value = quantile_bins(worth, column.counts, bins)
    table = np.concatenate([[MISSING], of_value + 1]).astype(np.int32)
    return names, table[column.codes]


def _ranks(vocabulary: Vocabulary, ranges: list[str]) -> NDArray[np.int64]:
    """[n_categories] where each range stands among those that are learned.

    Args:
        ranges: names in rising order.
    """
    rising = {name: i for i, name in enumerate(ranges)}
    return np.argsort(np.argsort([rising[each] for each in vocabulary.categories]))


def _item(table: Table, spec: TrainingSpec) -> int | None:
    """The learned column in which every value occurs once, for fill in the blank."""
    if spec.objective not in NAMES_ROWS:
        return None
    for j, chosen in enumerate(spec.columns):
        profile = table.column(chosen.name).profile
        if chosen.kind == "category" and profile.occurs_once and profile.n_categories > 1:
            return j
    return None


def _check_varied(vocabularies: list[Vocabulary], spec: TrainingSpec) -> None:
    """A column may lose its variety to the minimum count or to rows without a target."""
    for vocabulary in vocabularies:
        if np.count_nonzero(vocabulary.code_counts()) < 2:
            rare = f" once values seen less than {spec.min_count or LEAST_OF_MANY} times are one"
            where = rare if vocabulary.rare_categories else " among the rows with a target"
            raise NothingToLearn(
                f"{vocabulary.column!r} holds the same in every row{where}.",
                mend="Take it out of the columns"
                + (", or lower the minimum count." if vocabulary.rare_categories else "."),
            )


def _check_items(items: Vocabulary, spec: TrainingSpec) -> None:
    """Items may become one by the minimum count, or by leaving out rows without a basket."""
    if np.count_nonzero(items.code_counts()) > 1:
        return
    if items.rare_categories:
        raise NothingToLearn(
            f"Once items seen less than {spec.min_count or LEAST_OF_MANY} times are one, there is"
            " no other; two or more must meet.",
            mend="Lower the minimum count.",
        )
    raise NothingToLearn(
        f"Every item in a basket or sequence is {items.categories[0]!r}; two or more must meet.",
        mend="Name other columns for the items and what they lie in, or take every row as one"
        " thing.",
    )

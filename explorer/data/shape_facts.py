"""Counting the baskets or sequences of a file: sizes, repeats, ties, the span of time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from explorer.data import marked, shapes
from explorer.data.defaults import partners_of
from explorer.data.interactions import keyed
from explorer.data.lists import part
from explorer.data.numeric import numbers
from explorer.data.profiling import shorten
from explorer.data.sorting import order_of
from explorer.records.shape import Shape, ShapeFacts
from explorer.records.table import MISSING, Column, Table

PROBE = 2_000  # values of the order column that are looked at
MANY_VALUES = 20_000  # of the order column, whose first and last a quick look leaves out
ISO = (  # of such texts the least is the first
    r"^\s*\d{4}-\d\d-\d\d([T ]|$)",
    r"^\s*\d{4}-\d\d\s*$",
    r"^\s*\d{4}-?W\d\d\s*$",
    r"^\s*\d{4}-?Q\d\s*$",
)
SHOWN = 60  # letters of a value in a sentence
N_TOP = 4  # most frequent items


def count(table: Table, shape: Shape, most_rows: int | None = None) -> ShapeFacts:
    """Count what a shape makes of the first rows of a table, at most `most_rows` of them."""
    assert shape.kind != "records", "records have no baskets"
    n = table.n_rows if most_rows is None else min(most_rows, table.n_rows)
    if shape.kind == "lists":
        return _lists(table, shape, n)
    if shape.kind == "wide":
        return _wide(table, shape, n)
    return _long(table, shape, n)


def _long(table: Table, shape: Shape, n: int) -> ShapeFacts:
    assert shape.item is not None, "one item in each row"
    item = table.column(shape.item)
    items = np.asarray(item.codes[:n])
    baskets = np.ones(n, np.int32)
    unkeyed, no_key = 0, ""
    if shape.basket is not None:
        basket = table.column(shape.basket)
        baskets = keyed(basket, n)
        nameless = np.asarray(basket.codes[:n])[(baskets == MISSING) & (items != MISSING)]
        nameless = nameless[nameless != MISSING]
        unkeyed = len(nameless)
        no_key = str(basket.values[int(nameless.min()) - 1].as_py()).strip() if unkeyed else ""
    present = (items != MISSING) & (baskets != MISSING)
    order = None
    first = last = odd = ""
    letters = letters_of = ties = undated = 0
    by_letters = True
    if shape.kind == "sequences" and shape.order is not None:
        order = table.column(shape.order)
        moments = np.asarray(order.codes[:n])[present]
        keys = _pair(baskets[present], moments)
        ties = len(keys) - len(_distinct(keys))
        undated = int(np.count_nonzero(moments == MISSING))
        if n == table.n_rows or len(order.values) <= MANY_VALUES:
            first, last = _span(order.values)
        letters, by_letters, odd = _letters(order)
        letters_of = PROBE if len(order.values) > PROBE else 0

    def name(code: int) -> str:
        return str(item.values[code - 1].as_py())

    return replace(
        _facts(items[present], baskets[present], name),
        n_looked=n,
        n_rows=table.n_rows,
        ties=ties,
        left_out=int(n - np.count_nonzero(present)),
        unkeyed=unkeyed,
        no_key=no_key,
        first=first,
        last=last,
        undated=undated,
        letters=letters,
        letters_of=letters_of,
        by_letters=by_letters,
        odd=odd,
    )


def _lists(table: Table, shape: Shape, n: int) -> ShapeFacts:
    assert shape.item is not None, "a column of lists"
    assert shape.separator is not None, "its items are parted by something"
    column = table.column(shape.item)
    codes = np.asarray(column.codes[:n])
    values, of_row = np.unique(codes, return_inverse=True)
    numbers_of: dict[str, int] = {}
    lists: list[list[int]] = []
    for code in values.tolist():
        text = "" if code == MISSING else column.values[code - 1].as_py()
        items = part(text, shape.separator)
        lists.append([numbers_of.setdefault(item, len(numbers_of)) for item in items])
    sizes = np.array([len(items) for items in lists], np.int64)[of_row]
    flat = [lists[i] for i in of_row.tolist()]
    items_of = np.array([code for items in flat for code in items], np.int32)
    return _side_by_side(table, n, items_of, sizes, list(numbers_of).__getitem__)


def _wide(table: Table, shape: Shape, n: int) -> ShapeFacts:
    if table.reading.ragged:
        of_lines = Shape("lists", item=table.columns[0].name, separator=table.reading.delimiter)
        return _lists(table, of_lines, n)
    wanted = set(shape.item_columns)
    columns = [each for each in table.columns if not wanted or each.name in wanted]
    held = marked.places(columns, n)
    if held is not None:
        of_columns = np.nonzero(held)[1].astype(np.int32)
        facts = _side_by_side(table, n, of_columns, held.sum(axis=1), lambda j: columns[j].name)
        return replace(facts, marked=True)
    rows = np.zeros((n, len(columns)), np.int32)
    written: list[pa.StringArray] = []
    n_written = 0
    for j, column in enumerate(columns):
        codes, of_row = np.unique(np.asarray(column.codes[:n]), return_inverse=True)
        rows[:, j] = of_row + n_written
        n_written += len(codes)
        written.append(column.values.take(pa.array(codes - 1, mask=codes == MISSING)))
    own, names = _items(pa.concat_arrays(written))
    items = own[rows]
    present = items >= 0
    return _side_by_side(
        table, n, items[present], present.sum(axis=1), lambda item: str(names[item].as_py())
    )


def _items(written: pa.StringArray) -> tuple[NDArray[np.int32], pa.StringArray]:
    """The item that each text stands for, -1 where there is none, and what items are called."""
    found = pc.utf8_trim_whitespace(written).dictionary_encode()
    own = found.indices.fill_null(-1).to_numpy()
    blank = pc.index(found.dictionary, "").as_py()  # -1 where there is none
    return np.where(own == blank, -1, own), found.dictionary


def _side_by_side(
    table: Table,
    n: int,
    items: NDArray[np.int32],
    sizes: NDArray[np.int64],
    name: Callable[[int], str],
) -> ShapeFacts:
    """Facts of baskets that stand one in each row."""
    baskets = np.repeat(np.arange(n, dtype=np.int32), sizes)
    return replace(
        _facts(items, baskets, name),
        n_looked=n,
        n_rows=table.n_rows,
        left_out=int(np.count_nonzero(sizes == 0)),
    )


def _facts(
    items: NDArray[np.int32], baskets: NDArray[np.int32], name: Callable[[int], str]
) -> ShapeFacts:
    """What can be told of all layouts alike."""
    if len(items) == 0:
        return ShapeFacts(0, 0, 0, 0, 0)
    sizes = np.bincount(baskets)
    sizes = sizes[sizes > 0]
    pairs = _distinct(_pair(baskets, items))
    in_baskets = np.bincount((pairs % _width(items)).astype(np.int64))
    usual = int(in_baskets.argmax())
    different, often = np.unique(items, return_counts=True)
    first = np.argsort(-often, kind="stable")[:N_TOP].tolist()
    return ShapeFacts(
        n_looked=0,
        n_rows=0,
        n_baskets=len(sizes),
        n_items=len(different),
        n_places=len(items),
        median=float(np.median(sizes)),
        largest=int(sizes.max()),
        singles=int(np.count_nonzero(sizes == 1)),
        repeated=len(items) - len(pairs),
        usual=shorten(name(usual), SHOWN),
        usual_share=float(in_baskets[usual] / len(sizes)),
        partners=partners_of(sizes),
        top=tuple((shorten(name(int(different[i])), SHOWN), int(often[i])) for i in first),
    )


def _width(codes: NDArray[np.int32]) -> int:
    return int(codes.max(initial=0)) + 1


def _pair(groups: NDArray[np.int32], codes: NDArray[np.int32]) -> NDArray[np.int64]:
    """One number for each pair."""
    return groups.astype(np.int64) * _width(codes) + codes


def _distinct(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    keys = np.sort(keys)
    return keys[np.flatnonzero(np.diff(keys, prepend=-1))]


def _span(values: pa.StringArray) -> tuple[str, str]:
    """First and last of an order column as written; empty where that takes long to tell."""
    if len(values) == 0:
        return "", ""
    worth = numbers(values)
    if worth is not None:
        return values[int(worth.argmin())].as_py(), values[int(worth.argmax())].as_py()
    if any(pc.all(pc.match_substring_regex(values, each)).as_py() for each in ISO):
        ends = pc.min_max(values)
        return ends["min"].as_py(), ends["max"].as_py()
    return "", ""


def _letters(column: Column) -> tuple[int, bool, str]:
    """How many of a sample of values are neither numbers nor moments, whether letters decide
    about all of them then, and the first that is none."""
    if column.profile.number is not None or shapes.are_dates(column.values):
        return 0, False, ""
    n = len(column.values)
    places = np.linspace(0, n - 1, min(n, PROBE)).astype(np.int64)
    sample = column.values.take(pa.array(places))
    found = order_of(sample)
    odd = [
        text
        for text, unread in zip(sample.to_pylist(), found.unread, strict=True)
        if unread or (found.by_letters and not shapes.is_moment(text))
    ]
    return len(odd), found.by_letters, shorten(odd[0], SHOWN) if odd else ""

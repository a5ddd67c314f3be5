"""What a row of a file is: found from names and contents, with the reason in a sentence.

Records unless the file says otherwise: baskets and sequences are proposed where columns are
named or filled as those of baskets are, lists where most cells of a column hold some.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from explorer.data.column_words import name_score
from explorer.data.known_words import GROUPS
from explorer.data.lists import FEWEST, find_any_separator
from explorer.data.long_form import LongForm, find_long_form, find_one_sequence
from explorer.data.marked import Marked, find_flags, find_marked
from explorer.data.profiling import shorten
from explorer.data.selection import propose
from explorer.data.shape_facts import count
from explorer.data.shape_words import names
from explorer.data.side_by_side import SideBySide, find_side_by_side, left_out
from explorer.records.shape import Shape
from explorer.records.table import Column, Table

PROBE = 2_000  # distinct values that are looked at for lists
MOST_COLUMNS = 200  # that are looked at for lists
COUNTED = 1_000_000  # rows that are counted while a file is read, and
LISTS_COUNTED = 300_000  # of them where each holds several items; that fewer are is said
SEPARATORS = {
    **{",": "commas", ";": "semicolons", "|": "bars", "\t": "tabs", " ": "spaces"},
    **{"\n": "line breaks", "/": "slashes", "+": "plus signs", "&": "ampersands", "^": "carets"},
    **{"\\": "backslashes", "~": "tildes", ":": "colons", "·": "dots", "•": "bullets"},
    " and ": "the word and",
}
FEW_RECORDS = 2  # columns worth learning beside those of items: then a row is still one thing
SURE_NAME = 3  # score of a name that is such a word


def find_shapes(table: Table) -> tuple[Shape, ...]:
    """Every way to take the rows that makes sense, counted; the most likely one first.

    What stands behind records is how the rows would be taken if they were that: a guess.
    """
    if table.reading.ragged:
        return (counted(table, _ragged(table)),)
    records = Shape("records", _records(table))
    marked = find_marked(table)
    if marked is not None and marked.sure:
        likely = (_marked(table, marked), *_lists(table), records)
        return tuple(counted(table, shape) for shape in likely)
    held = find_side_by_side(table)
    wide = _wide(table, held)
    if held is not None and _are_baskets(table, held):
        return tuple(counted(table, shape) for shape in (*wide, *_lists(table), records))
    form = find_long_form(table)
    guessed = _long(table, form) if form is not None else []
    long = guessed if form is not None and form.sure else _one_sequence(table)
    listed = _lists(table)
    flags = [_marked(table, marked)] if marked is not None else _flags(table)
    found = [*long, *listed, *wide, *([] if wide else flags)]
    sure = bool(long) or (bool(listed) and _little_else(table, {str(listed[0].item)}))
    shapes = [*found, records] if sure else [records, *found]
    shapes += [shape for shape in guessed if shape not in found]
    return tuple(counted(table, shape) for shape in shapes)


def counted(table: Table, shape: Shape) -> Shape:
    """The shape with what its first rows hold."""
    if shape.kind == "records" or shape.facts is not None:
        return shape
    most = COUNTED if shape.kind in ("baskets", "sequences") else LISTS_COUNTED
    return replace(shape, facts=count(table, shape, most))


def _name(column: str) -> str:
    return shorten(column, 40)


def _records(table: Table) -> str:
    n = len(table.columns)
    return f"Each row has {n} columns." if n > 1 else "The file has one column."


def _ragged(table: Table) -> Shape:
    by = SEPARATORS.get(table.reading.delimiter, table.reading.delimiter)
    reason = (
        f"Lines hold different numbers of items, parted by {by}, and the same items come again "
        "at different places."
    )
    return Shape("wide", reason)


def _long(table: Table, found: LongForm) -> list[Shape]:
    item = _name(found.item)
    n_items = table.column(found.item).profile.n_categories
    baskets = counted(table, Shape("baskets", item=found.item, basket=found.finest))
    baskets = replace(
        baskets,
        reason=f"{_grouped(table, baskets)}, and the {n_items:,} values of {item} come again in "
        "many of them.",
    )
    whose, order = found.tied or (found.basket, found.order)
    if order is None:
        return [baskets]
    sequences = counted(table, Shape("sequences", item=found.item, basket=whose, order=order))
    sequences = replace(
        sequences,
        reason=f"{_grouped(table, sequences)}, {_name(order)} puts them in order, and the "
        f"{n_items:,} values of {item} come again.",
    )
    return [baskets, sequences] if found.tied else [sequences, baskets]


def _grouped(table: Table, shape: Shape) -> str:
    """Into how many groups a column brings how many rows: those that are learned from, where all
    were counted."""
    assert shape.basket is not None, "a column says what belongs together"
    facts, (_, many) = shape.facts, names(shape)
    n_rows, n_groups = table.n_rows, table.column(shape.basket).profile.n_categories
    if facts is not None and facts.n_places and facts.n_looked == facts.n_rows:
        n_rows, n_groups = facts.n_places, facts.n_baskets
    return f"{_name(shape.basket)} groups {n_rows:,} rows into {n_groups:,} {many}"


def _one_sequence(table: Table) -> list[Shape]:
    """Where one column alone can be learned, and another one puts the rows in order."""
    if not propose([column.profile for column in table.columns]).obstacle:
        return []
    found = find_one_sequence(table)
    if found is None:
        return []
    item, order = found
    reason = (
        f"No second column says what belongs together, but {_name(order)} puts the rows in "
        f"order, and the values of {_name(item)} come again."
    )
    return [Shape("sequences", reason, item=item, order=order)]


def column_of_lists(table: Table) -> tuple[Column, str] | None:
    """The first column whose cells hold lists, and what parts their items."""
    if table.reading.ragged:
        return table.columns[0], table.reading.delimiter
    for column in table.columns[:MOST_COLUMNS]:
        if column.profile.role in ("constant", "number", "date") or len(column.values) < FEWEST:
            continue
        separator = find_any_separator(_some(column))
        if separator is not None:
            return column, separator
    return None


def _lists(table: Table) -> list[Shape]:
    found = column_of_lists(table)
    if found is None:
        return []
    column, separator = found
    reason = (
        f"Most cells of {_name(column.name)} hold several items, parted by "
        f"{SEPARATORS.get(separator, separator)}, and the same items come again in other cells."
    )
    return [Shape("lists", reason, item=column.name, separator=separator)]


def _some(column: Column) -> list[str]:
    """Texts from the whole column, at most `PROBE`."""
    n = len(column.values)
    places = np.linspace(0, n - 1, min(n, PROBE)).astype(np.int64)
    texts: list[str] = column.values.take(pa.array(places)).to_pylist()
    return texts


def _little_else(table: Table, of_items: set[str]) -> bool:
    """Without the columns of items there are hardly two to learn from."""
    others = [column.profile for column in table.columns if column.name not in of_items]
    return len(propose(others).columns) < FEW_RECORDS


def _wide(table: Table, found: SideBySide | None) -> list[Shape]:
    if found is None:
        return []
    reason = (
        "Cells to the right are empty in many rows, and the same values stand in different "
        "columns, as items side by side do."
    )
    if not found.others:
        return [Shape("wide", reason)]
    return [Shape("wide", f"{reason} {left_out(found.others)}", item_columns=found.columns)]


def _marked(
    table: Table, found: Marked, they: str = "hold a mark or a count in a few rows each"
) -> Shape:
    n = len(found.columns)
    which = f"{n} of {len(table.columns)} columns" if found.others else f"All {n} columns"
    reason = f"{which} {they}, as a column for each item does."
    if not found.others:
        return Shape("wide", reason)
    return Shape("wide", f"{reason} {left_out(found.others)}", item_columns=found.columns)


def _flags(table: Table) -> list[Shape]:
    """Where nothing but columns of yes or no is learned, and rows have several of them."""
    learned = propose([column.profile for column in table.columns]).columns
    found = find_flags(table, [column.name for column in learned])
    if found is None:
        return []
    shape = counted(table, _marked(table, found, "only say yes or no"))
    facts = shape.facts
    return [shape] if facts is not None and facts.singles < facts.n_baskets else []


def _are_baskets(table: Table, found: SideBySide) -> bool:
    """Beside the items, a row says little but its number, its date, its size, or whose it is."""
    told = {*found.columns, *found.counts}
    told |= {name for name in found.others if name_score(name, GROUPS) == SURE_NAME}
    return _little_else(table, told)

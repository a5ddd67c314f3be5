"""What a row is: as found in the file, changed in a select box, with the columns it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from explorer.data import goals
from explorer.data.shape_words import details, in_part, names, perhaps_baskets, usual_size, warnings
from explorer.data.side_by_side import likely_columns
from explorer.records.shape import SHAPES, Shape, ShapeFacts, ShapeKind
from explorer.records.states import TableSummary
from explorer.records.table import ColumnProfile
from explorer.ui import markup, notices, words

SEPARATORS = {
    **{",": "comma", ";": "semicolon", "|": "bar", " ": "space", "\t": "tab", "\n": "line break"},
    **{"/": "slash", "+": "plus sign", "&": "ampersand", ":": "colon", " and ": "the word and"},
}
FILE_ORDER = "the file"  # "In order of" stands above; the narrowest box holds some 18 letters
ALL_ROWS = "all rows as one"

Count = Callable[[Shape], ShapeFacts]


def choose(summary: TableSummary, begun: Sequence[Shape], key: str) -> Shape:
    """Ask what a row is and which columns say so; the kinds of which nothing can be learned
    are not offered.

    Args:
        begun: what the page begins with, the latest first: recipes', or as found.

    Returns:
        The shape as chosen, counted where it is one that was found; a column may be missing.
    """
    kinds = [kind for kind in SHAPES if goals.fitting(kind)]
    start = begun[0] if begun[0].kind in kinds else Shape()
    if len(kinds) < 2:
        return start
    kind = st.selectbox(
        "A row is",
        kinds,
        index=kinds.index(start.kind),
        format_func=SHAPES.__getitem__,
        key=f"{key}-shape",
        persist_state="session",
    )
    kind = kind if kind in kinds else start.kind
    found = {shape.kind: shape for shape in reversed(summary.shapes)}
    known = {profile.name for profile in summary.profiles}  # another reading's may be others
    before = next(
        (each for each in begun if each.kind == kind and set(each.columns) <= known), None
    )
    likely = before or found.get(kind) or _guess(kind, found, summary.profiles)
    chosen = _columns(summary, likely, kind, key)
    same = next((each for each in summary.shapes if each.settings == chosen.settings), None)
    if kind == "records":
        for perhaps in perhaps_baskets(summary.shapes):
            how = f"choose that it is {SHAPES[perhaps.kind]}."
            notices.notice(perhaps.reason, f"If each row is a basket of such items, {how}", "note")
        return chosen
    if same is not None and same.kind == kind:
        chosen = same
        if summary.shapes[0] == same:
            markup.show("<p class='muted'>{reason}</p>", reason=same.reason)
    return chosen


def _guess(
    kind: ShapeKind, found: dict[ShapeKind, Shape], profiles: Sequence[ColumnProfile]
) -> Shape:
    """What another kind of row that was found says about this one."""
    near = found.get("sequences") or found.get("baskets") or Shape()
    if kind == "sequences":
        dated = next((profile.name for profile in profiles if profile.role == "date"), None)
        return Shape(kind, item=near.item, basket=near.basket, order=dated)
    if kind == "baskets":
        return Shape(kind, item=near.item, basket=near.basket)
    if kind == "wide":
        return Shape(kind, item_columns=likely_columns(profiles))
    return Shape(kind)


def _columns(summary: TableSummary, likely: Shape, kind: ShapeKind, key: str) -> Shape:
    columns = [profile.name for profile in summary.profiles]
    if kind in ("baskets", "sequences"):
        with st.grid(2, min_column_width=140, gap="small"):
            item = _column("Item", columns, likely.item, None, f"{key}-{kind}-item")
            if kind == "baskets":
                basket = _column("Basket", columns, likely.basket, None, f"{key}-{kind}-basket")
                return Shape(kind, item=item, basket=basket)
            basket = _column("Whose", columns, likely.basket, ALL_ROWS, f"{key}-{kind}-basket")
            name = f"{key}-{kind}-order"
            order = _column("In order of", columns, likely.order, FILE_ORDER, name, (item, basket))
        return Shape(kind, item=item, basket=basket, order=order)
    if kind == "lists":
        with st.grid(2, min_column_width=140, gap="small"):
            item = _column("Column of lists", columns, likely.item, None, f"{key}-{kind}-item")
            return Shape(kind, item=item, separator=_separator(likely, key))
    if kind == "wide" and not summary.reading.ragged:
        return Shape(kind, item_columns=_side_by_side(columns, likely, key))
    return Shape(kind)


def _side_by_side(columns: Sequence[str], likely: Shape, key: str) -> tuple[str, ...]:
    """The columns whose cells hold items; none where these are all."""
    shown = words.cut_each(columns)
    start = likely.item_columns or columns
    places = st.multiselect(
        "Columns of items",
        range(len(columns)),
        default=[place for place, name in enumerate(columns) if name in start],
        format_func=shown.__getitem__,
        placeholder="All columns",
        key=f"{key}-wide-columns",
        persist_state="session",
    )
    chosen = tuple(columns[place] for place in sorted(places))
    return () if len(chosen) == len(columns) else chosen


def _column(
    label: str,
    columns: Sequence[str],
    start: str | None,
    none: str | None,
    key: str,
    taken: Sequence[str | None] = (),
) -> str | None:
    """One select box of columns.

    Args:
        none: what it says when there need not be one. taken: columns that are not offered.
    """
    options = [place for place, name in enumerate(columns) if name not in taken]
    shown = words.cut_each(columns)
    if none is not None:
        options.insert(0, -1)
    first = columns.index(start) if start in columns and start not in taken else -1
    place = st.selectbox(
        label,
        options,
        index=options.index(first) if first in options else None,
        format_func=lambda place: none or "" if place < 0 else shown[place],
        placeholder="Choose a column",
        key=key,
        persist_state="session",
    )
    return columns[place] if place in options and place >= 0 else None


def _separator(likely: Shape, key: str) -> str:
    options = list(SEPARATORS)
    start = likely.separator or ","
    if start not in options:
        options.append(start)
    chosen = st.selectbox(
        "Parted by",
        options,
        index=options.index(start),
        format_func=lambda separator: SEPARATORS.get(separator, separator),
        key=f"{key}-lists-separator",
        persist_state="session",
    )
    return chosen if chosen in options else start


def about(shape: Shape) -> None:
    """What the baskets or sequences hold, and what weakens them."""
    one, many = names(shape)
    st.subheader(many.capitalize(), anchor=False)
    facts = shape.facts
    if facts is None:
        markup.show(
            "<p class='muted'>What the {many} hold is said here as soon as their columns are "
            "chosen.</p>",
            many=many,
        )
    for sentence in in_part(shape):
        markup.show("<p class='muted'>{sentence}</p>", sentence=sentence)
    if facts is not None and facts.n_places:
        shown = {
            many: facts.n_baskets,
            "different items": facts.n_items,
            "items in all": facts.n_places,
            f"items of a usual {one}": usual_size(facts),
        }
        with st.grid(4, min_column_width=120, gap="small"):
            for label, value in shown.items():
                st.metric(label, words.count(value))
    said = details(shape)
    if facts is not None and facts.top:
        often = words.listed([f"{item} ({words.count(n)})" for item, n in facts.top], 4)
        said.append(f"Most frequent: {often}.")
    if said:
        markup.show("<p>{said}</p>", said=" ".join(said))
    for each in warnings(shape):
        notices.notice(each.sentence, each.mend, "note" if each.harmless else "warning")


def counted(shape: Shape, count: Count, summary: TableSummary) -> Shape:
    """The shape with its facts; as it is where a column is still to be chosen."""
    if shape.kind == "records" or shape.facts is not None:
        return shape
    columns = {profile.name for profile in summary.profiles}
    incomplete = shape.kind != "wide" and shape.item is None
    if incomplete or not set(shape.columns) <= columns:
        return shape
    if shape.kind == "baskets" and shape.basket is None:
        return shape
    return replace(shape, facts=count(shape))

"""Lookup table of rows: they are not looked up but worked out, and this is how."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.ui import markup, words
from explorer.ui.run import row_numbers
from explorer.ui.run.lookup import ROWS, matching, strip, strongest_of
from explorer.ui.run.rows import learned, value
from explorer.ui.run.subject import Subject
from explorer.ui.run.tables import heading

SHOWN_VALUES = 4  # of a row, in the first step of its way


def show(subject: Subject) -> None:
    """Draw the view."""
    vectors = subject.content.vectors(subject.column)
    strongest = strongest_of(vectors)
    example = subject.picked if subject.picked is not None else 0
    st.subheader("The way of one row through the network", anchor=False)
    st.html(path(subject, example, vectors[example], strongest))
    st.subheader("The codes of the rows", anchor=False)
    markup.show(
        "<p class='muted'>{rows} of {dim}. Rows have no table of their own: a row that was never"
        " seen gets its code in the same way. A cell's color is its number: <span class='plus'>"
        "above 0</span>, <span class='minus'>below 0</span>, pale near 0.</p>",
        rows=words.counted(len(vectors), "row"),
        dim=words.counted(subject.shape.dim, "number"),
    )
    _pages(subject, vectors, strongest)


def path(subject: Subject, index: int, code: NDArray[np.float32], strongest: float) -> str:
    """The steps from a row to its code and back, with this row's own values, as HTML."""
    columns = [column for column in subject.state.columns if column.kind == "category"]
    values = [
        f"{words.cut(facet.name, 24)} {value(facet, index)}"
        for facet in learned(subject)[:SHOWN_VALUES]
    ]
    more = ", …" if len(columns) > len(values) else ""
    width = sum(column.dim for column in columns)
    steps = (
        ("the row", f"<strong>{markup.escape(subject.shown(index))}</strong>"),
        (words.counted(len(columns), "value"), markup.escape(", ".join(values)) + more),
        ("each picks one row of its column's table", f"{words.counted(width, 'number')} in all"),
        (
            f"bottleneck: {words.counted(len(code), 'number')}, the row's code",
            strip(code, strongest),
        ),
        ("and back: a softmax for each column", "over the rows of its own table"),
    )
    items = "".join(
        f"<li><span class='what'>{what}</span><span class='it'>{it}</span></li>"
        for what, it in steps
    )
    return f"<ol class='path'>{items}</ol>"


def _pages(subject: Subject, vectors: NDArray[np.float32], strongest: float) -> None:
    typed = st.text_input(
        "Search the rows",
        key="table-search",
        type="search",
        live="300ms",
        placeholder="Search the rows",
        label_visibility="collapsed",
        width=320,
    )
    found = matching(subject.entries.names, typed or "").tolist()
    said = row_numbers.absent(subject, typed or "")
    if not found and not said:
        said = f"No row contains {words.cut(typed or '', 80)}."
    if said:
        markup.show("<p class='muted'>{said}</p>", said=said)
    own = row_numbers.place(subject, typed or "")
    if own is not None:
        found = [own, *(index for index in found if index != own)]
    if not found:
        return
    slot = st.container()
    pages = -(-len(found) // ROWS)
    page = st.pagination(pages, key="table-rows") if pages > 1 else 1
    body = "".join(
        f"<tr{' class=picked aria-current=true' if index == subject.picked else ''}>"
        f"{heading(subject.name(index), subject.entries.names)}"
        f"<td>{strip(vectors[index], strongest)}</td></tr>"
        for index in found[(page - 1) * ROWS : page * ROWS]
    )
    with slot:
        st.html(
            "<div class='rows lookup' tabindex='0'><table><thead><tr><th scope='col'>row</th>"
            f"<th scope='col'>code</th></tr></thead><tbody>{body}</tbody></table></div>"
        )

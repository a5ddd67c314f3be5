"""A figure on the page: what one sees, the picture, its text alternative, its table."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

import streamlit as st

from explorer.figures.palette import THEMES, Theme
from explorer.ui import markup
from explorer.ui.run.tables import Name, copy, table

if TYPE_CHECKING:  # plotly takes 0.2 s to import, and only some views draw with it
    from explorer.figures.picture import Picture


def theme() -> Theme:
    """The colors of the look that the browser shows."""
    return THEMES["dark" if st.context.theme.type == "dark" else "light"]


def show(picture: Picture, key: str, *, width: int | None = None) -> None:
    """Draw a picture with its title above and its table one click away.

    Args:
        width: px at most; None takes all there is.
    """
    markup.show("<p class='sees'>{title}</p>", title=picture.title)
    st.plotly_chart(
        picture.figure,
        width=width or "stretch",
        theme=None,  # the figure brings the page's colors
        key=key,
        config={"displayModeBar": False},
        alt=picture.alt,
    )
    headings = [Name(heading) for heading in picture.table]
    rows = [
        [Name(cell) if isinstance(cell, str) else cell for cell in row]
        for row in zip_longest(*picture.table.values(), fillvalue="")
    ]
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-words"):
        shown = st.toggle("Show as a table", key=f"{key}-table")
        copy(headings, rows)
    if shown:
        numbers = [
            i
            for i, values in enumerate(picture.table.values())
            if any(isinstance(value, int | float) for value in values)
        ]
        table(picture.title, headings, rows, numbers=numbers)

"""Text of the data on its way into a figure: plotly takes labels for HTML."""

from __future__ import annotations

import html

from explorer.data.cutting import cut_apart
from explorer.data.shown import shown

SHORT = 24  # characters of a label on an axis; the hover has all of it


def label(text: str) -> str:
    """A name as plotly shows it literally: markup stays text.

    >>> label("<b>R&D</b>")
    '&lt;b&gt;R&amp;D&lt;/b&gt;'
    """
    return html.escape(shown(text), quote=False)


def labels(texts: tuple[str, ...] | list[str], longest: int | None = None) -> list[str]:
    """Names that stand together; those that begin alike are told apart where they are cut.

    >>> labels(["shop/chairs/oak", "shop/chairs/ash"], 12)
    ['shop/ch…/oak', 'shop/ch…/ash']
    """
    plain = [shown(text) for text in texts]
    cut = plain if longest is None else cut_apart(plain, longest)
    return [html.escape(text, quote=False) for text in cut]

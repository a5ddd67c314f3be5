"""The one way of text onto a page: what people wrote is escaped here and nowhere else.

Streamlit reads Markdown in most places (emphasis, links, images, formulas, icons), so text from
a file never goes through `st.markdown`, `st.write`, `st.caption`, `st.error` or the like. It is
shown by `show`, by `st.text`, in cells of tables or in options of select boxes, which take
text as it is. Where Streamlit offers nothing but a Markdown label, `label` disarms it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

import streamlit as st

from explorer.data.shown import shown

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_PERCENT = re.compile(r"(?<=\d) %")
_JOINER = "\u2060"  # word joiner: no width, never breaks a line


def escape(text: object) -> str:
    """Text for HTML: shown as written, right-to-left parts kept to themselves.

    >>> escape("<b>7</b>"), escape("\u202e7")
    ('<bdi>&lt;b&gt;7&lt;/b&gt;</bdi>', '<bdi>7</bdi>')
    """
    return f"<bdi>{html.escape(shown(str(text)))}</bdi>"


def fill(template: str, **values: object) -> str:
    """Our own HTML with the values escaped into their places."""
    escaped: Mapping[str, str] = {name: escape(value) for name, value in values.items()}
    return unbroken(template.format_map(escaped))


def unbroken(text: str) -> str:
    """Text whose percent signs stay on the line of their number.

    >>> unbroken("popularity 51 % of 9 % 2")
    'popularity 51\xa0% of 9\xa0% 2'
    """
    return _PERCENT.sub("\u00a0%", text)


def show(template: str, **values: object) -> None:
    """Put our own HTML on the page, the values escaped into it."""
    st.html(fill(template, **values))


def label(text: str) -> str:
    r"""Text for a Markdown label of a widget: no emphasis, link, formula, icon or emoji.

    Backslashes stop what Markdown reads; icons, emoji, arrows and bare web addresses are looked
    for after that in the finished text, so a joiner without width keeps their parts apart.

    >>> label("**a**").replace("\u2060", "")
    '\\*\\*a\\*\\*'
    """
    disarmed = _PUNCTUATION.sub(r"\\\1", text)
    return re.sub(r"(\\[:/@$.<>=~-])", rf"\1{_JOINER}", disarmed)

"""Text of the data on its way into a figure: plotly takes labels for HTML."""

from __future__ import annotations

import html
import re

SHORT = 24  # characters of a label on an axis; the hover has all of it
# Line breaks and other control characters, and marks that turn the reading direction of what
# follows (Unicode Bidirectional Algorithm, UAX 9).
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def label(text: str, longest: int | None = None) -> str:
    """A name as plotly shows it literally: markup stays text.

    >>> label("<b>R&D</b>")
    '&lt;b&gt;R&amp;D&lt;/b&gt;'
    >>> label("a very long name indeed", 10)
    'a very lo…'
    """
    plain = _UNSEEN.sub(" ", text)
    if longest is not None and len(plain) > longest:
        plain = plain[: longest - 1] + "…"
    return html.escape(plain, quote=False)


def labels(texts: tuple[str, ...] | list[str], longest: int | None = None) -> list[str]:
    return [label(text, longest) for text in texts]

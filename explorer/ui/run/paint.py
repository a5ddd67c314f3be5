"""Colors of the map from what is known of its categories."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.figures.coloring import color_by
from explorer.figures.palette import DARK, LIGHT
from explorer.records.embedding import Facet
from explorer.ui.map import NO_COLOR, Paint
from explorer.ui.run.subject import Subject

GREY = (LIGHT.grey, DARK.grey)


def paint(subject: Subject) -> Paint:
    """How the entries of the column are colored, the same in every layout of it."""
    if not subject.facets:
        grey = np.full(len(subject.entries), NO_COLOR, np.uint16)
        return Paint("", grey, (), ())
    facet = subject.facets[subject.facet]
    found = color_by(facet, _places(subject, facet))
    codes = found.codes
    if found.ends is not None and found.ends[0] == found.ends[1]:
        # All numbers are the same: the middle of the scale, which shows on the card.
        codes = np.where(codes == NO_COLOR, codes, len(found.light) // 2).astype(np.uint16)
    return Paint(
        _title(facet),
        codes,
        found.light,
        found.dark,
        found.groups,
        found.ends,
        found.values,
        found.none,
    )


def _title(facet: Facet) -> str:
    return "rows" if facet.source == "frequency" else facet.name


def _places(subject: Subject, facet: Facet) -> NDArray[np.float32] | None:
    """Where many groups lie, so that neighbors look alike; the finished map once it is there."""
    if facet.groups is None:
        return None
    content, column = subject.content, subject.column
    drawn = content.projection(column, "pca") or content.projection(column, "pca", "baseline")
    return None if drawn is None else drawn.xy

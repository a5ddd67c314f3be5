"""Colors of the map from what is known of its categories."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from explorer.figures.coloring import Coloring, color_by
from explorer.figures.palette import DARK, LIGHT
from explorer.records.embedding import Facet
from explorer.ui.map import NO_COLOR, Paint
from explorer.ui.run.subject import Subject

GREY = (LIGHT.grey, DARK.grey)


def paint(subject: Subject) -> Paint:
    """How the entries of the column are colored, as the map takes it."""
    found = coloring(subject, subject.n_drawn)
    # How often an entry is seen is said of it whatever the colors; not a second time.
    counts = bool(subject.facets) and subject.facets[subject.facet].source == "frequency"
    return Paint(
        found.title,
        found.codes,
        found.light,
        found.dark,
        found.groups,
        found.ends,
        None if counts else found.values,
        found.none,
        found.years,
        found.ticks,
    )


def coloring(subject: Subject, most: int) -> Coloring:
    """How the entries of the column are colored, the same in every layout of it.

    Args:
        most: so many of the entries are drawn at most; a scale is of those.
    """
    if not subject.facets:
        return Coloring("", np.full(len(subject.entries), NO_COLOR, np.uint16), (), ())
    facet = subject.facets[subject.facet]
    found = color_by(facet, subject.entries.kinds, _places(subject, facet), most)
    if found.ends is not None and found.ends[0] == found.ends[1]:
        # All numbers are the same: the middle of the scale, which shows on the card.
        middle = np.where(found.codes == NO_COLOR, NO_COLOR, len(found.light) // 2)
        found = replace(found, codes=middle.astype(np.uint16))
    return replace(found, title=_title(subject)) if facet.source == "frequency" else found


def _title(subject: Subject) -> str:
    return "times seen" if subject.counted_in == "times" else "rows"


def _places(subject: Subject, facet: Facet) -> NDArray[np.float32] | None:
    """Where many groups lie, so that neighbors look alike.

    On the map from counts, which is there before the first step: a color is its group's own while
    a run learns and when it is done. Vectors from elsewhere have no such map.
    """
    if facet.groups is None:
        return None
    content, column = subject.content, subject.column
    drawn = content.projection(column, "pca", "baseline") or content.projection(column, "pca")
    return None if drawn is None else drawn.xy

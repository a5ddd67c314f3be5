"""A sample's finished run as the first page shows it: its own column, its own colors."""

from __future__ import annotations

import logging
import time
from functools import lru_cache

import streamlit as st

from explorer.data.samples import Sample, catalog
from explorer.records.states import RunState
from explorer.runs.store import Store
from explorer.ui.home import thumbnail
from explorer.ui.run.paint import GREY, paint
from explorer.ui.run.subject import Subject

POLL = 1.0  # seconds between looks while the bundled runs are being opened
PATIENCE = 20.0  # seconds; bundled runs that are not there by then may never be
SINCE = "playing-since"  # when this session first found one missing
log = logging.getLogger("explorer.ui")


def subject(store: Store, sample: Sample, run: RunState) -> Subject:
    """The column that the sample's card speaks of, as PCA, in the colors of its labels."""
    content = store.content(run)
    names = [column.name for column in run.columns]
    column = names.index(sample.show) if sample.show in names else 0
    facets = content.facets(column)
    colors = [facet.name for facet in facets]
    color = colors.index(sample.color_by) if sample.color_by in colors else 0
    entries = content.entries(column)
    return Subject(run, content, column, entries, "pca", "learned", facets, color, None)


def coming(store: Store) -> bool:
    """Whether a bundled run is still being opened: an installation's first start."""
    if all(store.runs.sample(each.name) for each in catalog() if each.run_path.exists()):
        return False
    since: float = st.session_state.setdefault(SINCE, time.monotonic())
    return time.monotonic() - since <= PATIENCE


def picture(store: Store, sample: Sample) -> str:
    """The map of the sample's finished run in small; an empty one when there is none to show."""
    try:
        run = store.runs.sample(sample.name)
        return thumbnail.EMPTY if run is None else _picture(store, sample, run.id)
    except Exception:
        log.exception("The small map of %s could not be drawn", sample.name)
        return thumbnail.EMPTY


@lru_cache(maxsize=32)
def _picture(store: Store, sample: Sample, run_id: str) -> str:
    looked_at = subject(store, sample, store.runs.get(run_id))
    drawn = looked_at.content.projection(looked_at.column, "pca")
    if drawn is None:
        return thumbnail.EMPTY
    colors = paint(looked_at)
    codes = colors.codes[: len(drawn.xy)]
    return thumbnail.draw(drawn.xy, codes, colors.light, colors.dark, GREY)

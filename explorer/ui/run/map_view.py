"""The Map view: how it is laid out and colored, the map, and the place of the panel beside it."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator as Place

from explorer.records.states import RunState
from explorer.runs.store import Store
from explorer.ui.map import Paint, embedding_map
from explorer.ui.run import address, evidence, layouts, panel
from explorer.ui.run.paint import paint
from explorer.ui.run.scene import scene, waiting_scene
from explorer.ui.run.subject import (
    METHODS,
    ROOM,
    Subject,
    color_names,
    default_color,
    default_method,
    find_box,
    pick,
    sources_of,
)

MAP_TO_PANEL = (2.6, 1)  # the map keeps more than 60 % of the width


def show(
    store: Store, state: RunState, subject: Subject | None, is_open: bool
) -> tuple[Paint | None, Place]:
    """Draw the view, also while another one is open, so that the map is never mounted anew.

    Returns:
        The colors, and the place of the panel, which the polling part fills.
    """
    colors = None if subject is None else paint(subject)
    left, right = st.columns(MAP_TO_PANEL, gap="medium")
    with left:
        if subject is None or colors is None:
            embedding_map(ROOM, waiting_scene(state.phase == "failed"))
        else:
            _toolbar(subject)
            focus = panel.focus(subject, panel.nearest(subject))
            embedding_map(
                ROOM,
                scene(subject, colors, focus),
                on_pick=lambda index: pick(subject.entries, index),
            )
            layouts.show(store, subject)
    with right:
        if subject is not None and is_open:
            find_box(subject)
        place = st.container(key="run-panel")
        if subject is not None:
            evidence.show(subject.state)
        return colors, place


def _toolbar(subject: Subject) -> None:
    """Layout, vectors and color of the map."""
    with st.container(key="run-tools", horizontal=True, vertical_alignment="center"):
        method = default_method(subject.state, subject.column)
        st.segmented_control(
            "Layout",
            tuple(METHODS),
            key="method",
            required=True,
            label_visibility="collapsed",
            on_change=lambda: address.follow("map", "method", method),
        )
        if subject.state.imported is None:
            sources = sources_of(subject.state)
            st.segmented_control(
                "Vectors",
                sources,
                key="vectors",
                required=True,
                label_visibility="collapsed",
                help="Without training: the same columns from counts alone, as a yardstick.",
                on_change=lambda: address.follow("vectors", "vectors", sources[0]),
            )
        if subject.facets:
            color = default_color(subject.state, subject.column, subject.facets)
            st.selectbox(
                "Color by",
                color_names(subject.facets),
                format_func="color: {}".format,
                key="color",
                label_visibility="collapsed",
                width=220,
                icon=":material/palette:",
                on_change=lambda: address.follow("color", "color", color),
            )

"""UMAP of a column: asked for when first opened, its progress, its settings in words."""

from __future__ import annotations

import streamlit as st

from explorer.analysis.projection import setting_notes
from explorer.records.embedding import Projection
from explorer.runs.store import Store
from explorer.ui import notices
from explorer.ui.run import charts, map_words
from explorer.ui.run.phases import has_result
from explorer.ui.run.scene import shown_projection
from explorer.ui.run.subject import Subject
from explorer.ui.run.tables import table


def show(store: Store, subject: Subject) -> None:
    """Below the map: the layout's settings, or where its job stands."""
    if map_words.too_few(subject):
        return
    projection = shown_projection(subject)
    if subject.method == "pca":
        _variance(projection)
        return
    if projection is not None:
        with st.expander("How UMAP laid this out"), notices.guarded("The settings of this layout"):
            table(
                "Settings of this layout",
                ("setting", "value", "what it does"),
                [(note.name, note.value, note.sentence) for note in setting_notes(projection)],
            )
    elif has_result(subject.state) or subject.source == "baseline":
        _wait(store, subject)


def _variance(projection: Projection | None) -> None:
    """How much of the variance the two directions on the map hold, and what the others do."""
    shares = projection.settings.get("components") if projection is not None else None
    if not shares:
        return
    with st.expander("How much PCA shows", key="variance", on_change="rerun") as opened:
        if opened.open:
            from explorer.figures.learning import variance_bars

            charts.show(variance_bars(shares, charts.theme()), "variance-bars")


def _wait(store: Store, subject: Subject) -> None:
    phase, problem = store.layout_phase(subject.state, subject.column, subject.source)
    if phase == "failed":
        notices.notice("UMAP could not lay this column out.", problem, "error")
        if st.button("Try again", key="umap-again", icon=":material/refresh:"):
            store.request_layout(subject.state, subject.column, subject.source)
            st.rerun()
        return
    if phase == "none":
        store.request_layout(subject.state, subject.column, subject.source)

    @st.fragment(run_every=1.0)
    def look() -> None:
        if shown_projection(subject) is not None:
            st.rerun()
        now, _ = store.layout_phase(subject.state, subject.column, subject.source)
        if now == "failed":
            st.rerun()
        words = (
            "UMAP is at work. The first layout after a start takes about 20 seconds, most of it"
            " preparation; it is then kept for everyone."
            if now == "running"
            else "UMAP waits for another layout to end."
        )
        st.status(words, state="running", type="compact")

    look()

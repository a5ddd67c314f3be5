"""A file of groups per category, which colors the map and checks it and is never learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from explorer.records.states import DatasetState, LabelsState
from explorer.runs.store import Store
from explorer.ui import markup, notices, uploads, words

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

POLL = 0.5  # seconds between looks at a label file that is being matched


def show(store: Store, state: DatasetState, secret: str) -> None:
    """The labels of a dataset, or the box to add some."""
    problem = store.datasets.labels_problem(state.id)
    useless = state.labels is not None and not (state.labels.matches and state.labels.columns)
    if state.labels is not None:
        _matched(state.labels)
    elif problem:
        notices.notice(problem, "Choose another label file.", "error")
    elif state.sample is not None or st.session_state.get(f"labels-{state.id}-sent"):
        _wait(store, state.id)
    title = "Use other labels" if state.labels else "Labels: color the map by groups you know"
    with st.expander(title, expanded=useless, icon=":material/palette:"):
        markup.show(
            "<p class='muted'>A table whose first column holds categories of this file and whose "
            "other columns hold their groups. It colors the map and checks it, and is never "
            "learned from.</p>"
        )

        def take(uploaded: UploadedFile) -> None:
            store.datasets.attach_labels(state.id, uploaded.name, uploaded, secret)
            st.session_state[f"labels-{state.id}-sent"] = True

        uploads.offer(
            "Drop a label file here, or press Upload",
            f"labels-{state.id}",
            store.settings,
            take,
        )


def _matched(labels: LabelsState) -> None:
    """What was found of the labels, and what they do; or why they do nothing."""
    if not labels.matches:
        notices.notice(labels.sentence, "Choose another label file.", "warning")
        return
    if not labels.columns:
        notices.notice(
            f"{labels.sentence} It has no column of groups beside them to color the map by.",
            "Choose a label file with a second column, which holds their groups.",
            "warning",
        )
        return
    notices.notice(labels.sentence, "", "good")
    markup.show(
        "<p class='muted'>{columns} of {name} {does}; never learned from.</p>",
        name=words.cut(labels.name, 40),
        columns=words.listed(labels.columns, 8),
        does="colors the map and checks it"
        if len(labels.columns) == 1
        else "color the map and check it",
    )


@st.fragment(run_every=POLL)
def _wait(store: Store, dataset_id: str) -> None:
    """Until the labels are matched, or cannot be."""
    with notices.guarded("The label file"):
        state = store.datasets.get(dataset_id)
        if state.labels is not None or store.datasets.labels_problem(dataset_id):
            st.session_state.pop(f"labels-{dataset_id}-sent", None)
            st.rerun()
        markup.show("<p class='muted'>Matching the labels with the file's columns.</p>")

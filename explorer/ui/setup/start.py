"""Vectors from elsewhere that the lookup tables of a training begin with."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import streamlit as st

from explorer.records.states import RESULT, DatasetState
from explorer.runs.store import Store
from explorer.ui import markup, notices, uploads, words
from explorer.ui.setup import keeping

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

MOST_RUNS = 20  # that are offered
POLL = 0.5  # seconds between looks at a file that is being read


def choose(store: Store, state: DatasetState, secret: str) -> str | None:
    """The box for a file of vectors under Adjust; the digest of what training begins with."""
    st.markdown("**Begin with vectors**")
    start = state.start
    if start is not None and start.error:
        notices.notice(start.error, "", "error")
    elif start is not None and not start.digest:
        _wait(store, state.id)
        return None
    elif start is not None:
        notices.notice(start.sentence, "", "good")
        if st.button("Begin without them", key="start-off", type="tertiary"):
            store.datasets.detach_start(state.id, secret)
            st.rerun()
        return start.digest
    markup.show(
        "<p class='muted'>A file of vectors made elsewhere or taken away here (word2vec, GloVe, "
        "fastText, Parquet or CSV), or what one of your runs learned. Where a category has a "
        "vector, its place begins there; other lengths are projected or filled up.</p>"
    )

    def take(uploaded: UploadedFile) -> None:
        store.datasets.attach_start(state.id, uploaded.name, uploaded, secret)

    uploads.offer("Drop vectors here, or press Upload", f"start-{state.id}", store.settings, take)
    _of_run(store, state, secret)
    return None


def _of_run(store: Store, state: DatasetState, secret: str) -> None:
    """The runs of this browser whose vectors training may begin with, the newest first."""
    finished = [run for run in store.runs.of_owner(secret) if run.phase in RESULT]
    runs = {run.id: run for run in finished[:MOST_RUNS]}
    if not runs:
        return
    now = time.time()

    def said(run_id: str) -> str:
        run = runs[run_id]
        return f"{words.cut(run.title, 30)} · {keeping.described(run, now)}"

    chosen = st.selectbox(
        "Or what a run learned",
        list(runs),
        index=None,
        format_func=said,
        placeholder="Choose one of your runs",
        key="start-run",
        help="A run of these very rows has seen the held-out ones too: what is said of how well "
        "they are guessed is then too kind.",
    )
    if chosen in runs:
        with notices.guarded("Taking the run's vectors"):
            store.datasets.attach_start_of(state.id, runs[chosen], secret)
            st.rerun()


@st.fragment(run_every=POLL)
def _wait(store: Store, dataset_id: str) -> None:
    """Until the vectors are read, or cannot be."""
    with notices.guarded("The file of vectors"):
        start = store.datasets.get(dataset_id).start
        if start is None or start.digest or start.error:
            st.rerun()
        markup.show(
            "<p class='muted'>Reading {name}.</p>", name=words.cut(start.name if start else "", 40)
        )

"""Vectors from elsewhere that the lookup tables of a training begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from explorer.records.states import DatasetState
from explorer.runs.store import Store
from explorer.ui import markup, notices, uploads, words

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

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
        if st.button("Begin at random instead", key="start-off", type="tertiary"):
            store.datasets.detach_start(state.id, secret)
            st.rerun()
        return start.digest
    markup.show(
        "<p class='muted'>A file of vectors made elsewhere or taken away here (word2vec, GloVe, "
        "fastText, Parquet or CSV). Where a category has one, its place begins there and not at "
        "random; other lengths are projected or filled up.</p>"
    )

    def take(uploaded: UploadedFile) -> None:
        store.datasets.attach_start(state.id, uploaded.name, uploaded, secret)

    uploads.offer("Drop vectors here, or press Upload", f"start-{state.id}", store.settings, take)
    return None


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

"""The sample that plays by itself beside the upload box."""

from __future__ import annotations

import streamlit as st

from explorer.data.samples import Sample, catalog
from explorer.records.states import RunState
from explorer.runs.store import Store
from explorer.ui import markup, words

POLL = 1.0  # seconds between looks while the bundled runs are being opened


def show(store: Store) -> None:
    """The map of a finished run, what it found in numbers, and the way into it."""
    sample, run = _shown(store)
    with st.container(key="card-playing"):
        if run is None:
            markup.show("<p class='muted'>The map of the animals will stand here.</p>")
            return


def _shown(store: Store) -> tuple[Sample, RunState | None]:
    """The first sample whose finished run is there."""
    samples = catalog()
    for sample in samples:
        run = store.runs.sample(sample.name)
        if run is not None:
            return sample, run
    return samples[0], None

"""Buttons that download: small files at the click, large ones once a job has prepared them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from explorer.records.states import RunState
from explorer.runs import bundles
from explorer.runs.bundles import Bundle
from explorer.runs.store import JobPhase, Store
from explorer.ui import markup, notices

MIME = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".zip": "application/zip",
    ".parquet": "application/octet-stream",
}


class Downloads:
    """The files of one run, as one drawing of the page offers them."""

    def __init__(self, store: Store, state: RunState) -> None:
        self._store = store
        self._state = state
        self._awaited: dict[Bundle, JobPhase] = {}
        self._says = st.container()

    def offer(self, bundle: Bundle, label: str, name: str, *, primary: bool = False) -> None:
        """The button of one file: download it, or have it prepared, or wait for that."""
        store, state = self._store, self._state
        if not bundles.is_large(state, bundle) or store.bundle(state, bundle) is not None:
            download(label, lambda: store.bundle_content(state, bundle), name, primary=primary)
            return
        phase, problem = store.bundle_phase(state, bundle)
        if phase in ("queued", "running"):
            self._awaited[bundle] = phase
            st.button(
                markup.label(f"Preparing {_what(label)}"),
                key=f"preparing-{name}",
                icon=":material/hourglass_top:",
                disabled=True,
            )
            return
        if phase == "failed":
            with self._says:
                notices.notice(f"{name} could not be prepared.", problem, "error")
        if st.button(
            markup.label(f"Prepare {_what(label)}"),
            key=f"prepare-{name}",
            icon=":material/inventory_2:",
            type="primary" if primary else "secondary",
        ):
            store.request_bundle(state, bundle)
            st.rerun()

    def watch(self) -> None:
        """Say how the files that are being prepared come on, and draw the page when one is done."""
        if not self._awaited:
            return

        @st.fragment(run_every=1.0)
        def look() -> None:
            now = [self._store.bundle_phase(self._state, bundle)[0] for bundle in self._awaited]
            if not set(now) <= {"queued", "running"}:
                st.rerun()
            st.status(
                "Files are being prepared, which takes up to a minute each. They are then kept"
                " for everyone; you may leave this page meanwhile."
                if "running" in now
                else "The file waits for other work to end.",
                state="running",
                type="compact",
            )

        with self._says:
            look()


def _what(label: str) -> str:
    """What a download button gives, as the object of a sentence.

    >>> _what("Download Name.csv"), _what("All columns as CSV")
    ('Name.csv', 'all columns as CSV')
    """
    name = label.removeprefix("Download ")
    return name if name != label else label[:1].lower() + label[1:]


def download(label: str, make: Callable[[], bytes], name: str, *, primary: bool = False) -> None:
    """A download whose bytes are made or read when it is clicked."""
    ending = name[name.rindex(".") :]
    st.download_button(
        markup.label(label),
        make,
        file_name=name,
        mime=MIME.get(ending, "application/octet-stream"),
        key=f"take-{name}",
        icon=":material/download:",
        type="primary" if primary else "secondary",
        on_click="ignore",
    )

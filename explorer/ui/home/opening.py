"""Open a run: a run file that was taken away earlier, or from somewhere else, read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import streamlit as st

from explorer.errors import ExplorerError
from explorer.runs.store import Store
from explorer.ui import markup, notices, uploads
from explorer.ui.owner import OwnerSecret

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

BOX = "run-file"
DROPPED = "opening-dropped"  # the box that this visitor's file was dropped into
JOB = "opening-job"  # the job that opens this visitor's file
REFUSED = "opening-refused"  # why the last one was not opened
POLL = 0.5  # seconds


def take(store: Store, owner: OwnerSecret | None, uploaded: UploadedFile, box: str = BOX) -> None:
    """Let the store open a run file; `progress` tells how that goes, under the box it came by."""
    assert owner is not None, "the box is disabled until then"
    st.session_state.pop(REFUSED, None)
    st.session_state[DROPPED] = box
    st.session_state[JOB] = store.open_run(uploaded.name, uploaded, owner.secret)


def box(store: Store, owner: OwnerSecret | None) -> None:
    """The box for a run file."""
    with st.popover("Open a run", icon=":material/folder_open:", type="tertiary"):
        markup.show(
            "<p class='muted'>A run that was taken away as one file (.zip) opens here with its "
            "maps, vectors and recipe.</p>"
        )
        uploads.offer(
            "Drop a run file here, or press Upload",
            BOX,
            store.settings,
            lambda uploaded: take(store, owner, uploaded),
            ["zip"],
            disabled=owner is None,
        )


def progress(store: Store, box: str = BOX) -> None:
    """How the opening of a run file dropped here goes, or why it was refused; often nothing."""
    if st.session_state.get(DROPPED) != box:
        return
    if JOB in st.session_state:
        _wait(store)
    elif (refused := st.session_state.get(REFUSED)) is not None:
        notices.error(refused)


@st.fragment(run_every=POLL)
def _wait(store: Store) -> None:
    """Until the run is there or its file is refused; the whole page then says which."""
    with notices.guarded("The run file"):
        try:
            opening = store.opened(st.session_state[JOB])
        except ExplorerError as problem:
            _refuse(problem)
        if opening.phase == "failed":
            _refuse(ExplorerError(opening.error, mend=opening.mend))
        if opening.phase == "done" and opening.run_id is not None:
            del st.session_state[JOB]
            st.query_params.from_dict({"run": opening.run_id})
            st.rerun()
        markup.show("<p class='muted'>Opening the run file.</p>")


def _refuse(problem: ExplorerError) -> NoReturn:
    """Look no further: what was refused stays so."""
    del st.session_state[JOB]
    st.session_state[REFUSED] = problem
    st.rerun()

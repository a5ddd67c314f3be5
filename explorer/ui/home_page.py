"""The first page: what this is, a sample that plays by itself, a box for one's own file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from explorer.ui import markup

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from explorer.runs.store import Store
    from explorer.ui.owner import OwnerSecret

BOX = "upload"


def show() -> None:
    """Draw the page: the words first, since what follows takes imports."""
    st.title("See which of your categories belong together", anchor=False)
    markup.show(
        "<p class='lead'>Upload a table. A small network learns a place for every category, and "
        "the map shows which ones lie close, with the numbers behind it.</p>"
    )
    # One's own data come first for the Tab key; the style sheet sets them right of the map, and
    # below it on a phone.
    with st.container(key="home-columns"):
        right, left = st.columns([3, 4], gap="medium")
    with right:
        box = st.container(gap="small", key="start")
    below = st.container()
    from explorer.ui import boot

    store = boot.engine().store
    from explorer.ui.owner import owner_secret

    with below:
        owner = owner_secret()  # None in the very first run of a session
    with box:
        _start(store, owner)
    with left:
        from explorer.ui.home import playing

        playing.show(store)


def _start(store: Store, owner: OwnerSecret | None) -> None:
    """One's own file, a sample, or a run that was taken away earlier."""
    from explorer.runs import runfile
    from explorer.ui import uploads
    from explorer.ui.home import opening, samples

    def take(uploaded: UploadedFile) -> None:
        if runfile.begins_one(uploaded):
            opening.take(store, owner, uploaded, BOX)
            return
        assert owner is not None, "the box is disabled until then"
        st.session_state.pop(opening.REFUSED, None)  # one refusal under the box, of this file
        dataset_id = store.datasets.create(uploaded.name, uploaded, owner.secret)
        st.query_params.from_dict({"data": dataset_id})

    st.subheader("Your data", anchor=False)
    uploads.offer(
        "Drop a table here, or press Upload", BOX, store.settings, take, disabled=owner is None
    )
    opening.progress(store, BOX)
    markup.show("<p class='muted'>{promise}</p>", promise=uploads.promise(store.settings))
    st.subheader("Or begin with a sample", anchor=False)
    samples.cards(store)
    if owner is not None and samples.WANTED in st.session_state:
        dataset_id = samples.create(store, st.session_state.pop(samples.WANTED), owner.secret)
        st.query_params.from_dict({"data": dataset_id})
        st.rerun()
    with st.container(horizontal=True, gap="medium"):
        opening.box(store, owner)
        samples.example()
    opening.progress(store)

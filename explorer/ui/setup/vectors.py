"""A file that holds vectors made elsewhere, or may: on to its run, or a question."""

from __future__ import annotations

import streamlit as st

from explorer.data.vectors.by_hand import may_be_vectors
from explorer.errors import ExplorerError
from explorer.records.states import DatasetState
from explorer.records.table import ReadOptions
from explorer.records.vectors import FORMATS
from explorer.runs.store import Store
from explorer.ui import markup, notices, words
from explorer.ui.owner import OwnerSecret
from explorer.ui.setup import keeping, labels


def show(store: Store, state: DatasetState, owner: OwnerSecret) -> None:
    """Go to the run of the vectors; whoever comes back finds the file and its labels here."""
    assert state.vectors is not None, "asked for files of vectors only"
    went = f"vectors-{state.vectors.run}"
    if went not in st.session_state and _is_there(store, state.vectors.run):
        st.session_state[went] = True
        st.query_params.from_dict({"run": state.vectors.run})
        st.rerun()
    sight = state.vectors.sight
    markup.show(
        "<div class='place'><h1>{name}</h1><span class='facts'>{facts}</span></div>",
        name=words.cut(state.name, 80),
        facts=f"vectors made elsewhere · {FORMATS[sight.format]}",
    )
    with st.container(key="card-vectors"):
        st.subheader("These vectors are ready to explore", anchor=False)
        markup.show("<p>{sentence}</p>", sentence=sight.sentence)
        with st.container(horizontal=True):
            if _is_there(store, state.vectors.run) and st.button(
                "Explore them", type="primary", icon=":material/explore:", key="explore"
            ):
                st.query_params.from_dict({"run": state.vectors.run})
                st.rerun()
            if state.bytes_kept and st.button("Read the file as a table instead", key="as-table"):
                _read_again(store, state, owner, vectors=False)
        labels.show(store, state, owner.secret)
        keeping.rows_kept(store, state, owner.secret)
        keeping.browser_forgets(owner)
        keeping.runs_of(store, state.id)


def ask(store: Store, state: DatasetState, owner: OwnerSecret) -> None:
    """Rows of a table that may be vectors: said, with the button that takes them so."""
    if state.vectors is None or state.vectors.run or not state.bytes_kept:
        return
    with st.container(key="card-ask-vectors", horizontal=True, vertical_alignment="center"):
        markup.show(
            "<p>{sentence} If these are vectors made elsewhere, they can be explored as they are."
            "</p>",
            sentence=state.vectors.sight.sentence,
        )
        if st.button("These are vectors: explore them", key="as-vectors"):
            _read_again(store, state, owner, vectors=True)


def by_hand(store: Store, state: DatasetState, owner: OwnerSecret) -> None:
    """The button that takes a file for vectors, where the page does not ask about it."""
    if state.vectors is not None or not state.bytes_kept or state.options.vectors:
        return
    table = state.summary
    if state.options.vectors is None and not (table and may_be_vectors(table.profiles)):
        return
    markup.show(
        "<p class='muted'>Are the rows names with their numbers, as a model learned them? Then "
        "they can be explored as they are.</p>"
    )
    if st.button("Read as vectors", icon=":material/explore:", key="as-vectors-by-hand"):
        _read_again(store, state, owner, vectors=True)


def _read_again(store: Store, state: DatasetState, owner: OwnerSecret, *, vectors: bool) -> None:
    now = state.options
    options = ReadOptions(
        now.encoding, now.delimiter, now.quote, now.header, now.sheet, vectors=vectors
    )
    with notices.guarded("Reading the file again"):
        store.datasets.read_again(state.id, options, owner.secret)
        st.rerun()


def _is_there(store: Store, run_id: str) -> bool:
    try:
        store.runs.get(run_id)
    except ExplorerError:
        return False
    return True

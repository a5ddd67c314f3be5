"""Questions before something is deleted."""

from __future__ import annotations

import streamlit as st

from explorer.errors import ExplorerError
from explorer.records.states import RunState
from explorer.runs.store import Store
from explorer.ui import markup, notices
from explorer.ui.run import address


@st.dialog("Delete this run?")
def delete(store: Store, state: RunState, secret: str | None) -> None:
    """Ask, delete, and go to the first page."""
    markup.show(
        "<p>The vectors, maps and losses of {title} are deleted for everyone who has the link."
        " This cannot be undone.</p>",
        title=state.title,
    )
    if st.button("Delete", type="primary", key="delete-yes"):
        try:
            store.runs.delete(state.id, secret)
        except ExplorerError as problem:
            notices.error(problem)
            return
        address.leave()
        st.rerun()


@st.dialog("Forget the rows now?")
def forget(store: Store, state: RunState, secret: str | None) -> None:
    """Ask, and delete what was uploaded; the run stays."""
    needed = store.datasets.needed(state.dataset_id) if state.dataset_id else None
    if needed is not None:
        notices.notice(needed.message, needed.mend, "warning")
        return
    markup.show(
        "<p>The rows of {title} are deleted from this server. Its runs stay as they are, with"
        " the names and counts of their categories, but nothing new can be trained from it"
        " until it is uploaded again.</p>",
        title=state.title,
    )
    if any(column.kind == "row" for column in state.columns):
        markup.show(
            "<p>This run has a map of rows, which goes on showing the values of the rows on it."
            " Delete the run to delete these, too.</p>"
        )
    if st.button("Forget the rows", type="primary", key="forget-yes") and state.dataset_id:
        try:
            store.datasets.forget(state.dataset_id, secret)
        except ExplorerError as problem:
            notices.error(problem)
            return
        st.rerun()

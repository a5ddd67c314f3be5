"""Questions before something is deleted."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explorer.errors import ExplorerError
from explorer.records.states import RunState
from explorer.runs.store import Store
from explorer.ui import dialogs, markup, notices
from explorer.ui.run import address
from explorer.ui.run.sentences import FOLLOWED, TAKEN_AWAY


@st.dialog("Delete this run?", on_dismiss=dialogs.close)
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


def of_rows(runs: Sequence[RunState]) -> None:
    """Say what runs show of the rows themselves, and what becomes of it when these are forgotten.

    Args:
        runs: all that were made of the rows.
    """
    if any(column.kind == "row" for run in runs for column in run.columns):
        markup.show(
            "<p>A map of rows goes on showing the values of the rows on it. Delete its run to"
            " delete these, too.</p>"
        )
    if any(run.spec.objective == "next-item" for run in runs):
        markup.show(
            "<p>The real histories that “What comes next” begins with are deleted, too; it goes"
            " on guessing. {taken_away} {followed}</p>",
            taken_away=TAKEN_AWAY,
            followed=FOLLOWED,
        )


@st.dialog("Forget the rows now?", on_dismiss=dialogs.close)
def forget(store: Store, state: RunState, secret: str | None) -> None:
    """Ask, and delete what was uploaded; the run stays."""
    needed = store.datasets.needed(state.dataset_id) if state.dataset_id else None
    if needed is not None:
        notices.notice(needed.message, needed.mend, "warning")
        return
    markup.show(
        "<p>The rows of {title} are deleted from this server. Its runs stay, with"
        " the names and counts of their categories, but nothing new can be trained from it"
        " until it is uploaded again.</p>",
        title=state.title,
    )
    of_rows(store.runs.of_dataset(state.dataset_id) if state.dataset_id else [state])
    if st.button("Forget the rows", type="primary", key="forget-yes") and state.dataset_id:
        with notices.guarded("Deleting"):
            store.datasets.forget(state.dataset_id, secret)
            dialogs.close()
            st.rerun()

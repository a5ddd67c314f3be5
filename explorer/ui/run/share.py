"""Share: the link to exactly what is on the screen, and what it gives away."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

import streamlit as st

from explorer.errors import BrokenRun
from explorer.records.recommender import MOST_EXAMPLES
from explorer.records.states import RunState
from explorer.runs.content import Content
from explorer.ui import dialogs, notices, words
from explorer.ui.owner import copy_field
from explorer.ui.run.phases import has_result
from explorer.ui.run.sentences import FOLLOWED, TAKEN_AWAY

_SEEN = (
    " (labels, and what other columns mostly hold beside a category), similarities, losses and"
    " recipe"
)
_SEEN_OF_VECTORS = ", similarities and where the vectors come from"


@st.dialog("Share this run", width="medium", on_dismiss=dialogs.close)
def show(state: RunState, link: str, content: Content) -> None:
    """The link with a button that copies it."""
    copy_field("share-link", link, label="Link to this view")
    of_rows = [said for said in (_map_of_rows(state), _histories(state, content)) if said]
    rows = "more of its rows than is said below," if of_rows else "its rows"
    st.markdown(
        f"Whoever has the link sees what you see here: the map, **{_named(state)}**, all that"
        f" colors it{_SEEN if state.imported is None else _SEEN_OF_VECTORS}."
        f" They do not get the file or {rows} and cannot stop, change or delete anything."
    )
    for said in of_rows:
        st.markdown(said)
    if not has_result(state):
        st.markdown("It shows the run live, and its result once it has finished.")
    if is_local(st.context.url or ""):
        notices.notice(
            "This address leads to your own computer or network only.",
            "For others to open it, run the explorer where they can reach it, or give them the"
            " whole run as a file from Take away.",
            "warning",
        )


def _named(state: RunState) -> str:
    counted = state.imported is None or state.imported.counted
    return "all category names and their counts" if counted else "all names"


def _map_of_rows(state: RunState) -> str:
    """What is seen of rows that have a map, or ""."""
    for column in state.columns:
        if column.kind == "row":
            return (
                f"This run has a map of rows: **the values of the {column.n_entries:,} rows on"
                " it**, in the columns that color it, are seen too."
            )
    return ""


def _histories(state: RunState, content: Content) -> str:
    """What is seen of sequences of the file, word for word and in counts, or ""."""
    if state.spec.objective != "next-item":
        return ""
    many = f"up to {MOST_EXAMPLES} real histories"
    if has_result(state):
        try:
            model = content.recommender()
        except BrokenRun:  # nothing of it can be shown
            model = None
        if model is None:
            return ""
        if not len(model.examples):
            return FOLLOWED
        n = len(model.examples)
        many = words.counted(n, "real history", "real histories")
    until = f" Forgetting the rows deletes them. {TAKEN_AWAY}" if state.dataset_id else ""
    return (
        f"“What comes next” begins with **{many} of the file**, item by item, with what came"
        f" next in each: these are seen too.{until} {FOLLOWED}"
    )


def is_local(url: str) -> bool:
    """Whether an address leads nowhere for somebody outside.

    >>> [is_local(f"http://{host}/") for host in ("localhost:8501", "192.168.0.7", "[::1]:80")]
    [True, True, True]
    >>> is_local("https://embeddings.example.org/?run=1")
    False
    """
    host = urlsplit(url).hostname or "localhost"
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:  # a name: without a dot it is known in one's own network only
        return "." not in host or host.endswith((".localhost", ".local", ".internal", ".lan"))

"""The Run page: the same while a run learns and afterwards, for its owner and for visitors."""

from __future__ import annotations

import streamlit as st

from explorer.records.states import RunState
from explorer.runs.store import Store
from explorer.ui import boot, notices, theme
from explorer.ui.owner import owner_secret
from explorer.ui.run import address, header, live, map_view, phases
from explorer.ui.run.subject import Subject, choose_column, read_subject

VIEWS = ("Map", "Similarities", "One-hot and embedding", "Lookup table", "Take away", "Recipe")
SOURCE = "Where from"  # in the place of the recipe, for vectors that were made elsewhere
NEXT = "What comes next"  # a view of runs that learned it


def show(run_id: str) -> None:
    """Draw a run.

    Raises:
        NotFound: the link leads to no run here (any more).
    """
    store = boot.engine().store
    state = store.runs.get(run_id)
    address.arrive(run_id)
    known = owner_secret()
    secret = known.secret if known else None
    owner = store.runs.owned(run_id, secret)
    theme.name_tab(header.title(state))

    with st.container(key="run", gap="xsmall"):
        badge = header.show(store, state, secret, owner)
        if owner and known is not None and not known.kept:
            notices.notice(
                "This browser keeps nothing for this site, so the run is yours for as long as"
                " this tab is open.",
                "Keep the link: whoever has it can look at the run.",
                "warning",
            )
        says = st.container(key="run-says")
        subject = read_subject(state, store.content(state))
        views = _views(state)
        view = address.chosen("view", views, views[0], "view")
        if subject is not None:
            choose_column(subject, find_too=view != views[0])
        tabs = st.tabs(views, key="view", on_change=_turn_to_view)
        with tabs[0]:
            colors, place = map_view.show(store, state, subject, view == views[0])
        for name, tab in zip(views[1:], tabs[1:], strict=True):
            if tab.open:
                with tab, notices.guarded(name):
                    _view(name, store, state, subject)
        live.watch(store, state, subject, colors, owner, badge, says, place)


def _views(state: RunState) -> tuple[str, ...]:
    """The strip of views, the map first."""
    if state.imported is not None:
        return (*VIEWS[:-1], SOURCE)
    return (VIEWS[0], NEXT, *VIEWS[1:]) if state.spec.objective == "next-item" else VIEWS


def _turn_to_view() -> None:
    address.follow("view", "view", VIEWS[0])


def _view(name: str, store: Store, state: RunState, subject: Subject | None) -> None:
    """Draw one of the views beside the map; imported only when it is open."""
    if state.imported is not None and name == SOURCE:
        from explorer.ui.run import source

        source.show(state, state.imported)
    elif name == "Recipe":
        from explorer.ui.run import recipe

        recipe.show(state)
    elif state.phase == "failed" and not state.can_resume:
        notices.notice("There is nothing to show here: this run has no result.")
    elif subject is None or not phases.has_result(state):
        live_map = "The map is live." if state.phase in phases.FAST else ""
        notices.notice("This view opens when the training has ended.", live_map)
    elif name == NEXT:
        from explorer.ui.run import comes_next

        comes_next.show(subject)
    elif name == "Similarities":
        from explorer.ui.run import similarities

        similarities.show(subject)
    elif name == "One-hot and embedding":
        from explorer.ui.run import onehot

        onehot.show(subject)
    elif name == "Lookup table" and subject.of_rows:
        from explorer.ui.run import row_codes

        row_codes.show(subject)
    elif name == "Lookup table":
        from explorer.ui.run import lookup

        lookup.show(subject)
    else:
        from explorer.ui.run import takeaway

        takeaway.show(store, subject)

"""The recipe that Set up begins with, and how its choices outlive the page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explorer.data import goals
from explorer.errors import NotFound
from explorer.records.shape import Shape, ShapeKind
from explorer.records.spec import TrainingSpec
from explorer.records.states import DatasetState, TableSummary
from explorer.runs.store import Store
from explorer.ui import notices
from explorer.ui.owner import OwnerSecret


def recipe(
    store: Store, state: DatasetState, summary: TableSummary, from_run: str | None
) -> tuple[TrainingSpec, str]:
    """The recipe the page begins with, and whose it is."""
    if from_run:
        try:
            return store.runs.get(from_run).spec, "the recipe of the earlier run"
        except NotFound:
            notices.notice(
                "The run whose recipe was to be filled in does not exist any more.",
                "What stands here is proposed for this file.",
            )
    if state.recipe is not None:
        return state.recipe, "the sample's recipe"
    return goals.proposed_spec(summary.shapes), ""


def as_left(
    store: Store, dataset_id: str, from_run: str | None, key: str
) -> tuple[TrainingSpec, ...]:
    """What was chosen here before the page was reloaded or left, or had another objective, the
    latest first; the same until one of these comes again.

    The table's own edits live as long as it is drawn: without them the page is being entered,
    or it has no table of columns, and all it asks for is remembered by its widgets.
    """
    name = f"{key}-left"
    if name not in st.session_state or f"{key}-columns" not in st.session_state:
        st.session_state[name] = store.drafts.get(dataset_id, from_run or "")
    left: tuple[TrainingSpec, ...] = st.session_state[name]
    return left


def turned(goal: tuple[str, str | None], key: str) -> bool:
    """Whether something else is to be learned than a moment ago.

    Then what was chosen is read again: the browser forgets an edit that the table holds already,
    and the table of another objective may hold it by itself.
    """
    before = st.session_state.get(f"{key}-goal", goal)
    st.session_state[f"{key}-goal"] = goal
    if before == goal:
        return False
    st.session_state.pop(f"{key}-left", None)
    return True


def latest(recipes: Sequence[TrainingSpec], kind: ShapeKind) -> TrainingSpec:
    """The first recipe that takes the rows so; the first of all where none does."""
    return next((each for each in recipes if Shape.of(each).kind == kind), recipes[0])


def keep(
    store: Store,
    dataset_id: str,
    from_run: str | None,
    asked: TrainingSpec,
    owner: OwnerSecret,
    key: str,
) -> None:
    """Remember a choice that changed; what the page itself proposes is no choice."""
    name = f"{key}-asked"
    if st.session_state.setdefault(name, asked) != asked:
        st.session_state[name] = asked
        store.drafts.keep(dataset_id, from_run or "", asked, owner.secret)

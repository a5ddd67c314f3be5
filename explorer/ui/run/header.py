"""The head of the page: what run this is, where it stands, and what its owner may do."""

from __future__ import annotations

from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.data.samples import catalog, sample
from explorer.errors import ExplorerError
from explorer.records.states import RunState
from explorer.runs.store import Store
from explorer.ui import dialogs, markup, notices, words
from explorer.ui.run import address, confirm, sentences, share
from explorer.ui.run.phases import Standing

PAUSABLE = frozenset({"queued", "starting", "learning", "interrupted"})
FLASH = "run-flash"  # what a button could not do, shown once

AGAIN, FORGET, DELETE = "Change and train again", "Forget the rows now", "Delete this run"
LABELS = "The file and its labels"  # of vectors from elsewhere
_ICONS = {
    AGAIN: ":material/edit:",
    LABELS: ":material/palette:",
    FORGET: ":material/lock:",
    DELETE: ":material/delete:",
}


def title(state: RunState) -> str:
    """A sample's name, or the file's."""
    for one in catalog():
        if state.sample == one.name:
            return one.title
    return state.title


def show(store: Store, state: RunState, secret: str | None, owner: bool) -> DeltaGenerator:
    """Draw title, facts and buttons.

    Returns:
        The place of the badge, which the polling part fills.
    """
    with st.container(key="run-head", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(key="run-title", width="stretch"):
            markup.show(
                "<div class='place'><h1>{title}</h1><span class='facts'>{facts}</span></div>",
                title=words.cut(title(state), 80),
                facts=sentences.facts(state),
            )
        with st.container(
            key="run-deeds", horizontal=True, width="content", vertical_alignment="center"
        ):
            place = st.container(width="content", key="run-badge")
            again = False
            if owner:
                rows = _rows_kept(store, state)
                again = rows and state.phase == "failed" and not state.can_resume
                _buttons(store, state, secret)
                if again and st.button(AGAIN, type="primary", icon=_ICONS[AGAIN], key="again"):
                    _change(state)
                _more(store, state, secret, rows)
            elif secret and state.sample:
                _try_sample(store, state.sample, secret)
            weight: Literal["primary", "secondary"] = "secondary" if again else "primary"
            asked = st.button("Share", type=weight, icon=":material/link:", key="share")
            if dialogs.wanted("share", asked):
                share.show(state, address.shared(state.id), store.content(state))
    _say_what_failed()
    return place


def badge(standing: Standing) -> None:
    """Where the run stands, beside its title."""
    markup.show(
        f"<span class='badge {standing.tone}' role='status'>{{text}}</span>", text=standing.badge
    )


def _buttons(store: Store, state: RunState, secret: str | None) -> None:
    """Pause, resume and stop, where they mean something."""

    def do(deed: str) -> None:
        try:
            {"pause": store.runs.pause, "resume": store.runs.resume, "stop": store.runs.stop}[deed](
                state.id, secret
            )
        except ExplorerError as problem:
            st.session_state[FLASH] = problem

    if state.phase in PAUSABLE:
        st.button(
            "Pause", key="pause", icon=":material/pause:", on_click=do, args=("pause",), wrap=False
        )
    if state.can_resume:
        st.button(
            "Resume", key="resume", icon=":material/play_arrow:", on_click=do, args=("resume",)
        )
    if state.phase in PAUSABLE or state.can_resume:
        st.button("Stop", key="stop", icon=":material/stop:", on_click=do, args=("stop",))


def _try_sample(store: Store, name: str, secret: str) -> None:
    """A sample belongs to nobody: everybody may change its recipe and train their own."""
    if st.button("Train it yourself", key="try-sample", icon=":material/edit:"):
        from explorer.ui.home.samples import create

        address.leave(data=create(store, sample(name), secret))
        st.rerun()


def _change(state: RunState) -> None:
    """Go to Set up with this run's recipe."""
    assert state.dataset_id is not None, "offered while the rows are there"
    address.leave(data=state.dataset_id, **{"from": state.id})
    st.rerun()


def _more(store: Store, state: RunState, secret: str | None, rows: bool) -> None:
    """What the owner does rarely.

    Args:
        rows: the file's rows are still there.
    """
    options = [AGAIN, FORGET, DELETE] if rows else [DELETE]
    if state.imported is not None:
        options = [LABELS, FORGET, DELETE] if rows else [DELETE]
    chosen = st.menu_button(
        "More",
        options,
        key="more",
        format_func=lambda deed: f"{_ICONS[deed]} {deed}",
    )
    if chosen == LABELS and state.dataset_id:
        address.leave(data=state.dataset_id)
        st.rerun()
    elif chosen == AGAIN:
        _change(state)
    elif rows and dialogs.wanted("forget", chosen == FORGET):
        confirm.forget(store, state, secret)
    elif dialogs.wanted("delete", chosen == DELETE):
        confirm.delete(store, state, secret)


def _rows_kept(store: Store, state: RunState) -> bool:
    """Whether the file's rows are still there to learn from."""
    if state.dataset_id is None:
        return False
    try:
        return not store.datasets.get(state.dataset_id).forgotten
    except ExplorerError:
        return False


def _say_what_failed() -> None:
    problem = st.session_state.pop(FLASH, None)
    if isinstance(problem, ExplorerError):
        notices.error(problem)

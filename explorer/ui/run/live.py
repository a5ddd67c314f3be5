"""The part of the page that looks for news: status, newest frames, losses, neighbors."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.errors import NotFound
from explorer.records.states import RunState
from explorer.runs.store import Store
from explorer.ui import notices, words
from explorer.ui.map import Paint, map_focus, map_frames
from explorer.ui.run import header, panel, phases, scene, source
from explorer.ui.run.subject import ROOM, Subject, find

SENT = "run-sent"  # step of the newest frame that this session was sent
_seen: dict[str, float] = {}  # session -> when it last looked
_lock = threading.Lock()


def watch(
    store: Store,
    drawn: RunState,
    subject: Subject | None,
    paint: Paint | None,
    owner: bool,
    badge: DeltaGenerator,
    says: DeltaGenerator,
    panel_place: DeltaGenerator,
) -> None:
    """Draw what changes while a run learns, and look again every so often.

    Everything else of the page stays as it is; when the run enters another phase, the whole
    page is drawn anew.

    Args:
        drawn: the state that the rest of the page shows.
        badge, says, panel_place: where status, sentence and panel stand.
    """
    seconds = phases.poll_seconds(drawn, viewers())
    until = _resumable_until(store, drawn) if owner else ""

    @st.fragment(run_every=seconds)
    def look() -> None:
        try:
            state = store.runs.get(drawn.id)
        except NotFound:  # deleted by its owner; the whole page says so
            st.rerun()
        if has_turned(drawn, state) or has_colors(subject):
            st.rerun()
        standing = phases.standing(state, owner, until)
        with badge:
            header.badge(standing)
        with says:
            if standing.message:
                notices.notice(standing.message, standing.mend, standing.notice)
            else:
                st.empty()
        with panel_place:
            _panel(state, subject, paint)

    look()


def _resumable_until(store: Store, state: RunState) -> str:
    """When the rows of a paused run go, in words; "" of any other, or where they are not here."""
    if state.phase != "paused" or state.dataset_id is None:
        return ""
    try:
        dataset = store.datasets.get(state.dataset_id)
    except NotFound:
        return ""
    if dataset.forgotten:
        return ""
    return words.moment(dataset.expires, time.time(), st.context.timezone_offset)


def has_turned(drawn: RunState, now: RunState) -> bool:
    """Whether more than the moving parts has changed."""
    return (
        drawn.phase != now.phase
        or len(drawn.columns) != len(now.columns)
        or bool(drawn.frames) != bool(now.frames)
        or [column.methods for column in drawn.columns]
        != [column.methods for column in now.columns]
    )


def has_colors(subject: Subject | None) -> bool:
    """Whether colors came since the page was drawn; they are worked out beside the learning."""
    if subject is None or subject.facets:
        return False
    return bool(subject.content.facets(subject.column))


def viewers() -> int:
    """Sessions that looked at a run within the last seconds."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    context = get_script_run_ctx()
    now = time.monotonic()
    with _lock:
        if context is not None:
            _seen[context.session_id] = now
        for session in [session for session, when in _seen.items() if now - when > 10]:
            del _seen[session]
        return len(_seen)


def _panel(state: RunState, subject: Subject | None, paint: Paint | None) -> None:
    if subject is not None and paint is not None:
        entries = subject.entries
        subject = replace(subject, state=state, picked=find(entries, st.query_params.get("pick")))
        found = panel.nearest(subject)
        map_focus(ROOM, panel.focus(subject, found), subject.scene)
        if state.phase in phases.FAST:
            _frames(subject)
        panel.neighbors(subject, found, paint)
    if state.imported is None:
        panel.losses(state, subject.shape.name if subject is not None else "")
    else:
        source.card(state, state.imported)


def _frames(subject: Subject) -> None:
    """Send the frames that this session has not seen yet."""
    scene_name, step = st.session_state.get(SENT, ("", -1))
    after = step if scene_name == subject.scene else -1
    news = scene.news(subject, after)
    st.session_state[SENT] = (subject.scene, max(subject.state.frames, default=-1))
    if news is not None:
        map_frames(ROOM, news)

"""The bytes that the map is drawn from; kept for the few columns that are being looked at."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.analysis.projection import FEWEST
from explorer.records.embedding import Projection
from explorer.records.states import RunState
from explorer.runs.entries import Entries
from explorer.ui.map import (
    Focus,
    Frame,
    Paint,
    Scene,
    pack_entries,
    pack_frames,
    pack_layout,
    pack_paint,
)
from explorer.ui.run import evidence, map_words, phases
from explorer.ui.run.subject import Subject

NEVER = "There is no map: nothing was learned."
WAITING = "The map appears here when training begins."
SOON = "The first map is being drawn."
EMPTY = "waiting"  # the scene of a run that has no columns yet
REPLAY_SECONDS = 3.0
SOON_OVER = 3.0  # seconds; a training this short may end before anybody saw it


def waiting_scene(failed: bool) -> Scene:
    """The map's place where there is nothing to draw (yet), so that it is never mounted anew."""
    none = np.zeros(0, np.int64)
    entries = pack_entries(EMPTY, (), none, none.astype(np.uint8))
    paint = pack_paint(EMPTY, Paint("", none.astype(np.uint16), (), ()))
    message = NEVER if failed else WAITING
    return Scene(EMPTY, entries, paint, message=message, title="The map", alt="An empty map.")


def scene(subject: Subject, paint: Paint, focus: Focus) -> Scene:
    """All that the map shows of a subject."""
    drawn = shown_projection(subject)
    few = map_words.too_few(subject)
    with_frames = subject.shows_result_by_pca and not few
    of_frames = subject.learning and drawn is None and with_frames and bool(subject.state.frames)
    return Scene(
        subject.scene,
        entries=_entries(subject.scene, subject.entries),
        paint=pack_paint(subject.scene, paint),
        layout=None if drawn is None else _layout(subject, drawn),
        frames=_all_frames(subject) if with_frames and subject.state.frames else None,
        focus=focus,
        title=map_words.map_title(subject, drawn, subject.learning),
        alt=map_words.map_alt(subject),
        caption="" if few else _caption(subject, drawn),
        message="" if of_frames else _message(subject, drawn),
        live=of_frames and subject.state.phase in phases.FAST,
        play="unseen" if phases.has_result(subject.state) and with_frames else "no",
        note=_note(subject.state),
        replay_seconds=REPLAY_SECONDS,
    )


def _caption(subject: Subject, drawn: Projection | None) -> str:
    return f"{map_words.map_caption(subject, drawn)} {evidence.sharing(subject)}".strip()


def shown_projection(subject: Subject) -> Projection | None:
    """The finished coordinates that are shown; None while the frames are.

    Before the first frame of a training that is the map from counts alone.
    """
    content, column = subject.content, subject.column
    if len(subject.entries) < FEWEST[subject.method]:
        return None
    if subject.learning and subject.source == "learned":
        if subject.state.frames or subject.method == "umap":
            return None
        return content.projection(column, "pca", "baseline")
    return content.projection(column, subject.method, subject.source)


def news(subject: Subject, after: int) -> bytes | None:
    """The frames that came after a step, and the live picture; None when there are none."""
    state, content, column = subject.state, subject.content, subject.column
    if not subject.shows_result_by_pca or map_words.too_few(subject):
        return None
    epochs = {point.step: point.epoch for point in state.points}
    steps = [step for step in state.frames if step > after]
    frames = [Frame(step, epochs[step], content.frame(step, column)) for step in steps]
    live = content.live(column) if state.phase == "learning" else None
    if live is not None and live.step > max(state.frames, default=-1):
        epoch = state.total_epochs * live.step / max(1, state.total_steps)
        frames.append(Frame(live.step, epoch, live.xy, stored=False))
    return _pack(subject, frames) if frames else None


def _message(subject: Subject, drawn: Projection | None) -> str:
    if drawn is not None:
        return ""
    if few := map_words.too_few(subject):
        return few
    if subject.state.phase == "failed" and not subject.state.frames:
        return NEVER
    if subject.method == "umap":
        if subject.learning and subject.source == "learned":
            return "UMAP lays out what was learned to the end. PCA is live."
        return "UMAP is being laid out; the line below says how far it is."
    return "This map is not there." if phases.has_result(subject.state) else SOON


def _note(state: RunState) -> str:
    if state.seconds and state.seconds < SOON_OVER:
        return f"learned in {phases.short(state.seconds)}, shown slowly"
    return ""


@st.cache_data(max_entries=4, show_spinner=False)  # several MB each
def _entries(scene: str, _found: Entries) -> bytes:
    # Each row is one: that it was seen once is not worth a word.
    counts = np.zeros_like(_found.counts) if _found.kind == "row" else _found.counts
    return pack_entries(scene, _found.names, counts, _found.kinds)


def _layout(subject: Subject, drawn: Projection) -> bytes:
    space = f"{subject.source} {drawn.method}"
    is_best = space == _SPACE and phases.has_result(subject.state)
    return pack_layout(subject.scene, space, drawn.xy, subject.state.best_step if is_best else None)


_SPACE = "learned pca"


def _all_frames(subject: Subject) -> bytes:
    epochs = {point.step: point.epoch for point in subject.state.points}
    placed = subject.content.frames(subject.state.frames, subject.column)
    frames = [
        Frame(step, epochs.get(step, 0.0), xy)
        for step, xy in zip(subject.state.frames, placed, strict=True)
    ]
    return _pack(subject, frames)


def _pack(subject: Subject, frames: list[Frame]) -> bytes:
    state = subject.state
    return pack_frames(
        subject.scene,
        _SPACE,
        frames,
        best_step=state.best_step,
        total_steps=state.total_steps,
        total_epochs=state.total_epochs,
    )

"""The right panel: the picked category with its neighbors, and how the learning goes."""

from __future__ import annotations

import streamlit as st

from explorer.analysis.little import usual_length
from explorer.analysis.similarity import Nearest, lengths
from explorer.records.states import RunState
from explorer.ui.losses import Losses, loss_chart
from explorer.ui.map import NO_COLOR, Focus, Paint
from explorer.ui.neighbors import Neighbor, NeighborPanel, neighbor_panel
from explorer.ui.run import loss_words, map_words, rows, sentences
from explorer.ui.run.paint import GREY
from explorer.ui.run.phases import has_result
from explorer.ui.run.subject import ROOM, Subject, pick

SHOWN = 8  # neighbors beside the map, and lines on it


def nearest(subject: Subject, k: int = SHOWN) -> Nearest | None:
    """The picked entry's neighbors: of the live vectors while it learns, then of the result.

    Args:
        k: how many, itself not counted.
    """
    if subject.picked is None:
        return None
    if subject.live_neighbors:
        return subject.content.live_neighbors(subject.column, subject.picked, k)
    return _settled(_vectors(subject), subject.picked, k, subject)


def _vectors(subject: Subject) -> str:
    """Names vectors that no longer change."""
    return f"{subject.scene} {subject.source} {subject.state.phase} {subject.state.best_step}"


@st.cache_data(max_entries=256, show_spinner=False)
def _settled(vectors: str, picked: int, k: int, _subject: Subject) -> Nearest | None:
    """Neighbors in vectors that no longer change: 20 ms for 100,000 entries, asked for twice."""
    return _subject.content.neighbors(_subject.column, picked, k, _subject.source)


def doubt(subject: Subject, index: int, close: list[int]) -> str:
    """Why the neighbors of one category may mean little, the gravest reason alone; or ""."""
    if not subject.live_neighbors:
        own = subject.content.vectors(subject.column, subject.source)[index : index + 1]
        usual = _usual_length(_vectors(subject), subject)
        if said := sentences.short(float(lengths(own)[0]), usual, subject.state):
            return said
    return sentences.count_hint(subject.entries, close, subject.counted_in)


@st.cache_data(max_entries=64, show_spinner=False)
def _usual_length(vectors: str, _subject: Subject) -> float:
    """Of all vectors of a column: 30 ms for 100,000 of them."""
    return usual_length(_subject.content.vectors(_subject.column, _subject.source))


def focus(subject: Subject, found: Nearest | None) -> Focus:
    """What the map rings and joins."""
    if found is None:
        return Focus(subject.picked)
    pairs = zip(found.indices.tolist(), found.cosines.tolist(), strict=True)
    return Focus(subject.picked, tuple(pairs))


def neighbors(subject: Subject, found: Nearest | None, paint: Paint) -> None:
    """Draw the picked category and what is close to it."""
    neighbor_panel(
        "neighbors",
        _panel(subject, found, paint),
        room=ROOM,
        on_pick=lambda index: pick(subject.entries, index),
    )


def losses(state: RunState, column: str) -> None:
    """Draw how the learning goes.

    Args:
        column: the one that is shown, "" while there is none.
    """
    title, sentence = loss_words.loss_sentence(state, column)
    loss_chart(
        "losses",
        Losses(
            points=state.points,
            title=title,
            sentence=sentence,
            blind=state.blind_loss if state.verdict is None else state.verdict.blind_loss,
            blind_label=loss_words.guessing(state),
            unit=loss_words.unit(state),
            note=loss_words.loss_note(state),
            best_step=state.best_step,
            total_epochs=_planned(state),
        ),
    )


def _planned(state: RunState) -> int:
    """The width of the losses: the planned epochs, or 0 to fit what there is of a run that ended.

    One that was stopped at its start has next to nothing to fit.
    """
    passed = state.points[-1].epoch if state.points else 0.0
    return 0 if has_result(state) and passed >= 0.1 else state.total_epochs


def _panel(subject: Subject, found: Nearest | None, paint: Paint) -> NeighborPanel:
    index = subject.picked
    if index is None:
        which = "a row" if subject.of_rows else "a category"
        return NeighborPanel(empty=f"Pick {which} on the map to see what it is close to.")
    entries = subject.entries
    seen = sentences.seen(entries, index, subject.counted_in)
    seen = ", ".join(filter(None, (seen, map_words.not_drawn(subject, index))))
    if found is None:
        hint = map_words.no_neighbors_yet(subject, index)
        return NeighborPanel(index, entries.names[index], seen, hint=hint)
    close = [int(other) for other in found.indices]
    return NeighborPanel(
        index,
        entries.names[index],
        seen,
        f"Nearest by cosine{map_words.nearest_among(subject)}, {sentences.in_all(subject.dim)}"
        f"{sentences.without_training(subject)}",
        tuple(
            _neighbor(subject, other, float(cosine), paint)
            for other, cosine in zip(close, found.cosines, strict=True)
        ),
        _hint(subject, index, close),
        heading="same" if subject.of_rows else "seen",
        told="same in {} columns" if subject.of_rows else "",
    )


def _hint(subject: Subject, index: int, close: list[int]) -> str:
    if subject.of_rows:
        return rows.nearest_share(subject, index, close)
    return doubt(subject, index, close)


def _neighbor(subject: Subject, index: int, cosine: float, paint: Paint) -> Neighbor:
    code = int(paint.codes[index]) if index < len(paint.codes) else NO_COLOR
    colored = code < len(paint.light)
    return Neighbor(
        index,
        subject.name(index),
        cosine,
        int(subject.entries.counts[index]),
        paint.light[code] if colored else GREY[0],
        paint.dark[code] if colored else GREY[1],
        sentences.is_few(subject.entries, index),
        _same(subject, index),
    )


def _same(subject: Subject, index: int) -> str:
    """In how many columns a row is like the picked one; nothing of a category."""
    if not subject.of_rows or subject.picked is None or not rows.learned(subject):
        return ""
    return rows.compare(subject, subject.picked, index).short

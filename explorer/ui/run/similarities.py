"""Similarities: the nearest of a category, the most similar pairs, a heat map of chosen ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import streamlit as st

from explorer.analysis.ordering import MAX_ROWS, block_order
from explorer.analysis.similarity import Nearest, Pairs, cosine_matrix, similar_pairs
from explorer.analysis.wording import cosine_texts
from explorer.data.shown import shown
from explorer.figures.similarity import heat_map
from explorer.runs.shown import paired
from explorer.ui import markup, notices, words
from explorer.ui.run import charts, panel, sentences
from explorer.ui.run.rows import compare, nearest_share
from explorer.ui.run.subject import Subject
from explorer.ui.run.tables import Low, Name, bars, copy, table

NEAREST = (5, 10, 20, 50)
PAIRS = 20
FIRST = 24  # entries of a heat map, before others are chosen
COMPARED = 1_000  # entries whose pairs are ranked here and now: those of vectors without training
OFFERED = 2000  # names offered in a list to choose from; others are typed
FREQUENT, AROUND, OWN = "Most frequent", "Picked and its nearest", "My own list"


def show(subject: Subject) -> None:
    """Draw the view."""
    if which := sentences.which_vectors(subject):
        markup.show("<p class='sentence'>{which}</p>", which=which)
    left, right = st.columns(2, gap="large")
    with left:
        _nearest(subject)
    with right:
        _pairs(subject)
    _heat_map(subject)


def _nearest(subject: Subject) -> None:
    st.subheader(f"Nearest of one {subject.thing}", anchor=False)
    if subject.picked is None:
        markup.show(
            "<p class='muted'>{name} stands here as an example. Find another {thing} above, or"
            " pick one on the map.</p>",
            name=subject.shown(0),
            thing=subject.thing,
        )
        subject = replace(subject, picked=0)
    k = st.segmented_control(
        "How many",
        NEAREST,
        default=10,
        required=True,
        key="nearest-k",
        label_visibility="collapsed",
    )
    found = panel.nearest(subject, k or 10)
    if found is None:
        return
    if subject.of_rows:
        _nearest_rows(subject, found)
        return
    headings: tuple[str, ...] = ("category", "cosine", "", subject.counted_in)
    cosines = found.cosines.tolist()
    rows: list[tuple[object, ...]] = [
        (Name(subject.name(other)), cosine, bar, _count(subject, other))
        for other, cosine, bar in zip(
            found.indices.tolist(), cosine_texts(cosines), bars(cosines), strict=True
        )
    ]
    if not subject.counted:
        headings, rows = headings[:3], [row[:3] for row in rows]
    name = subject.shown(subject.picked or 0)
    table(
        f"Nearest of {name} by cosine, {sentences.in_all(subject.dim)}"
        f"{sentences.without_training(subject)}",
        headings,
        rows,
        numbers=(1, 3),
        among=subject.entries.names,
    )
    if hint := panel.doubt(subject, subject.picked or 0, [int(i) for i in found.indices]):
        markup.show("<p class='muted'>{hint}</p>", hint=hint)
    copy(headings, rows)


def _count(subject: Subject, index: int) -> int:
    """In how many rows an entry was seen, marked where these are too few."""
    seen = int(subject.entries.counts[index])
    return Low(seen) if sentences.is_few(subject.entries, index) else seen


def _nearest_rows(subject: Subject, found: Nearest) -> None:
    """The same of rows: in how many columns they are alike, and where they are not."""
    picked = subject.picked or 0
    headings = ("row", "cosine", "", "same", "differs in")
    lines = []
    cosines = found.cosines.tolist()
    for other, cosine, bar in zip(
        found.indices.tolist(), cosine_texts(cosines), bars(cosines), strict=True
    ):
        both = compare(subject, picked, other)
        apart = [f"{words.cut(name, 24)}: {its}, not {own}" for name, own, its in both.differs]
        lines.append(
            (
                Name(subject.name(other)),
                cosine,
                bar,
                both.short,
                words.listed(apart, 3, 80),
            )
        )
    name = subject.shown(picked)
    table(
        f"Nearest of {name}, by cosine of the rows' codes{sentences.without_training(subject)}",
        headings,
        lines,
        numbers=(1, 3),
        among=subject.entries.names,
    )
    if hint := nearest_share(subject, picked, found.indices.tolist()):
        markup.show("<p class='muted'>{hint}</p>", hint=hint)
    copy(headings, lines)


def _pairs(subject: Subject) -> None:
    st.subheader("Most similar pairs", anchor=False)
    pairs = _ranked_pairs(subject)
    if pairs is None or not len(pairs.first):
        markup.show("<p class='muted'>There are no pairs to compare.</p>")
        return
    headings = ("one", "other", "cosine", "")
    cosines = pairs.cosines[:PAIRS].tolist()
    rows = [
        (
            Name(subject.name(int(a))),
            Name(subject.name(int(b))),
            cosine,
            bar,
        )
        for a, b, cosine, bar in zip(
            pairs.first[:PAIRS].tolist(),
            pairs.second[:PAIRS].tolist(),
            cosine_texts(cosines),
            bars(cosines),
            strict=True,
        )
    ]
    name = words.cut(subject.shape.name, 40)
    table(
        f"The {pairs_found(len(rows))} of {name}{sentences.without_training(subject)}",
        headings,
        rows,
        numbers=(2,),
        among=subject.entries.names,
    )
    if among := _among(subject):
        markup.show("<p class='muted'>Among the {which}.</p>", which=among)
    copy(headings, rows)


def _ranked_pairs(subject: Subject) -> Pairs | None:
    """The most similar pairs of the vectors that are looked at.

    Those of the learned ones were ranked when the training ended; of the others few are compared.
    """
    if subject.source == "learned":
        return subject.content.pairs(subject.column)
    return _pairs_without_training(subject.scene, subject)


@st.cache_data(max_entries=64, show_spinner=False)
def _pairs_without_training(scene: str, _subject: Subject) -> Pairs:
    """They never change: 0.1 s, once for everybody."""
    vectors = _subject.content.vectors(_subject.column, "baseline")
    return similar_pairs(vectors[:COMPARED], PAIRS)


def _among(subject: Subject) -> str:
    """Among which entries pairs were looked for, or "" where it is known to be all."""
    n, file = len(subject.entries), subject.state.imported is not None
    compared = n
    if subject.source == "baseline":
        compared = min(n, COMPARED)
    elif file:
        compared = paired(n, subject.shape.dim)
    if compared == n:
        return ""
    if file:
        return f"first {words.count(compared)} of the file"
    if subject.of_rows:
        return f"first {words.counted(compared, 'row')} on the map"
    return f"{words.count(compared)} most frequent"


def pairs_found(n: int) -> str:
    """What the table of pairs holds.

    >>> pairs_found(1), pairs_found(20)
    ('most similar pair', '20 most similar pairs')
    """
    return "most similar pair" if n == 1 else f"{words.count(n)} most similar pairs"


def _heat_map(subject: Subject) -> None:
    st.subheader("All against all", anchor=False)
    options = [FREQUENT, AROUND, OWN] if subject.picked is not None else [FREQUENT, OWN]
    with st.container(horizontal=True, vertical_alignment="center"):
        which = st.segmented_control(
            _many(subject).capitalize(),
            options,
            default=FREQUENT,
            required=True,
            key="heat-which",
            format_func=lambda which: _first(subject) if which == FREQUENT else which,
        )
    chosen = _chosen(subject, which or FREQUENT)
    if len(chosen) < 2:
        notices.notice(f"Choose at least two {_many(subject)} to compare.")
        return
    vectors = subject.content.vectors(subject.column, subject.source)
    cosines = cosine_matrix(vectors[np.array(chosen)])
    order = block_order(cosines)
    ordered = [chosen[i] for i in order]
    charts.show(
        heat_map(
            [subject.name(index) for index in ordered],
            cosines[np.ix_(order, order)],
            charts.theme(),
            column=words.cut(subject.shape.name, 40) + sentences.without_training(subject),
            selected=ordered.index(subject.picked) if subject.picked in ordered else None,
            of_rows=subject.of_rows,
        ),
        "heat-map",
        width=880,
    )
    markup.show(
        "<p class='muted'>Rows are ordered so that alike ones stand side by side: a block is a"
        " group. 1 is the same direction, 0 unrelated, −1 opposite.</p>"
    )


def _first(subject: Subject) -> str:
    """What the first entries are."""
    if subject.of_rows or not subject.counted:
        return f"First {_many(subject)}"
    return FREQUENT


def _many(subject: Subject) -> str:
    return "rows" if subject.of_rows else "categories"


def _chosen(subject: Subject, which: str) -> list[int]:
    """Indices of the categories that the heat map compares, at most MAX_ROWS."""
    if which == AROUND and subject.picked is not None:
        found = panel.nearest(subject, MAX_ROWS // 2 - 1)
        return [subject.picked, *(int(i) for i in found.indices)] if found else []
    if which == OWN:
        return _own(subject)
    # What was never seen is in no row: it is not among the most frequent.
    return list(range(min(FIRST, len(subject.entries) - subject.entries.n_unseen)))


def _own(subject: Subject) -> list[int]:
    names = subject.entries.names
    typed: Sequence[str] = st.multiselect(
        f"{_many(subject).capitalize()} to compare",
        names[:OFFERED],
        format_func=shown,
        key=f"heat-own-{subject.column}",
        max_selections=MAX_ROWS,
        accept_new_options=len(names) > OFFERED,
        placeholder=f"Choose 2 to 40 {_many(subject)}",
        label_visibility="collapsed",
    )
    known = {name: index for index, name in reversed(list(enumerate(names)))} if typed else {}
    if unknown := [name for name in typed if name not in known]:
        where = "the data" if subject.of_rows else words.cut(subject.shape.name, 40)
        notices.notice(
            f"{words.listed(unknown)} is not a {subject.thing} of {where}.",
            "Names are taken as they are written in the file.",
        )
    return list(dict.fromkeys(known[name] for name in typed if name in known))[:MAX_ROWS]

"""One-hot and embedding side by side, in pictures and numbers of this very data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.analysis.onehot import (
    FLOAT32,
    ColumnSize,
    OneHotFacts,
    pair_facts,
    window_sentence,
)
from explorer.analysis.ordering import block_order
from explorer.analysis.similarity import cosine_matrix
from explorer.figures.similarity import Measure, heat_map
from explorer.records.embedding import CATEGORY
from explorer.ui import markup, words
from explorer.ui.run import charts, loss_words, sentences
from explorer.ui.run.rows import same_share
from explorer.ui.run.subject import Subject
from explorer.ui.run.tables import copy, table

COMPARED = 24  # categories in the two heat maps


def show(subject: Subject) -> None:
    """Draw the view."""
    if which := sentences.which_vectors(subject):
        markup.show("<p class='sentence'>{which}</p>", which=which)
    column = words.cut(subject.shape.name, 40)
    known = len(subject.entries) - subject.entries.n_unseen
    vectors = subject.content.vectors(subject.column, subject.source)[:known]
    n = min(COMPARED, known)
    if subject.of_rows:
        markup.show("<p class='sentence'>{sentence}</p>", sentence=_of_rows(subject))
        one_hot, sees = same_share(subject, n), "One-hot: the share of columns that hold the same"
    else:
        in_all = subject.things(known)
        learned = _learned(subject)
        about = pair_facts(column, vectors, in_all, learned=learned, counted=subject.counted)
        markup.show("<p class='sentence'>{sentence}</p>", sentence=about.sentence)
        one_hot, sees = np.eye(n, dtype=np.float32), "One-hot: every two are equally far apart"
    cosines = cosine_matrix(vectors[:n])
    order = block_order(cosines)
    names = [subject.name(int(i)) for i in order]
    cosines = cosines[np.ix_(order, order)]
    kind = "Embedding" if subject.source == "learned" else "From counts"
    of_columns: Measure = "columns" if subject.of_rows else "cosine"
    drawn: tuple[tuple[NDArray[np.float32], str, str, Measure], ...] = (
        (one_hot[np.ix_(order, order)], sees, "one-hot", of_columns),
        (cosines, f"{kind}: alike ones stand in blocks", "learned", "cosine"),
    )
    for place, (shares, sees, key, measure) in zip(st.columns(2, gap="medium"), drawn, strict=True):
        with place:
            picture = heat_map(
                names,
                shares,
                charts.theme(),
                column=column,
                measure=measure,
                of_rows=subject.of_rows,
            )
            charts.show(replace(picture, title=sees), key)
    what = (
        "The first heat map shows the share of columns that hold the same, the second the cosine"
        " similarity of the codes, both"
        if subject.of_rows
        else "Both heat maps show the cosine similarity"
    )
    markup.show(
        f"<p class='muted'>{what} of the {{which}}, in the same order.</p>",
        which=_which(subject, n, known),
    )
    _costs(subject)


def _which(subject: Subject, n: int, known: int) -> str:
    """Which entries the heat maps compare."""
    if n == known and not subject.of_rows:
        return subject.things(n)
    special = (subject.entries.kinds[:n] != CATEGORY).any()
    if subject.of_rows or special or not subject.counted:
        return f"first {subject.things(n)}"
    return f"{words.count(n)} most frequent categories"


def _learned(subject: Subject) -> bool:
    """Whether the vectors are what was learned here: not given, joined or from counts alone."""
    made = subject.state.imported is None and subject.source == "learned"
    return made and not loss_words.is_joined(subject.state)


def _of_rows(subject: Subject) -> str:
    return (
        "One-hot, two rows are alike by the columns in which they hold the very same value. Their"
        f" codes, {words.counted(subject.shape.dim, 'number')} each, also know which values are"
        " alike and which columns say the same."
    )


def _costs(subject: Subject) -> None:
    sizes = []
    for index, column in enumerate(subject.state.columns):
        if column.kind == "category":
            unseen = subject.content.entries(index).n_unseen
            known = column.n_entries - unseen
            name = words.cut(column.name, 40)
            halved = sentences.is_halved(subject.state)
            sizes.append(ColumnSize(name, known, column.dim, unseen, halved))
    made = subject.state.imported is None
    found = OneHotFacts(tuple(sizes), made and not loss_words.is_joined(subject.state))
    whose = "your data" if made else "data with these names"
    st.subheader(f"What one row of {whose} costs either way", anchor=False)
    markup.show(
        "<p class='sentence'>{short} {cost}</p>",
        short=found.short_sentence,
        cost=found.cost_sentence,
    )
    empty = sentences.unused_dimensions(subject.state, subject.content.vectors(subject.column))
    if empty and not subject.of_rows:
        name = words.cut(subject.shape.name, 40)
        markup.show("<p class='sentence'>Of {name}: {empty}</p>", name=name, empty=empty)
    if not subject.of_rows:
        window = window_sentence(found.columns[subject.column])
        markup.show("<p class='sentence'>{window}</p>", window=window)
    if said := sentences.halves(subject.state, subject.shape.dim):
        markup.show("<p class='sentence'>{said}</p>", said=said)
    headings = ("column", "one-hot inputs", "of them zero", "bytes", "numbers", "bytes")
    rows = [
        (c.name, c.entries, c.entries - 1, FLOAT32 * c.entries, c.read, FLOAT32 * c.read)
        for c in found.columns
    ]
    rows.append(
        (
            "all together",
            found.inputs,
            found.zeros,
            found.one_hot_bytes,
            found.numbers,
            found.embedding_bytes,
        )
    )
    table("One row, one-hot (left) and as embeddings (right)", headings, rows, numbers=range(1, 6))
    copy(headings, rows)

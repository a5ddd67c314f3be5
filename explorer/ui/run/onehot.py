"""One-hot and embedding side by side, in pictures and numbers of this very data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from explorer.analysis.onehot import FLOAT32, facts, pair_facts, window_sentence
from explorer.analysis.ordering import block_order
from explorer.analysis.similarity import cosine_matrix
from explorer.figures.similarity import heat_map
from explorer.ui import markup, words
from explorer.ui.run import charts
from explorer.ui.run.subject import Subject
from explorer.ui.run.tables import copy, table

COMPARED = 24  # categories in the two squares


def show(subject: Subject) -> None:
    """Draw the view."""
    column = words.cut(subject.shape.name, 40)
    vectors = subject.content.vectors(subject.column, subject.source)
    about = pair_facts(column, vectors)
    markup.show("<p class='sentence'>{sentence}</p>", sentence=about.sentence)

    n = min(COMPARED, len(subject.entries))
    cosines = cosine_matrix(vectors[:n])
    order = block_order(cosines)
    names = [subject.name(int(i)) for i in order]
    cosines = cosines[np.ix_(order, order)]
    drawn = (
        (np.eye(n, dtype=np.float32), "One-hot: every two are equally far apart", "one-hot"),
        (cosines, "Embedding: alike ones stand in blocks", "learned"),
    )
    for place, (square, sees, key) in zip(st.columns(2, gap="medium"), drawn, strict=True):
        with place:
            picture = heat_map(names, square, charts.theme(), column=column)
            charts.show(replace(picture, title=sees), key)
    markup.show(
        "<p class='muted'>Both squares show the cosine similarity of the {n} most frequent"
        " categories, in the same order.</p>",
        n=words.count(n),
    )
    _costs(subject)


def _costs(subject: Subject) -> None:
    columns = subject.state.columns
    found = facts([(words.cut(c.name, 40), c.n_entries, c.dim) for c in columns])
    st.subheader("What one row of your data costs either way", anchor=False)
    markup.show(
        "<p class='sentence'>{short} {cost}</p>",
        short=found.short_sentence,
        cost=found.cost_sentence,
    )
    markup.show(
        "<p class='sentence'>{window}</p>", window=window_sentence(found.columns[subject.column])
    )
    headings = ("column", "one-hot inputs", "of them zero", "bytes", "numbers", "bytes ")
    rows = [
        (c.name, c.entries, c.entries - 1, FLOAT32 * c.entries, c.dim, FLOAT32 * c.dim)
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

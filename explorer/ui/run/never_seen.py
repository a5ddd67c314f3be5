"""Where a value goes that the data did not have, why, and how many such values to expect."""

from __future__ import annotations

from difflib import get_close_matches

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.analysis.ranking import largest
from explorer.analysis.similarity import cosines
from explorer.analysis.wording import cosine_text
from explorer.data.unknown import expected_share
from explorer.records.embedding import CATEGORY, RARE, UNKNOWN
from explorer.ui import markup, words
from explorer.ui.run import sentences
from explorer.ui.run.subject import Subject

NEAREST = 3  # that are named
LOOKED_AT = 5_000  # names among which one that is spelled alike is looked for, the most frequent


def show(subject: Subject, vectors: NDArray[np.float32]) -> None:
    """Ask for a value, and say what becomes of it."""
    st.subheader("A value never seen", anchor=False)
    if share := expectation(subject):
        markup.show("<p class='muted'>{share}</p>", share=share)
    typed = st.text_input(
        "Type a value",
        key=f"never-seen-{subject.column}",
        placeholder=f"A value of {words.cut(subject.shape.name, 40)}",
        width=320,
    )
    if typed and typed.strip():
        markup.show("<p>{answer}</p>", answer=answer(subject, typed.strip(), vectors))


def expectation(subject: Subject) -> str:
    """How many new rows would hold such a value, or "" where nobody counted."""
    entries = subject.entries
    if not subject.counted:
        return ""
    counts = entries.counts[entries.kinds == CATEGORY]
    n_rare = int(entries.counts[entries.kinds == RARE].sum())
    share = expected_share(counts, n_rare)
    once = words.counted(int((counts == 1).sum()), "value")
    if subject.state.spec.of_items:
        one, will = "item", "be"
        rare = f", and {words.counted(n_rare, 'rare item')} beside" if n_rare else ""
    else:
        one, will = "row", "hold"
        rare = f", and {words.counted(n_rare, 'row')} hold rare ones" if n_rare else ""
    rows = words.counted(int(counts.sum()) + n_rare, one)
    if share == 0:
        return f"Hardly any is to be expected: every value was seen at least twice in {rows}."
    return (
        f"About {words.share(share)} of new {one}s are to be expected to {will} one: of {rows},"
        f" {once} occurred once{rare} (the Good–Turing estimate)."
    )


def answer(subject: Subject, typed: str, vectors: NDArray[np.float32]) -> str:
    """What becomes of one value."""
    entries, name = subject.entries, words.cut(typed, 40)
    categories = entries.names[: int((entries.kinds == CATEGORY).sum())]
    if typed in categories:
        n = len(categories)
        which = "the only category" if n == 1 else f"one of the {words.count(n)} categories"
        return f"{name} is {which}."
    close = get_close_matches(typed, categories[:LOOKED_AT], n=1, cutoff=0.8)
    spelled = f" Did you mean {words.cut(close[0], 40)}?" if close else ""
    learned = np.flatnonzero(entries.kinds == UNKNOWN)
    if len(learned):
        why = f"takes the row “unknown”, {sentences.unknown_from(subject.state)}"
    else:
        why = "is placed at the mean of all rows: too few could be read as unknown to learn better"
    vector = subject.content.embedding(subject.column).unknown
    found = cosines(vectors[: len(categories)], vector)
    nearest = largest(found[None], min(NEAREST, len(found)))[0].tolist()
    near = ", ".join(
        f"{words.cut(categories[i], 40)} {cosine_text(float(found[i]))}" for i in nearest
    )
    return f"{name} is not among the categories, so it {why}. Nearest: {near}.{spelled}"

"""Vectors from elsewhere: where they come from, in the place of losses and recipe."""

from __future__ import annotations

import shlex

import streamlit as st

from explorer.records.states import RunState
from explorer.records.vectors import FORMATS, Imported
from explorer.ui import markup, notices, words
from explorer.ui.run.tables import table
from explorer.ui.setup.reading import lines

PARTS = ("explorer", "numpy", "pyarrow", "umap-learn")  # that had to do with them
FEW = 2  # notes on the card beside the map; the view has all


def card(state: RunState, source: Imported) -> None:
    """Beside the map, where a training has its losses."""
    with st.container(key="card-source"):
        markup.show(
            "<p><strong>Where these vectors come from</strong></p><p>{sentence}</p>"
            "<p class='muted'>{counts} Nothing was learned here, so there are no losses: whether"
            " neighbors mean something is for you to see.</p>",
            sentence=sentence(state, source),
            counts=counts(source),
        )
        for problem in source.problems[:FEW]:
            notices.notice(problem.sentence, "", "note")


def show(state: RunState, source: Imported) -> None:
    """Draw the view."""
    left, right = st.columns((1.5, 1), gap="large")
    with left:
        markup.show("<p class='sentence'>{sentence}</p>", sentence=sentence(state, source))
        for problem in source.problems:
            tone: notices.Tone = "note" if problem.severity == "note" else "warning"
            notices.notice(problem.sentence, lines(problem), tone)
        rows = [
            ("file", source.name),
            ("form", FORMATS[source.format]),
            ("counts", "from the file" if source.counted else "the file has none"),
            ("SHA-256 of the file", source.digest),
        ]
        table("The file", ("what", "value"), rows)
        sizes = [(each.name, each.n_entries, each.dim) for each in state.columns]
        table("Columns", ("column", "vectors", "dimensions"), sizes, numbers=(1, 2))
        used = sorted((part, version) for part, version in state.versions.items() if part in PARTS)
        if used:
            table("Read with", ("part", "version"), used)
    with right:
        st.markdown("**Start a training from them**")
        markup.show(
            "<p class='muted'>Upload a table on the first page and choose this file under Adjust,"
            " “Begin with vectors”: where a category has one, its row of the lookup table begins"
            " there. On the command line:</p>"
        )
        file = shlex.quote(source.name)
        st.code(
            f"python -m explorer train TABLE --start {file} --output result",
            language="shell",
            wrap_lines=True,
        )


def sentence(state: RunState, source: Imported) -> str:
    """What was read, in one sentence."""
    n = sum(column.n_entries for column in state.columns)
    dims = {column.dim for column in state.columns}
    each = f" of {words.counted(dims.pop(), 'dimension')}" if len(dims) == 1 else ""
    return (
        f"{words.counted(n, 'vector')}{each} from {words.cut(source.name, 60)},"
        f" read as {FORMATS[source.format]}."
    )


def counts(source: Imported) -> str:
    """Whether it is known how often each occurs."""
    if source.counted:
        return "Counts are the file's."
    if source.format in ("table", "parquet"):
        return "The file has no counts."
    return "The file has no counts; such files begin with the most frequent."

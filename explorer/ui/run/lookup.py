"""Lookup table: string, index, vector; and the way of one category into the network."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.analysis.wording import cosine_text
from explorer.records.dims import half_of
from explorer.records.embedding import UNKNOWN
from explorer.runs.content import Content
from explorer.ui import markup, words
from explorer.ui.run import loss_words, never_seen, sentences
from explorer.ui.run.subject import Subject
from explorer.ui.run.tables import heading

ROWS = 20  # of one page of the table
MOST_CELLS = 512  # of a vector
STRONGEST = 0.98  # quantile of the numbers that gets the full color; one outlier takes no more


def show(subject: Subject) -> None:
    """Draw the view."""
    vectors = subject.content.vectors(subject.column)
    strongest = strongest_of(vectors)
    example = subject.picked if subject.picked is not None else 0
    made = subject.state.imported is None
    title = "The way of one category into the network" if made else "From a name to its vector"
    st.subheader(title, anchor=False)
    st.html(path(subject, example, vectors[example], strongest))
    st.subheader("The whole table", anchor=False)
    n, dim = vectors.shape
    said = sentences.joined(subject.state)
    learned = "learned " if made and not said else ""
    weighted = ", each weighted by how often it was seen" if subject.counted else ""
    unknown = (
        f"The row “unknown” is for what was never seen, {sentences.unknown_from(subject.state)}."
        if (subject.entries.kinds == UNKNOWN).any()
        else "The row “unknown” is worked out: a value that was never seen is placed at the mean"
        f" of all rows{weighted}."
    )
    which = sentences.apart(subject)
    apart = " ({which})" if which else ""
    markup.show(
        "<p class='muted'>{rows} of {dim}"
        + apart
        + ", {numbers} "
        + learned
        + "numbers. A cell's color is its"
        " number: <span class='plus'>above 0</span>, <span class='minus'>below 0</span>, pale"
        " near 0. The index is the row in the files to take away, from 0. " + unknown + "</p>",
        rows=words.counted(n, "row"),
        dim=words.counted(dim, "number"),
        which=which,
        numbers=words.count(n * dim),
    )
    rows_hold = (
        sentences.unused_dimensions(subject.state, vectors),
        said,
        sentences.halves(subject.state, dim),
        sentences.two_tables(subject.state),
    )
    for each in filter(None, rows_hold):
        markup.show("<p class='muted'>{said}</p>", said=each)
    if dim > MOST_CELLS:
        markup.show(
            "<p class='muted'>The first {n} of its numbers are drawn.</p>",
            n=words.count(MOST_CELLS),
        )
    _pages(subject, vectors, strongest)
    never_seen.show(subject, vectors)


def _pages(subject: Subject, vectors: NDArray[np.float32], strongest: float) -> None:
    typed = st.text_input(
        "Search the table",
        key="table-search",
        type="search",
        live="300ms",
        placeholder="Search the table",
        label_visibility="collapsed",
        width=320,
    )
    found = matching(subject.entries.names, typed or "")
    found = found[subject.entries.kinds[found] != UNKNOWN]  # it heads every page
    if not len(found):
        markup.show("<p class='muted'>No name contains {typed}.</p>", typed=typed)
        return
    pages = -(-len(found) // ROWS)
    slot = st.container()
    page = 1
    if pages > 1:
        # A new key when another category is picked: the pages then begin at its own.
        start = _page_of(subject.picked, found)
        page = st.pagination(
            pages, default=min(start, pages), key=f"table-{subject.picked}-{start}"
        )
    with slot:
        shown = found[(page - 1) * ROWS : page * ROWS]
        st.html(rows(subject, [int(i) for i in shown], vectors, strongest))


def matching(names: tuple[str, ...], typed: str) -> NDArray[np.int64]:
    """Indices of the names that contain a text, whatever its case."""
    wanted = typed.casefold().strip()
    if not wanted:
        return np.arange(len(names))
    return np.array([i for i, name in enumerate(names) if wanted in name.casefold()], np.int64)


def _page_of(picked: int | None, found: NDArray[np.int64]) -> int:
    """The page that shows the picked category, else the first."""
    if picked is None or picked not in found:
        return 1
    return int(np.searchsorted(found, picked)) // ROWS + 1


def rows(
    subject: Subject, indices: list[int], vectors: NDArray[np.float32], strongest: float
) -> str:
    """One page of the table as HTML, headed by the place of what was never seen."""
    body = [_unknown(subject, strongest)]
    for index in indices:
        picked = index == subject.picked
        body.append(
            f"<tr{' class=picked aria-current=true' if picked else ''}>"
            f"{heading(subject.name(index), subject.entries.names)}"
            f"{_count(subject, int(subject.entries.counts[index]))}"
            f"<td class='number'>{index}</td>"
            f"<td>{strip(vectors[index], strongest)}</td></tr>"
        )
    return (
        "<div class='rows lookup' tabindex='0'><table><thead><tr><th scope='col'>category</th>"
        f"{_count_heading(subject)}"
        "<th scope='col' class='number'>index</th>"
        f"<th scope='col'>vector</th></tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _count_heading(subject: Subject) -> str:
    return f"<th scope='col' class='number'>{subject.counted_in}</th>" if subject.counted else ""


def _count(subject: Subject, count: int) -> str:
    return f"<td class='number'>{words.count(count)}</td>" if subject.counted else ""


def _unknown(subject: Subject, strongest: float) -> str:
    """Where a value that was never seen is placed; hollow, since no row of the data is there."""
    learned = np.flatnonzero(subject.entries.kinds == UNKNOWN)
    own = str(learned[0]) if len(learned) else "–"  # without a row of its own it is a mean
    vector = _unknown_vector(subject.scene, subject.content, subject.column)
    return (
        "<tr class='unknown'><th scope='row'>unknown <small>never seen</small></th>"
        f"{_count(subject, 0)}<td class='number'>{own}</td>"
        f"<td>{strip(vector, strongest)}</td></tr>"
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _unknown_vector(scene: str, _content: Content, column: int) -> NDArray[np.float32]:
    return _content.embedding(column).unknown


def strip(vector: NDArray[np.float32], strongest: float) -> str:
    """A vector as a row of colored cells: one element with hard color stops.

    Of very long ones the first MOST_CELLS are drawn: a page of them would be megabytes.
    """
    vector = vector[:MOST_CELLS]
    n = len(vector)
    stops = []
    for place, value in enumerate(vector):
        strength = min(100, round(100 * abs(float(value)) / strongest)) if strongest else 0
        side = "plus" if value >= 0 else "minus"
        color = f"color-mix(in oklab,var(--ee-{side}) {strength}%,var(--ee-card))"
        stops.append(f"{color} {100 * place / n:.4g}% {100 * (place + 1) / n:.4g}%")
    said = ", ".join(f"{value:z.2f}" for value in vector[:6]) + (", …" if n > 6 else "")
    return (
        f"<div class='vector' role='img' aria-label='{said}' title='{said}'"
        f" style='--n:{n};background:linear-gradient(to right,{','.join(stops)})'></div>"
    )


def path(subject: Subject, index: int, vector: NDArray[np.float32], strongest: float) -> str:
    """The steps from a string to what is guessed from it, with this category's own numbers."""
    inputs = len(subject.entries) - subject.entries.n_unseen
    steps = [
        ("the string", f"<strong>{markup.escape(subject.shown(index, 40))}</strong>"),
        ("its index", f"<strong>{words.count(index)}</strong>"),
        _one_hot(index, inputs),
        (
            f"picks one row: {words.counted(len(vector), 'number')}",
            strip(vector, strongest) + f"<small>{_numbers(vector)}</small>",
        ),
    ]
    if subject.state.imported is None:
        steps.append(_beside(subject))
        if hidden := _hidden(subject):
            coded = subject.state.spec.objective == "autoencoder"
            layer = "bottleneck" if coded else "hidden layer"
            does = "all that is kept of the row" if coded else "mixes them"
            if _of_order(subject):
                does = "says which to believe"
            steps.append((f"{layer} of {words.counted(hidden, 'unit')}", does))
        steps.append(_end(subject))
    items = "".join(
        f"<li><span class='what'>{what}</span><span class='it'>{it}</span></li>"
        for what, it in steps
    )
    return f"<ol class='path'>{items}</ol>"


def _of_order(subject: Subject) -> bool:
    return subject.state.spec.objective == "next-item"


def _hidden(subject: Subject) -> int:
    """Units of the hidden layer; settings may come from an opened run file and hold anything."""
    hidden = subject.state.settings.get("hidden")
    return hidden if isinstance(hidden, int) and hidden > 0 else 0


def _one_hot(index: int, n: int) -> tuple[str, str]:
    """A row of n inputs; what was never seen is no row of the data, so it has none of them."""
    if index >= n:
        return f"one-hot: {words.counted(n, 'input')}, none of them its own", _zeros(n)
    before = f"{_zeros(index)}, " if index else ""
    after = f", {_zeros(n - 1 - index)}" if index < n - 1 else ""
    which = "one of them 1" if n > 1 else "always 1"
    return f"one-hot: {words.counted(n, 'input')}, {which}", f"{before}<strong>1</strong>{after}"


def _zeros(n: int) -> str:
    return words.counted(n, "zero")


def _numbers(vector: NDArray[np.float32]) -> str:
    return ", ".join(cosine_text(float(value)) for value in vector[:4]) + (
        ", …" if len(vector) > 4 else ""
    )


def _beside(subject: Subject) -> tuple[str, str]:
    """How the row meets those of the other columns."""
    columns = subject.state.columns
    if subject.state.spec.objective == "cooccurrence":
        return _meets(subject)
    if subject.state.spec.objective in ("predict", "autoencoder"):
        inputs = (column.dim for column in columns if column.kind == "category")
        total = words.counted(sum(inputs), "number")
        return "side by side with the other columns' rows", f"{total} for one row of the data"
    if _of_order(subject):
        half = half_of(subject.shape.dim)
        first = "first number guesses" if half == 1 else f"first {words.count(half)} numbers guess"
        return f"its {first} what comes next", "as do those of the other items of the history"
    others = words.counted(len(columns) - 1, "other column")
    return (
        "turned into one common space and added to the other columns' rows",
        f"all but the hidden one of {others}",
    )


def _meets(subject: Subject) -> tuple[str, str]:
    """With what a row is compared where what appears together is learned."""
    spec = subject.state.spec
    other = "another item" if spec.of_items else "a value of another column"
    if spec.method == "spectral":
        return f"meets {other}", "one number from the two"
    return f"meets {other} in a second table", "one number from the two: their product"


def _end(subject: Subject) -> tuple[str, str]:
    spec, state = subject.state.spec, subject.state
    if spec.objective == "predict":
        target = markup.escape(words.cut(spec.target or "", 40))
        if loss_words.unit(state) == "variance":
            return "one number", f"the guess of {target}"
        return "softmax", f"a probability for each class of {target}"
    if spec.objective == "cooccurrence":
        return {
            "glove": ("a logarithm", "of about how much oftener than by chance they meet"),
            "spectral": ("an entry of the counts", "how much oftener than by chance they meet"),
        }.get(spec.method or "", ("a chance", "that the two are a true pair, not a made-up one"))
    if spec.objective == "autoencoder":
        return "and back: a softmax for each column", "over the rows of its own table"
    # what was never seen is never an answer
    answers = {
        column.name: column.n_entries - subject.content.entries(j).n_unseen
        for j, column in enumerate(state.columns)
        if j != subject.column
    }
    if not answers:
        return "softmax over the other half of every row", "a probability for each category"
    largest = max(answers, key=lambda name: answers[name])
    return (
        "softmax over the hidden column's own rows",
        f"for {markup.escape(words.cut(largest, 40))}:"
        f" {words.count(answers[largest])} probabilities that add up to 1",
    )


def strongest_of(vectors: NDArray[np.float32]) -> float:
    """The number that gets the full color, from the most frequent rows."""
    return float(np.quantile(np.abs(vectors[:2000]), STRONGEST)) if vectors.size else 0.0

"""Take away: the vectors as files, each with the lines that load it elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from explorer.errors import ProjectionError
from explorer.records.embedding import Embedding, Facet
from explorer.runs import export
from explorer.runs.export import ABOUT, LABELS, File, Format
from explorer.runs.formats import snippets
from explorer.runs.store import Store
from explorer.ui import markup, words
from explorer.ui.run import charts, sentences
from explorer.ui.run.paint import coloring
from explorer.ui.run.scene import shown_projection
from explorer.ui.run.subject import Subject

MIME = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".zip": "application/zip",
    ".parquet": "application/octet-stream",
}
ONE, ALL = "This column", "All columns"


def show(store: Store, subject: Subject) -> None:
    """Draw the view."""
    stem = export.file_stems([subject.state.title.rsplit(".", 1)[0]])[0]
    _everything(store, subject, stem)
    which = ONE
    if len(subject.state.columns) > 1:
        which = st.segmented_control(
            "Which vectors",
            (ONE, ALL),
            default=ONE,
            required=True,
            key="take-which",
            label_visibility="collapsed",
        )
    for kind in LABELS:
        _format(subject, kind, which == ALL, stem)


def _everything(store: Store, subject: Subject, stem: str) -> None:
    """The bundles at the top: all formats, and the losses."""
    markup.show(
        "<p class='sentence'>Vectors of {column} have {dim} numbers for each of {n} entries. Files"
        " are made when you click. In CSV and TSV, names that a spreadsheet would run as a"
        " formula get a leading apostrophe.</p>",
        column=words.cut(subject.shape.name, 40),
        dim=words.count(subject.shape.dim),
        n=words.count(len(subject.entries)),
    )
    with st.container(horizontal=True):
        _button(
            "Everything as zip",
            lambda: export.as_one(
                export.everything(_embeddings(subject), subject.state.points, _facets(subject)),
                f"{stem}_embeddings",
            ),
            f"{stem}_embeddings.zip",
            primary=True,
        )
        _button("The whole run as a file", lambda: _run_file(store, subject), f"{stem}_run.zip")
        _button("The map as a web page", lambda: _map_page(subject), f"{stem}_map.html")
        _button("Losses as CSV", lambda: export.history_file(subject.state.points), "history.csv")
    markup.show(
        "<p class='muted'>The run file opens on the first page of any Embedding Explorer and"
        " shows the same there. The map as a web page needs no server.</p>"
    )
    with st.expander("Lines that load the losses"):
        st.code(snippets.history_lines("history.csv"))


def _format(subject: Subject, kind: Format, every: bool, stem: str) -> None:
    """One format: what it is, its button, its lines."""
    stems = export.file_stems([column.name for column in subject.state.columns])
    own = stems[subject.column]
    with st.container(key=f"card-take-{kind}"):
        left, right = st.columns((1, 1.4), gap="medium")
        with left:
            st.markdown(f"**{LABELS[kind]}**")
            markup.show("<p class='muted'>{about}</p>", about=ABOUT[kind])
            for note in _notes(subject.scene, kind, subject):
                markup.show("<p class='muted'>{note}</p>", note=note)
            if every:
                name = "embeddings.parquet" if kind == "parquet" else f"{stem}_{kind}.zip"
                _button(f"All columns as {LABELS[kind]}", _all(subject, kind, stem), name)
            else:
                name = {"csv": f"{own}.csv", "parquet": f"{own}.parquet"}.get(
                    kind, f"{own}_{kind}.zip"
                )
                _button(f"Download {name}", _one(subject, kind, own), name)
        with right:
            lines_stem = "embeddings" if every and kind == "parquet" else own
            embedding = subject.content.embedding(subject.column)
            st.code(export.column_lines(embedding, kind, lines_stem))


@st.cache_data(max_entries=128, show_spinner=False)
def _notes(scene: str, kind: Format, _subject: Subject) -> tuple[str, ...]:
    return export.column_notes(_subject.content.embedding(_subject.column), kind)


def _one(subject: Subject, kind: Format, own: str) -> Callable[[], File]:
    content, column = subject.content, subject.column
    return lambda: export.as_one(
        export.column_files(content.embedding(column), kind, own, content.facets(column)),
        f"{own}_{kind}",
    )


def _all(subject: Subject, kind: Format, stem: str) -> Callable[[], File]:
    return lambda: export.as_one(
        export.files_of_all(_embeddings(subject), kind, _facets(subject)), f"{stem}_{kind}"
    )


def _run_file(store: Store, subject: Subject) -> File:
    return File("run.zip", store.run_file(subject.state), "application/zip")


def _map_page(subject: Subject) -> File:
    """The map as it is shown now, with its replay, in one file that needs no server."""
    from explorer.figures.map_page import MapFrame, MapPage, map_page

    drawn = shown_projection(subject)
    if drawn is None:
        raise ProjectionError(
            "This map is not laid out yet.", mend="Wait for it on Map, or choose PCA."
        )
    epochs = {point.step: point.epoch for point in subject.state.points}
    steps = subject.state.frames if subject.shows_result_by_pca else ()
    page = MapPage(
        title=sentences.map_title(subject, drawn, live=False),
        caption=sentences.map_caption(subject, drawn),
        names=subject.entries.names,
        counts=subject.entries.counts,
        kinds=subject.entries.kinds,
        xy=drawn.xy,
        coloring=coloring(subject),
        frames=[
            MapFrame(epochs.get(step, 0.0), subject.content.frame(step, subject.column))
            for step in steps
        ],
    )
    return File("map.html", map_page(page, charts.theme()).encode(), "text/html")


def _embeddings(subject: Subject) -> Sequence[Embedding]:
    return [subject.content.embedding(column) for column in range(len(subject.state.columns))]


def _facets(subject: Subject) -> dict[str, Sequence[Facet]]:
    names = [column.name for column in subject.state.columns]
    return {name: subject.content.facets(column) for column, name in enumerate(names)}


def _button(label: str, make: Callable[[], File], name: str, *, primary: bool = False) -> None:
    """A download whose bytes are made when it is clicked."""
    ending = name[name.rindex(".") :]
    st.download_button(
        markup.label(label),
        lambda: make().content,
        file_name=name,
        mime=MIME.get(ending, "application/octet-stream"),
        key=f"take-{name}",
        icon=":material/download:",
        type="primary" if primary else "secondary",
        on_click="ignore",
    )

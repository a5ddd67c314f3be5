"""Take away: the vectors as files, each with the lines that load it elsewhere."""

from __future__ import annotations

import streamlit as st

from explorer.errors import ProjectionError
from explorer.records.embedding import UNKNOWN
from explorer.runs import export
from explorer.runs.bundles import EVERYTHING, WHOLE_RUN, Bundle
from explorer.runs.export import LABELS, Format
from explorer.runs.formats import snippets
from explorer.runs.store import Store
from explorer.ui import markup, words
from explorer.ui.run import charts, map_words, sentences
from explorer.ui.run.downloads import Downloads, download
from explorer.ui.run.paint import coloring
from explorer.ui.run.scene import shown_projection
from explorer.ui.run.subject import Subject

ONE, ALL = "This column", "All columns"


def show(store: Store, subject: Subject) -> None:
    """Draw the view."""
    stem = export.file_stems([subject.state.title.rsplit(".", 1)[0]])[0]
    downloads = Downloads(store, subject.state)
    _everything(downloads, subject, stem)
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
        _format(downloads, subject, kind, which == ALL, stem)
    downloads.watch()


def _everything(downloads: Downloads, subject: Subject, stem: str) -> None:
    """The bundles at the top: all formats, and the losses."""
    which = sentences.apart(subject)
    markup.show(
        "<p class='sentence'>Vectors of {column} have {dim} for each of {n} {things}. Files"
        " are made when you click; a large one is prepared first, once for everyone. In CSV and"
        " TSV, names that a spreadsheet would run as a formula get a leading apostrophe.</p>",
        column=words.cut(subject.shape.name, 40),
        dim=words.counted(subject.shape.dim, "number"),
        n=words.count(len(subject.entries)),
        things="rows" if subject.of_rows else f"entries{f' ({which})' if which else ''}",
    )
    if said := sentences.halves(subject.state, subject.shape.dim):
        markup.show("<p class='sentence'>{said}</p>", said=said)
    with st.container(horizontal=True):
        downloads.offer(EVERYTHING, "Everything as zip", f"{stem}_embeddings.zip", primary=True)
        downloads.offer(WHOLE_RUN, "The whole run as a file", f"{stem}_run.zip")
        download("The map as a web page", lambda: _map_page(subject), f"{stem}_map.html")
        if subject.state.imported is None:
            download(
                "Losses as CSV",
                lambda: export.history_file(subject.state.points).content,
                "history.csv",
            )
    markup.show(
        "<p class='muted'>The run file opens on the first page of any Embedding Explorer and"
        " shows the same there. The map as a web page needs no server. {new}</p>",
        new=_never_seen(subject),
    )
    if subject.state.imported is None:
        with st.expander("Lines that load the losses"):
            st.code(snippets.history_lines("history.csv"))


def _never_seen(subject: Subject) -> str:
    """What to take for what the data did not have."""
    if subject.of_rows:
        return (
            "A row that the data did not have is in no file: its code would be worked out from its"
            " values."
        )
    weighted = ", weighted by their counts" if subject.counted else ""
    unknown = (
        "the row “unknown (never seen)”, the last one"
        if (subject.entries.kinds == UNKNOWN).any()
        else f"the mean of the vectors{weighted}: the row “unknown” of the Lookup table"
    )
    return f"For a value that the data did not have, take {unknown}."


def _format(downloads: Downloads, subject: Subject, kind: Format, every: bool, stem: str) -> None:
    """One format: what it is, its button, its lines."""
    stems = export.file_stems([column.name for column in subject.state.columns])
    own = stems[subject.column]
    with st.container(key=f"card-take-{kind}"):
        left, right = st.columns((1, 1.4), gap="medium")
        with left:
            st.markdown(f"**{LABELS[kind]}**")
            markup.show("<p class='muted'>{about}</p>", about=_about(subject, kind, every))
            for note in _notes(subject.scene, kind, subject):
                markup.show("<p class='muted'>{note}</p>", note=note)
            if every:
                name = "embeddings.parquet" if kind == "parquet" else f"{stem}_{kind}.zip"
                downloads.offer(Bundle("columns", kind), f"All columns as {LABELS[kind]}", name)
            else:
                name = {"csv": f"{own}.csv", "parquet": f"{own}.parquet"}.get(
                    kind, f"{own}_{kind}.zip"
                )
                downloads.offer(Bundle("column", kind, subject.column), f"Download {name}", name)
        with right:
            lines_stem = "embeddings" if every and kind == "parquet" else own
            embedding = subject.content.embedding(subject.column)
            st.code(export.column_lines(embedding, kind, lines_stem))


@st.cache_data(max_entries=128, show_spinner=False)
def _notes(scene: str, kind: Format, _subject: Subject) -> tuple[str, ...]:
    return export.column_notes(_subject.content.embedding(_subject.column), kind)


def _about(subject: Subject, kind: Format, every: bool) -> str:
    """What a file of this column, or of all of them, holds."""
    columns = subject.state.columns if every else [subject.shape]
    return export.about(kind, ["row" if each.kind == "row" else "category" for each in columns])


def _map_page(subject: Subject) -> bytes:
    """The map as it is shown now, with its replay, in one file that needs no server."""
    from explorer.figures.map_page import MOST_POINTS, MapFrame, MapPage, map_page

    drawn = shown_projection(subject)
    if drawn is None:
        raise ProjectionError(
            "This map is not laid out yet.", mend="Wait for it on Map, or choose PCA."
        )
    epochs = {point.step: point.epoch for point in subject.state.points}
    steps = subject.state.frames if subject.shows_result_by_pca else ()
    page = MapPage(
        title=map_words.map_title(subject, drawn, live=False, most=MOST_POINTS),
        caption=map_words.laid_out(subject, drawn),  # the page says itself what it leaves out
        names=subject.entries.names,
        counts=subject.entries.counts,
        kinds=subject.entries.kinds,
        xy=drawn.xy,
        coloring=coloring(subject, MOST_POINTS),
        frames=[
            MapFrame(epochs.get(step, 0.0), subject.content.frame(step, subject.column))
            for step in steps
        ],
    )
    return map_page(page, charts.theme()).encode()

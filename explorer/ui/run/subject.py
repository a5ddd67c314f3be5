"""What the page looks at: one column of one run, laid out and colored one way, one category."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from explorer.analysis.projection import MAX_DRAWN
from explorer.data.samples import catalog
from explorer.figures.coloring import PLACED_COLORS
from explorer.records.embedding import (
    CATEGORY,
    MISSING,
    RARE,
    UNKNOWN,
    EntryKind,
    Facet,
    ProjectionMethod,
)
from explorer.records.states import ColumnState, RunState
from explorer.runs.content import Content, Source
from explorer.runs.entries import Entries
from explorer.runs.shown import shown_column
from explorer.ui import markup, words
from explorer.ui.map import find_category
from explorer.ui.run import address

ROOM = "map"  # the one map of the page, with its find box and neighbors
METHODS: dict[str, ProjectionMethod] = {"PCA": "pca", "UMAP": "umap"}
SOURCES: dict[str, Source] = {"Learned": "learned", "Without training": "baseline"}
Chosen = Literal["PCA", "UMAP"]
Counted = Literal["rows", "times"]  # what the counts of entries are of
TOLD_APART = 20  # groups

# Entries that are no category by themselves.
BESIDE = {RARE: "rare ones", MISSING: "missing", UNKNOWN: "unknown"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at, as the address says it.

    Attributes:
        column: index of the column in the recipe; `shape` are its sizes.
        source: the learned vectors, or those from counts alone.
        facet: what colors the map; None while nothing is known.
        picked: index of the picked entry, or None.
    """

    state: RunState
    content: Content
    column: int
    entries: Entries
    method: ProjectionMethod
    source: Source
    facets: Sequence[Facet]
    facet: int
    picked: int | None

    @property
    def shape(self) -> ColumnState:
        return self.state.columns[self.column]

    @property
    def dim(self) -> int:
        """Dimensions of the vectors that are looked at; those from counts alone have their own."""
        if self.source == "learned":
            return self.shape.dim
        return int(self.content.vectors(self.column, self.source).shape[1])

    @property
    def counted(self) -> bool:
        """Whether it is known how often each entry occurs."""
        return self.state.imported is None or self.state.imported.counted

    @property
    def scene(self) -> str:
        """Names what the entries of the map are."""
        return f"{self.state.id}/{self.column}"

    @property
    def learning(self) -> bool:
        """Whether the vectors are still moving, so that live ones are shown."""
        return self.state.phase not in ("finished", "stopped")

    @property
    def shows_result_by_pca(self) -> bool:
        """Whether the learned vectors are drawn by PCA, which the frames are too."""
        return self.source == "learned" and self.method == "pca"

    @property
    def live_neighbors(self) -> bool:
        """Whether neighbors are looked for in the vectors as they stand while it learns."""
        return self.learning and self.source == "learned"

    @property
    def n_drawn(self) -> int:
        """The first entries, which are on the map; while it learns pictures hold fewer."""
        of_frames = self.learning and self.shows_result_by_pca and bool(self.state.frames)
        return min(len(self.entries), self.shape.n_framed if of_frames else MAX_DRAWN)

    @property
    def of_rows(self) -> bool:
        """Whether the entries are rows of the data, not categories of a column."""
        return self.shape.kind == "row"

    @property
    def n_numbered(self) -> int:
        """Rows of the data where those on the map are called by their numbers; 0 elsewhere."""
        numbered = self.of_rows and re.match(r"row [\d,]+: ", self.entries.names[0])
        return self.state.n_rows if numbered else 0

    @property
    def counted_in(self) -> Counted:
        """Rows of the data that hold an entry; of items, of which a row may hold several, times."""
        return "times" if self.state.spec.of_items else "rows"

    def things(self, n: int) -> str:
        """The first n entries by what they are: "7 categories and missing", "100 rows"."""
        if self.of_rows:
            return words.counted(n, "row")
        kinds = self.entries.kinds[:n]
        n_categories = int((kinds == CATEGORY).sum())
        beside = [name for kind, name in BESIDE.items() if (kinds == kind).any()]
        return words.listed([words.counted(n_categories, "category", "categories"), *beside])

    @property
    def thing(self) -> EntryKind:
        """What one entry is called."""
        return self.shape.kind

    def name(self, index: int) -> str:
        return self.entries.names[index]

    def shown(self, index: int, longest: int = 60) -> str:
        """The name short enough to show, told from all others."""
        return words.cut(self.name(index), longest, self.entries.names)


def read_subject(state: RunState, content: Content) -> Subject | None:
    """What the address says is to be looked at; None while the run has no columns yet."""
    if not state.columns:
        return None
    names = [column.name for column in state.columns]
    default = names[shown_column(state)]
    column = names.index(address.chosen("column", names, default, "column"))
    entries = content.entries(column)
    facets = content.facets(column)
    colors = color_names(facets)
    method = METHODS[address.chosen("map", tuple(METHODS), default_method(state, column), "method")]
    sources = sources_of(state)
    source = SOURCES[address.chosen("vectors", sources, sources[0], "vectors")]
    color = address.chosen("color", colors, default_color(state, column, facets), "color")
    return Subject(
        state,
        content,
        column,
        entries,
        method,
        source,
        facets,
        colors.index(color) if color in colors else 0,
        find(entries, st.query_params.get("pick")),
    )


def sources_of(state: RunState) -> tuple[str, ...]:
    """The vectors that there are or will be, what is shown first in front."""
    if state.imported is not None:
        return ("Learned",)
    if state.phase == "failed" and not state.frames:
        return ("Without training",)
    return tuple(SOURCES)


def default_method(state: RunState, column: int) -> Chosen:
    """PCA, which is there at once and has the replay."""
    return "PCA"


def default_color(state: RunState, column: int, facets: Sequence[Facet]) -> str:
    """What a sample's card says, else labels, else the target, else how often a value is seen.

    Rows are seen once each: they are colored by a column that tells them apart.
    """
    names = color_names(facets)
    if state.sample and column == shown_column(state):
        for sample in catalog():
            if sample.name == state.sample and sample.color_by in names:
                return sample.color_by
    for source in ("labels", "target", "frequency"):
        for name, facet in zip(names, facets, strict=True):
            if facet.source == source:
                return name
    return _tells_most(names, facets)


def _tells_most(names: Sequence[str], facets: Sequence[Facet]) -> str:
    """Of rows: the column with the most groups that colors still tell apart.

    Without any, the one with the fewest groups: a code that hardly two rows share leaves most of
    them grey. Numbers, which run through one hue, are worth as many as hues of places tell apart.
    """
    groups = [PLACED_COLORS if each.groups is None else len(each.group_names) for each in facets]
    best, most = (names[groups.index(min(groups))] if names else ""), 1
    for name, facet in zip(names, facets, strict=True):
        if facet.groups is not None and most < len(facet.group_names) <= TOLD_APART:
            best, most = name, len(facet.group_names)
    return best


def color_names(facets: Sequence[Facet]) -> list[str]:
    """One name for each facet, so that two files may use the same word.

    >>> color_names([])
    []
    """
    names: list[str] = []
    for facet in facets:
        name = facet.name
        if name in names:
            name = f"{facet.name} ({facet.source})"
        while name in names:
            name += " again"
        names.append(name)
    return names


def find(entries: Entries, wanted: str | None) -> int | None:
    """The entry that a text from the address means, or None; taken as text, never trusted."""
    if wanted is None:
        return None
    if wanted in entries.names:
        return entries.names.index(wanted)
    if numbered := re.fullmatch(r"(.*)#(\d{1,9})", wanted, re.DOTALL):
        name, index = numbered[1], int(numbered[2])
        if index < len(entries) and entries.names[index] == name:
            return index
    return None


def written(entries: Entries, index: int) -> str:
    """How an entry is named in the address: `find` gives the same entry back.

    The rare bucket and missing may share their name with a category, which comes first.
    """
    name = entries.names[index]
    return name if entries.names.index(name) == index else f"{name}#{index}"


def pick(entries: Entries, index: int | None) -> None:
    """Callback of everything a category can be picked in."""
    known = index is not None and 0 <= index < len(entries)
    address.put("pick", written(entries, index) if known and index is not None else None)


def choose_column(subject: Subject, find_too: bool) -> None:
    """The columns of the run.

    Args:
        find_too: with the box that finds a category; beside the map it has a place of its own.
    """
    names = [column.name for column in subject.state.columns]
    default = names[shown_column(subject.state)]
    with st.container(key="run-subject", horizontal=True, vertical_alignment="center"):
        with st.container(key="run-columns"):
            if len(names) > 1:
                st.pills(
                    "Column",
                    names,
                    key="column",
                    required=True,
                    format_func=lambda name: markup.label(words.cut(name, 30)),
                    label_visibility="collapsed",
                    wrap=False,
                    on_change=lambda: _turn_to_column(default),
                )
        if find_too:
            with st.container(key="run-find", width=280):
                find_box(subject)


def find_box(subject: Subject) -> None:
    """The box that finds a category by its name."""
    find_category(
        ROOM,
        thing=subject.thing,
        n_numbered=subject.n_numbered,
        on_pick=lambda index: pick(subject.entries, index),
    )


def _turn_to_column(default: str) -> None:
    """Another column has other categories and colors: what was chosen of these is gone."""
    address.follow("column", "column", default, "pick", "color")

"""What speaks for the result: losses column by column, groups that neighbors share."""

from __future__ import annotations

import zlib

import streamlit as st

from explorer.analysis.agreement import Agreement, agreement
from explorer.records.number_text import number_text
from explorer.records.states import RunState
from explorer.ui import words
from explorer.ui.run import loss_words, phases
from explorer.ui.run.subject import Subject
from explorer.ui.run.tables import copy, table

MOST_ENTRIES = 1000  # whose neighbors are compared in a rerun of the page: about 7 ms
MOST_NUMBERS = 128_000  # in their vectors; wider ones are compared for fewer entries
MOST_DECIMALS = 4  # of losses, column by column
SAYS_NOTHING = frozenset({"frequency", "learned", "target"})  # facets that were learned from


def sharing(subject: Subject) -> str:
    """How many of the nearest share the group that colors the map, beside chance; or ""."""
    if not subject.facets or not phases.has_result(subject.state):
        return ""
    facet = subject.facets[subject.facet]
    if facet.groups is None or facet.source in SAYS_NOTHING:
        return ""
    of_groups = zlib.crc32(facet.groups.tobytes())  # another label file has others
    found = _agreement(subject.scene, of_groups, subject.source, subject)
    if found is None:
        return ""
    compared = _compared(subject)
    among = ""
    if compared < len(facet.groups):
        first = f"first {subject.things(compared)}"
        if subject.counted and not subject.of_rows:
            first = f"{words.count(compared)} most frequent"
        among = f"Among the {first}: "
    begin = f"{among}{'of' if among else 'Of'}"
    shared, most = f"{found.shared:.1f}", f"{found.most:.1f}"
    of_most = f", of at most {most}" if most != f"{found.k:.1f}" else ""
    return (
        f"{begin} the {found.k} nearest by cosine, {shared} share the"
        f" {words.cut(facet.name, 40)}{of_most}; by chance {found.chance:.1f} would."
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _agreement(scene: str, of_groups: int, source: str, _subject: Subject) -> Agreement | None:
    groups = _subject.facets[_subject.facet].groups
    assert groups is not None, "asked for groups only"
    vectors = _subject.content.vectors(_subject.column, _subject.source)
    compared = _compared(_subject)
    return agreement(vectors[:compared], groups[:compared])


def _compared(subject: Subject) -> int:
    """How many entries, the most frequent first, have their neighbors compared."""
    vectors = subject.content.vectors(subject.column, subject.source)
    return min(len(vectors), MOST_ENTRIES, max(1, MOST_NUMBERS // int(vectors.shape[1])))


def show(state: RunState) -> None:
    """How well each hidden column is guessed, or how good the prediction is."""
    if state.verdict is None:
        return
    _losses(state)
    if columns := _columns(state):
        headings = ("column", "loss", "guessing", "cells")
        with st.expander("Column by column"):
            table("Nats per held-out cell", headings, columns, numbers=(1, 2, 3))
            copy(headings, columns)
    elif state.verdict.ranking:
        ways = ("recommended by", "hit rate", "mean reciprocal rank")
        with st.expander("How often the next item is found"):
            ranking = _ranking(state)
            table("Among the first ten, on held-out items", ways, ranking, numbers=(1, 2))
            copy(ways, ranking)
    elif measures := _prediction(state):
        with st.expander("How good the prediction is"):
            table("On rows it has not seen", ("measure", "value", "beside"), measures, numbers=(1,))


def _losses(state: RunState) -> None:
    """The chart of the losses as a table."""
    headings = ("epoch", "training", "held out", "seconds")
    columns = zip(
        *((p.epoch, p.train_loss, p.held_loss, p.seconds) for p in state.points), strict=True
    )
    rows = list(zip(*map(words.aligned, columns), strict=True))
    with st.expander("Losses as a table"):
        table(f"Losses in {loss_words.unit(state)}", headings, rows, numbers=range(4))
        copy(headings, rows)


def _columns(state: RunState) -> list[tuple[str, str, str, int]]:
    assert state.verdict is not None, "asked with a verdict only"
    ordered = sorted(
        state.verdict.per_column.items(), key=lambda item: item[1][0] / max(item[1][1], 1e-9)
    )
    pairs = [words.both(held, blind) for _, (held, blind, _) in ordered]
    decimals = max((len(text.partition(".")[2]) for pair in pairs for text in pair), default=0)
    decimals = min(decimals, MOST_DECIMALS)  # so that numbers stand below each other
    return [
        (name, f"{held:,.{decimals}f}", f"{blind:,.{decimals}f}", cells)
        for name, (held, blind, cells) in ordered
    ]


def explained(r2: float) -> str:
    """R² in thousandths: what is smaller is not told apart from 0, nor from 1 by rounding.

    >>> [explained(r2) for r2 in (0.8123, -0.000088, -0.0123, 0.99961, 1.0)]
    ['0.812', '0', '−0.012', 'over 0.999', '1']
    """
    if 0.9995 <= r2 < 1:
        return "over 0.999"
    return number_text(round(r2, 3)).replace("-", "−")


def _ranking(state: RunState) -> list[tuple[str, str, str]]:
    assert state.verdict is not None, "asked with a verdict only"
    names = {
        "recommended": "network and counts",
        "network": "the network alone",
        "counts": "the counts alone",
        "popularity": "popularity",
        "last": "repeating the last item",
    }
    return [
        (names[way], words.share(hits), number_text(reciprocal))
        for way, (hits, reciprocal) in state.verdict.ranking.items()
        if way in names
    ]


def _prediction(state: RunState) -> list[tuple[str, str, str]]:
    verdict, target = state.verdict, words.cut(state.spec.target or "", 30)
    assert verdict is not None, "asked with a verdict only"
    rows = []
    if verdict.r2 is not None:
        rows.append(("R², share of the variance explained", explained(verdict.r2), "guessing: 0"))
    if verdict.mean_absolute_error is not None:
        off, beside = number_text(verdict.mean_absolute_error), ""
        if verdict.median_error is not None:
            off, of_median = words.both(verdict.mean_absolute_error, verdict.median_error)
            beside = f"always the median: {of_median}, "
        unit = words.cut(verdict.target_unit, 60) or f"the unit of {target}"
        rows.append(("mean absolute error", off, f"{beside}in {unit}"))
    if verdict.accuracy is not None:
        most = f"always the most frequent: {words.share(verdict.majority or 0)}"
        rows.append(("guessed right", words.share(verdict.accuracy), most))
    return rows

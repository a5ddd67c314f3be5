"""How the file was read: said in words, overruled in a form, repairs with their line numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import streamlit as st

from explorer.data.samples import catalog
from explorer.records.states import DatasetState, TableSummary
from explorer.records.table import Problem, Reading, ReadOptions
from explorer.runs.datasets import Datasets
from explorer.ui import markup, notices, words

Value = TypeVar("Value", str, bool)

LINES = 8  # line numbers in a sentence
FEW = 3  # problems that stand on the page; more are folded away behind one line
FOUND = "as found in the file"
ENCODINGS = (
    "utf-8",
    "utf-16",
    "cp1252",
    "iso-8859-1",
    "mac-roman",
    "shift_jis",
    "gb18030",
    "cp1251",
)
DELIMITERS = (",", ";", "\t", "|", " ")
EXCEL = (".xlsx", ".xlsm")
QUOTES = ('"', "'", "")


def title(state: DatasetState, summary: TableSummary | None) -> None:
    """The file's name and, once it is read, what was found in it."""
    facts = ""
    if summary is not None:
        facts = " · ".join(
            (
                words.counted(summary.n_rows, "row"),
                *[words.counted(len(summary.profiles), "column")] * (not summary.reading.ragged),
                how(summary.reading),
                words.size(summary.n_bytes),
                _repairs(summary),
            )
        )
    known = next((each for each in catalog() if each.name == state.sample), None)
    name = words.cut(state.name, 80)
    markup.show(
        "<div class='place'><h1>{name}</h1><span class='facts'>{facts}</span></div>"
        + ("<p class='muted'>{line}</p>" if known else ""),
        name=known.title if known else name,
        facts=" · ".join(part for part in (name if known else "", facts) if part),
        line=known.line if known else "",
    )


def how(reading: Reading) -> str:
    """How a file was read, in a few words.

    >>> how(Reading("csv", encoding="utf-8", delimiter=";", header=False))
    'semicolon, UTF-8, no header line'
    >>> how(Reading("excel", sheet="May", sheets=("May", "June")))
    'Excel, sheet May of 2'
    >>> how(Reading("csv", delimiter=",", quote="", header=False, ragged=True))
    'a basket in each line, comma, UTF-8'
    """
    if reading.format == "parquet":
        return "Parquet"
    if reading.format == "excel":
        sheet = words.cut(reading.sheet or "", 30)
        of = f" of {len(reading.sheets)}" if len(reading.sheets) > 1 else ""
        return f"Excel, sheet {sheet}{of}" + ("" if reading.header else ", no header row")
    parts = [words.delimiter(reading.delimiter), words.encoding(reading.encoding)]
    if reading.ragged:
        return ", ".join(["a basket in each line", *parts, *["gzip"] * reading.compressed])
    if reading.quote != '"':
        parts.append(
            f"quoted by {words.QUOTES.get(reading.quote, reading.quote)}"
            if reading.quote
            else "no quotes"
        )
    if not reading.header:
        parts.append("no header line")
    if reading.compressed:
        parts.append("gzip")
    return ", ".join(parts)


def progress(state: DatasetState) -> None:
    """What happens to the file just now, and how far it is."""
    doing = state.doing or ("reading" if state.phase == "reading" else "waiting to be read")
    st.progress(
        min(1.0, max(0.0, state.progress)),
        text=markup.label(f"{doing[:1].upper()}{doing[1:]}"),
    )
    markup.show(
        "<p class='muted'>This page goes on by itself. You may reload it or come back later.</p>"
    )


def problems(summary: TableSummary) -> None:
    """What was repaired or dropped, with counts; each sentence with its line numbers."""
    found = summary.problems
    changed = any(each.severity != "note" for each in found)
    if len(found) <= FEW:
        for each in found:
            problem(each)
        return
    heading = "What was repaired or left out" if changed else "Worth knowing"
    with st.expander(f"{heading} ({words.counted(len(found), 'note')})", expanded=changed):
        for each in found:
            problem(each)


def _repairs(summary: TableSummary) -> str:
    """Said beside the title: on a phone the sentences themselves stand below Train."""
    n = sum(each.severity != "note" for each in summary.problems)
    return words.counted(n, "repair") if n else "no repairs"


def problem(found: Problem) -> None:
    """What was repaired or left out of one kind, with its line numbers."""
    tone: notices.Tone = "note" if found.severity == "note" else "warning"
    notices.notice(found.sentence, lines(found), tone)


def lines(problem: Problem) -> str:
    """The lines a problem stands on, unless the sentence names them already.

    >>> lines(Problem("ragged", "4 lines have too few fields.", "repaired", 4, (3, 4, 5, 6)))
    'Lines 3, 4, 5 and 6.'
    >>> lines(Problem("doubled names", "12 columns are called alike.", "repaired", 12, (3,)))
    'Line 3.'
    """
    shown = [words.count(line) for line in problem.lines]
    if not shown or all(number in problem.sentence for number in shown):
        return ""
    noun = "Line" if len(shown) == 1 else "Lines"
    if more := problem.lines_behind(LINES):
        return f"{noun} {', '.join(shown[:LINES])} and {words.count(more)} more."
    return f"{noun} {words.listed(shown, most=LINES)}."


def one_column(summary: TableSummary) -> str:
    """What may be the matter where a file seems to have one column, with the mend; else "".

    >>> from explorer.records.table import ColumnProfile
    >>> only = (ColumnProfile("a|b|c", "category", "", 2, 0, 2, ()),)
    >>> read = Reading("csv", delimiter=",")
    >>> one_column(TableSummary("abc.csv", 2, 24, read, (), only, (("1|2|3",), ("4|5|6",))))
    'Its first lines hold pipes: choose the delimiter pipe under Change reading.'
    """
    if len(summary.profiles) != 1:
        return ""
    reading = summary.reading
    others = [sheet for sheet in reading.sheets if sheet != reading.sheet]
    if reading.format == "excel" and others:
        return (
            f"Only sheet {words.cut(reading.sheet or '', 30)} was read. Choose"
            f" {words.listed(others, 5, 30).replace(' and ', ' or ')} under Change reading."
        )
    if reading.format != "csv" or reading.ragged:
        return ""
    texts = [row[0] or "" for row in summary.preview]
    if reading.header:
        texts.append(summary.profiles[0].name)
    for each in DELIMITERS[:-1]:  # a space stands in most texts
        if texts and each != reading.delimiter and all(each in text for text in texts):
            name = words.delimiter(each)
            return (
                f"Its first lines hold {name}s: choose the delimiter {name} under Change reading."
            )
    return ""


def overrule(state: DatasetState, datasets: Datasets, secret: str | None) -> None:
    """The form with which a person says how the file is to be read."""
    reading = state.summary.reading if state.summary else None
    if not state.bytes_kept:
        markup.show(
            "<p class='muted'>The uploaded file itself was deleted after it was read. "
            "Upload it again to read it another way.</p>"
        )
        return
    with st.form(f"reading-{state.id}", border=False):
        chosen = _choices(state, reading)
        again = st.form_submit_button("Read again", icon=":material/refresh:", type="primary")
    if again:
        # What this form asks is of tables; whoever said vectors, and failed, means one now.
        vectors = False if state.options.vectors else state.options.vectors
        datasets.read_again(state.id, replace(chosen, vectors=vectors), secret)
        st.rerun()


def _choices(state: DatasetState, reading: Reading | None) -> ReadOptions:
    key = f"reading-{state.id}"
    now = state.options
    if reading is not None and reading.format == "parquet":
        markup.show("<p class='muted'>A Parquet file says itself how it is to be read.</p>")
        return now
    header = _choice("First row", now.header, (True, False), _header, f"{key}-header")
    if reading is not None and reading.format == "excel":
        sheet = _choice("Sheet", now.sheet, reading.sheets, str, f"{key}-sheet")
        return ReadOptions(header=header, sheet=sheet)
    if reading is None and (now.sheet is not None or state.name.lower().endswith(EXCEL)):
        named = st.text_input(
            "Sheet",
            now.sheet or "",
            placeholder=FOUND,
            key=f"{key}-sheet-named",
            help="Its name; the first sheet with a table where nothing is named.",
        )
        return ReadOptions(header=header, sheet=named or None)
    left, right = st.columns(2)
    with left:
        delimiter = _choice("Delimiter", now.delimiter, DELIMITERS, words.delimiter, f"{key}-by")
        encoding = _choice("Encoding", now.encoding, ENCODINGS, words.encoding, f"{key}-in")
    with right:
        quote = _choice("Quotes", now.quote, QUOTES, words.QUOTES.__getitem__, f"{key}-quote")
        other = st.text_input(
            "Another delimiter",
            max_chars=1,
            key=f"{key}-other",
            help="One character; it takes the place of the choice on the left.",
        )
    return ReadOptions(encoding, other[:1] or delimiter, quote, header, now.sheet)


def _header(is_header: bool) -> str:
    return "holds the columns' names" if is_header else "is a row of data"


def _choice(
    name: str, now: Value | None, options: Sequence[Value], said: Callable[[Value], str], key: str
) -> Value | None:
    """One select box whose first choice leaves the matter to what the file shows."""
    offered: list[Value | None] = [None]
    offered.extend(options)
    if now not in offered:
        offered.append(now)

    def word(place: int) -> str:
        value = offered[place]
        return FOUND if value is None else said(value)

    # Options are places in the list: Streamlit takes an option None for "nothing is chosen".
    place = st.selectbox(
        name, range(len(offered)), index=offered.index(now), format_func=word, key=key
    )
    return offered[place] if place in range(len(offered)) else now

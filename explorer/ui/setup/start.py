"""Vectors from elsewhere that the lookup tables of a training begin with."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import streamlit as st

from explorer.errors import SpecError
from explorer.records.shape import Shape
from explorer.records.spec import TrainingSpec
from explorer.records.states import RESULT, DatasetState, StartState
from explorer.runs.store import Store
from explorer.ui import markup, notices, uploads, words
from explorer.ui.setup import keeping, reading

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

MOST_RUNS = 20  # that are offered
OFF = "Begin without them"
SAID = 3  # columns in the sentence
_CHOSEN = "start-run-chosen"  # in the box of runs, until it is looked at
POLL = 0.5  # seconds between looks at a file that is being read


def choose(store: Store, state: DatasetState, spec: TrainingSpec, secret: str) -> str | None:
    """The box for a file of vectors under Adjust; the digest of what training begins with.

    Args:
        spec: what is learned, columns and kinds filled in.
    """
    st.markdown("**Begin with vectors**")
    start = state.start
    if start is not None and start.error:
        notices.notice(start.error, "", "error")
    elif start is not None and not start.digest:
        _wait(store, state.id)
        return None
    elif start is not None:
        problem = unfit(start, spec)
        if problem is None:
            notices.notice(fits(start, spec), "", "good")
        else:
            notices.notice(f"{start.sentence}. {problem.message}", "", "warning")
        for each in start.problems:
            reading.problem(each)
        if st.button(OFF, key="start-off", type="tertiary"):
            store.datasets.detach_start(state.id, secret)
            st.rerun()
        return start.digest
    markup.show(
        "<p class='muted'>A file of vectors made elsewhere or taken away here (word2vec, GloVe, "
        "fastText, Parquet or CSV), or what one of your runs learned. Where a category has a "
        "vector, its place begins there; other lengths are projected or filled up.</p>"
    )

    def take(uploaded: UploadedFile) -> None:
        store.datasets.attach_start(state.id, uploaded.name, uploaded, secret)

    uploads.offer("Drop vectors here, or press Upload", f"start-{state.id}", store.settings, take)
    _of_run(store, state, secret)
    return None


def unfit(start: StartState | None, spec: TrainingSpec) -> SpecError | None:
    """Why nothing that is learned can begin with these vectors, or None.

    Items that stand in lists or side by side in another way than was found when the vectors were
    read have not been compared with them.
    """
    if start is None or not start.digest or start.error:
        return None
    off = f"press “{OFF}” under Adjust"
    if spec.method == "spectral":
        others = f"{words.METHODS['sgns']} or {words.METHODS['glove']}"
        return SpecError(
            f"The method {words.METHODS['spectral']} works out its vectors from the counts and"
            " cannot begin with given ones.",
            mend=f"Choose the method {others}, or {off}.",
        )
    if spec.layout in ("wide", "cell"):
        counted = _items(start, spec)
        if counted is None or counted[0]:
            return None
        return SpecError(
            f"None of the {words.counted(counted[1], 'item')} has a vector in {start.name}.",
            mend=f"To train, {off}; or choose vectors whose names are written as the items are.",
        )
    if _learned(start, spec):
        return None
    if not start.fitting:
        return SpecError(
            f"No value of this table has a vector in {start.name}.",
            mend=f"To train, {off}; or choose vectors whose names are written as the values are.",
        )
    names = [name for name, *_ in start.fitting]
    return SpecError(
        f"No column that is learned has values with a vector in {start.name};"
        f" {words.listed(names, SAID, 24)} {'has' if len(names) == 1 else 'have'}.",
        mend=_mend(names, spec, off),
    )


def _mend(names: list[str], spec: TrainingSpec, off: str) -> str:
    one = words.cut(names[0], 24)
    if spec.of_items:
        return f"Choose {one} for the items, or {off}."
    if names[0] == spec.target:
        return f"Predict another column and tick {one}, or {off}."
    if any(column.name == names[0] for column in spec.columns):
        return f"Choose the kind category for {one}, or {off}."
    return f"Tick {one} in the table of columns, or {off}."


def fits(start: StartState, spec: TrainingSpec) -> str:
    """How many vectors there are, and how many values of the learned columns have one."""
    if spec.layout in ("wide", "cell"):
        counted = _items(start, spec)
        if counted is None:
            return f"{start.sentence}; items that have one begin there."
        n_found, n = map(words.count, counted)
        return f"{start.sentence}; {n_found} of {n} items have one."
    found = _learned(start, spec)
    said = [
        f"{words.count(n_found)} of {words.count(n)} values of {words.cut(name, 24)!r}"
        for name, n_found, n in found[:SAID]
    ]
    if (n_more := len(found) - SAID) > 0:
        said.append(f"and values of {words.counted(n_more, 'more column')}")
    return f"{start.sentence}; {', '.join(said)} have one."


def _items(start: StartState, spec: TrainingSpec) -> tuple[int, int] | None:
    """Items with a vector, and items in all, where they lie as was found; None elsewhere."""
    for shape, n_found, n in start.items:
        if shape.settings == Shape.of(spec).settings:
            return n_found, n
    return None


def _learned(start: StartState, spec: TrainingSpec) -> list[tuple[str, int, int]]:
    """Of the columns with vectors those whose values are learned as they are written."""
    learned = {column.name for column in spec.columns if column.kind != "binned"}
    return [each for each in start.fitting if each[0] in learned]


def _of_run(store: Store, state: DatasetState, secret: str) -> None:
    """The runs of this browser whose vectors training may begin with, the newest first."""
    finished = [run for run in store.runs.of_owner(secret) if run.phase in RESULT][:MOST_RUNS]
    runs = {run.id: run for run in finished}
    chosen = st.session_state.pop(_CHOSEN, None)
    if chosen in runs:
        with notices.guarded("Taking the run's vectors"):
            store.datasets.attach_start_of(state.id, runs[chosen], secret)
            st.rerun()
    elif chosen is not None:
        notices.notice(
            "The run that was chosen was deleted meanwhile.", "Choose another one.", "warning"
        )
    if not runs:
        return
    now = time.time()

    def said(run_id: str) -> str:
        return keeping.told_early(runs[run_id], finished, now)

    st.selectbox(
        "Or what a run learned",
        list(runs),
        index=None,
        format_func=said,
        placeholder="Choose one of your runs",
        key="start-run",
        on_change=_remember_chosen,
        help="A run of these very rows has seen the held-out ones too: what is said of how well "
        "they are guessed is then too kind.",
    )


def _remember_chosen() -> None:
    """Callback of the box: afterwards it has forgotten a run that it no longer offers."""
    st.session_state[_CHOSEN] = st.session_state["start-run"]


@st.fragment(run_every=POLL)
def _wait(store: Store, dataset_id: str) -> None:
    """Until the vectors are read, or cannot be."""
    with notices.guarded("The file of vectors"):
        start = store.datasets.get(dataset_id).start
        if start is None or start.digest or start.error:
            st.rerun()
        markup.show(
            "<p class='muted'>Reading {name}.</p>", name=words.cut(start.name if start else "", 60)
        )

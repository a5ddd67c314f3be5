"""The sample that plays by itself beside the upload box."""

from __future__ import annotations

import time
from dataclasses import replace

import streamlit as st

from explorer.analysis.wording import cosine_text
from explorer.data.samples import Sample, catalog
from explorer.records.states import RunState
from explorer.runs.store import Store
from explorer.ui import markup, notices, words
from explorer.ui.home import glimpse
from explorer.ui.map import Focus, embedding_map
from explorer.ui.run.paint import paint
from explorer.ui.run.scene import scene
from explorer.ui.run.subject import Subject

POLL = 1.0  # seconds between looks while the bundled runs are being opened
PATIENCE = 20.0  # seconds; bundled runs that are not there by then may never be
SINCE = "playing-since"  # when this session first found none
SECONDS = 6.0  # of the replay: slow enough to follow one animal
HEIGHT = 440  # pixels of the map: the sentence below it stays on a laptop's first screen
PICKS = {"zoo": "dolphin", "countries": "Japan", "baby_names": "Emma", "cars": "Honda"}


def show(store: Store) -> None:
    """The map of a finished run, what it found in numbers, and the way into it."""
    for sample in catalog():
        run = store.runs.sample(sample.name)
        if run is not None:
            _play(store, sample, run)
            return
    if any(sample.run_path.exists() for sample in catalog()) and not _waited_long():
        _wait(store)
    else:
        _steps()


def _play(store: Store, sample: Sample, run: RunState) -> None:
    subject = glimpse.subject(store, sample, run)
    colors = paint(subject)
    embedding_map(
        "home",
        replace(
            scene(subject, colors, Focus()),
            title=f"{sample.title}: {sample.line}",
            caption="",
            play="once",
            note="",
            replay_seconds=SECONDS,
            height=HEIGHT,
        ),
    )
    with st.container(horizontal=True, vertical_alignment="center", key="playing-foot"):
        markup.show("<p class='sentence'>{found}</p>", found=found(subject, sample))
        if st.button("Open this run", icon=":material/arrow_forward:", icon_position="right"):
            st.query_params.from_dict({"run": run.id})
            st.rerun()


def found(subject: Subject, sample: Sample) -> str:
    """What the run found, in its own numbers."""
    names = subject.entries.names
    pick = PICKS.get(sample.name, names[0])
    index = names.index(pick) if pick in names else 0
    nearest = subject.content.neighbors(subject.column, index, 2)
    run = subject.state
    passes = next((p.epoch for p in run.points if p.step == run.best_step), run.epoch)
    after = f"After {words.counted(round(passes), 'pass', 'passes')} over "
    after += words.counted(run.n_rows, "row")
    if nearest is None or len(nearest.indices) < 2:
        return f"{after} the map looks like this."
    first, second = (
        f"{words.cut(names[i], 40)} {cosine_text(float(cosine))}"
        for i, cosine in zip(nearest.indices, nearest.cosines, strict=True)
    )
    return f"{after}, {words.cut(names[index], 40)}’s nearest are {first} and {second}."


@st.fragment(run_every=POLL)
def _wait(store: Store) -> None:
    """The first start of an installation: the bundled runs are being opened."""
    with notices.guarded("The sample's map"), st.container(key="card-playing"):
        if _waited_long() or any(store.runs.sample(sample.name) for sample in catalog()):
            st.rerun()
        markup.show("<p class='muted'>The samples’ maps are being opened.</p>")


def _waited_long() -> bool:
    since: float = st.session_state.setdefault(SINCE, time.monotonic())
    return time.monotonic() - since > PATIENCE


def _steps() -> None:
    """Without bundled runs: how it goes, in three steps."""
    with st.container(key="card-playing"):
        markup.show(
            "<ol class='steps'>"
            "<li><strong>Upload a table</strong> whose cells are words: products, airports, "
            "answers. It is read, checked and described.</li>"
            "<li><strong>Press Train.</strong> Every category begins at a random place and moves "
            "toward those that appear in the same company.</li>"
            "<li><strong>Explore the map.</strong> Pick a category to see its neighbors and how "
            "sure they are, then take the vectors away or send the link.</li>"
            "</ol>"
        )

"""The sample that plays by itself beside the upload box."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from explorer.analysis.wording import cosine_text
from explorer.data.samples import Sample, catalog
from explorer.records.states import RunState
from explorer.runs.store import Store
from explorer.ui import markup, notices, words
from explorer.ui.again import look_again
from explorer.ui.home import glimpse
from explorer.ui.map import Focus, embedding_map
from explorer.ui.run.paint import paint
from explorer.ui.run.scene import scene
from explorer.ui.run.subject import Subject

SECONDS = 6.0  # of the replay: slow enough to follow one animal
HEIGHT = 440  # pixels of the map: the sentence below it stays on a laptop's first screen
PICKS = {"zoo": "dolphin", "countries": "Japan", "baby_names": "Emma", "cars": "Honda"}


@st.fragment
def show(store: Store) -> None:
    """The map of a finished run, what it found in numbers, and the way into it."""
    with notices.guarded("The sample’s map"):
        for sample in catalog():
            run = store.runs.sample(sample.name)
            if run is not None:
                _play(store, sample, run)
                return
        with st.container(key="card-playing"):
            if glimpse.coming(store):
                markup.show("<p class='muted'>The samples’ maps are being opened.</p>")
                look_again("playing-again", glimpse.POLL)
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


def _steps() -> None:
    """Without bundled runs: how it goes, in three steps."""
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

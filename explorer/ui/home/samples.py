"""The samples' cards: a small true map, what one will see, and a click to Set up."""

from __future__ import annotations

import streamlit as st

from explorer.data.samples import Sample, catalog
from explorer.runs.store import Store
from explorer.ui import markup, notices, words
from explorer.ui.again import look_again
from explorer.ui.home import glimpse

PICTURE = 80  # pixels
WANTED = "sample-wanted"  # a card that was clicked; the browser may yet give the owner's secret


@st.fragment
def cards(store: Store) -> None:
    """All samples as cards; the one that was clicked is wanted from then on."""
    with (
        notices.guarded("The samples"),
        st.grid(2, min_column_width=200, gap="xsmall", key="samples"),
    ):
        for sample in catalog():
            with st.container(key=f"card-sample-{sample.name}"):
                if _card(store, sample):
                    st.session_state[WANTED] = sample
                    st.rerun()
    if glimpse.coming(store):
        look_again("samples-again", glimpse.POLL)


def _card(store: Store, sample: Sample) -> bool:
    with st.container(horizontal=True, wrap=False, gap="small", vertical_alignment="center"):
        st.image(
            glimpse.picture(store, sample),
            width=PICTURE,
            alt=f"The map of {sample.title} in small",
        )
        with st.container(gap="xxsmall"):
            clicked = st.button(sample.title, key=f"sample-{sample.name}", type="tertiary")
            markup.show(
                "<p class='line'>{line}</p><p class='line size'>{size}</p>",
                line=sample.line,
                size=f"{words.counted(sample.rows, 'row')} · "
                f"{words.counted(sample.categories, 'category', 'categories')}",
            )
    return clicked


def create(store: Store, sample: Sample, secret: str) -> str:
    """A dataset of the sample's file, recipe and labels for this visitor; its id."""
    with sample.path.open("rb") as rows, sample.labels_path.open("rb") as labels:
        return store.datasets.create(
            sample.file,
            rows,
            secret,
            sample=sample.name,
            recipe=sample.spec(),
            labels=(sample.labels, labels),
        )


def example() -> None:
    """A small file to look at, and to upload, before one has a file of one's own."""
    sample = catalog()[0]
    st.download_button(
        f"Example file, {words.size(sample.path.stat().st_size)}",
        sample.path.read_bytes,  # when it is clicked
        file_name=sample.file,
        mime="text/csv",
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
        key="example",
    )

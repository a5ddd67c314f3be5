"""What the Run page says where not all is drawn or followed, and of vectors that say little."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.analysis.similarity import Nearest
from explorer.records.embedding import Facet
from explorer.records.spec import TrainingSpec
from explorer.records.states import ColumnState
from explorer.records.vectors import Imported
from explorer.runs.entries import Entries
from explorer.ui.run import (
    map_words,
    panel,
    sentences,
)
from explorer.ui.run.paint import paint
from tests.ui.run.some_entries import entries, large


def test_entries_that_are_no_categories_are_told_apart_where_the_rows_of_a_table_are_counted():
    assert sentences.apart(large("finished")) == "28,487 categories, rare ones and unknown"
    assert sentences.apart(large("finished", entries=entries("a", "b"))) == ""


def captioned(subject):
    return f"{map_words.map_title(subject, None, subject.learning)}. " + map_words.map_caption(
        subject, None
    )


def test_a_map_of_a_large_column_says_what_is_drawn_in_every_phase():
    for phase, how in (("learning", "as it learns"), ("paused", "as far as it learned")):
        said = captioned(large(phase))
        assert said.startswith(f"5,000 categories of sku · {how}. ")
        assert said.endswith(
            "While it learns, the 5,000 most frequent of 28,487 categories are drawn."
        )
    assert captioned(large("failed")).endswith(
        " The 5,000 most frequent of 28,487 categories are drawn."
    )
    finished = captioned(large("finished"))
    assert finished.startswith("20,000 categories of sku · laid out by PCA. ")
    assert finished.endswith(
        "The 20,000 most frequent of 28,487 categories are drawn; the tables have all. Replay shows"
        " the 5,000 most frequent."
    )
    by_umap, counts = large("finished", method="umap"), large("learning", source="baseline")
    assert "Replay" not in captioned(by_umap)
    assert captioned(counts).startswith("20,000 categories of sku · without training")
    assert map_words.map_alt(large("learning")).startswith("Map of 5,000 categories of sku, most")
    assert map_words.map_alt(large("finished")).startswith("Map of 20,000 categories of sku, most")


def test_rows_that_are_left_out_while_it_learns_are_not_called_drawn_at_random():
    shape = ColumnState("rows", 8_000, 8, 5_000, kind="row")
    names = tuple(f"row {i}" for i in range(8_000))
    state = replace(large("learning").state, columns=(shape,), n_rows=8_000)
    subject = large("learning", state=state, entries=Entries.of_rows("rows", names))
    said = captioned(subject)
    assert said.startswith("5,000 of 8,000 rows · as it learns. ")
    assert said.endswith("While it learns, the first 5,000 of 8,000 rows are drawn.")


def test_a_scale_is_of_what_is_drawn_while_it_learns():
    subject = large("learning")
    frequency = Facet("frequency", "frequency", numbers=subject.entries.counts.astype(float))
    for phase, least in (("learning", "58"), ("finished", "21")):
        assert paint(large(phase, facets=[frequency])).ends == (least, "71")


def panel_of(subject, picked, found=None):
    shown = replace(subject, picked=picked)
    return panel._panel(shown, found, SimpleNamespace(codes=[], light=(), dark=()))


def test_what_is_not_followed_says_when_its_neighbors_appear_and_that_it_is_not_drawn():
    followed = "only the 5,000 most frequent are followed."
    rare = panel_of(large("learning"), 17_000)
    assert rare.hint == f"Its neighbors appear when training has ended: while it learns, {followed}"
    assert rare.seen == "seen in 28 rows, not among the 5,000 on the map"
    assert panel_of(large("learning"), 17).hint.endswith("with the first picture of the learning.")
    failed = panel_of(large("failed"), 17_000)
    assert failed.hint.startswith("It has no neighbors: while it learned, only the 5,000 most")
    close = Nearest(np.array([1], np.int32), np.array([0.9], np.float32))
    assert panel_of(large("finished"), 17_000, close).seen == "seen in 28 rows"
    assert panel_of(large("finished"), 21_000, close).seen.endswith("among the 20,000 on the map")


def test_neighbors_that_were_looked_for_among_the_most_frequent_only_are_called_so():
    close = Nearest(np.array([1], np.int32), np.array([0.9], np.float32))
    assert panel_of(large("learning"), 17, close).sub == (
        "Nearest by cosine among the 5,000 most frequent, in all 64 dimensions"
    )
    finished = panel_of(large("finished"), 17, close)
    assert finished.sub == "Nearest by cosine, in all 64 dimensions"


def picked_of(lengths, **changes):
    """Neighbors of the first category, whose vectors have these lengths."""
    vectors = np.array(lengths, np.float32)[:, None] * np.array([[0.6, 0.8]], np.float32)
    state = replace(large("finished").state, **changes)
    subject = large(
        "finished",
        state=state,
        entries=entries("a", "b", "c", counts=[40, 2, 2]),
        content=SimpleNamespace(vectors=lambda column, source: vectors),
    )
    return panel.doubt(subject, 0, [1, 2])


def test_neighbors_of_a_short_vector_are_called_chance_and_nothing_else_is_said_of_them():
    assert picked_of([0.06, 1.3, 2], id="short") == (
        "Its vector is short (0.06; half of all are longer than 1.3): what stands beside it is"
        " hardly other than chance, and so are these neighbors."
    )
    assert picked_of([0, 1.3, 2], id="zero").startswith("Its vector is short (0; half of all")
    given = Imported("v.csv", "table", "0" * 64, True)
    elsewhere = picked_of([0.06, 1.3, 2], id="given", imported=given)
    assert elsewhere.endswith("points nearly anywhere: take its neighbors as a guess.")
    assert picked_of([0.5, 1.3, 2], id="long").startswith("Marked ones were seen in fewer than 5")
    assert picked_of([0, 0, 0], id="all zero").startswith("Marked ones")


@pytest.mark.parametrize(
    ("recipe", "why"),
    [
        (
            {"objective": "cooccurrence", "item": "song", "basket": "list"},
            ": the baskets tell no more than 1 direction apart.",
        ),
        ({"objective": "cooccurrence"}, ": the rows tell no more than 1 direction apart."),
        ({}, "."),
    ],
)
def test_dimensions_that_are_0_throughout_are_counted(recipe, why):
    state = replace(large("finished").state, spec=TrainingSpec(**recipe))
    vectors = np.zeros((3000, 3), np.float32)
    vectors[2999, 0] = 1
    said = sentences.unused_dimensions(state, vectors)
    assert said == f"2 of the 3 dimensions are 0 in every row{why}"
    assert sentences.unused_dimensions(state, vectors[:, :1]) == ""
    assert sentences.unused_dimensions(state, vectors[:9]).startswith("All numbers are 0")

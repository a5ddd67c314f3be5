"""Views of vectors without training: all of one page is of these, and says so."""

import numpy as np
import pytest

from explorer.analysis.similarity import cosine_matrix
from explorer.analysis.wording import cosine_text
from explorer.ui.run import similarities
from tests.ui.run.pages import components, html

THESE = "These are the vectors without training, from counts alone, as chosen over the map;"
CHOSEN = {"vectors": "Without training", "column": "animal"}
NAME = r"<(?:td|th)[^>]*><bdi>(.*?)</bdi>"


@pytest.fixture
def cosines(store, run):
    """cosines(source) -> [n, n] of the animals."""
    content = store.content(store.runs.get(run))

    def of(source):
        return cosine_matrix(content.vectors(0, source))

    return of


@pytest.fixture
def n_dims(store, run):
    """n_dims(source) -> of the vectors of the animals."""
    content = store.content(store.runs.get(run))
    return lambda source: content.vectors(0, source).shape[1]


def test_nearest_and_pairs_are_all_of_the_vectors_that_were_chosen(
    visit, run, cosines, n_dims, monkeypatch
):
    drawn = {}
    monkeypatch.setattr(
        similarities, "table", lambda title, headings, rows, **_: drawn.update({title: rows})
    )
    page = visit(run=run, view="Similarities", **CHOSEN)
    assert THESE in html(page)
    mine, learned = cosines("baseline"), cosines("learned")
    (nearest, near), (pairs, alike) = drawn.items()
    assert nearest.endswith(f"in all {n_dims('baseline')} dimensions, without training")
    assert n_dims("baseline") != n_dims("learned")
    assert pairs == "The 20 most similar pairs of animal, without training"

    best = np.sort(np.delete(mine[0], 0))[::-1][: len(near)]
    assert [row[1] for row in near] == [cosine_text(float(cosine)) for cosine in best]
    upper = np.triu_indices(len(mine), 1)
    best, theirs = (np.sort(all_of[upper])[::-1][: len(alike)] for all_of in (mine, learned))
    assert [row[2] for row in alike] == [cosine_text(float(cosine)) for cosine in best]
    assert not np.allclose(best, theirs, atol=1e-4)
    assert "without training" in page.get("plotly_chart")[0].proto.alt


def test_the_panel_names_the_dimensions_of_the_vectors_it_compares(visit, run, n_dims):
    for source, chosen in (("baseline", CHOSEN), ("learned", {"column": "animal"})):
        page = visit(run=run, pick="animal 010", **chosen)
        assert f"Nearest by cosine, in all {n_dims(source)} dimensions" in components(page)


def test_of_many_the_most_frequent_are_compared_and_it_is_said(visit, run, monkeypatch):
    monkeypatch.setattr(similarities, "COMPARED", 7)
    similarities._pairs_without_training.clear()
    page = visit(run=run, view="Similarities", **CHOSEN)
    assert "Among the <bdi>7 most frequent</bdi>." in html(page)
    similarities._pairs_without_training.clear()


def test_one_hot_beside_vectors_without_training_says_which_they_are(visit, run):
    page = visit(run=run, view="One-hot and embedding", **CHOSEN)
    assert THESE in html(page)
    assert "From counts: alike ones stand in blocks" in html(page)
    assert "the cosines of the vectors run from" in html(page)


@pytest.mark.parametrize("view", ["Similarities", "One-hot and embedding"])
def test_the_learned_vectors_need_no_such_words(visit, run, view):
    assert "without training" not in html(visit(run=run, view=view, column="animal"))

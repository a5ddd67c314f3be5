"""Figures: literal labels, typed arrays, a title, words and a table for each."""

import json

import numpy as np
import pytest

from explorer.analysis.similarity import cosine_matrix
from explorer.figures.labels import label, labels
from explorer.figures.learning import variance_bars
from explorer.figures.palette import DARK, LIGHT
from explorer.figures.similarity import heat_map

NAMES = ["Rome", "<b>bold</b>", "R&D", "<a href='javascript:alert(1)'>x</a>", "a\nb\u202ec"]


def cosines(n):
    return cosine_matrix(np.random.default_rng(0).normal(size=(n, 4)).astype(np.float32))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_names_reach_the_heat_map_as_text_only(theme):
    picture = heat_map(NAMES, cosines(5), theme, column="word", selected=1)
    drawn = json.loads(picture.figure.to_json())
    texts = json.dumps([drawn["layout"]["xaxis"]["ticktext"], drawn["data"][0]["customdata"]])
    assert "<" not in texts.replace("<br>", "")
    assert "&lt;b&gt;bold&lt;/b&gt;" in texts
    assert "R&amp;D" in texts
    assert "\\u202e" not in texts
    assert picture.table["category"] == NAMES  # the table is text already


def test_heat_map_is_centered_on_zero_and_compact():
    values = cosines(40)
    picture = heat_map([f"c{i}" for i in range(40)], values, LIGHT)
    (trace,) = picture.figure.data
    assert (trace.zmin, trace.zmid, trace.zmax) == (-1, 0, 1)
    assert trace.z.dtype == np.float32
    assert len(picture.figure.to_json()) < 70_000  # names of 1,600 cells, no template
    assert np.array_equal(trace.z, values)


def test_heat_map_says_in_words_which_two_are_most_alike():
    values = np.array([[1, 0.9, -0.2], [0.9, 1, 0.1], [-0.2, 0.1, 1]], np.float32)
    picture = heat_map(["cat", "lion", "boat"], values, LIGHT, column="thing")
    assert picture.alt == (
        "Heat map of the cosine similarity of 3 categories of thing. Most alike: cat and lion, "
        "0.90. Cosines run from -0.20 to 0.90."
    )
    assert picture.table["boat"] == pytest.approx([-0.2, 0.1, 1.0])


def test_heat_map_of_another_measure_names_it_in_words_and_where_one_points():
    values = np.array([[1, 0.75], [0.75, 1]], np.float32)
    picture = heat_map(["cat", "lion"], values, LIGHT, measure="columns")
    assert picture.alt == (
        "Heat map of the share of columns that hold the same of 2 categories. Most alike: cat and"
        " lion, 0.75. Shares run from 0.75 to 0.75."
    )
    assert "share of columns %{z" in picture.figure.data[0].hovertemplate


def test_categories_of_one_name_both_have_a_column_in_the_table():
    picture = heat_map(["missing", "missing"], cosines(2), LIGHT)
    assert list(picture.table) == ["category", "missing", "missing (2)"]


def test_heat_map_of_rows_speaks_of_rows():
    values = np.array([[1, 0.5], [0.5, 1]], np.float32)
    picture = heat_map(["crow", "category"], values, LIGHT, column="rows", of_rows=True)
    assert picture.alt.startswith(
        "Heat map of the cosine similarity of 2 rows of the data. Most alike: crow and category"
    )
    assert list(picture.table) == ["row", "crow", "category"]


def test_heat_map_of_one_category_is_drawn():
    assert heat_map(["only"], cosines(1), LIGHT).figure.data[0].z.shape == (1, 1)


def test_variance_bars_light_the_two_drawn_components_and_sum_up_the_rest():
    shares = [0.5, 0.25, *[0.25 / 30] * 30]
    picture = variance_bars(shares, DARK)
    (bars,) = picture.figure.data
    assert picture.title == "The two directions on the map hold 75 % of the variance"
    assert list(bars.marker.color[:3]) == [DARK.accent, DARK.accent, DARK.grey]
    assert picture.table["component"][-1] == "rest"
    assert sum(bars.y) == pytest.approx(100)
    assert picture.figure.layout.yaxis.ticksuffix == " %"


def test_labels_are_shortened_before_they_are_escaped():
    assert labels(["<" * 30], 5) == ["&lt;&lt;&lt;&lt;…"]


def test_names_in_figures_turn_no_line_around_and_are_never_invisible():
    names = ["\u202egnp.exe", "\u200b", "cat"]
    picture = heat_map(names, np.eye(3, dtype=np.float32) + 0.1, LIGHT)
    for axis in (picture.figure.layout.xaxis, picture.figure.layout.yaxis):
        assert list(axis.ticktext) == ["gnp.exe", "(blank)", "cat"]
    assert "Most alike: gnp.exe and (blank)," in picture.alt
    assert [label(name) for name in names] == ["gnp.exe", "(blank)", "cat"]


def test_names_that_begin_alike_are_told_apart_on_both_sides_of_a_heat_map():
    names = [f"https://www.example-shop.com/en/chairs/{name}" for name in ("oak", "pine", "teak")]
    figure = heat_map(names, np.eye(3, dtype=np.float32), LIGHT).figure
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert len(set(axis.ticktext)) == 3
        for name, shown in zip(names, axis.ticktext, strict=True):
            assert shown.endswith(name.rpartition("/")[2])

"""The map as one HTML file: nothing in it runs that came from the data, nothing is fetched."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from explorer.figures import document as written
from explorer.figures import map_page as module
from explorer.figures.coloring import color_by
from explorer.figures.map_page import MapFrame, MapPage, map_page
from explorer.figures.palette import DARK, LIGHT
from explorer.records.embedding import CATEGORY, MISSING, Facet

HOSTILE = "</script><script>alert(1)</script>"


def page(n=40, n_frames=5, facet=None, **more):
    random = np.random.default_rng(0)
    names = [f"category {i}" for i in range(n)]
    names[0] = HOSTILE
    facet = facet or Facet(
        "region", "labels", np.arange(n, dtype=np.int32) % 3, (HOSTILE, "b", "c")
    )
    frames = [MapFrame(i, random.normal(size=(n, 2)).astype("f4")) for i in range(n_frames)]
    kinds = np.full(n, CATEGORY, np.uint8)
    kinds[-1] = MISSING
    xy = frames[3].xy if n_frames > 3 else random.normal(size=(n, 2)).astype("f4")
    counts = np.arange(n, 0, -1, dtype=np.int64)
    given = {"title": HOSTILE, "caption": f"Kept 61 % {HOSTILE}."} | more
    return MapPage(
        names=names,
        counts=counts,
        kinds=kinds,
        xy=xy,
        coloring=color_by(facet, kinds),
        frames=frames,
        **given,
    )


@pytest.fixture(scope="module")
def document():
    return map_page(page(), LIGHT)


def drawn(document):
    """Data and frames as plotly gets them."""
    data = re.search(r'Plotly\.newPlot\(\s*"[^"]+",\s*(\[.*?\]),\s*\{"', document, re.DOTALL)
    frames = re.search(r"Plotly\.addFrames\('[^']+',\s*(\[.*?\])\);", document, re.DOTALL)
    return json.loads(data[1]), json.loads(frames[1]) if frames else []


def test_nothing_from_the_data_is_markup_or_script(document):
    assert "<script>alert" not in document
    assert document.count("</script>") == document.count("<script")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in document  # title, caption, legend


def test_page_needs_no_network_and_forbids_it(document):
    assert "default-src 'none'" in document
    assert "unsafe-eval" not in document
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=", document.split("<body>")[0])
    assert not re.search(r'<script[^>]+src="', document)


def test_replay_has_all_frames_and_begins_where_the_finished_map_is(document):
    data, frames = drawn(document)
    assert len(frames) == 5
    assert data[0]["x"]["dtype"] == "f4"
    assert data[0]["x"] == frames[3]["data"][0]["x"]
    assert '"active":3' in document


def test_missing_is_drawn_hollow(document):
    data, _ = drawn(document)
    assert data[0]["marker"]["symbol"][-1] == "circle-open"
    assert {*data[0]["marker"]["symbol"][:-1]} == {"circle"}


def test_the_legend_says_what_is_drawn_hollow(document):
    assert "</i>missing</span></footer>" in document
    whole = page()
    whole.kinds[-1] = CATEGORY
    assert "border:1.5px" not in map_page(whole, LIGHT)


def test_map_without_frames_has_no_replay():
    document = map_page(page(n_frames=0), DARK)
    assert drawn(document)[1] == []
    assert "Replay" not in document.split("</script>")[-1]
    assert '"label":"Replay"' not in document


def test_long_replays_are_thinned_to_the_limit_and_keep_both_ends(monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 4 * 40 * 11)
    _, frames = drawn(map_page(page(n_frames=30), LIGHT))
    assert len(frames) == 4
    epochs = re.findall(r'"label":"(\d+)"', map_page(page(n_frames=30), LIGHT))
    assert epochs[0] == "0"
    assert epochs[-1] == "29"


def test_large_maps_say_how_many_they_draw(monkeypatch):
    monkeypatch.setattr(module, "MOST_POINTS", 30)
    document = map_page(page(), LIGHT)
    assert "The 30 most frequent of 39." in document
    uncounted = replace(page(), counts=np.zeros(40, np.int64))
    assert "The first 30 of 39." in map_page(uncounted, LIGHT)


def test_numbers_have_a_ramp_in_the_legend():
    facet = Facet("rows seen", "frequency", numbers=np.arange(1.0, 41))
    document = map_page(page(facet=facet), DARK)
    assert "linear-gradient(90deg, #" in document
    assert DARK.sequential[0] in document


def test_numbers_that_are_all_the_same_have_their_one_color_in_the_legend():
    facet = Facet("rows seen", "frequency", numbers=np.ones(40))
    document = map_page(page(facet=facet), DARK)
    assert "linear-gradient" not in document
    assert f'<span><i style="background:{DARK.sequential[8]}"></i>1</span>' in document


def test_all_names_are_there_to_be_chosen_from_and_hostile_ones_are_text(document):
    (points, words), frames = drawn(document)
    assert points["mode"] == "markers"
    assert points["text"][0] == "&lt;/script&gt;&lt;script&gt;alert(…"
    assert points["text"][1:] == [f"category {i}" for i in range(1, 40)]
    assert "x" not in words, "the browser knows how much room there is"
    assert [frame["traces"] for frame in frames] == [[0]] * 5


def test_epochs_are_said_as_the_app_says_them():
    frames = [MapFrame(epoch, page().xy) for epoch in (0, 0.25, 4.0, 22.9)]
    document = map_page(replace(page(), frames=frames), LIGHT)
    assert re.findall(r'"label":"([\d.]+)"', document) == ["0", "0.3", "4", "23"]


def test_a_scale_by_rank_is_told_with_the_numbers_along_it():
    numbers = np.rint(np.exp(np.linspace(0, 7, 200)))
    coloring = color_by(Facet("minutes", "data", numbers=numbers), np.zeros(200, np.uint8))
    told = written._legend(coloring, LIGHT, "")
    assert told.startswith("<strong>minutes, colored by rank</strong> 1 <b ")
    assert told.count("<b ") == 4
    words = re.findall(r"</b> ([\d,]+)", told)
    assert words == [*coloring.ticks, coloring.ends[1]]

"""The first page, and taking files in."""

from __future__ import annotations

import io
import json
import re
import zipfile
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.analysis.similarity import Nearest
from explorer.data.samples import catalog, sample
from explorer.errors import ExplorerError
from explorer.records.training import Point
from explorer.runs import runfile
from explorer.ui import home_page, theme
from explorer.ui.home import glimpse, playing, samples, thumbnail

TABLE = b"a,b\n" + b"x,1\ny,2\n" * 20


def test_the_first_page_says_what_this_is_and_what_may_be_uploaded(visit, said):
    page = visit()
    assert [each.value for each in page.title] == ["See which of your categories belong together"]
    assert "up to 100 MB · rows kept 24 hours for you alone, then deleted" in said(page)
    for each in catalog():
        assert page.button(key=f"sample-{each.name}").label == each.title
        assert each.line in said(page)
    assert "23,968 rows · 458 categories" in said(page)


def test_an_uploaded_file_is_on_disk_and_its_page_opens(visit, store, said):
    page = visit()
    page.file_uploader(key="upload-0").upload("fruit.csv", TABLE).run()
    assert not page.exception
    dataset_id = str(page.query_params["data"])
    assert store.places.upload(dataset_id).read_bytes() == TABLE
    assert store.datasets.get(dataset_id).name == "fruit.csv"
    page.run()
    assert "fruit.csv" in said(page)


def before(sentence, page):
    """What the page says above a sentence of it."""
    texts = [
        re.sub("<[^>]+>", "", element.value)
        for element in page
        if element.type in ("html", "subheader")
    ]
    (place,) = [i for i, text in enumerate(texts) if sentence in text]
    return texts[:place]


def test_an_empty_file_is_refused_and_the_next_one_can_follow_at_once(visit, said):
    page = visit()
    page.file_uploader(key="upload-0").upload("empty.csv", b"").run()
    assert not page.exception
    assert "empty.csv is empty. Choose a file with rows in it." in said(page)
    page.file_uploader(key="upload-1").upload("fruit.csv", TABLE).run()
    assert "data" in page.query_params


def test_a_samples_card_opens_its_set_up_with_recipe_and_labels(visit, store):
    page = visit()
    page.button(key="sample-zoo").click().run()
    state = store.datasets.get(str(page.query_params["data"]))
    assert state.sample == "zoo"
    assert state.recipe is not None
    assert state.recipe.objective == "masked"
    assert store.places.labels_upload(state.id).read_bytes().startswith(b"animal,class")


def test_an_address_with_words_of_another_site_is_the_first_page(visit):
    page = visit(utm_source="news")
    assert [each.value for each in page.title] == ["See which of your categories belong together"]


def test_a_run_file_goes_to_the_store_and_its_refusal_is_shown(visit, store, said, monkeypatch):
    page = visit()
    page.file_uploader(key="run-file-0").upload("run.zip", b"PK not a run").run()
    assert not page.exception
    assert "Opening the run file." in said(page)


def test_a_run_file_in_the_box_for_tables_is_opened_as_a_run(visit, store, said):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("manifest.json", json.dumps({"kind": runfile.KIND}, indent=1))
    page = visit()
    page.file_uploader(key="upload-0").upload("my_run.zip", packed.getvalue()).run()
    assert not page.exception
    assert "Opening the run file." in said(page)
    assert "data" not in page.query_params


def test_a_refused_run_file_is_said_once_and_not_asked_for_again(visit, store, said, monkeypatch):
    asked = []

    def opened(job):
        asked.append(job)
        return SimpleNamespace(phase="failed", error="Not a run.", mend="Choose it.", run_id=None)

    monkeypatch.setattr(store, "opened", opened)
    page = visit()
    page.file_uploader(key="run-file-0").upload("run.zip", b"PK not a run").run()
    page.run()
    assert not page.exception
    assert "Or begin with a sample" in before("Not a run. Choose it.", page)
    assert len(asked) == 1


def test_a_refusal_stands_under_the_box_where_the_file_was_dropped(visit, store, said, monkeypatch):
    told = SimpleNamespace(phase="failed", error="Not a run.", mend="Choose it.", run_id=None)
    monkeypatch.setattr(store, "opened", lambda job: told)
    monkeypatch.setattr(runfile, "begins_one", lambda file: file.name.endswith(".zip"))
    page = visit()
    page.file_uploader(key="upload-0").upload("run.zip", b"PK not a run").run()
    above = before("Not a run. Choose it.", page)
    assert "Or begin with a sample" not in above
    page.file_uploader(key="upload-1").upload("empty.csv", b"").run()
    assert "empty.csv is empty." in said(page)
    assert "Not a run." not in said(page)


def test_bundled_runs_that_do_not_open_give_way_to_the_three_steps(visit, said, monkeypatch):
    assert any(each.run_path.exists() for each in catalog()) or pytest.skip("none are bundled")
    looks = []
    for part in (playing, samples):
        monkeypatch.setattr(part, "look_again", lambda key, seconds: looks.append(key))
    page = visit()
    assert "The samples’ maps are being opened." in said(page)
    assert set(looks) == {"playing-again", "samples-again"}
    looks.clear()
    page.session_state[glimpse.SINCE] -= glimpse.PATIENCE
    page.run()
    assert "Press Train." in said(page)
    assert "are being opened" not in said(page)
    assert looks == [], "it looks no further"


def test_our_own_fault_is_a_calm_sentence_on_the_page_and_a_traceback_in_the_log(
    visit, said, monkeypatch, caplog
):
    def broken():
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr(home_page, "show", broken)
    page = visit()
    assert [each.value for each in page.title] == ["This page could not be shown"]
    assert "division" not in said(page).lower()
    assert "ZeroDivisionError" in caplog.text


def test_a_wrong_setting_is_said_with_its_mend(visit, said, monkeypatch):
    def refuse():
        raise ExplorerError("EXPLORER_JOBS is 'x'.", mend="Set it to a whole number.")

    monkeypatch.setattr(home_page, "show", refuse)
    assert "EXPLORER_JOBS is 'x'. Set it to a whole number." in said(visit())


def test_the_sentence_under_the_playing_map_has_the_runs_own_numbers():
    names = ("porpoise", "seal", "dolphin", "wasp")
    subject = SimpleNamespace(
        entries=SimpleNamespace(names=names),
        column=0,
        content=SimpleNamespace(
            neighbors=lambda column, index, k: {
                2: Nearest(np.array([0, 1]), np.array([0.966, 0.93], np.float32))
            }[index]
        ),
        state=SimpleNamespace(
            points=(Point(0, 0.0, 1.0, 1.0, 0.0), Point(80, 40.0, 0.2, 0.4, 1.0)),
            best_step=80,
            epoch=60.0,
            n_rows=100,
        ),
    )
    assert playing.found(subject, sample("zoo")) == (
        "After 40 passes over 100 rows, dolphin’s nearest are porpoise 0.97 and seal 0.93."
    )


def test_a_thumbnail_shows_every_point_once_in_its_color_and_keeps_proportions():
    xy = np.array([[0, 0], [4, 0], [0, 2], [4, 2]], np.float32)
    codes = np.array([0, 1, 1, 65535], np.uint16)
    svg = thumbnail.draw(
        xy, codes, ("#111111", "#222222"), ("#eeeeee", "#dddddd"), ("#999", "#888")
    )
    dots = re.findall(r"M([\d.]+) ([\d.]+)h0", svg)
    assert len(dots) == 4
    x, y = np.array(dots, float).T
    assert np.ptp(x) == pytest.approx(2 * np.ptp(y), abs=0.2)
    assert svg.count("<path") == 3
    assert "light-dark(#111111,#eeeeee)" in svg


def test_the_icon_of_the_tab_is_ours_and_fetched_from_nowhere():
    assert theme.ICON.startswith("<svg")

"""The Run page of runs that failed, are paused or stopped: what it says, and what it offers."""

import re
from dataclasses import replace

import pytest

from explorer.records.states import NOTHING_LEARNED, RESUME, ROWS_GONE
from explorer.runs.schema import connect
from explorer.ui.run import header, loss_words, phases, scene
from explorer.ui.run.subject import read_subject
from tests.ui.conftest import STRANGER
from tests.ui.run.pages import badge, components, html, keys


def test_a_failed_run_says_why_and_how_to_mend_it(visit, set_run):
    page = visit(run=set_run(phase="failed", reason="Its process was killed.", mend=RESUME))
    assert "Its process was killed." in html(page)
    assert RESUME in html(page)
    assert {"resume", "stop"} <= keys(page)
    assert "again" not in keys(page)


def test_a_visitor_of_a_run_that_can_be_resumed_is_told_who_can(visit, set_run):
    for phase in ("failed", "paused"):
        run = set_run(phase=phase, reason="Its process was killed.", mend=RESUME)
        page = html(visit(secret=STRANGER, run=run))
        assert "Its owner can resume it." in page
        assert "Resume goes on" not in page
    page = html(visit(secret=STRANGER, run=set_run(phase="failed", mend="Choose others.")))
    assert "Choose others." in page


@pytest.mark.parametrize(
    ("reason", "mend", "told"),
    [
        (*NOTHING_LEARNED, "Its owner can change it and train again."),
        ("It ended.", ROWS_GONE, "Whoever has its file can upload it and train anew."),
    ],
)
def test_a_visitor_is_not_told_to_do_what_only_the_owner_can(visit, set_run, reason, mend, told):
    run = set_run(phase="failed", reason=reason, mend=mend)
    assert mend in html(visit(run=run))
    page = html(visit(secret=STRANGER, run=run))
    assert told in page
    assert mend not in page


def test_a_paused_run_says_until_when_it_can_be_resumed(visit, set_run):
    run = set_run(phase="paused")
    page = html(visit(run=run))
    assert re.search(r"Its rows are kept until \d\d:\d\d.*; then it is stopped, and keeps", page)
    assert "rows are kept" not in html(visit(secret=STRANGER, run=run))


def test_forgetting_rows_that_a_paused_run_needs_is_refused_beforehand(visit, set_run, monkeypatch):
    monkeypatch.setattr(header.st, "menu_button", lambda *_, **__: header.FORGET)
    run = set_run()
    assert "forget-yes" in keys(visit(run=run))
    set_run(phase="paused")
    page = visit(run=run)
    assert "is paused (fill in the blank, seed 0)" in html(page)
    assert "forget-yes" not in keys(page)


@pytest.fixture
def failed(visit, store, set_run):
    """failed(view, reason, mend) -> the page of a run that failed before it had begun."""

    def show(view, reason="Every value occurs once.", mend="Choose others."):
        run = set_run(phase="failed", reason=reason, mend=mend, columns="[]", verdict=None)
        with connect(store.places.database) as connection:
            connection.execute("DELETE FROM points WHERE run=?", (run,))
        return visit(run=run, view=view)

    return show


def test_a_run_that_its_recipe_failed_offers_to_change_it_in_place_of_resuming(failed):
    page = failed("Map")
    assert "resume" not in keys(page)
    run = page.query_params["run"]
    page.button(key="again").click().run()
    assert page.query_params["from"] == run
    assert "data" in page.query_params


def test_the_page_of_a_failed_run_promises_nothing_that_will_not_come(failed):
    page = failed("Map")
    assert "Nothing was learned before this run failed." in components(page)
    assert "There is no map: nothing was learned." in components(page)
    assert "when training begins" not in components(page)
    page = failed("Recipe")
    assert "<caption><bdi>Settings" in html(page)
    assert "<caption><bdi>Columns" not in html(page)
    page = failed("Similarities")
    assert "There is nothing to show here: this run has no result." in html(page)


def test_the_map_of_what_a_failed_run_never_learned_is_not_being_drawn(store, set_run):
    state = store.runs.get(set_run(phase="failed"))
    state = replace(state, frames=())
    subject = replace(
        read_subject(state, store.content(state)), state=state, method="umap", source="learned"
    )
    assert scene._message(subject, None) == "There is no map: nothing was learned."


@pytest.mark.parametrize(
    ("phase", "live"), [("learning", True), ("failed", False), ("paused", False)]
)
def test_the_map_of_a_run_that_no_longer_moves_is_not_live(visit, set_run, phase, live):
    drawn = components(visit(run=set_run(phase=phase))).replace('\\"', '"')
    assert ('"live": true' in drawn, '"live": false' in drawn) == (live, not live)
    assert '"message": ""' in drawn


def test_of_a_run_that_failed_before_it_learned_only_the_map_without_training_is_there(
    visit, store, set_run
):
    run = set_run(phase="failed", reason="Choose others.", mend="", verdict=None, best_step=None)
    with connect(store.places.database) as connection:
        connection.execute("DELETE FROM points WHERE run=?", (run,))
    page = visit(run=run)
    chosen = page.segmented_control(key="vectors")
    assert (chosen.value, chosen.options) == ("Without training", ["Without training"])
    assert "without training, from counts alone" in components(page)


def test_a_run_stopped_before_it_began_is_no_failure(failed):
    page = failed("Map", *NOTHING_LEARNED)
    assert badge(page) == ("calm", "stopped")
    assert "Nothing was learned before this run was stopped." in components(page)
    assert "again" in keys(page)


@pytest.mark.parametrize(
    ("reason", "done"),
    [
        ("", "All 12 epochs were learned. "),
        (
            "It ended by itself after 9 epochs: the held-out loss no longer fell.",
            "no longer fell. ",
        ),
    ],
)
def test_a_run_stopped_in_its_last_lap_says_what_was_cut_off(store, set_run, reason, done):
    state = replace(store.runs.get(set_run(phase="stopped")), reason=reason, total_epochs=12)
    state = replace(state, settings={**state.settings, "last_lap": 40})
    standing = phases.standing(state, owner=True)
    assert standing.badge == "stopped early · in the last lap"
    assert standing.message.endswith(
        f"{done}Stopped in the last lap, which learns from what was held out as well; the best"
        " epoch before it is kept."
    )
    assert "held out as well" not in loss_words.loss_note(state)
    earlier = replace(state, settings={**state.settings, "last_lap": 0})
    assert phases.standing(earlier, owner=True).badge.startswith("stopped early · epoch")


def test_a_run_that_was_stopped_at_its_start_does_not_claim_to_have_learned(visit, set_run, store):
    run = set_run(phase="stopped", best_step=0, settings="{}")
    planned = store.runs.get(run).total_epochs
    with connect(store.places.database) as connection:
        connection.execute("DELETE FROM points WHERE run=? AND step>0", (run,))
    page = visit(run=run)
    assert "nothing was better until then than the start, which is kept." in html(page)
    drawn = components(page)
    assert "Nothing was learned yet" in drawn
    assert "The map is the one that learning begins with. Hidden cells are guessed at" in drawn
    assert "It has learned something" not in drawn
    assert f'"totalEpochs": {planned}' in drawn.replace('\\"', '"')

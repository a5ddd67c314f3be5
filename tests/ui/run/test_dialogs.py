"""A dialog stays while the run under it goes on, and is gone once it is closed."""

import pytest

from explorer.errors import NotFound
from explorer.ui import dialogs
from explorer.ui.run.header import DELETE, FORGET


def shown(page):
    """Titles of the dialogs on the page."""
    return [dialog.proto.dialog.title for dialog in page.get("dialog")]


def asked_for(page, name):
    """The page once somebody has asked for a dialog, as `wanted` notes it."""
    place, _ = page.session_state["dialog"]
    page.session_state["dialog"] = (place, name)
    return page.run()


def test_what_is_shared_stays_open_as_the_run_enters_another_phase(visit, set_run):
    page = visit(run=set_run(phase="learning"))
    page.button(key="share").click().run()
    assert shown(page) == ["Share this run"]
    set_run(phase="finishing")
    assert shown(page.run()) == ["Share this run"]


def test_a_closed_dialog_stays_closed(visit, run):
    page = visit(run=run)
    page.button(key="share").click().run()
    place, name = page.session_state["dialog"]
    assert name == "share"
    page.session_state["dialog"] = (place, "")  # as `close` leaves it, which dismissing calls
    assert shown(page.run()) == []


def test_a_dialog_does_not_follow_to_another_place(visit, run):
    page = visit(run=run)
    page.button(key="share").click().run()
    del page.query_params["run"]
    assert shown(page.run()) == []
    page.query_params["run"] = run
    assert shown(page.run()) == []


@pytest.mark.parametrize("phase", ["starting", "learning", "stopping"])
def test_between_the_question_and_the_click_a_run_may_go_on(visit, store, set_run, phase):
    run = set_run(phase=phase)
    page = asked_for(visit(run=run), "delete")
    set_run(phase="finished")
    page.run()
    assert shown(page) == ["Delete this run?"]
    page.button(key="delete-yes").click().run()
    with pytest.raises(NotFound):
        store.runs.get(run)
    assert shown(page) == []


def test_rows_are_forgotten_once_and_the_question_is_gone(visit, store, run):
    page = asked_for(visit(run=run), "forget")
    assert shown(page) == ["Forget the rows now?"]
    page.button(key="forget-yes").click().run()
    assert store.datasets.get(store.runs.get(run).dataset_id).forgotten
    assert shown(page) == shown(page.run()) == []


def test_the_menu_offers_what_is_asked(visit, run):
    (menu,) = visit(run=run).get("menu_button")
    assert all(deed in str(menu.proto) for deed in (FORGET, DELETE))


def test_closing_keeps_the_place(monkeypatch):
    state = {}
    monkeypatch.setattr(dialogs.st, "session_state", state)
    dialogs.keep_to("a")
    assert dialogs.wanted("share", asked=True)
    assert dialogs.wanted("share", asked=False)
    assert not dialogs.wanted("delete", asked=False)
    dialogs.keep_to("a")
    assert dialogs.wanted("share", asked=False)
    dialogs.close()
    assert not dialogs.wanted("share", asked=False)
    dialogs.wanted("delete", asked=True)
    dialogs.keep_to("b")
    assert not dialogs.wanted("delete", asked=False)

"""Time on the map: following the newest frame, looking back, replaying, ending at the best."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import expect

from explorer.ui.map import frame_hash

# Every drawing of the map as the boxes of its names; each begins with an emptied canvas.
WATCH_NAMES = """() => {
  const pen = CanvasRenderingContext2D.prototype;
  const { clearRect, fillText } = pen;
  window.drawings = [];
  pen.clearRect = function (...given) {
    window.drawings.push([]);
    return clearRect.apply(this, given);
  };
  pen.fillText = function (text, x, y) {
    const box = [x, y - 6, x + this.measureText(text).width, y + 6];
    window.drawings.at(-1)?.push(box);
    return fillText.call(this, text, x, y);
  };
}"""


def slider(the_map):
    return the_map.root.get_by_role("slider", name="Epoch")


def test_frames_on_screen_have_the_hashes_of_the_bytes_sent(visit, made_up):
    the_map = visit(n=60, frames=12)
    assert the_map.facts()["step"] == "90"
    shown = {the_map.facts()["step"]: the_map.facts()["hash"]}
    slider(the_map).focus()
    the_map.page.keyboard.press("Home")
    for step in range(0, 120, 10):
        facts = the_map.wait(step=step)
        shown[facts["step"]] = facts["hash"]
        the_map.page.keyboard.press("ArrowRight")
    sent = {10 * at: frame_hash(made_up.coordinates(60, at / 11, "main")) for at in range(12)}
    assert shown == {str(step): digest for step, digest in sent.items()}


def test_replay_runs_from_the_first_frame_to_the_best(visit):
    the_map = visit(n=60, frames=12)
    button = the_map.root.get_by_role("button", name="Replay")
    button.click()
    the_map.wait(playing="true")
    expect(the_map.root.get_by_role("button", name="Pause")).to_be_visible()
    facts = the_map.wait(playing="false")
    assert facts["step"] == "90"
    assert slider(the_map).get_attribute("aria-valuetext") == "epoch 9, the best"
    expect(button).to_be_visible()


def test_names_never_lie_over_each_other_while_the_map_moves(visit):
    the_map = visit(n=120, frames=12, seconds=2)
    the_map.page.evaluate(WATCH_NAMES)
    the_map.root.get_by_role("button", name="Replay").click()
    the_map.wait(playing="true")
    the_map.wait(playing="false")
    drawings = [each for each in the_map.page.evaluate("() => window.drawings") if len(each) > 5]
    assert len(drawings) > 20
    over = [
        (one, other)
        for boxes in drawings
        for one, other in itertools.combinations(boxes, 2)
        if min(one[2], other[2]) - max(one[0], other[0]) > 2
        and min(one[3], other[3]) - max(one[1], other[1]) > 2
    ]
    assert over == []


def test_pausing_a_replay_stays_at_a_frame(visit):
    the_map = visit(n=60, frames=12, seconds=30)
    the_map.root.get_by_role("button", name="Replay").click()
    the_map.wait(step=20)
    the_map.root.get_by_role("button", name="Pause").click()
    facts = the_map.wait(playing="false")
    assert int(facts["step"]) in (20, 30)
    the_map.page.wait_for_timeout(300)
    assert the_map.facts()["step"] == facts["step"]


def test_run_that_was_not_seen_plays_itself_once_and_says_so(visit):
    the_map = visit(n=60, frames=12, play="unseen", seconds=2)
    the_map.wait(playing="true")
    note = the_map.root.get_by_text("learned in 0.3 s, shown slowly")
    expect(note).to_be_visible()
    the_map.wait(playing="false", step=90)
    expect(note).to_be_hidden()
    the_map.press("colors")
    the_map.root.locator(".ramp").wait_for()
    assert the_map.facts()["playing"] == "false"
    the_map.page.reload()
    the_map.wait(step=90, playing="false")


def test_run_that_was_watched_does_not_play_itself(visit):
    the_map = visit(n=60, frames=16, live=1, play="unseen")
    the_map.wait(step=150)
    the_map.press("finish")
    facts = the_map.wait(following="false", step=130)
    assert facts["playing"] == "false"


def test_best_frame_is_shown_at_the_end_even_if_it_comes_after_the_finished_map(visit):
    the_map = visit(n=60, frames=8, live=1, missed=5, late=1)
    the_map.wait(step=70)
    the_map.press("finish")
    the_map.wait(following="false")
    the_map.wait(stored=8)
    assert the_map.facts()["step"] == "50"


def test_best_frame_from_which_learning_went_on_is_shown_as_it_is_at_the_end(visit, made_up):
    the_map = visit(n=60, frames=8, live=1, lap=0.05)
    the_map.wait(step=70)
    the_map.press("finish")
    facts = the_map.wait(following="false", step=50)
    assert facts["hash"] == frame_hash(made_up.coordinates(60, 5 / 7 + 0.05, "main"))


def test_who_prefers_stillness_gets_no_replay_unasked(visit):
    the_map = visit(n=60, frames=12, play="once", reduced_motion="reduce")
    the_map.wait(step=90)
    the_map.page.wait_for_timeout(500)
    facts = the_map.facts()
    assert (facts["playing"], facts["step"]) == ("false", "90")


def test_looking_back_while_it_learns_stays_back_until_one_follows_again(visit):
    the_map = visit(n=60, frames=60, live=1)
    the_map.page.wait_for_function(
        "() => [...document.querySelectorAll('*')].some((node) => "
        "Number(node.shadowRoot?.querySelector('.map')?.dataset.stored) > 5)"
    )
    slider(the_map).focus()
    the_map.page.keyboard.press("Home")
    the_map.wait(step=0, following="false")
    updates = int(the_map.facts()["updates"])
    the_map.page.wait_for_function(
        "updates => [...document.querySelectorAll('*')].some((node) => "
        "Number(node.shadowRoot?.querySelector('.map')?.dataset.updates) > updates + 1)",
        arg=updates,
    )
    assert the_map.facts()["step"] == "0"
    the_map.root.get_by_role("button", name="Follow").click()
    facts = the_map.wait(following="true")
    assert int(facts["step"]) > 50


def test_space_without_history_has_no_replay(visit):
    the_map = visit(n=60)
    expect(the_map.root.locator(".bar")).to_be_visible()
    the_map.press("space")
    expect(the_map.root.locator(".bar")).to_be_hidden()
    the_map.press("space")
    expect(the_map.root.locator(".bar")).to_be_visible()


@pytest.mark.parametrize("n", [1, 2, 3])
def test_very_few_points_are_drawn_in_the_middle_of_the_map(visit, n):
    the_map = visit(n=n, frames=2)
    facts = the_map.facts()
    assert facts["points"] == str(n)
    the_map.click(0)
    the_map.wait(picked=0)


def test_nothing_to_draw_yet_is_said(visit):
    the_map = visit(n=60, ready=0, live=1)
    message = the_map.root.get_by_text("The first map appears after the first step.")
    expect(message).to_be_visible()
    assert the_map.facts()["points"] == "0"

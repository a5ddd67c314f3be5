"""What stands beside the map: losses, neighbors, the owner's secret, the copied link; and names
that try to be more than names."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


def owner_line(the_map):
    line = the_map.page.get_by_text("True", exact=False).filter(has_text="owner")
    expect(line).to_be_visible()
    return line.inner_text()


def test_names_with_markup_reach_the_screen_as_text_only(visit):
    the_map = visit(n=40, names="markup")
    page = the_map.page
    the_map.click(0)
    the_map.wait(picked=0, neighbors=7)
    panel = page.locator("[data-index='0']")
    expect(panel.locator("h3")).to_have_text("<img src=x onerror=window.__hurt=1>")
    page.mouse.move(*the_map.place(1))
    expect(the_map.root.locator(".tip strong")).to_have_text("<script>window.__hurt=1</script>")
    page.mouse.move(*the_map.place(4))
    assert len(the_map.root.locator(".tip strong").inner_text()) <= 200
    box = page.get_by_role("combobox", name="Find a category")
    box.fill("<b>")
    expect(page.get_by_role("option").first).to_contain_text("</div><b>bold</b>")
    box.press("Escape")
    the_map.root.locator(".listing").focus()
    expect(the_map.root.get_by_role("option").nth(3)).to_contain_text("line break")
    assert page.evaluate("window.__hurt") is None
    for tag in ("img", "script", "b"):
        assert the_map.root.locator(tag).count() == panel.locator(tag).count() == 0


def test_losses_grow_in_place_while_it_learns(visit):
    the_map = visit(n=60, frames=40, live=1)
    chart = the_map.page.locator("section.card:has(svg[role=img])")
    chart.evaluate("node => { node.__tag = 'first' }")
    before = chart.get_attribute("data-points")
    expect(chart).not_to_have_attribute("data-points", before)
    assert int(chart.get_attribute("data-points")) > int(before)
    assert chart.evaluate("node => node.__tag") == "first"
    assert "held out" in chart.locator("svg").get_attribute("aria-label")


def test_text_beside_the_map_grows_with_the_pages_own(visit):
    the_map = visit(n=60)
    page = the_map.page
    the_map.click(0)
    the_map.wait(picked=0, neighbors=7)
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    panel = page.locator("[data-index='0']")
    texts = {
        "find": page.get_by_role("combobox", name="Find a category"),
        "losses": page.locator("section.card .sentence"),
        "title": panel.locator("h3"),
        "cosine": panel.locator("li .cosine").first,
        "count": panel.locator("li .count").first,
        "caption": the_map.root.locator(".caption"),
    }
    sizes = {name: text.evaluate(size) for name, text in texts.items()}
    assert sizes == pytest.approx(
        {"find": 14, "losses": 14, "title": 16, "cosine": 14, "count": 13, "caption": 13}, abs=0.01
    )
    page.add_style_tag(content="html { font-size: 30px !important }")
    assert {name: text.evaluate(size) for name, text in texts.items()} == pytest.approx(
        {name: 2 * before for name, before in sizes.items()}, abs=0.01
    )
    fits = "node => node.scrollWidth <= node.clientWidth"
    assert texts["cosine"].evaluate(fits)
    find = texts["find"].evaluate("node => [node.clientHeight, node.scrollHeight]")
    assert find[0] >= find[1]


@pytest.mark.parametrize(("rest", "gap"), [(0, 0.1), (0.2, -0.15), (0.5, 0.1), (0.5, -0.4)])
def test_names_of_lines_that_end_close_stand_in_the_order_of_the_lines(visit, rest, gap):
    chart = visit(n=60, frames=40, rest=rest, gap=gap).page.locator("section.card svg[role=img]")
    names = {
        text: chart.get_by_text(re.compile(f"^{text} [0-9]")).bounding_box()["y"]
        for text in ("training", "held out")
    }
    upper, lower = ("held out", "training") if gap > 0 else ("training", "held out")
    assert names[upper] < names[lower] - 10


CROSSED = """svg => {
  const words = [...svg.querySelectorAll("text")];
  const box = words.find((word) => word.textContent.startsWith("guessing")).getBBox();
  return [...svg.querySelectorAll("path")].some((path) => {
    for (let at = 0; at < path.getTotalLength(); at += 1) {
      const { x, y } = path.getPointAtLength(at);
      if (x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height) return true;
    }
    return false;
  });
}"""


@pytest.mark.parametrize(("frames", "blind", "shake"), [(8, 1.2, 0.4), (9, 1.4, 0.8)])
def test_no_line_runs_through_the_name_of_the_level_of_guessing(visit, frames, blind, shake):
    the_map = visit(n=60, frames=frames, blind=blind, shake=shake)
    chart = the_map.page.locator("section.card svg[role=img]")
    expect(chart.get_by_text(re.compile("^guessing"))).to_be_visible()
    assert not chart.evaluate(CROSSED)


OUTSIDE = """svg => [...svg.querySelectorAll("text")].filter(
  (word) => word.getBBox().x < 0 || word.getBBox().x + word.getBBox().width > svg.clientWidth
).map((word) => word.textContent)"""


@pytest.mark.parametrize("rest", [0.5, 4_560, 123_456, 1e9])
def test_losses_of_any_size_are_named_whole_at_the_axis(visit, rest):
    the_map = visit(n=60, frames=12, rest=rest, blind=rest + 2)
    chart = the_map.page.locator("section.card svg[role=img]")
    expect(chart.get_by_text(re.compile("^guessing"))).to_be_visible()
    assert chart.evaluate(OUTSIDE) == []
    texts = [word.replace(",", "") for word in chart.locator("text.muted").all_text_contents()]
    named = [float(word) for word in texts if re.fullmatch(r"[\d.]+", word)]
    assert sum(rest - 1 < loss < rest + 4 for loss in named) >= 2


@pytest.mark.parametrize(("frames", "dots"), [(1, 2), (12, 0)])
def test_a_loss_that_was_measured_once_is_a_dot(visit, frames, dots):
    chart = visit(n=60, frames=frames).page.locator("section.card svg[role=img]")
    expect(chart.get_by_text(re.compile("^training"))).to_be_visible()
    expect(chart.locator(".dot")).to_have_count(dots)


def test_losses_of_an_epoch_are_read_by_mouse_and_by_key(visit):
    the_map = visit(n=60, frames=12)
    chart = the_map.page.locator("section.card:has(svg[role=img])")
    readout = chart.locator("output")
    expect(readout).to_have_text("○ best on held-out data: epoch 9")
    chart.locator("svg").focus()
    the_map.page.keyboard.press("Home")
    expect(readout).to_have_text("epoch 0 · training 3.10 · held out 3.20 · 0.000 s")
    the_map.page.keyboard.press("ArrowRight")
    expect(readout).to_contain_text("epoch 1 ")
    box = chart.locator("svg").bounding_box()
    the_map.page.mouse.move(box["x"] + box["width"] - 12, box["y"] + 60)
    expect(readout).to_contain_text("epoch 11 ")


def test_tabs_of_one_browser_share_a_secret_and_other_browsers_do_not(visit, serve):
    first = visit(n=10)
    secret = owner_line(first).split()[1]
    assert len(secret) == 64
    assert secret not in first.page.url
    second = first.page.context.new_page()
    second.goto(first.page.url)
    expect(second.get_by_text(f"owner {secret} True")).to_be_visible()
    stranger = visit(n=10)
    assert owner_line(stranger).split()[1] != secret


def test_blocked_storage_gives_a_secret_for_the_tab_alone(visit):
    the_map = visit(n=10)
    page = the_map.page
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked') } })"
    )
    page.reload()
    line = page.get_by_text("False").filter(has_text="owner")
    expect(line).to_be_visible()
    assert len(line.inner_text().split()[1]) == 64


def test_link_is_completed_by_the_browser_and_copied(visit):
    the_map = visit(n=10)
    page = the_map.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    field = page.get_by_role("textbox", name="Link to this run")
    link = page.url.split("?")[0] + "?run=abc"
    expect(field).to_have_value(link)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link


def test_link_is_copied_where_the_browser_has_no_clipboard_for_pages(visit):
    the_map = visit(n=10)
    page = the_map.page
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()


@pytest.mark.parametrize("names", ["plain", "alike"])
def test_twenty_thousand_points_answer_to_the_hand(visit, names):
    the_map = visit(n=20000, frames=2, names=names)
    assert the_map.facts()["points"] == "20000"
    frames = the_map.page.evaluate(
        """async () => {
          const map = [...document.querySelectorAll('*')]
            .map((node) => node.shadowRoot?.querySelector('.map')).find(Boolean);
          const canvas = map.querySelector('canvas');
          canvas.focus();
          let drawn = 0;
          const end = performance.now() + 2000;
          while (performance.now() < end) {
            const key = drawn % 2 ? 'ArrowLeft' : 'ArrowRight';
            canvas.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
            await new Promise(requestAnimationFrame);
            drawn += 1;
          }
          return drawn;
        }"""
    )
    assert frames > 10  # in two seconds, on a machine that does ten other things

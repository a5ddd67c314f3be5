"""The map is one element for as long as the page stands, whatever it shows."""

from __future__ import annotations

TAG = """() => {
  const root = document.querySelectorAll('*');
  for (const node of root) {
    const map = node.shadowRoot?.querySelector('.map');
    if (!map) continue;
    map.__tag = 'first'; map.querySelector('canvas').__tag = 'first';
    window.__gone = 0;
    new MutationObserver((changes) => {
      for (const change of changes) for (const gone of change.removedNodes)
        if (gone === node || gone.contains?.(node)) window.__gone += 1;
    }).observe(document.body, { childList: true, subtree: true });
  }
}"""


def tags(the_map):
    here = the_map.root.evaluate("map => [map.__tag, map.querySelector('canvas').__tag]")
    return here, the_map.page.evaluate("window.__gone")


def test_twenty_live_updates_keep_the_node_and_zoom_and_selection(visit):
    the_map = visit(n=150, frames=60, live=1)
    the_map.wait(following="true")
    the_map.page.evaluate(TAG)
    the_map.zoom_in()
    the_map.root.locator(".listing").focus()
    the_map.page.keyboard.press("ArrowDown")
    the_map.page.keyboard.press("Enter")
    the_map.wait(picked=1, neighbors=7)
    before = the_map.facts()
    the_map.page.wait_for_function(
        "before => [...document.querySelectorAll('*')].some((node) => "
        "Number(node.shadowRoot?.querySelector('.map')?.dataset.updates) >= before + 20)",
        arg=int(before["updates"]),
    )
    after = the_map.facts()
    assert float(after["zoom"]) > 1.5
    assert (after["zoom"], after["center"]) == (before["zoom"], before["center"])
    assert (after["picked"], after["neighbors"]) == ("1", "7")
    assert after["hash"] != before["hash"]
    assert tags(the_map) == (["first", "first"], 0)


def test_another_column_other_colors_another_space_and_the_end_keep_the_node(visit):
    the_map = visit(n=60, frames=6, live=1)
    the_map.wait(step=50)
    the_map.page.evaluate(TAG)
    the_map.press("finish")
    the_map.wait(following="false", step=30)
    the_map.zoom_in()
    zoom = the_map.facts()["zoom"]
    the_map.press("colors")
    the_map.root.locator(".ramp").wait_for()
    the_map.press("space")
    the_map.root.locator(".bar").wait_for(state="hidden")
    assert the_map.facts()["zoom"] == zoom
    the_map.press("column")
    the_map.wait(scene="run/other", zoom="1.000")
    the_map.press("column")
    the_map.wait(scene="run/main", zoom=zoom)
    assert tags(the_map) == (["first", "first"], 0)


def test_theme_switched_while_running_repaints_the_same_map(visit):
    the_map = visit(n=60)
    the_map.page.evaluate(TAG)
    the_map.zoom_in()
    before = the_map.facts()
    light = the_map.picture()
    the_map.page.emulate_media(color_scheme="dark")
    the_map.wait(mode="dark")
    after = the_map.facts()
    assert (after["zoom"], after["hash"]) == (before["zoom"], before["hash"])
    the_map.wait_repainted(light)
    assert tags(the_map) == (["first", "first"], 0)


def test_narrower_window_keeps_the_map_its_zoom_and_its_center(visit):
    the_map = visit(n=60)
    the_map.page.evaluate(TAG)
    the_map.zoom_in()
    before = the_map.facts()
    the_map.page.set_viewport_size({"width": 700, "height": 860})
    the_map.page.wait_for_function(
        "() => [...document.querySelectorAll('*')].some((node) => "
        "node.shadowRoot?.querySelector('.map canvas')?.width < 690)"
    )
    after = the_map.facts()
    assert (after["zoom"], after["center"]) == (before["zoom"], before["center"])
    assert tags(the_map) == (["first", "first"], 0)
    sharp = the_map.canvas.evaluate("canvas => canvas.width / canvas.clientWidth")
    assert sharp == the_map.page.evaluate("devicePixelRatio")


def test_map_is_saved_as_a_picture_with_its_title(visit):
    the_map = visit(n=60)
    with the_map.page.expect_download() as download:
        the_map.root.get_by_role("button", name="Save as picture").click()
    saved = download.value
    assert saved.suggested_filename == "map.png"
    head = saved.path().read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    assert int.from_bytes(head[16:20]) == 2 * round(the_map.canvas.bounding_box()["width"])

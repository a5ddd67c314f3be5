"""The map as one HTML file, opened without a network."""

from itertools import combinations

import numpy as np
import pytest
from playwright.sync_api import expect

from explorer.figures.coloring import color_by
from explorer.figures.map_page import MapFrame, MapPage, map_page
from explorer.figures.palette import LIGHT
from explorer.records.embedding import Facet

PLACE = "document.querySelector('.js-plotly-plot')._fullData[0].x[5]"
HOSTILE = "<img src=x onerror=window.ran=1></script><script>window.ran=1</script>"


# Sixteen places as a training left them: five close together, the others with room for a name.
CLASSES = {
    "Midsize car": (0.33, 0.61),
    "SUV": (-0.21, 0.36),
    "Compact car": (0.22, 0.51),
    "Small SUV": (-0.09, 0.33),
    "Subcompact car": (0.21, 0.24),
    "Standard SUV": (-0.16, 0.36),
    "Large car": (0.29, 0.84),
    "Standard pickup truck": (-0.36, 0.31),
    "Two-seater": (0.71, -0.57),
    "Minicompact car": (0.51, -0.23),
    "Small station wagon": (0.05, 0.61),
    "Small pickup truck": (-0.30, 0.49),
    "Van": (-0.86, -0.35),
    "Special purpose vehicle": (-0.52, 0.15),
    "Minivan": (0.04, 0.93),
    "Midsize station wagon": (0.21, 0.78),
}
BOXES = """(selector) => [...document.querySelectorAll(selector)].map((each) => {
  const { left, top, right, bottom } = each.getBoundingClientRect();
  return [each.textContent, left, top, right, bottom];
})"""
ASCENT = 2.5  # px of a line that its letters leave free, above and below
TOUCH = 3  # px by which what was measured in another way may differ


def until(page, holds, seconds=30):
    """Poll from outside: the page's policy forbids the polling of Playwright."""
    for _ in range(seconds * 20):
        if holds():
            return True
        page.wait_for_timeout(50)
    return False


def test_map_file_draws_and_replays_offline_and_runs_nothing_of_the_data(browser, tmp_path):
    n = 60
    random = np.random.default_rng(0)
    frames = [MapFrame(i, random.normal(size=(n, 2)).astype("f4")) for i in range(6)]
    groups = np.arange(n, dtype=np.int32) % 2
    page_of = MapPage(
        title=HOSTILE,
        caption=HOSTILE,
        names=[HOSTILE, *(f"category {i}" for i in range(1, n))],
        counts=np.arange(n, 0, -1),
        kinds=np.zeros(n, np.uint8),
        xy=frames[-1].xy,
        coloring=color_by(
            Facet(HOSTILE, "labels", groups, (HOSTILE, "other")), np.zeros(n, np.uint8)
        ),
        frames=frames,
    )
    file = tmp_path / "map.html"
    file.write_text(map_page(page_of, LIGHT), "utf-8")

    context = browser.new_context(offline=True)
    page = context.new_page()
    faults, asked = [], []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    expect(page.get_by_text("category 1", exact=True)).to_be_visible()
    finished = page.evaluate(PLACE)
    assert finished == float(frames[-1].xy[5, 0])

    page.get_by_text("Replay").click()
    assert until(page, lambda: page.evaluate(PLACE) != finished)
    assert until(page, lambda: page.evaluate(PLACE) == finished)
    assert page.evaluate("window.ran") is None
    assert faults == []
    assert asked == [file.as_uri()]
    context.close()


@pytest.fixture
def classes(browser, tmp_path):
    """The map of sixteen classes with a replay, open and ready for any width."""
    n = len(CLASSES)
    xy = np.array([*CLASSES.values()], np.float32)
    counts = np.arange(n, 0, -1)
    facet = Facet("rows", "frequency", numbers=counts.astype(float))
    shares = np.linspace(0.2, 1, 5)
    page_of = MapPage(
        title="Classes",
        caption="",
        names=[*CLASSES],
        counts=counts,
        kinds=np.zeros(n, np.uint8),
        xy=xy,
        coloring=color_by(facet, np.zeros(n, np.uint8)),
        frames=[MapFrame(22.9 * s, np.float32(s) * xy) for s in shares[:-1]] + [MapFrame(22.9, xy)],
    )
    file = tmp_path / "classes.html"
    file.write_text(map_page(page_of, LIGHT), "utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()

    def opened(width):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(file.as_uri())
        expect(page.get_by_text("Van", exact=True)).to_be_visible()
        return page

    yield opened
    context.close()


def named(page):
    return sorted(box[0] for box in page.evaluate(BOXES, ".textpoint"))


def meet(one, other, slack=0.0):
    (_, left, top, right, bottom), (_, west, north, east, south) = one, other
    across = min(right, east) - max(left, west)
    return across > slack and min(bottom, south) - max(top, north) > slack


def written_over_another(page):
    boxes = [
        (name, left, top + ASCENT, right, bottom - ASCENT)
        for name, left, top, right, bottom in page.evaluate(BOXES, ".textpoint")
    ]
    return [(a[0], b[0]) for a, b in combinations(boxes, 2) if meet(a, b, slack=1)]


@pytest.mark.parametrize(("width", "at_least"), [(1440, 16), (390, 12)])
def test_map_file_names_all_that_have_room_and_none_over_another(classes, width, at_least):
    page = classes(width)
    assert len(named(page)) >= at_least
    assert written_over_another(page) == []
    points = page.evaluate(BOXES, ".points .point")
    for name in page.evaluate(BOXES, ".textpoint"):
        assert sum(meet(name, point, slack=TOUCH) for point in points) <= 1, name


def test_map_file_chooses_names_anew_when_the_window_changes(classes):
    narrow = named(classes(390))
    page = classes(1440)
    wide = named(page)
    assert len(narrow) < len(wide)
    page.set_viewport_size({"width": 390, "height": 900})
    assert until(page, lambda: named(page) == narrow)
    page.set_viewport_size({"width": 1440, "height": 900})
    assert until(page, lambda: named(page) == wide)


def test_map_file_shows_all_of_the_map_again_in_a_window_that_changed(classes):
    whole, *_ = classes(390).evaluate(BOXES, ".points")
    page = classes(1440)
    page.set_viewport_size({"width": 390, "height": 900})

    def back():
        now, *_ = page.evaluate(BOXES, ".points")
        return now[1:] == pytest.approx(whole[1:], abs=1)

    assert until(page, back)
    page.mouse.move(200, 400)
    page.mouse.wheel(0, -300)
    assert until(page, lambda: not back())
    page.locator("[data-title='Reset axes']").click()
    assert until(page, back)


def test_map_file_has_its_names_back_after_a_replay_in_a_window_that_changed(classes):
    narrow = named(classes(390))
    page = classes(1440)
    finished = page.evaluate(PLACE)
    page.get_by_text("Replay").click()
    assert until(page, lambda: page.evaluate(PLACE) != finished)
    page.set_viewport_size({"width": 390, "height": 900})
    assert until(page, lambda: page.evaluate(PLACE) == finished and named(page) == narrow)
    assert written_over_another(page) == []


def test_button_and_slider_of_a_narrow_map_file_stand_side_by_side(classes):
    page = classes(390)
    (button,) = page.evaluate(BOXES, ".updatemenu-button")
    slider = page.evaluate(BOXES, ".slider-label, .slider-rail-touch-rect, .slider-grip-rect")
    assert "epoch 23" in [part[0] for part in slider]
    assert [part for part in slider if meet(button, part)] == []


@pytest.mark.parametrize(
    ("width", "height", "drawn"), [(390, 844, 486), (844, 390, 360), (1440, 900, 640)]
)
def test_a_map_file_is_as_high_as_its_window_has_use_for(classes, width, height, drawn):
    page = classes(width)
    page.set_viewport_size({"width": width, "height": height})
    plot = page.locator(".js-plotly-plot .main-svg").first
    assert until(page, lambda: plot.bounding_box()["height"] == drawn)
    assert page.evaluate("document.documentElement.scrollWidth") == width

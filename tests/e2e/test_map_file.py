"""The map as one HTML file, opened without a network."""

import numpy as np
from playwright.sync_api import expect

from explorer.figures.coloring import color_by
from explorer.figures.map_page import MapFrame, MapPage, map_page
from explorer.figures.palette import LIGHT
from explorer.records.embedding import Facet

PLACE = "document.querySelector('.js-plotly-plot')._fullData[0].x[5]"
HOSTILE = "<img src=x onerror=window.ran=1></script><script>window.ran=1</script>"


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

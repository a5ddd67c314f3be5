"""A run in real browsers: watched while it learns, shared, killed, resumed, and kept apart."""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import time
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from explorer.errors import NotFound
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.runs.store import Store
from explorer.settings import Settings

APP = Path(__file__).parents[2] / "app.py"
OWNER, SECOND, THIRD = "ab" * 32, "cd" * 32, "ef" * 32
COLUMNS = ("city", "country", "climate", "food")
AS_OWNER = "localStorage.setItem('embedding-explorer-owner', '{}')"
FACTS = """() => {
  for (const node of document.querySelectorAll('*')) {
    const map = node.shadowRoot?.querySelector('.map');
    if (map) return {...map.dataset};
  }
  return null;
}"""
TAG = """() => {
  for (const node of document.querySelectorAll('*')) {
    const map = node.shadowRoot?.querySelector('.map');
    if (map) { map.__tag = 'first'; map.querySelector('canvas').__tag = 'first'; }
  }
}"""
TAGS = """() => {
  for (const node of document.querySelectorAll('*')) {
    const map = node.shadowRoot?.querySelector('.map');
    if (map) return [map.__tag, map.querySelector('canvas').__tag];
  }
}"""
COLLECT = """() => {
  window.__hashes = {};
  setInterval(() => {
    for (const node of document.querySelectorAll('*')) {
      const map = node.shadowRoot?.querySelector('.map');
      if (map && map.dataset.step !== '' && map.dataset.hash)
        window.__hashes[map.dataset.scene + ' ' + map.dataset.step] = map.dataset.hash;
    }
  }, 30);
}"""


def places(n_rows: int, seed: int = 0) -> bytes:
    """Cities in countries whose climate and food go together."""
    rng = random.Random(seed)
    lines = [",".join(COLUMNS)]
    for _ in range(n_rows):
        country = rng.randrange(12)
        city = f"city {country}-{rng.randrange(8)}"
        climate = ("hot", "mild", "cold")[country % 3] if rng.random() < 0.8 else "mild"
        food = f"dish {country // 3}" if rng.random() < 0.8 else f"dish {rng.randrange(4)}"
        lines.append(f"{city},country {country},{climate},{food}")
    return "\n".join(lines).encode() + b"\n"


@pytest.fixture(scope="module")
def site(serve, browser, tmp_path_factory):
    """(address, store) of an app with its own home folder; its first visitor has started it."""
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home)
    address = serve(APP, env={"EXPLORER_HOME": str(home), "EXPLORER_JOBS": "2"})
    page = browser.new_page()
    page.goto(address)
    page.get_by_role("heading", level=1).first.wait_for(timeout=60_000)
    page.close()
    return address, Store(settings)


@pytest.fixture
def train(site, tmp_path):
    """train(n_rows, epochs, secret) -> id of a submitted run; all are deleted in the end."""
    _, store = site
    made: list[tuple[str, str]] = []

    def submit(n_rows: int = 6000, epochs: int = 40, secret: str = OWNER) -> str:
        file = tmp_path / "places.csv"
        file.write_bytes(places(n_rows))
        with file.open("rb") as stream:
            dataset = store.datasets.create("places.csv", stream, secret)
        until(lambda: store.datasets.get(dataset).phase == "ready")
        columns = tuple(ColumnSpec(name) for name in COLUMNS)
        spec = TrainingSpec(columns=columns, epochs=epochs, patience=0, batch_size=64, threads=1)
        made.append((store.runs.submit(dataset, spec, secret), secret))
        return made[-1][0]

    yield submit
    for run, secret in made:
        with contextlib.suppress(NotFound):  # a test may have deleted it
            store.runs.delete(run, secret)


def until(holds, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture
def see(site, open_page):
    """see(run, secret, **view) -> a page that shows the run."""
    address, _ = site

    def visit(run: str, secret: str = OWNER, query: str = "", **options):
        page = open_page("about:blank", **options)
        page.context.add_init_script(f"try {{ {AS_OWNER.format(secret)} }} catch (e) {{}}")
        page.goto(f"{address}/?run={run}{query}")
        return page

    return visit


def facts(page) -> dict[str, str]:
    return page.evaluate(FACTS)


def wait_for(page, condition: str, timeout: float = 90_000) -> dict[str, str]:
    """Wait until the map's facts fulfil a condition in JavaScript about `f`."""
    page.wait_for_function(
        f"() => {{ const f = ({FACTS})(); return f && ({condition}); }}", timeout=timeout
    )
    return facts(page)


def badge(page):
    return page.locator(".badge")


def test_a_run_is_watched_stopped_and_kept_on_one_map_that_is_never_replaced(see, train, site):
    run = train(epochs=100_000)
    page = see(run)
    wait_for(page, "Number(f.step) > 0")
    expect(badge(page)).to_contain_text("learning", timeout=60_000)
    page.evaluate(TAG)
    before = facts(page)
    after = wait_for(page, f"Number(f.updates) >= {int(before['updates']) + 8}")
    assert int(after["step"]) > int(before["step"])
    assert after["hash"] != before["hash"]
    page.wait_for_function(
        "() => [...document.querySelectorAll('*')].some(n => Number(n.shadowRoot?.querySelector("
        "'[data-points]:not(.map)')?.dataset.points) > 0)"
    )

    page.get_by_role("button", name="Stop", exact=True).click()
    expect(badge(page)).to_contain_text("stopped early", timeout=60_000)
    wait_for(page, "f.following === 'false'")
    assert page.evaluate(TAGS) == ["first", "first"]
    assert site[1].runs.get(run).phase == "stopped"
    expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)


def test_a_refresh_in_mid_training_comes_back_to_it(see, train):
    page = see(train(epochs=100_000))
    step = int(wait_for(page, "Number(f.step) > 0")["step"])
    page.reload()
    back = wait_for(page, "Number(f.step) > 0")
    assert int(back["step"]) >= step
    expect(badge(page)).to_contain_text("learning")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()


def test_a_visitor_sees_frame_for_frame_the_same_and_can_change_nothing(see, train, site):
    run = train(n_rows=3000, epochs=60)
    owner, visitor = see(run), see(run, secret=SECOND)
    for page in (owner, visitor):
        wait_for(page, "Number(f.step) >= 0 && f.hash")
        page.evaluate(COLLECT)
    for page in (owner, visitor):
        expect(badge(page)).to_contain_text("finished", timeout=120_000)
        wait_for(page, "f.following === 'false' && f.playing === 'false'")
    mine, theirs = (page.evaluate("window.__hashes") for page in (owner, visitor))
    common = mine.keys() & theirs.keys()
    assert len(common) >= 2
    assert {key: mine[key] for key in common} == {key: theirs[key] for key in common}
    assert facts(owner)["hash"] == facts(visitor)["hash"]
    assert int(facts(owner)["step"]) == site[1].runs.get(run).best_step
    late = see(run, secret=SECOND)  # who watched shows what a link shows afterwards
    wait_for(late, f"f.step === '{facts(owner)['step']}' && f.playing === 'false'")
    assert facts(late)["hash"] == facts(owner)["hash"]

    for name in ("Pause", "Stop", "Resume", "More"):
        expect(visitor.get_by_role("button", name=name, exact=True)).to_have_count(0)
    expect(owner.get_by_role("button", name="More")).to_be_visible()


def test_a_copied_address_shows_the_same_column_category_and_view(see, train):
    run = train(n_rows=2000, epochs=5)
    page = see(run, query="&column=country&pick=country+3")
    expect(badge(page)).to_contain_text("finished", timeout=90_000)
    wait_for(page, "f.picked !== '' && Number(f.neighbors) > 0")
    page.get_by_role("tab", name="Lookup table").click()
    expect(page.locator("tr.picked th")).to_have_text("country 3")
    page.wait_for_url(re.compile("view=Lookup"))
    other = see(run, secret=SECOND, query="&" + page.url.split("&", 1)[1])
    expect(other.locator("tr.picked th")).to_have_text("country 3")
    other.locator(".st-key-column button").first.click()
    other.wait_for_url(re.compile(r"run=\w+&view=Lookup\+table$"))
    other.go_back()
    expect(other.locator("tr.picked th")).to_have_text("country 3")


def test_after_kill_9_the_page_says_what_happened_and_resume_goes_on(see, train, site):
    _, store = site
    run = train(epochs=100_000)
    page = see(run)
    wait_for(page, "Number(f.step) > 0")
    until(lambda: store.places.run(run).joinpath("checkpoint.safetensors").exists())
    for job in store.jobs.running("train"):
        if job.run == run and job.pid:
            os.kill(job.pid, signal.SIGKILL)
    expect(badge(page)).to_contain_text("failed", timeout=30_000)
    expect(page.locator(".notice.error")).to_contain_text("SIGKILL")
    step = store.runs.get(run).step
    page.get_by_role("button", name="Resume", exact=True).click()
    expect(badge(page)).to_contain_text("learning", timeout=60_000)
    until(lambda: store.runs.get(run).step > step)


def test_two_train_at_once_and_a_third_is_told_the_place(see, train):
    first, second = train(epochs=100_000), train(epochs=100_000, secret=SECOND)
    third = train(epochs=5, secret=THIRD)
    pages = [see(first), see(second, secret=SECOND)]
    for page in pages:
        expect(badge(page)).to_contain_text("learning", timeout=60_000)
    waiting = see(third, secret=THIRD)
    expect(badge(waiting)).to_contain_text("waiting · place 1")
    expect(waiting.locator(".notice")).to_contain_text("This run is next")
    pages[0].get_by_role("button", name="Stop", exact=True).click()
    expect(badge(waiting)).to_contain_text("finished", timeout=120_000)


def test_the_rows_behind_somebody_elses_run_stay_closed(see, train, site):
    address, store = site
    run = train(n_rows=500, epochs=2)
    page = see(run, secret=SECOND)
    page.goto(f"{address}/?data={store.runs.get(run).dataset_id}")
    expect(page.get_by_role("heading", name="This file belongs to another browser")).to_be_visible()
    expect(page.get_by_text("city 0-0")).to_have_count(0)


def test_on_a_phone_the_map_comes_first_and_nothing_scrolls_sideways(see, train):
    page = see(
        train(n_rows=500, epochs=5), query="&pick=city+3-1", width=390, height=844, touch=True
    )
    expect(badge(page)).to_contain_text("finished", timeout=90_000)
    wait_for(page, "f.picked !== ''")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    top = "e => e.getBoundingClientRect().top"
    of_map = page.locator("canvas").first.evaluate(top)
    assert of_map < 500
    assert page.get_by_role("combobox", name="Find a category").evaluate(top) > of_map


def test_a_keyboard_alone_reaches_the_neighbors(see, train):
    page = see(train(n_rows=500, epochs=5))
    expect(badge(page)).to_contain_text("finished", timeout=90_000)
    page.get_by_role("combobox", name="Find a category").focus()
    page.keyboard.type("city 3-1")
    page.keyboard.press("Enter")
    wait_for(page, "f.picked !== '' && Number(f.neighbors) > 0")
    page.wait_for_url(re.compile("pick=city"))
    expect(page.get_by_role("heading", name="city 3-1")).to_be_visible()


def test_files_are_made_when_they_are_clicked(see, train, tmp_path):
    page = see(train(n_rows=500, epochs=3), secret=SECOND, query="&view=Take+away")
    expect(badge(page)).to_contain_text("finished", timeout=90_000)
    with page.expect_download() as download:
        page.locator("[class*='st-key-take-city'] button").first.click()
    assert download.value.suggested_filename == "city.csv"
    text = Path(download.value.path()).read_text("utf-8")
    assert text.startswith('"category","kind","count","dim_1"')
    assert len(text.splitlines()) == 98, "a heading, the categories, and unknown"
    with page.expect_download() as download:
        page.locator("[class*='st-key-take-places_run'] button").click()
    assert zipfile.is_zipfile(download.value.path())
    with page.expect_download() as download:
        page.locator("[class*='st-key-take-places_map'] button").click()
    assert "</html>" in Path(download.value.path()).read_text("utf-8")[-200:]


def test_the_owner_changes_and_trains_again_and_deletes(see, train, site):
    _, store = site
    run = train(n_rows=500, epochs=3)
    page = see(run)
    expect(badge(page)).to_contain_text("finished", timeout=90_000)
    page.get_by_role("button", name="More").click()
    page.get_by_text("Change and train again").click()
    page.wait_for_url(re.compile(rf"data=\w+&from={run}"))
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible(timeout=20_000)
    page.go_back()
    expect(badge(page)).to_contain_text("finished")
    page.get_by_role("button", name="More").click()
    page.get_by_text("Delete this run").click()
    expect(page.get_by_text("This cannot be undone.")).to_be_visible()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.wait_for_url(re.compile(r"/$"))
    with pytest.raises(NotFound):
        store.runs.get(run)

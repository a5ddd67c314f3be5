"""From the first page to a run, as somebody with a browser goes."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import FileChooser, Page, expect

APP = Path(__file__).parents[2] / "app.py"
FRUIT = "kind,color,taste\n" + "apple,red,sweet\nlemon,yellow,sour\nplum,blue,sweet\n" * 40
HOSTILE = (
    "name,<b>kind</b>\n"
    + (
        "<script>document.title='1337'</script>,bad\n"
        "<img src=http://127.0.0.1:9/x onerror=alert(1)>,bad\n"
        "[link](javascript:alert(1)),good\n"
        "![i](http://127.0.0.1:9/x.png),good\n"
        "**bold** $x^2$ :material/home:,good\n"
    )
    * 20
)


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory) -> str:
    home = tmp_path_factory.mktemp("home")
    return serve(APP, {"EXPLORER_HOME": str(home), "EXPLORER_WARM_SPARE": "off"})


def upload(page: Page, name: str, text: str) -> None:
    box = page.get_by_label("Drop a table here, or press Upload").first
    expect(box).to_be_visible()
    expect(box.locator("button")).to_be_enabled()
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    box.locator("input[type=file]").set_input_files(file)


def train(page: Page):
    return page.get_by_role("button", name="Train", exact=True)


def test_a_sample_is_two_clicks_from_its_map(address, open_page):
    page = open_page(address)
    page.get_by_role("button", name="Animals", exact=True).click()
    expect(page.get_by_role("heading", name="Animals")).to_be_visible()
    expect(page.get_by_text("100 of 100 categories of 'animal' found")).to_be_visible()
    expect(train(page)).to_be_enabled()
    train(page).click()
    page.wait_for_url("**/?run=*")
    expect(page.get_by_role("heading", name="Animals")).to_be_visible()
    expect(page.locator("canvas").first).to_be_visible()


def test_on_a_phone_the_next_place_begins_at_its_top(address, open_page):
    page = open_page(address, width=390, height=700)
    page.get_by_role("button", name="A shop", exact=True).scroll_into_view_if_needed()
    scrolled = "document.querySelector('.stMain').scrollTop"
    assert page.evaluate(scrolled) > 200
    page.get_by_role("button", name="A shop", exact=True).click()
    expect(page.get_by_role("heading", name="A shop")).to_be_visible()
    expect(train(page)).to_be_enabled()
    assert page.evaluate(scrolled) == 0


def test_a_keyboard_alone_gets_from_the_upload_to_a_run(address, open_page):
    page = open_page(address)
    expect(page.get_by_role("button", name="A shop")).to_be_visible()
    expect(page.get_by_role("button", name="Upload").first).to_be_enabled()
    _tab_to(page, "Upload", most=6)  # before the many buttons of the map
    file = {"name": "fruit.csv", "mimeType": "text/csv", "buffer": FRUIT.encode()}
    _chooser_by_enter(page).set_files(file)
    expect(page.get_by_role("heading", name="fruit.csv")).to_be_visible()
    expect(train(page)).to_be_enabled()
    page.keyboard.press("Tab")  # so that the search begins on the new page
    _tab_to(page, "Train")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?run=*")


def _chooser_by_enter(page: Page) -> FileChooser:
    """Headless Chromium loses an Enter now and then, in a bare Streamlit app as well."""
    opened: list[FileChooser] = []
    page.on("filechooser", lambda chooser: opened.append(chooser))
    for _ in range(5):
        page.keyboard.press("Enter")
        for _ in range(20):
            if opened:
                return opened[0]
            page.wait_for_timeout(100)
    raise AssertionError("Enter on Upload opened no file chooser")


def _tab_to(page: Page, name: str, most: int = 40) -> None:
    for _ in range(most):
        here = page.evaluate("document.activeElement.innerText || ''")
        if here.split("\n")[-1].strip() == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{most} times Tab did not lead to {name}")


def test_set_up_survives_a_refresh_and_is_shown_to_nobody_else(address, open_page):
    page = open_page(address)
    upload(page, "fruit.csv", FRUIT)
    expect(page.get_by_text("120 rows · 3 columns")).to_be_visible()
    page.reload()
    expect(page.get_by_text("120 rows · 3 columns")).to_be_visible()
    other = open_page(page.url)
    expect(
        other.get_by_role("heading", name="This file belongs to another browser")
    ).to_be_visible()
    expect(other.get_by_text("fruit.csv")).to_have_count(0)


def test_a_kind_chosen_in_the_table_of_columns_stays_chosen(address, open_page):
    page = open_page(address)
    upload(page, "weights.csv", "fruit,g\n" + "".join(f"f{i % 3},{i % 40}\n" for i in range(120)))
    expect(page.get_by_text("One-hot would need 13 inputs")).to_be_visible()
    table = page.get_by_test_id("stDataFrame").nth(1)
    table.scroll_into_view_if_needed()
    category = page.get_by_role("option", name="category", exact=True)
    chosen = page.get_by_text("One-hot would need 43 inputs")
    for _ in range(5):  # a table that is being drawn or moved takes no click, or in another row
        box = table.bounding_box()
        assert box is not None
        page.mouse.dblclick(box["x"] + 250, box["y"] + 35 * 2 + 17)  # the second column's kind
        page.wait_for_timeout(1000)
        if category.is_visible():
            category.click()
            page.wait_for_timeout(3000)
        if chosen.is_visible():
            break
    expect(chosen).to_be_visible()
    page.wait_for_timeout(1500)  # the table had undone it half a second later
    expect(chosen).to_be_visible()


def test_a_column_taken_out_stays_out_after_a_reload_under_another_objective(address, open_page):
    page = open_page(address)
    upload(page, "fruit.csv", FRUIT)
    three = page.get_by_text("3 of 3 columns are learned")
    expect(three).to_be_visible()
    table = page.get_by_test_id("stDataFrame").nth(1)
    table.scroll_into_view_if_needed()
    for _ in range(5):  # a table that is being drawn or moved takes no click
        box = table.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 32, box["y"] + 33 * 2 + 17)  # of the second column
        page.wait_for_timeout(2000)
        if not three.is_visible():
            break
    expect(page.get_by_text("2 of 3 columns are learned: kind and taste")).to_be_visible()
    page.get_by_role("radio", name="Predict a column").click()
    expect(page.get_by_text("1 of 3 columns is learned: kind")).to_be_visible()
    page.reload()
    expect(page.get_by_text("1 of 3 columns is learned: kind")).to_be_visible()
    page.get_by_role("radio", name="Fill in the blank").click()
    expect(page.get_by_text("2 of 3 columns are learned: kind and taste")).to_be_visible()


def test_on_a_phone_the_words_over_the_columns_stand_clear_of_the_buttons_of_the_table(
    address, open_page
):
    page = open_page(address, width=390, height=1400)
    upload(page, "fruit.csv", FRUIT)
    said = page.get_by_text("Click a cell to change it.")
    expect(said).to_be_visible()
    expect(train(page)).to_be_enabled()
    page.wait_for_timeout(1500)  # what is drawn late moves the table
    table = page.get_by_test_id("stDataFrame").nth(1)
    table.scroll_into_view_if_needed()
    table.hover()
    buttons = page.get_by_test_id("stElementToolbar").filter(visible=True).last
    expect(buttons).to_be_visible()
    page.wait_for_timeout(1500)  # they rise
    words, over = said.bounding_box(), buttons.bounding_box()
    assert words is not None
    assert over is not None
    assert words["y"] + words["height"] <= over["y"] + 1


def test_a_file_that_cannot_be_read_can_be_followed_by_the_next_at_once(address, open_page):
    page = open_page(address)
    upload(page, "pickle.csv", '{"a": [1, 2]}')
    expect(page.get_by_role("alert")).to_contain_text("JSON")
    upload(page, "fruit.csv", FRUIT)
    expect(page.get_by_role("heading", name="fruit.csv")).to_be_visible()
    expect(train(page)).to_be_enabled()


def test_the_way_a_file_is_read_can_be_overruled(address, open_page):
    page = open_page(address)
    upload(page, "fruit.csv", FRUIT)
    expect(page.get_by_text("120 rows · 3 columns · comma")).to_be_visible()
    page.get_by_role("button", name="Change reading").click()
    page.get_by_role("combobox", name="First row").click()
    page.get_by_role("option", name="is a row of data").click()
    page.get_by_role("button", name="Read again").click()
    expect(page.get_by_text("121 rows · 3 columns · comma, UTF-8, no header line")).to_be_visible()


def test_markup_in_a_file_reaches_the_screen_as_text_only(address, open_page):
    page = open_page(address)
    asked, dialogs = [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    upload(page, "<img src=x onerror=alert(1)>**b**.csv", HOSTILE)
    expect(page.locator("h1")).to_have_text("<img src=x onerror=alert(1)>**b**.csv")
    expect(train(page)).to_be_visible()
    expect(page.get_by_text("name and <b>kind</b>")).to_be_visible()
    page.wait_for_timeout(500)
    assert not dialogs
    assert "1337" not in page.title()
    assert not [url for url in asked if "127.0.0.1:9/" in url]
    assert page.locator("h1 img, h1 b, h1 strong").count() == 0


def test_the_header_and_the_browsers_way_back_lead_where_they_say(address, open_page):
    page = open_page(address)
    upload(page, "fruit.csv", FRUIT)
    expect(train(page)).to_be_enabled()
    page.get_by_role("link", name="Embedding Explorer").click()
    expect(page.get_by_role("heading", name="See which of your categories")).to_be_visible()
    expect(page).to_have_url(f"{address}/")
    page.go_back()
    expect(page.get_by_role("heading", name="fruit.csv")).to_be_visible()


def test_without_the_server_the_page_says_in_one_sentence_that_it_is_offline(browser, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    call = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.headless", "true"]
    call += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    env = {**os.environ, "EXPLORER_HOME": str(tmp_path), "EXPLORER_WARM_SPARE": "off"}
    server = subprocess.Popen(call, cwd=APP.parent, env=env, stdout=subprocess.DEVNULL)
    page = browser.new_page()
    try:
        for _ in range(100):
            with contextlib.suppress(PlaywrightError):
                page.goto(f"http://127.0.0.1:{port}")
                break
            time.sleep(0.2)
        expect(page.get_by_role("button", name="A shop")).to_be_visible()
    finally:
        server.kill()
        server.wait()
    sign = "getComputedStyle(document.querySelector('.stApp'), '::after')"
    page.wait_for_function(f"{sign}.visibility == 'visible' && {sign}.content.includes('Offline')")
    page.wait_for_selector(".stDialog", state="attached")  # Streamlit's own window comes later
    expect(page.get_by_text("streamlit run")).to_be_hidden()
    page.close()


@pytest.mark.parametrize("query", ["?data=x", "?run=x", "?data=" + "0" * 32])
def test_an_address_that_leads_nowhere_says_so_and_shows_the_way_home(address, open_page, query):
    page = open_page(f"{address}/{query}")
    expect(page.get_by_role("heading", name="Nothing is here")).to_be_visible()
    page.get_by_role("button", name="Go to the first page").click()
    expect(page.get_by_role("heading", name="See which of your categories")).to_be_visible()


def test_the_way_home_has_a_ring_when_the_tab_key_reaches_it(address, open_page):
    page = open_page(address)
    expect(page.get_by_role("button", name="A shop")).to_be_visible()
    home = page.get_by_role("link", name="Embedding Explorer")
    outline = "link => getComputedStyle(link).outlineStyle"
    assert home.evaluate(outline) == "none"
    for _ in range(3):  # the page's own scroll may come first
        page.keyboard.press("Tab")
        if home.evaluate("link => link === document.activeElement"):
            break
    assert home.evaluate(outline) == "solid"


@pytest.mark.parametrize("width", [1440, 1024, 390])
@pytest.mark.parametrize("dark", [False, True])
def test_no_page_is_wider_than_the_screen(address, open_page, width, dark):
    page = open_page(address, width=width, dark=dark)
    overflow = "document.documentElement.scrollWidth - window.innerWidth"
    expect(page.get_by_role("button", name="A shop")).to_be_visible()
    assert page.evaluate(overflow) <= 0
    upload(page, "fruit.csv", FRUIT)
    expect(train(page)).to_be_visible()
    assert page.evaluate(overflow) <= 0
    background = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert background == ("rgb(16, 21, 31)" if dark else "rgb(250, 249, 246)")

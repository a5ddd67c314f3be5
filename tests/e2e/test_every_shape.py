"""Baskets, sequences and vectors from elsewhere, as somebody with a browser goes."""

from __future__ import annotations

import random
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.test_from_upload_to_train import APP, train, upload

FOODS = {
    "breakfast": ("eggs", "milk", "toast", "jam", "coffee"),
    "dinner": ("rice", "beans", "salt", "fish", "wine"),
}
LONG = 150_000  # milliseconds for a short training whose kernels compile on a busy machine
pytestmark = pytest.mark.timeout(600)


def baskets(n: int) -> list[list[str]]:
    draw = random.Random(1)
    return [draw.sample(FOODS[draw.choice(sorted(FOODS))], 1 + i % 4) for i in range(n)]


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory) -> str:
    home = tmp_path_factory.mktemp("home")
    return serve(APP, {"EXPLORER_HOME": str(home), "EXPLORER_WARM_SPARE": "off"})


def stands_still(page) -> None:
    """A button that moves between press and release is not clicked."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def finished(page) -> None:
    expect(page.get_by_text("finished ·")).to_be_visible(timeout=LONG)
    expect(page.locator("canvas").first).to_be_visible()
    stands_still(page)


def test_ragged_baskets_are_recognized_measured_and_trained(address, open_page):
    page = open_page(address)
    upload(page, "meals.csv", "\n".join(map(",".join, baskets(200))) + "\n")
    expect(page.get_by_text("Lines hold different numbers of items")).to_be_visible()
    expect(page.get_by_text("Appear together").first).to_be_visible()
    page.get_by_text("How dimensions are chosen").click()
    measure = page.get_by_role("button", name="Measure", exact=True)
    expect(measure).to_be_visible()
    expect(page.get_by_role("region", name="Dimensions of each column")).to_be_visible()
    stands_still(page)
    measure.click()
    use = page.get_by_role("button", name=re.compile("^Use [0-9]+$"))
    settled = use.or_(page.get_by_text("These dimensions are set."))
    expect(settled).to_be_visible(timeout=LONG)
    if use.is_visible():
        use.click()
        expect(page.get_by_text("These dimensions are set.")).to_be_visible()
    train(page).click()
    page.wait_for_url("**/?run=*")
    finished(page)
    page.get_by_role("combobox", name="Find a category").focus()
    page.keyboard.type("eggs")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="eggs")).to_be_visible()


def test_of_a_sequence_the_next_item_can_be_asked_for(address, open_page):
    page = open_page(address)
    rows = [
        f"u{i},{j},{food}" for i, items in enumerate(baskets(400)) for j, food in enumerate(items)
    ]
    upload(page, "steps.csv", "\n".join(["user,step,food", *rows]) + "\n")
    page.get_by_role("button", name="What comes next").or_(
        page.get_by_role("radio", name="What comes next")
    ).first.click()
    expect(page.get_by_text("The next item is guessed")).to_be_visible()
    expect(train(page)).to_have_count(1)  # what was drawn before it is gone
    train(page).click()
    page.wait_for_url("**/?run=*")
    finished(page)
    page.get_by_role("tab", name="What comes next").or_(
        page.get_by_text("What comes next", exact=True)
    ).first.click()
    expect(page.get_by_role("heading", name="What came before")).to_be_visible()
    page.get_by_role("button", name="Another real one").click()
    expect(page.get_by_text("% from").first).to_be_visible()


def test_what_stands_for_no_column_is_read_to_its_end_on_a_narrow_screen(address, open_page):
    page = open_page(address, width=1024)
    rows = [
        f"u{i},{j},{food}" for i, items in enumerate(baskets(40)) for j, food in enumerate(items)
    ]
    upload(page, "few steps.csv", "\n".join(["user,step,food", *rows]) + "\n")
    for label in ("Whose", "In order of"):
        box = page.get_by_role("combobox", name=label, exact=True)
        box.click()
        none = page.get_by_role("option").first
        words = none.inner_text()
        none.click()
        expect(box).to_have_value(words)
        assert box.evaluate("box => box.scrollWidth <= box.clientWidth"), words
        stands_still(page)


def test_vectors_made_elsewhere_are_explored_without_a_training(address, open_page):
    page = open_page(address)
    draw = random.Random(2)
    lines = ["10 4"]
    for side, foods in enumerate(FOODS.values()):
        for food in foods:
            own = [(side == k % 2) + draw.gauss(0, 0.1) for k in range(4)]
            lines.append(" ".join([food, *(f"{x:.4f}" for x in own)]))
    upload(page, "foods.vec", "\n".join(lines) + "\n")
    page.wait_for_url("**/?run=*")
    expect(page.locator("canvas").first).to_be_visible()
    expect(page.get_by_role("heading", name="foods.vec")).to_be_visible()
    expect(page.get_by_text("Without training")).to_have_count(0)

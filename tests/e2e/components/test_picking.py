"""Picking by mouse, finger, keyboard and by name; what Python and the screen know of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


def picked_in_python(the_map, index, picks):
    expect(the_map.page.get_by_text(f"picked {index} picks {picks}")).to_be_visible()


def test_click_rings_at_once_and_brings_neighbors_from_python(visit):
    the_map = visit(n=60)
    the_map.click(12)
    the_map.wait(picked=12, neighbors=7)
    picked_in_python(the_map, 12, 1)
    assert the_map.page.locator("[data-index='12'] li").count() == 7
    status = the_map.root.locator("[role=status]")
    expect(status).to_contain_text("picked. Nearest by cosine")


def test_click_on_nothing_clears_the_selection(visit):
    the_map = visit(n=60)
    the_map.click(12)
    the_map.wait(picked=12, neighbors=7)
    box = the_map.canvas.bounding_box()
    the_map.page.mouse.click(box["x"] + 8, box["y"] + 8)
    the_map.wait(picked="", neighbors=0)
    picked_in_python(the_map, None, 2)
    expect(the_map.page.get_by_text("Pick a category on the map")).to_be_visible()


def test_dragging_moves_the_map_and_picks_nothing(visit):
    the_map = visit(n=60)
    the_map.zoom_in()
    before = the_map.facts()
    x, y = the_map.middle()
    the_map.page.mouse.move(x, y)
    the_map.page.mouse.down()
    the_map.page.mouse.move(x + 90, y + 40, steps=5)
    the_map.page.mouse.up()
    after = the_map.facts()
    assert after["center"] != before["center"]
    assert after["zoom"] == before["zoom"]
    assert after["picked"] == ""


def test_double_click_and_button_show_everything_again(visit):
    the_map = visit(n=60)
    the_map.click(12)
    the_map.wait(picked=12)
    the_map.zoom_in()
    box = the_map.canvas.bounding_box()
    the_map.page.mouse.dblclick(box["x"] + 4, box["y"] + 4)
    facts = the_map.wait(zoom="1.000")
    the_map.page.wait_for_timeout(400)
    assert facts["picked"] == the_map.facts()["picked"] == "12"
    the_map.root.get_by_role("button", name="Zoom in").click()
    the_map.wait(zoom="1.500")
    the_map.root.get_by_role("button", name="Show everything").click()
    the_map.wait(zoom="1.000")


def test_wheel_zooms_around_the_cursor(visit):
    the_map = visit(n=60)
    x, y = the_map.place(20)
    the_map.page.mouse.move(x, y)
    for _ in range(4):
        the_map.page.mouse.wheel(0, -120)
    after = the_map.place(20)
    assert float(the_map.facts()["zoom"]) > 2
    assert abs(after[0] - x) + abs(after[1] - y) < 3


def test_keyboard_alone_moves_zooms_and_picks_from_the_list(visit):
    the_map = visit(n=60)
    page = the_map.page
    the_map.canvas.focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    assert the_map.facts()["zoom"] == "1.400"
    assert the_map.facts()["center"] != "0.000 0.000"
    page.keyboard.press("0")
    the_map.wait(zoom="1.000", center="0.000 0.000")
    page.keyboard.press("Tab")
    listing = the_map.root.get_by_role("listbox", name="Categories on the map")
    expect(listing).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    the_map.wait(picked=2, neighbors=7)
    expect(listing.get_by_role("option", selected=True)).to_have_attribute("data-index", "2")
    expect(listing.get_by_role("option").first).to_have_attribute("aria-setsize", "60")
    page.keyboard.press("Escape")
    the_map.wait(picked="")
    page.keyboard.type("sva")
    active = listing.locator(".active .name")
    expect(active).to_contain_text("Sva")


def test_name_is_found_without_its_accents_and_picked_by_enter(visit):
    the_map = visit(n=20000, frames=2)
    box = the_map.page.get_by_role("combobox", name="Find a category")
    box.fill("tekaka 7")
    option = the_map.page.get_by_role("option", name="Tékaka 7")
    expect(option.first).to_be_visible()
    box.press("Enter")
    the_map.wait(picked=7004, neighbors=7)
    picked_in_python(the_map, 7004, 1)
    expect(box).to_have_value("")
    spot = the_map.root.evaluate("root => root.explorer.locate(7004)")
    size = the_map.canvas.bounding_box()
    assert 0 < spot["x"] < size["width"]
    assert 0 < spot["y"] < size["height"]


def test_names_found_at_the_foot_of_the_screen_are_listed_above_the_box(visit):
    the_map = visit(n=60)
    box = the_map.page.get_by_role("combobox", name="Find a category")
    box.fill("a")
    at = box.bounding_box()
    listed = the_map.page.get_by_role("listbox", name="Categories found")
    assert listed.bounding_box()["y"] >= at["y"] + at["height"]
    box.press("Escape")
    box.evaluate("node => node.parentElement.setAttribute('style', 'position: fixed; bottom: 8px')")
    box.fill("a")
    expect(listed).to_be_visible()
    at, found = box.bounding_box(), listed.bounding_box()
    assert 0 <= found["y"] <= found["y"] + found["height"] <= at["y"]


def test_name_that_does_not_exist_is_said_so(visit):
    the_map = visit(n=60)
    box = the_map.page.get_by_role("combobox", name="Find a category")
    box.fill("zzz")
    expect(the_map.page.get_by_text("No category has this in its name.")).to_be_visible()
    box.press("Enter")
    assert the_map.facts()["picked"] == ""


def test_click_on_a_neighbor_walks_to_it(visit):
    the_map = visit(n=60)
    the_map.click(12)
    the_map.wait(picked=12, neighbors=7)
    line = the_map.page.locator("[data-index='12'] li button").first
    assert "cosine 0.93" in line.get_attribute("aria-label")
    line.focus()
    the_map.page.keyboard.press("Enter")
    the_map.page.wait_for_selector(".map:not([data-picked='12'])", state="attached")
    facts = the_map.facts()
    the_map.wait(picked=facts["picked"], neighbors=7)
    picked_in_python(the_map, facts["picked"], 2)


def test_finger_picks_with_a_thumbs_tolerance_and_the_phone_needs_no_sideways_scroll(visit):
    the_map = visit(n=40, width=390, height=844, touch=True)
    x, y = the_map.place(5)
    the_map.page.touchscreen.tap(x + 6, y)
    the_map.wait(picked=5, neighbors=7)
    wider = the_map.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0
    canvas = the_map.canvas.bounding_box()
    assert canvas["width"] > 340
    assert canvas["height"] >= 340


def test_group_in_the_legend_lights_up(visit):
    the_map = visit(n=60)
    chip = the_map.root.get_by_role("button", name="Group 3")
    before = the_map.picture()
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(chip).to_be_focused()
    the_map.wait_repainted(before)


def test_whole_numbers_that_color_the_map_are_shown_whole(visit):
    the_map = visit(n=60)
    the_map.press("colors")
    the_map.root.locator(".ramp").wait_for()
    the_map.page.mouse.move(*the_map.place(30))
    expect(the_map.root.locator(".tip")).to_contain_text(re.compile(r"rows 32\b(?!\.)"))


def test_years_that_color_the_map_have_no_comma(visit):
    the_map = visit(n=60, more=2000)
    the_map.press("colors")
    the_map.root.locator(".ramp").wait_for()
    the_map.page.mouse.move(*the_map.place(30))
    expect(the_map.root.locator(".tip")).to_contain_text("rows 2032")


def test_scale_from_a_number_to_itself_is_one_color(visit):
    the_map = visit(n=60, most=1)
    the_map.press("colors")
    legend = the_map.root.locator(".legend")
    expect(legend.locator(".said").first).to_have_text("rows:1")
    expect(legend.locator(".dot:not(.hollow)")).to_have_count(1)
    expect(legend.locator(".ramp")).to_have_count(0)


@pytest.mark.parametrize(("framed", "rings"), [(60, 1), (40, 0)])
def test_rings_are_in_the_legend_where_one_is_drawn(visit, framed, rings):
    the_map = visit(n=60, live=1, framed=framed)
    the_map.wait(points=framed)
    expect(the_map.root.locator(".legend .hollow")).to_have_count(rings)


def test_categories_in_one_place_are_picked_one_after_the_other(visit):
    the_map = visit(n=5, frames=2, column="heap")
    for index in (0, 1, 2):
        the_map.click(0)
        the_map.wait(picked=index, neighbors=4)

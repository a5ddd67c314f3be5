"""A part of a page that looks again by itself, and ends without a run of the whole page."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect


def test_a_part_looks_until_it_asks_no_more_and_the_page_runs_once(serve, open_page):
    page = open_page(serve(Path(__file__).parent / "looking.py"))
    expect(page.get_by_text("looks: 4", exact=True)).to_be_visible()
    page.wait_for_timeout(1000)
    expect(page.get_by_text("looks: 4", exact=True)).to_be_visible()
    expect(page.get_by_text("runs of the page: 1", exact=True)).to_be_visible()

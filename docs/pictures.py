"""Take README's pictures from the running app: `python -m docs.pictures`.

The app is started with an empty home folder of its own; what the pictures show are the samples
that come with the project, trained while the camera looks.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))  # the tests know where the browser is

import browser as installed  # noqa: E402  # found on the path just added

PICTURES = ROOT / "docs" / "pictures"
DESK, TABLET, PHONE = (1440, 900), (1024, 800), (390, 844)
POINTS = """(least) => [...document.querySelectorAll('*')].some(
  (node) => Number(node.shadowRoot?.querySelector('.map')?.dataset.points) >= least)"""


@contextmanager
def app() -> Iterator[str]:
    """The address of the app on a home folder that is deleted afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "EXPLORER_HOME": home}
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
        command += [f"--server.port={port}", "--server.address=127.0.0.1"]
        server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield address
        finally:
            server.terminate()
            server.wait(30)


def visit(
    browser: Browser, address: str, size: tuple[int, int], *, dark: bool = False, least: int = 2
) -> Page:
    """A visitor of its own; returns when a map of at least so many points is drawn."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(address)
    page.get_by_role("heading", level=1).first.wait_for()
    if least:
        page.wait_for_function(POINTS, arg=least)
        page.wait_for_timeout(2_500)  # labels find their places
    return page


def keep(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png")
    page.context.close()
    print(name)


def train_sample(page: Page, title: str) -> str:
    """From the first page to a training of a sample; returns the run's address."""
    page.get_by_role("button", name=title).first.click()
    page.get_by_role("button", name="Train").wait_for()
    page.wait_for_timeout(1_500)
    keep_open(page, "setup-light")
    page.get_by_role("button", name="Train").click()
    page.wait_for_url("**/?run=*")
    page.wait_for_function(POINTS, arg=100)
    page.wait_for_timeout(4_000)
    keep_open(page, "learning-light")
    address = page.url
    page.locator(".badge", has_text="finished").wait_for(timeout=300_000)
    page.context.close()
    return address


def keep_open(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png")
    print(name)


def main() -> int:
    PICTURES.mkdir(exist_ok=True)
    with app() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(installed.find()), args=["--no-sandbox"]
        )
        keep(visit(chromium, address, DESK), "home-light")
        keep(visit(chromium, address, DESK, dark=True), "home-dark")
        keep(visit(chromium, address, PHONE), "home-phone")
        run = train_sample(visit(chromium, address, DESK), "First names")
        print(run)
        countries = visit(chromium, address, DESK, least=0)
        countries.get_by_role("button", name="Countries").first.click()
        countries.get_by_role("button", name="Train").click()
        countries.wait_for_url("**/?run=*")
        countries.locator(".badge", has_text="finished").wait_for(timeout=300_000)
        view = countries.url.split("&")[0] + "&column=country&color=region&pick=Japan"
        countries.context.close()
        keep(visit(chromium, view, DESK), "run-light")
        keep(visit(chromium, view, DESK, dark=True), "run-dark")
        keep(visit(chromium, view, TABLET), "run-tablet")
        keep(visit(chromium, view, PHONE, dark=True), "run-phone-dark")
        similar = visit(chromium, f"{view}&view=Similarities", DESK, least=0)
        similar.get_by_role("tab", name="Similarities", selected=True).wait_for()
        similar.wait_for_timeout(4_000)
        keep(similar, "similarities-light")
        chromium.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

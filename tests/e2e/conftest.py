"""A browser, a server for any script, and pages whose console must stay clean."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

ROOT = Path(__file__).parents[2]
OUR_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = (
    "The browser tests need Chromium and found none. Install it with `apt-get install chromium` "
    "(as root) or `playwright install chromium`."
)
PATIENCE = 20_000  # ms for what a page is to show; a busy machine draws late, not wrongly
Serve = Callable[..., str]
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium_path(playwright: Playwright) -> str:
    installed = next(filter(None, map(shutil.which, OUR_NAMES)), None)
    own = playwright.chromium.executable_path
    if installed is None and not Path(own).exists():
        pytest.fail(NO_BROWSER, pytrace=False)
    return installed or own


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Run a script under Streamlit and return its address; stopped when the session ends.

    serve(script, env={...}) starts one server per script and environment.
    """
    servers: dict[tuple[object, ...], tuple[subprocess.Popen[bytes], str]] = {}

    def start(script: Path, env: dict[str, str] | None = None) -> str:
        wanted = (script, tuple(sorted((env or {}).items())))
        if wanted not in servers:
            servers[wanted] = _start_server(script, env or {})
        return servers[wanted][1]

    yield start
    for process, _ in servers.values():
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _start_server(script: Path, env: dict[str, str]) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command += ["--server.headless", "true", "--server.fileWatcherType", "none"]
    command += ["--browser.gatherUsageStats", "false"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        if process.poll() is not None:
            pytest.fail(f"{script.name} did not start", pytrace=False)
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return process, address
        except OSError:
            time.sleep(0.1)
    process.kill()
    pytest.fail(f"{script.name} was not up after 30 seconds", pytrace=False)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """open_page(address, width=1280, height=860, dark=False, touch=False, ...) -> Page.

    Each page is a visitor of its own. A message of error on the console, or an exception on the
    page, fails the test.
    """
    complaints: list[str] = []
    contexts = []

    def visit(
        address: str,
        *,
        width: int = 1280,
        height: int = 860,
        dark: bool = False,
        touch: bool = False,
        **options: object,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            has_touch=touch,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(f"{message.text} {message.location['url']}")
                if message.type == "error"
                else None
            ),
        )
        page.goto(address)
        return page

    yield visit
    exceptions = [
        page.locator("[data-testid=stException]").count()
        for context in contexts
        for page in context.pages
    ]
    for context in contexts:
        context.close()
    assert complaints == []
    assert sum(exceptions) == 0

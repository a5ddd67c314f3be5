"""Servers and a browser for the measurements that a visitor would feel."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from benchmarks.process import memory

if TYPE_CHECKING:  # servers are measured without a browser, too
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
EMPTY = "import streamlit as st\n\nst.title('Empty')\n"


@dataclass(frozen=True)
class Server:
    """A running Streamlit server: its address, and its process, which is the server itself."""

    address: str
    pid: int

    def memory(self, which: Literal["VmRSS", "VmHWM"] = "VmRSS") -> float:
        """MB of the process by /proc (Linux): VmRSS now, VmHWM at its peak."""
        return memory(which, self.pid)


@contextmanager
def explorer_app(**settings: str) -> Iterator[Server]:
    """The app as `python -m explorer app` starts it, on an empty home folder of its own."""
    with tempfile.TemporaryDirectory() as home:
        env = {"EXPLORER_HOME": home, **settings}
        with _serving([sys.executable, "-m", "explorer", "app"], env) as server:
            yield server


@contextmanager
def empty_app() -> Iterator[Server]:
    """A Streamlit app that shows a heading and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY)
        with _serving([sys.executable, "-m", "streamlit", "run", str(script)], {}) as server:
            yield server


@contextmanager
def _serving(command: list[str], env: dict[str, str]) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    process = subprocess.Popen(
        [*command, *options], cwd=ROOT, env={**os.environ, **env}, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(process, address)
        yield Server(address, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_up(process: subprocess.Popen[bytes], address: str) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit("The server ended at once.")
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("The server was not up after 30 seconds.")


@contextmanager
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    sys.path.append(str(ROOT / "tests" / "e2e"))  # the tests know where the browser is
    import browser as installed

    path = installed.find()
    if path is None:
        raise SystemExit(installed.HELP)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(path), args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def visitor(browser: Browser, script: str = "") -> Iterator[Page]:
    """A page with nothing cached; `script` runs in it before anything else does."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.set_default_timeout(90_000)
    yield page
    context.close()


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Median with the smallest and the largest."""
    if not values:
        return "-"
    low, high = min(values), max(values)
    return f"{statistics.median(values):.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def busy() -> str:
    """What else the machine does; times on a busy one mean little."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"

"""The server is killed under a learning run, and comes back."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.runs.store import Store
from explorer.settings import Settings

ROOT = Path(__file__).parents[2]
OWNER = "ab" * 32


@pytest.fixture
def server(tmp_path):
    """server() starts the app on one port and home folder, again and again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started: list[subprocess.Popen[bytes]] = []

    def start(
        *program: str, script: Path | None = ROOT / "app.py"
    ) -> tuple[subprocess.Popen[bytes], str]:
        command = [sys.executable, "-m", *(program or ("streamlit", "run"))]
        command += [str(script)] if script else []
        command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
        command += ["--server.headless", "true"]
        environment = {**os.environ, "EXPLORER_HOME": str(tmp_path / "home")}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        started.append(process)
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                    return process, f"http://127.0.0.1:{port}"
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server was not up after 30 seconds")

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(holds, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def read_in(store: Store, folder: Path) -> str:
    """The id of a small dataset that a job has read."""
    file = folder / "rows.csv"
    rows = "".join(f"{i % 7},{i % 7 * 2},{i % 3}\n" for i in range(3000))
    file.write_text("a,b,c\n" + rows)
    with file.open("rb") as stream:
        dataset = store.datasets.create("rows.csv", stream, OWNER)
    until(lambda: store.datasets.get(dataset).phase == "ready")
    return dataset


COLUMNS = tuple(ColumnSpec(name) for name in "abc")
LONG = TrainingSpec(columns=COLUMNS, epochs=100_000, patience=0, threads=1)


def test_a_restarted_server_goes_on_with_its_runs_before_anybody_opens_a_page(server, tmp_path):
    store = Store(Settings(home=tmp_path / "home"))
    process, _ = server("explorer", "app", script=None)
    run = store.runs.submit(read_in(store, tmp_path), LONG, OWNER)
    until(lambda: store.places.run(run).joinpath("checkpoint.safetensors").exists())
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    until(lambda: store.runs.get(run).phase != "learning")
    step = store.runs.get(run).step
    server("explorer", "app", script=None)
    until(lambda: store.runs.get(run).step > step)
    store.runs.stop(run, OWNER)
    until(lambda: store.runs.get(run).phase == "stopped")


def test_after_kill_9_and_restart_the_open_tab_finds_its_run_again(browser, server, tmp_path):
    process, address = server()
    store = Store(Settings(home=tmp_path / "home"))
    page = browser.new_page()
    page.goto(address)
    page.get_by_role("heading", level=1).first.wait_for(timeout=60_000)
    dataset = read_in(store, tmp_path)
    short = TrainingSpec(columns=COLUMNS, epochs=3, threads=1)
    finished = store.runs.submit(dataset, short, OWNER)
    until(lambda: store.runs.get(finished).phase == "finished")
    run = store.runs.submit(dataset, LONG, OWNER)

    page.goto(f"{address}/?run={run}")
    badge = page.locator(".badge")
    expect(badge).to_contain_text("learning", timeout=60_000)
    until(lambda: store.places.run(run).joinpath("checkpoint.safetensors").exists())
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    until(lambda: store.runs.get(run).phase != "learning")
    step = store.runs.get(run).step
    server()
    expect(badge).to_contain_text("learning", timeout=90_000)
    until(lambda: store.runs.get(run).step > step)
    assert store.runs.get(finished).phase == "finished"
    page.goto(f"{address}/?run={finished}")
    expect(badge).to_contain_text("finished", timeout=30_000)
    store.runs.stop(run, OWNER)
    page.close()

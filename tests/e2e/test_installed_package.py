"""The built wheel holds all that the app needs: assets of the components, samples, config."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
PARTS = (
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "app.py",
    ".streamlit",
    "explorer",
    "sample_data",
)
NOT_BUILT = shutil.ignore_patterns("__pycache__", "*.egg-info", "build")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the installed wheel alone, built from a copy of the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / "source" / part, ignore=NOT_BUILT)
        else:
            (folder / "source").mkdir(exist_ok=True)
            shutil.copy(source, folder / "source" / part)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(folder / "source")], check=True
    )
    (wheel,) = folder.glob("*.whl")
    target = folder / "installed"
    subprocess.run([*pip, "install", "--no-deps", "--target", str(target), str(wheel)], check=True)
    return target


@pytest.fixture(scope="module")
def address(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app as `python -m explorer app` starts it from the wheel, far from the sources."""
    away = tmp_path_factory.mktemp("away")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        **os.environ,
        "PYTHONPATH": str(installed),
        "EXPLORER_HOME": str(away / "home"),
        "EXPLORER_WARM_SPARE": "off",
        "STREAMLIT_SERVER_PORT": str(port),
        "STREAMLIT_SERVER_HEADLESS": "true",
        "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
    }
    # -P keeps the current folder off the path, so that the wheel is what is imported.
    server = subprocess.Popen([sys.executable, "-P", "-m", "explorer", "app"], cwd=away, env=env)
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
            break
        except OSError:
            assert server.poll() is None, "the installed app ended at once"
            time.sleep(0.1)
    yield address
    server.terminate()
    server.wait(20)


def test_what_is_imported_is_the_wheel(installed: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-c", "import explorer; print(explorer.__file__)"]
    env = {**os.environ, "PYTHONPATH": str(installed)}
    said = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True)
    assert Path(said.stdout.strip()).is_relative_to(installed)


def test_the_installed_app_opens_on_the_map_of_a_sample(address: str, open_page) -> None:
    page = open_page(address)
    map_of_sample = page.locator(".map[data-points]").first  # inside the component's shadow
    expect(map_of_sample).to_have_attribute("data-points", "100", timeout=60_000)

"""The page of our components, and a hand on its map."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

SCRIPT = Path(__file__).parent / "page.py"
collect_ignore = ["page.py", "made_up.py", "looking.py"]  # scripts and data, no tests


@dataclass
class TheMap:
    """What a person sees of the map, and what they can do with it."""

    page: Page

    @property
    def root(self) -> Locator:
        return self.page.locator(".map")

    @property
    def canvas(self) -> Locator:
        return self.page.locator(".map canvas")

    def facts(self) -> dict[str, str]:
        return dict(self.root.evaluate("root => ({...root.dataset})"))

    def wait(self, **facts: object) -> dict[str, str]:
        wanted = "".join(f'[data-{name}="{value}"]' for name, value in facts.items())
        self.page.wait_for_selector(f".map{wanted}", state="attached")
        return self.facts()

    def picture(self) -> str:
        return str(self.canvas.evaluate("canvas => canvas.toDataURL()"))

    def wait_repainted(self, before: str) -> None:
        """Until the canvas shows another picture."""
        for _ in range(200):
            if self.picture() != before:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("the canvas still shows the picture it showed before")

    def place(self, index: int) -> tuple[float, float]:
        """Where an entry stands on the screen, once it stands still."""
        before = None
        while True:
            spot = self.root.evaluate("(root, index) => root.explorer.locate(index)", index)
            if spot == before:
                break
            before = spot
            self.page.wait_for_timeout(120)
        box = self.canvas.bounding_box()
        assert box is not None
        return box["x"] + spot["x"], box["y"] + spot["y"]

    def click(self, index: int) -> None:
        self.page.mouse.click(*self.place(index))

    def middle(self) -> tuple[float, float]:
        box = self.canvas.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def zoom_in(self, turns: int = 3) -> None:
        self.page.mouse.move(*self.middle())
        for _ in range(turns):
            self.page.mouse.wheel(0, -120)

    def press(self, key: str) -> None:
        """One of the buttons that steer the test page."""
        self.page.locator(f".st-key-{key} button").click()


@pytest.fixture
def visit(serve: Callable[..., str], open_page: Callable[..., Page]) -> Callable[..., TheMap]:
    """visit(n=60, live=1, ..., dark=True) -> TheMap; digits and words go into the address."""
    address = serve(SCRIPT)

    def go(*, width: int = 1280, height: int = 860, **asked: Any) -> TheMap:
        options = {k: asked.pop(k) for k in ("dark", "touch", "reduced_motion") if k in asked}
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        page = open_page(f"{address}/?{query}", width=width, height=height, **options)
        the_map = TheMap(page)
        page.wait_for_selector(".map[data-points]", state="attached")
        return the_map

    return go


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    """The module by which the test page makes up its data."""
    spec = importlib.util.spec_from_file_location("made_up", SCRIPT.with_name("made_up.py"))
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

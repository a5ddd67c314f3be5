"""What figures run in a browser, read from the package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def read_script(name: str) -> str:
    """One file of figures/assets."""
    folder = files("explorer.figures").joinpath("assets")
    return folder.joinpath(name).read_text(encoding="utf-8")

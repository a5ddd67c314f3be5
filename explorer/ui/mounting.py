"""Our browser components: their assets read from the package and registered with Streamlit.

Streamlit sends a component's script with every message of its elements. An element whose
content never changes is sent once and then by its hash, so ours never change: everything that
does change travels in parcels (see parcels.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import streamlit as st

from explorer.figures.scripts import read_script

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

OnPick = Callable[[int | None], None]  # the index of the entry picked, None for nothing
NOTHING_PICKED = -1  # how the browser says that the selection was cleared

LABELS = "labels.js"  # lies beside the figures, one of which is a page that chooses names too

# A component's script is its ideas in a row: declarations first, the default export last.
SCRIPTS: dict[str, tuple[str, ...]] = {
    "parcel": ("gone.js", "rooms.js", "parcel.js"),
    "map": (
        "gone.js",
        "rooms.js",
        "words.js",
        "apart.js",
        "theme.js",
        "elements.js",
        "camera.js",
        "stage.js",
        "timeline.js",
        "playback.js",
        "drawing.js",
        "splat.js",
        LABELS,
        "canvas.js",
        "gestures.js",
        "selection.js",
        "listing.js",
        "replay.js",
        "legend.js",
        "picture.js",
        "layout.js",
        "wiring.js",
        "map.js",
    ),
    "find": (
        "gone.js",
        "rooms.js",
        "words.js",
        "apart.js",
        "theme.js",
        "elements.js",
        "ranges.js",
        "find.js",
    ),
    "losses": ("gone.js", "rooms.js", "words.js", "theme.js", "elements.js", "losses.js"),
    "neighbors": (
        "gone.js",
        "rooms.js",
        "words.js",
        "apart.js",
        "theme.js",
        "elements.js",
        "neighbors.js",
    ),
    "owner": ("owner.js",),
    "arrival": ("arrival.js",),
    "again": ("again.js",),
    "copy": ("gone.js", "theme.js", "elements.js", "copy.js"),
}
STYLES: dict[str, tuple[str, ...]] = {
    "map": ("tokens.css", "map.css", "bar.css"),
    "find": ("tokens.css", "find.css"),
    "losses": ("tokens.css", "losses.css"),
    "neighbors": ("tokens.css", "neighbors.css"),
    "copy": ("tokens.css", "copy.css"),
}


@cache
def read_assets(names: tuple[str, ...]) -> str:
    """The named files of ui/assets and what the figures lend, one after the other."""
    folder = files("explorer.ui").joinpath("assets")
    return "\n".join(
        read_script(name) if name == LABELS else folder.joinpath(name).read_text(encoding="utf-8")
        for name in names
    )


@cache
def component(name: str) -> ComponentRenderer:
    """The mounting function of one of our components, registered once per process."""
    return st.components.v2.component(
        f"explorer_{name}",
        js=read_assets(SCRIPTS[name]),
        css=read_assets(STYLES[name]) if name in STYLES else None,
    )


def mount_picker(name: str, key: str, data: Mapping[str, Any], on_pick: OnPick | None) -> None:
    """Mount a component in which an entry can be picked.

    Args:
        on_pick: called before the script reruns.
    """

    def relay() -> None:
        picked = st.session_state[key].get("picked")
        if on_pick is not None and isinstance(picked, int):
            on_pick(None if picked == NOTHING_PICKED else picked)

    component(name)(key=key, data=dict(data), on_picked_change=relay)

"""A part of a page that looks again by itself, for as long as it waits for something."""

from __future__ import annotations

from explorer.ui.mounting import component


def look_again(key: str, seconds: float) -> None:
    """Run the fragment that calls this again every so often, until it no longer calls this.

    A fragment that Streamlit runs every so often is ended by a run of the whole page alone, and
    the start of one drops what the browser has not yet been told: where an upload that is just
    beginning should go.
    """
    component("again")(key=key, data={"seconds": seconds}, on_again_change=lambda: None)

"""Going from one place of the app to another, as the browser sees it."""

from __future__ import annotations

from explorer.ui.mounting import component


def arrive(place: str) -> None:
    """Begin another place at its top; the same place, drawn anew, stays where it is scrolled.

    Args:
        place: names what the address leads to.
    """
    component("arrival")(key="arrival", data={"place": place})

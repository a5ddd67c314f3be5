"""The picked category's panel: who it is close to, by how much, and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from explorer.analysis.wording import cosine_texts
from explorer.ui.markup import unbroken
from explorer.ui.mounting import OnPick, mount_picker
from explorer.ui.parcels import pack, send


@dataclass(frozen=True, slots=True)
class Neighbor:
    """One line of the panel.

    Attributes:
        cosine: similarity in all dimensions, -1 to 1.
        count: rows in which it was seen.
        light, dark: "#RRGGBB" of its group, for the two themes.
        low: seen too rarely to trust; its bar is drawn hollow and its count marked.
        beside: shown in place of the count, e.g. "14/16".
    """

    index: int
    name: str
    cosine: float
    count: int
    light: str
    dark: str
    low: bool = False
    beside: str = ""


@dataclass(frozen=True, slots=True)
class NeighborPanel:
    """What the panel shows; without an index, the words of `empty`.

    Attributes:
        index, name: the picked entry. seen: "seen in 57 rows". sub: how nearness is measured.
        neighbors: nearest first. hint: what low counts mean, or why there are none.
        heading: what stands beside the cosines. told: the same in a sentence read out, in which
            {} is a neighbor's `beside`; "" where that is a count.
    """

    index: int | None = None
    name: str = ""
    seen: str = ""
    sub: str = ""
    neighbors: tuple[Neighbor, ...] = ()
    hint: str = ""
    heading: str = "seen"
    told: str = ""
    empty: str = "Pick a category on the map to see what it is close to."


def neighbor_panel(
    key: str, panel: NeighborPanel, *, room: str, on_pick: OnPick | None = None
) -> None:
    """Draw the panel; a click on a neighbor picks it.

    Args:
        room: key of the map on which a neighbor is shown at once when it is picked here.
        on_pick: called before the script reruns; None when the selection is cleared.
    """
    mount_picker("neighbors", key, {"room": key, "map": room}, on_pick)
    send(key, "panel", pack(_header(panel)))


def _header(panel: NeighborPanel) -> dict[str, Any]:
    written = cosine_texts([n.cosine for n in panel.neighbors])
    return {
        "index": panel.index,
        "name": panel.name,
        "seen": panel.seen,
        "sub": panel.sub,
        "hint": unbroken(panel.hint),
        "empty": panel.empty,
        "heading": panel.heading,
        "told": panel.told,
        "neighbors": [
            {
                "index": n.index,
                "name": n.name,
                "cosine": round(float(n.cosine), 4),
                "written": cosine,
                "count": n.count,
                "light": n.light,
                "dark": n.dark,
                "low": n.low,
                "beside": n.beside,
            }
            for n, cosine in zip(panel.neighbors, written, strict=True)
        ],
    }

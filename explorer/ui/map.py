"""The map of one column's categories, its replay, its find box.

The drawing is assets/map.js on a canvas; this side packs what it shows. Packing functions are
pure: pages keep their bytes where a column is big.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from explorer.records.embedding import EntryKind
from explorer.ui.markup import unbroken
from explorer.ui.mounting import OnPick, mount_picker
from explorer.ui.parcels import pack, send

NO_COLOR = 65535  # a code of Paint: belongs to no group, drawn grey


@dataclass(frozen=True, slots=True)
class Paint:
    """How the entries are colored, and the legend that says what the colors mean.

    Attributes:
        title: what is shown by color: "region", "rows seen".
        codes: [n] uint16 index into the colors, or NO_COLOR.
        light, dark: "#RRGGBB" per code, for the two themes.
        groups: names of the groups in the order of the colors; empty for a scale.
        ends: for a scale: the words at its low and its high end.
        ticks: for a scale by rank: the words in even steps between them.
        values: [n] float32, for a scale: the number said of an entry; NaN for none. None where
            nothing is to be said besides how often it was seen.
        none: what grey means; shown in the legend when any entry is grey.
        years: the values are years, said without a comma.
    """

    title: str
    codes: NDArray[np.uint16]
    light: tuple[str, ...]
    dark: tuple[str, ...]
    groups: tuple[str, ...] = ()
    ends: tuple[str, str] | None = None
    values: NDArray[np.float32] | None = None
    none: str = ""
    years: bool = False
    ticks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert len(self.light) == len(self.dark), "a color for each theme"
        assert not self.groups or len(self.groups) == len(self.light), "a name for each color"
        colored = self.codes[self.codes != NO_COLOR]
        assert colored.size == 0 or colored.max() < len(self.light), "codes point at colors"


@dataclass(frozen=True, slots=True)
class Frame:
    """The map at one step of the training.

    Attributes:
        xy: [n, 2] float32, the first n entries.
        stored: one of the numbered frames, kept for the replay; otherwise a picture between
            two of them, shown until the next one comes.
    """

    step: int
    epoch: float
    xy: NDArray[np.float32]
    stored: bool = True


@dataclass(frozen=True, slots=True)
class Focus:
    """The picked entry and its nearest, (index, cosine) each, nearest first."""

    selected: int | None = None
    neighbors: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """All that one map shows.

    Attributes:
        id: what the entries are (run and column), the same in every pack function; camera and
            replay are remembered by it.
        entries, paint, layout, frames: from the packing functions; of one and the same scene.
            Without a layout the newest frame is shown; without either, the message.
        title: says what one sees. alt: text alternative. caption: words under the map.
        message: shown in the middle while there is nothing to draw.
        live: it is learning; the newest frame is followed unless the person looks back.
        play: play the frames from the start: "once" when first shown, or only if the run was
            "unseen" (it ended before this browser saw three live frames).
        note: shown while playing ("learned in 0.3 s, shown slowly").
        replay_seconds: how long a replay takes.
        height: of the canvas in px; None adapts to the width and the screen.
    """

    id: str
    entries: bytes
    paint: bytes
    layout: bytes | None = None
    frames: bytes | None = None
    focus: Focus = field(default_factory=Focus)
    title: str = ""
    alt: str = ""
    caption: str = ""
    message: str = ""
    live: bool = False
    play: Literal["no", "once", "unseen"] = "no"
    note: str = ""
    replay_seconds: float = 3.0
    height: int | None = None


def pack_entries(
    scene: str, names: Sequence[str], counts: NDArray[np.int64], kinds: NDArray[np.uint8]
) -> bytes:
    """Names, counts and kinds of a column's entries, in Embedding order.

    Args:
        scene: names what the entries are (run and column); frames and layouts of another
            scene are not drawn on these.
    """
    assert len(names) == len(counts) == len(kinds), "equal lengths"
    seen = np.minimum(counts, np.iinfo(np.uint32).max).astype(np.uint32)
    return pack({"scene": scene, "names": list(names)}, {"counts": seen, "kinds": kinds})


def pack_paint(scene: str, paint: Paint) -> bytes:
    """The colors of the entries."""
    header = {
        "scene": scene,
        "title": paint.title,
        "light": paint.light,
        "dark": paint.dark,
        "groups": paint.groups,
        "ends": paint.ends,
        "ticks": paint.ticks,
        "none": paint.none,
        "years": paint.years,
    }
    arrays: dict[str, NDArray[Any]] = {"codes": paint.codes.astype(np.uint16)}
    if paint.values is not None:
        arrays["values"] = paint.values.astype(np.float32)
    return pack(header, arrays)


def pack_layout(scene: str, space: str, xy: NDArray[np.float32], step: int | None = None) -> bytes:
    """Finished coordinates.

    Args:
        space: names the coordinate system; a layout and frames of one space share one scale,
            and a replay is offered only in the space of the frames.
        xy: [n_shown, 2] the first n_shown entries.
        step: of the training, where the space has one.
    """
    flat = _flat(xy)
    header = {"scene": scene, "space": space, "step": step, "hash": frame_hash(xy)}
    return pack(header, {"xy": flat})


def pack_frames(
    scene: str,
    space: str,
    frames: Sequence[Frame],
    *,
    best_step: int | None = None,
    total_steps: int = 0,
    total_epochs: int = 0,
) -> bytes:
    """Frames of the training, few or all; the browser collects them by step.

    Args:
        best_step: the step whose vectors are the result (so far), marked on the slider.
        total_steps, total_epochs: planned at most; the length of the slider while it learns.
    """
    header = {
        "scene": scene,
        "space": space,
        "bestStep": best_step,
        "totalSteps": total_steps,
        "totalEpochs": total_epochs,
        "frames": [
            {"step": f.step, "epoch": f.epoch, "stored": f.stored, "hash": frame_hash(f.xy)}
            for f in frames
        ],
    }
    return pack(header, {str(place): _flat(frame.xy) for place, frame in enumerate(frames)})


def frame_hash(xy: NDArray[np.float32]) -> str:
    """CRC-32 of coordinates as 8 hex digits; the map shows it of what it draws."""
    return f"{zlib.crc32(_flat(xy).tobytes()):08x}"


def embedding_map(key: str, scene: Scene, *, on_pick: OnPick | None = None) -> None:
    """Draw the map; call it outside a polling fragment, always in the same container.

    Args:
        key: names the room in which find box, neighbors and live frames meet this map.
        on_pick: called before the script reruns, with the index of the entry that was picked,
            or None when the selection was cleared.
    """
    mount_picker("map", key, {"room": key, "picks": on_pick is not None}, on_pick)
    send(key, "words", pack(_words(scene)))
    send(key, "entries", scene.entries)
    send(key, "paint", scene.paint)
    send(key, "layout", scene.layout or pack({"scene": scene.id}))
    send(key, "frames", scene.frames or pack({"scene": scene.id, "frames": []}))
    send(key, "focus", pack(_focus(scene.id, scene.focus)))


def map_frames(key: str, frames: bytes) -> None:
    """Deliver the newest frames; call it inside the polling fragment."""
    send(key, "frames", frames, sender="live")


def map_focus(key: str, focus: Focus, scene: str) -> None:
    """Deliver neighbors that change while it learns; call it inside the polling fragment."""
    send(key, "focus", pack(_focus(scene, focus)), sender="live")


def find_category(
    key: str,
    *,
    thing: EntryKind = "category",
    n_numbered: int = 0,
    on_pick: OnPick | None = None,
) -> None:
    """A box that finds an entry of the map with this key by its name, accents aside.

    Args:
        thing: what an entry is called.
        n_numbered: rows of the data where entries are rows named by their numbers, of which the
            map may hold a part; 0 of others.
    """
    data = {"room": key, "thing": thing, "numbered": n_numbered}
    mount_picker("find", f"{key}-find", data, on_pick)


def _flat(xy: NDArray[np.float32]) -> NDArray[np.float32]:
    assert xy.shape == (len(xy), 2), "coordinates are [n, 2]"
    return np.ascontiguousarray(xy, np.float32).reshape(-1)


def _focus(scene: str, focus: Focus) -> dict[str, Any]:
    return {
        "scene": scene,
        "selected": focus.selected,
        "neighbors": [[int(index), round(float(cosine), 4)] for index, cosine in focus.neighbors],
    }


def _words(scene: Scene) -> dict[str, Any]:
    return {
        "scene": scene.id,
        "title": scene.title,
        "alt": scene.alt,
        "caption": unbroken(scene.caption),
        "message": scene.message,
        "live": scene.live,
        "play": scene.play,
        "note": scene.note,
        "seconds": scene.replay_seconds,
        "height": scene.height,
    }

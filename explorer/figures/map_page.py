"""The map and its replay as one HTML file that needs no network: to keep, to send, to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
import plotly.io
from numpy.typing import NDArray

from explorer.analysis.wording import epoch_text
from explorer.figures.coloring import NO_COLOR, Coloring
from explorer.figures.document import document
from explorer.figures.labels import SHORT, label, labels
from explorer.figures.palette import Theme
from explorer.figures.picture import layout
from explorer.figures.scripts import read_script
from explorer.records.embedding import CATEGORY, MISSING, RARE, UNKNOWN

MOST_POINTS = 5000  # those that have frames; the tables have all
MOST_BYTES = 8_000_000  # of coordinates; plotly itself adds 4.8 MB
SMOOTH_POINTS = 2000  # that glide between frames; more jump, so that the replay keeps pace
REPLAY_MS = 3000
# Of the drawing with its slider: about square on a phone, no higher than the window elsewhere.
HEIGHT = "clamp(360px, 92vh, min(640px, calc(100vw + 96px)))"
RINGS = {RARE: "rare", MISSING: "missing", UNKNOWN: "unknown"}  # kinds that are drawn hollow
MARGIN = 0.06  # of the width and height, around the points
BUTTON = 84  # px that "Replay" takes with a gap; the slider and its epoch begin to the right of it
NAMING = (  # what chooses the names in the browser, for the size that the drawing has there
    f"{{{read_script('labels.js')}\n{read_script('named.js')}\n"
    "nameMap(document.getElementById('{plot_id}'));}"
)


@dataclass(frozen=True, slots=True)
class MapFrame:
    """Where the points were at one epoch; `xy` [n, 2] float32."""

    epoch: float
    xy: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class MapPage:
    """What the file shows.

    Attributes:
        title, caption: as text; the caption says how far the map can be trusted.
        names, counts, kinds: of the entries, in Embedding order.
        xy: [n_shown, 2] the finished map.
        coloring: colors of all entries.
        frames: of the training, in order, in the same coordinates; empty for no replay.
    """

    title: str
    caption: str
    names: Sequence[str]
    counts: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    xy: NDArray[np.float32]
    coloring: Coloring
    frames: Sequence[MapFrame] = ()


def map_page(page: MapPage, theme: Theme) -> str:
    """One HTML document with plotly inside; 5 to 16 MB.

    It draws at most MOST_POINTS entries and, of long replays, as many frames as fit into
    MOST_BYTES, the first and the last among them. A policy in the page forbids all network.
    """
    n = min(len(page.xy), MOST_POINTS)
    drawing = plotly.io.to_html(
        _figure(page, theme, n),
        include_plotlyjs=True,
        full_html=False,
        auto_play=False,
        default_height=HEIGHT,
        post_script=NAMING,
        config={
            "displaylogo": False,
            "responsive": True,
            "scrollZoom": True,
            "modeBarButtons": [["zoomIn2d", "zoomOut2d", "resetScale2d", "toImage"]],
        },
    )
    of_all = int((page.kinds == CATEGORY).sum())
    shown = "" if n >= of_all else f" The {_first(page, n)} of {of_all:,}."
    rings = " or ".join(word for kind, word in RINGS.items() if kind in page.kinds[:n])
    return document(page.title, page.caption + shown, drawing, page.coloring, theme, rings)


def _first(page: MapPage, n: int) -> str:
    """Which n entries are drawn; rows and given vectors come in the order of their file."""
    return f"{n:,} most frequent" if (page.counts > 1).any() else f"first {n:,}"


def _figure(page: MapPage, theme: Theme, n: int) -> go.Figure:
    xy = page.xy[:n].astype(np.float32)
    frames = _thinned([frame for frame in page.frames if len(frame.xy) >= n], n)
    box = _bounding_box([xy, *(frame.xy[:n] for frame in frames)])
    points = _points(page, theme, xy)
    # The browser fills the names in. Their points cannot be seen: they keep the names off the dots.
    words = go.Scatter(
        mode="markers+text",
        marker={"size": _size(n), "opacity": 0},
        textfont={"size": 12, "color": theme.ink},
        hoverinfo="skip",
    )
    figure = go.Figure(
        [points, words],
        layout(
            theme,
            height=None,
            dragmode="pan",
            hovermode="closest",
            modebar={"bgcolor": "rgba(0,0,0,0)", "color": theme.muted, "activecolor": theme.ink},
            xaxis={"visible": False, "range": box[:, 0].tolist()},
            yaxis={"visible": False, "range": box[:, 1].tolist(), "scaleanchor": "x"},
            # plotly widens a range to the window that it finds; named.js goes back to these.
            meta={"xaxis.range": box[:, 0].tolist(), "yaxis.range": box[:, 1].tolist()},
        ),
    )
    if len(frames) > 1:
        _add_replay(figure, page, frames, n, theme)
    return figure


def _bounding_box(clouds: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
    """[2, 2] lowest and highest x and y of all points, with a margin."""
    everywhere = np.concatenate([*clouds, np.zeros((1, 2))]).astype(np.float64)
    low, high = everywhere.min(axis=0), everywhere.max(axis=0)
    margin = np.maximum(MARGIN * (high - low), 1e-9)
    return np.stack([low - margin, high + margin])


def _size(n: int) -> int:
    """Diameter of a point in px."""
    return 9 if n <= 500 else 7 if n <= SMOOTH_POINTS else 5


def _points(page: MapPage, theme: Theme, xy: NDArray[np.float32]) -> go.Scatter:
    n = len(xy)
    colors = [*(page.coloring.light if theme.name == "light" else page.coloring.dark), theme.grey]
    codes = page.coloring.codes[:n].astype(np.int32)
    codes[codes == NO_COLOR] = len(colors) - 1
    marker: dict[str, Any] = {
        "size": _size(n),
        "color": codes.astype(np.float32),
        "colorscale": _steps(colors),
        "cmin": -0.5,
        "cmax": len(colors) - 0.5,
        "line": {"width": 1, "color": theme.card},
        "opacity": 0.85,
    }
    hollow = page.kinds[:n] != CATEGORY
    if hollow.any():
        marker["symbol"] = np.where(hollow, "circle-open", "circle").tolist()
    told = [
        f"<b>{label(name)}</b>" + (f"<br>seen {count:,} time{'s' * (count != 1)}" if count else "")
        for name, count in zip(page.names[:n], page.counts[:n].tolist(), strict=True)
    ]
    # SVG, not WebGL: it draws in every browser and needs no `eval`.
    return go.Scatter(
        x=xy[:, 0],
        y=xy[:, 1],
        mode="markers",
        marker=marker,
        text=labels(list(page.names[:n]), SHORT),  # not drawn: named.js chooses from them
        customdata=told,
        hovertemplate="%{customdata}<extra></extra>",
    )


def _add_replay(
    figure: go.Figure,
    page: MapPage,
    frames: Sequence[MapFrame],
    n: int,
    theme: Theme,
) -> None:
    """A button that plays the frames over 3 seconds, and a slider of epochs."""
    pause = REPLAY_MS // len(frames)
    glide = {"duration": pause if n <= SMOOTH_POINTS else 0, "easing": "linear"}
    playing = {"frame": {"duration": pause, "redraw": False}, "transition": glide}
    at_once = {"frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}}
    finished = [i for i, frame in enumerate(frames) if np.array_equal(frame.xy[:n], page.xy[:n])]
    best = finished[-1] if finished else len(frames) - 1
    steps, drawn = [], []
    for place, frame in enumerate(frames):
        xy = frame.xy[:n].astype(np.float32)
        moved = [{"x": xy[:, 0], "y": xy[:, 1]}]
        drawn.append(go.Frame(name=str(place), data=moved, traces=[0]))
        steps.append(
            {
                "label": epoch_text(frame.epoch),
                "method": "animate",
                "args": [[str(place)], {"mode": "immediate", **at_once}],
            }
        )
    figure.frames = drawn
    # From the first frame, whatever is shown; back to the finished map at the end.
    every = [str(place) for place in [*range(len(frames)), best]]
    figure.update_layout(
        updatemenus=[
            {
                "type": "buttons",
                "x": 0,
                "y": 0,
                "xanchor": "left",
                "yanchor": "top",
                "pad": {"t": 30},
                "bgcolor": theme.card,
                "bordercolor": theme.hairline,
                "font": {"color": theme.ink},
                "showactive": False,
                "buttons": [
                    {
                        "label": "Replay",
                        "method": "animate",
                        "args": [every, {"mode": "immediate", **playing}],
                    }
                ],
            }
        ],
        sliders=[
            {
                "active": best,
                "x": 0,
                "len": 1,
                "y": 0,
                "yanchor": "top",
                "pad": {"t": 20, "l": BUTTON},
                "currentvalue": {"prefix": "epoch ", "font": {"color": theme.ink}},
                "bordercolor": theme.hairline,
                "bgcolor": theme.accent,
                "activebgcolor": theme.accent,
                "font": {"color": "rgba(0,0,0,0)"},  # the epoch above says enough
                "ticklen": 0,
                "transition": {"duration": 0},
                "steps": steps,
            }
        ],
        margin={"l": 8, "r": 8, "t": 8, "b": 96},
    )


def _thinned(frames: Sequence[MapFrame], n: int) -> list[MapFrame]:
    """As many frames, evenly spaced, as MOST_BYTES hold; float32 in base64 is 10.7 bytes."""
    most = max(2, int(MOST_BYTES / (max(n, 1) * 8 * 4 / 3)))
    if len(frames) <= most:
        return list(frames)
    return [frames[i] for i in np.unique(np.linspace(0, len(frames) - 1, most).round().astype(int))]


def _steps(colors: Sequence[str]) -> list[list[float | str]]:
    """A color scale that gives code i exactly color i."""
    n = len(colors)
    return [[edge / n, color] for i, color in enumerate(colors) for edge in (i, i + 1)]

"""Similarities as a picture: the heat map of a few categories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from explorer.data.shown import shown
from explorer.figures.labels import SHORT, labels
from explorer.figures.palette import Theme, scale
from explorer.figures.picture import Picture, axis, layout

ROW = 18  # px of a row whose name can still be read
NAMED_COLUMNS = 20  # beyond, columns are too narrow for names; they stand in the order of the rows
SHORT_ACROSS = 16  # characters of a name that stands aslant
Measure = Literal["cosine", "columns"]
_MEASURES: dict[Measure, tuple[str, str, str]] = {  # beside one number, in a sentence, of several
    "cosine": ("cosine", "cosine similarity", "Cosines"),
    "columns": ("share of columns", "share of columns that hold the same", "Shares"),
}


def heat_map(
    names: Sequence[str],
    cosines: NDArray[np.float32],
    theme: Theme,
    *,
    column: str = "",
    selected: int | None = None,
    measure: Measure = "cosine",
    of_rows: bool = False,
) -> Picture:
    """All pairs of a few categories, or rows; colors run from unlike (-1) over 0 to alike (1).

    Args:
        names: [n] in the order drawn, from `block_order`.
        cosines: [n, n] in the same order, or another measure of likeness up to 1.
        selected: place of the picked category, whose row and column are framed.
        measure: what the numbers are, where they are no cosines.
        of_rows: the names are those of rows of the data, not of categories of the column.
    """
    n = len(names)
    short, full, many = _MEASURES[measure]
    trace = _cells(cosines, theme)
    trace.update(
        customdata=_pairs(labels(list(names))),
        hovertemplate="%{customdata}<br>" + short + " %{z:.3f}<extra></extra>",
    )
    ticks = {"tickvals": np.arange(n, dtype=np.float32), "showgrid": False, "zeroline": False}
    across = labels(list(names), SHORT_ACROSS)
    figure = go.Figure(
        trace,
        layout(
            theme,
            height=n * ROW + (130 if n <= NAMED_COLUMNS else 40),
            # Not forced to squares: rows stay high enough for their names on a narrow screen.
            xaxis=axis(
                theme, **ticks, ticktext=across, tickangle=-60, showticklabels=n <= NAMED_COLUMNS
            ),
            yaxis=axis(
                theme,
                **ticks,
                ticktext=labels(list(names), SHORT),
                autorange="reversed",
                tickfont={"size": 12},
            ),
            shapes=_frame(selected, n, theme),
        ),
    )
    rows, columns = np.triu_indices(n, 1)
    values = cosines[rows, columns]
    of = "the data" if of_rows else column
    alt = f"Heat map of the {full} of {n} {'rows' if of_rows else 'categories'}"
    alt += f" of {of}." if of else "."
    if len(values):
        best = int(values.argmax())
        alt += (
            f" Most alike: {shown(names[rows[best]])} and {shown(names[columns[best]])},"
            f" {values[best]:.2f}."
            f" {many} run from {values.min():.2f} to {values.max():.2f}."
        )
    thing = "row" if of_rows else "category"
    table: dict[str, Any] = {thing: list(names)}
    for place, name in enumerate(_unlike(names, thing)):
        table[name] = cosines[:, place].round(3).tolist()
    return Picture(
        figure, "Every two of them compared: alike is blue, unlike is orange", alt, table
    )


def _cells(cosines: NDArray[np.float32], theme: Theme) -> go.Heatmap:
    n = len(cosines)
    return go.Heatmap(
        z=np.asarray(cosines, np.float32),
        x=np.arange(n, dtype=np.float32),
        y=np.arange(n, dtype=np.float32),
        colorscale=scale(theme.diverging),
        zmin=-1,
        zmid=0,
        zmax=1,
        xgap=1,
        ygap=1,
        colorbar={
            "thickness": 10,
            "len": 0.6,
            "outlinewidth": 0,
            "tickvals": [-1, -0.5, 0, 0.5, 1],
            "tickfont": {"color": theme.muted},
        },
    )


def _pairs(names: list[str]) -> list[list[str]]:
    """Words for every cell; lists, since plotly takes no numpy text without copying it."""
    return [[f"{row} and {column}" for column in names] for row in names]


def _frame(selected: int | None, n: int, theme: Theme) -> list[dict[str, Any]]:
    if selected is None:
        return []
    line = {"color": theme.ink, "width": 1.5}
    along = {"type": "rect", "line": line, "x0": -0.5, "x1": n - 0.5}
    across = {"type": "rect", "line": line, "y0": -0.5, "y1": n - 0.5}
    low, high = selected - 0.5, selected + 0.5
    return [{**along, "y0": low, "y1": high}, {**across, "x0": low, "x1": high}]


def _unlike(names: Sequence[str], first: str) -> list[str]:
    """Headings of a table behind the first, made different where two names are alike."""
    taken: dict[str, int] = {first: 1}
    found = []
    for name in names:
        taken[name] = taken.get(name, 0) + 1
        found.append(name if taken[name] == 1 else f"{name} ({taken[name]})")
    return found

"""A figure with its words: what one sees, the text alternative, and the table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go

from explorer.figures.palette import Theme

FONT = "Source Sans, Source Sans Pro, system-ui, sans-serif"


@dataclass(frozen=True, slots=True)
class Picture:
    """What a page needs to show a figure to everybody.

    Attributes:
        figure: without a title; the page writes it above.
        title: says what one sees.
        alt: the same and the main numbers in words, for people who do not see the figure.
        table: headings and columns of equal length, exactly what is drawn.
    """

    figure: go.Figure
    title: str
    alt: str
    table: dict[str, Sequence[Any]] = field(default_factory=dict)


def layout(theme: Theme, *, height: int | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - plotly's
    """The layout that all figures share: no default template, no box, quiet type.

    Args:
        height: px; None is what the page gives it.
    """
    return {
        "template": {},  # 7 KB of defaults in every figure otherwise
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": theme.muted},
        "hoverlabel": {
            "bgcolor": theme.card,
            "bordercolor": theme.hairline,
            "font": {"family": FONT, "size": 13, "color": theme.ink},
            "align": "left",
        },
        "dragmode": False,
        "showlegend": False,
        **more,
    }


def axis(theme: Theme, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - plotly's
    """An axis without lines but a hairline grid, that makes room for its labels."""
    return {
        "automargin": True,
        "gridcolor": theme.hairline,
        "zerolinecolor": theme.hairline,
        "linecolor": theme.hairline,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        **more,
    }

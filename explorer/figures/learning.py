"""How the variance of what was learned is spread over components, as a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.analysis.wording import share_text
from explorer.figures.palette import Theme
from explorer.figures.picture import Picture, axis, layout

MOST_BARS = 16  # components drawn; the rest is one bar


def variance_bars(shares: Sequence[float], theme: Theme) -> Picture:
    """How much of the variance each principal component holds; the map draws the first two.

    Args:
        shares: of all components, largest first (`Plane.shares`).
    """
    shown = [float(share) for share in shares[:MOST_BARS]]
    names = [str(i + 1) for i in range(len(shown))]
    if len(shares) > MOST_BARS:
        shown.append(float(sum(shares[MOST_BARS:])))
        names.append("rest")
    colors = [theme.accent if i < 2 else theme.grey for i in range(len(shown))]
    figure = go.Figure(
        go.Bar(
            x=np.arange(len(shown), dtype=np.float32),
            y=100 * np.array(shown, np.float32),
            marker={"color": colors},
            customdata=[share_text(share) for share in shown],
            hovertemplate="component %{x}: %{customdata}<extra></extra>",
        ),
        layout(
            theme,
            height=220,
            xaxis=axis(
                theme,
                tickvals=np.arange(len(shown), dtype=np.float32),
                ticktext=names,
                showgrid=False,
                title={"text": "principal component"},
            ),
            yaxis=axis(theme, ticksuffix=" %", rangemode="tozero"),
        ),
    )
    drawn = share_text(sum(shown[:2]))
    return Picture(
        figure,
        f"The two directions on the map hold {drawn} of the variance",
        f"Bars: share of the variance of each principal component; the first two hold {drawn}.",
        {"component": names, "share of variance": [round(share, 4) for share in shown]},
    )

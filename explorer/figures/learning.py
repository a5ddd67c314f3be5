"""Learning as pictures: the losses, and how the variance is spread over components."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.analysis.wording import number_text, share_text
from explorer.figures.palette import Theme
from explorer.figures.picture import Picture, axis, layout
from explorer.records.training import Point

MOST_BARS = 16  # components drawn; the rest is one bar


def losses(
    points: Sequence[Point],
    theme: Theme,
    *,
    best_step: int | None = None,
    blind_loss: float | None = None,
    unit: str = "nats",
) -> Picture:
    """Training and held-out loss by epoch, the best point, and what guessing costs.

    Args:
        best_step: the point whose vectors are the result; marked.
        blind_loss: of guessing by frequency or the mean; a dotted line.
        unit: "nats" or "variance".
    """
    epochs = np.array([point.epoch for point in points], np.float32)
    train = np.array([point.train_loss for point in points], np.float32)
    held = np.array([point.held_loss for point in points], np.float32)
    words = {"nats": "loss, nats per cell", "variance": "error, share of the variance"}[unit]
    hover = "epoch %{x:.3g}<br>%{fullData.name} %{y:.3f}<extra></extra>"
    figure = go.Figure(
        [
            go.Scatter(
                x=epochs,
                y=train,
                name="training",
                mode="lines",
                line={"color": theme.muted, "width": 2, "dash": "dash"},
                hovertemplate=hover,
            ),
            go.Scatter(
                x=epochs,
                y=held,
                name="held out",
                mode="lines",
                line={"color": theme.accent, "width": 2.5},
                hovertemplate=hover,
            ),
        ],
        layout(
            theme,
            height=280,
            showlegend=True,
            legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
            xaxis=axis(theme, title={"text": "epoch"}, showgrid=False, rangemode="tozero"),
            yaxis=axis(theme, title={"text": words}, zeroline=False),
        ),
    )
    best = next((point for point in points if point.step == best_step), None)
    if best is not None:
        figure.add_scatter(
            x=[best.epoch],
            y=[best.held_loss],
            name="best",
            mode="markers",
            marker={"color": theme.accent, "size": 10, "line": {"color": theme.card, "width": 2}},
            hovertemplate=hover,
        )
    if blind_loss is not None:
        figure.add_hline(
            y=blind_loss,
            line={"color": theme.muted, "width": 1, "dash": "dot"},
            annotation={
                "text": f"guessing {number_text(blind_loss)}",
                "font": {"color": theme.muted},
            },
        )
    return Picture(
        figure,
        "How well hidden values are guessed, pass by pass",
        _losses_alt(points, best, blind_loss),
        {
            "epoch": [round(point.epoch, 3) for point in points],
            "training loss": [round(point.train_loss, 4) for point in points],
            "held-out loss": [round(point.held_loss, 4) for point in points],
            "seconds": [round(point.seconds, 2) for point in points],
        },
    )


def _losses_alt(points: Sequence[Point], best: Point | None, blind_loss: float | None) -> str:
    if not points:
        return "Losses by epoch; nothing has been measured yet."
    alt = (
        f"Held-out loss by epoch: {number_text(points[0].held_loss)} at the start, "
        f"{number_text(points[-1].held_loss)} at epoch {number_text(points[-1].epoch)}"
    )
    if best is not None:
        alt += f", lowest {number_text(best.held_loss)} at epoch {number_text(best.epoch)}"
    if blind_loss is not None:
        alt += f"; guessing costs {number_text(blind_loss)}"
    return alt + "."


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
            y=np.array(shown, np.float32),
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
            yaxis=axis(theme, tickformat=".0%", rangemode="tozero"),
        ),
    )
    drawn = share_text(sum(shown[:2]))
    return Picture(
        figure,
        f"The two directions on the map hold {drawn} of the variance",
        f"Bars: share of the variance of each principal component; the first two hold {drawn}.",
        {"component": names, "share of variance": [round(share, 4) for share in shown]},
    )

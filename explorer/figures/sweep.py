"""Held-out loss against dimensions, as a picture."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from explorer.analysis.wording import share_text
from explorer.data.knee import Knee, dimensions, sentence
from explorer.figures.palette import Theme
from explorer.figures.picture import FONT, Picture, axis, layout
from explorer.records.sweep import Sweep


def loss_by_dimension(
    sweep: Sweep, knee: Knee, theme: Theme, rules: Mapping[str, int] | None = None
) -> Picture:
    """The held-out loss at every number of dimensions that was tried, the knee marked.

    Bars are one standard error of the difference to the lowest. Every single training is a small
    dot, so that chance can be seen.

    Args:
        rules: what named rules give, drawn as lines; for a single column.
    """
    figure = go.Figure(
        layout=layout(
            theme,
            height=300,
            margin={"l": 8, "r": 16, "t": 28, "b": 8},
            xaxis=axis(
                theme,
                title={"text": "dimensions"},
                tickvals=[math.log2(dim) for dim in sweep.dims],
                ticktext=[str(dim) for dim in sweep.dims],
                range=[math.log2(sweep.dims[0]) - 0.3, math.log2(sweep.dims[-1]) + 0.3],
                showgrid=False,
                zeroline=False,
            ),
            yaxis=axis(theme, title={"text": f"held-out loss, {_unit(sweep)}"}, zeroline=False),
        )
    )
    _guessing(figure, sweep, knee, theme)
    _rules(figure, sweep, rules or {}, theme)
    figure.add_scatter(
        x=[math.log2(one.dim) for one in sweep.trained],
        y=[one.held_loss for one in sweep.trained],
        mode="markers",
        marker={"size": 4, "color": theme.grey},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[math.log2(level.dim) for level in knee.levels],
        y=[level.loss for level in knee.levels],
        error_y={
            "array": [level.error for level in knee.levels],
            "color": theme.accent,
            "thickness": 1.2,
            "width": 3,
        },
        mode="lines+markers",
        line={"color": theme.accent, "width": 2},
        marker={"size": 7, "color": theme.accent},
        customdata=[dimensions(level.dim) for level in knee.levels],
        hovertemplate="%{customdata}: %{y:.3f}<extra></extra>",
    )
    if knee.dim is not None:
        _mark(figure, knee, knee.dim, theme)
    return Picture(
        figure,
        f"Held-out loss by dimensions{f' of {sweep.column}' if sweep.column else ''}",
        f"Line: {sentence(sweep, knee)}",
        _table(sweep, knee),
    )


def while_measuring(sweep: Sweep, knee: Knee, theme: Theme) -> str:
    """The same as a small SVG, for a page that draws it anew after every training.

    A chart of plotly would be taken down and put up again each time, and flicker.
    """
    lowest, highest = knee.lowest.loss, max(knee.blind_loss, *(one.loss for one in knee.levels))
    span = max(highest - lowest, 1e-9)
    wide = max(math.log2(sweep.dims[-1] / sweep.dims[0]), 1e-9)

    def x(dim: int) -> float:
        return 20 + 520 * math.log2(dim / sweep.dims[0]) / wide

    def y(loss: float) -> float:
        return 36 + 190 * (highest - loss) / span

    parts = [
        f"<line x1='0' x2='560' y1='{y(knee.blind_loss):.1f}' y2='{y(knee.blind_loss):.1f}'"
        f" stroke='{theme.muted}' stroke-dasharray='2 4'/>",
        f"<text x='560' y='{y(knee.blind_loss) - 8:.1f}' text-anchor='end'>{_guess(sweep)}</text>",
    ]
    parts += [
        f"<text x='{x(dim):.1f}' y='268' text-anchor='middle'>{dim}</text>" for dim in sweep.dims
    ]
    line = " ".join(f"{x(level.dim):.1f},{y(level.loss):.1f}" for level in knee.levels)
    parts.append(
        f"<polyline points='{line}' fill='none' stroke='{theme.accent}' stroke-width='2'/>"
    )
    for one in sweep.trained:
        at = f"cx='{x(one.dim):.1f}' cy='{y(one.held_loss):.1f}'"
        parts.append(f"<circle {at} r='2' fill='{theme.grey}'/>")
    for level in knee.levels:
        at = f"cx='{x(level.dim):.1f}' cy='{y(level.loss):.1f}'"
        parts.append(f"<circle {at} r='4' fill='{theme.accent}'/>")
    return (
        f"<svg viewBox='0 0 560 280' fill='{theme.muted}' font-size='15'"
        f" font-family='{FONT}'>{''.join(parts)}</svg>"
    )


def _guessing(figure: go.Figure, sweep: Sweep, knee: Knee, theme: Theme) -> None:
    line = {"color": theme.muted, "width": 1, "dash": "dot"}
    figure.add_hline(
        y=knee.blind_loss,
        line=line,
        annotation={
            "text": _guess(sweep),
            "font": {"color": theme.muted, "size": 12},
            "showarrow": False,
            "yanchor": "bottom",
        },
        annotation_position="top right",
    )


def _rules(figure: go.Figure, sweep: Sweep, rules: Mapping[str, int], theme: Theme) -> None:
    """Named rules as marks at the foot; those beyond what was tried are left out."""
    by_dim: dict[int, list[str]] = {}
    for name, dim in rules.items():
        if sweep.dims[0] <= dim <= sweep.dims[-1]:
            by_dim.setdefault(dim, []).append(name)
    for dim, names in by_dim.items():
        figure.add_vline(
            x=math.log2(dim),
            line={"color": theme.hairline, "width": 1},
            annotation={
                "text": ", ".join(names),
                "font": {"color": theme.muted, "size": 12},
                "showarrow": False,
                "yanchor": "bottom",
                "textangle": 0,
            },
            annotation_position="top",
        )


def _mark(figure: go.Figure, knee: Knee, dim: int, theme: Theme) -> None:
    at = knee.level(dim)
    figure.add_scatter(
        x=[math.log2(dim)],
        y=[at.loss],
        mode="markers",
        marker={
            "size": 17,
            "color": "rgba(0,0,0,0)",
            "line": {"color": theme.ink, "width": 2},
        },
        hoverinfo="skip",
    )
    figure.add_annotation(
        x=math.log2(dim),
        y=at.loss,
        text=f"<b>{dim}</b>",
        font={"color": theme.ink, "size": 14},
        showarrow=False,
        yshift=22,
    )


def _table(sweep: Sweep, knee: Knee) -> dict[str, Any]:
    gain = knee.blind_loss - knee.lowest.loss
    shares = [
        share_text((knee.blind_loss - level.loss) / gain) if gain > 0 else "–"
        for level in knee.levels
    ]
    return {
        "dimensions": [level.dim for level in knee.levels],
        "held-out loss": [f"{level.loss:.4f}" for level in knee.levels],
        "above the lowest": [f"{level.above:.4f}" for level in knee.levels],
        "standard error": [
            f"{level.error:.4f}" if level.error or level.above == 0 else "–"
            for level in knee.levels
        ],
        "of the gain": shares,
    }


def _guess(sweep: Sweep) -> str:
    return "the mean" if sweep.unit == "variance" else "guessing"


def _unit(sweep: Sweep) -> str:
    return "share of the variance" if sweep.unit == "variance" else "nats"

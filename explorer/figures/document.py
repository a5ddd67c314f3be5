"""One HTML document around a figure: words, legend, colors, and a policy against all network."""

from __future__ import annotations

import html

from explorer.figures.coloring import Coloring
from explorer.figures.palette import Theme
from explorer.figures.picture import FONT


def document(
    title: str, caption: str, drawing: str, coloring: Coloring, theme: Theme, rings: str = ""
) -> str:
    """The page around a drawing.

    Args:
        title, caption: text, escaped here.
        drawing: HTML of the figure with its scripts, safe as it is.
        coloring: told in a legend below. rings: what is drawn hollow, at its end.
    """
    return _DOCUMENT.format(
        title=html.escape(title),
        caption=html.escape(caption),
        legend=_legend(coloring, theme, rings),
        drawing=drawing,
        scheme=theme.name,
        page=theme.page,
        card=theme.card,
        ink=theme.ink,
        muted=theme.muted,
        hairline=theme.hairline,
        font=FONT,
    )


def _legend(coloring: Coloring, theme: Theme, rings: str) -> str:
    colors = coloring.light if theme.name == "light" else coloring.dark
    items = [
        f'<span><i style="background:{color}"></i>{html.escape(name)}</span>'
        for name, color in zip(coloring.groups, colors, strict=False)
    ]
    if coloring.ends is not None:
        low, high = map(html.escape, coloring.ends)
        if low == high:  # the color that all of them have
            items.append(f'<span><i style="background:{colors[len(colors) // 2]}"></i>{low}</span>')
        else:
            items.append(_ramp([low, *map(html.escape, coloring.ticks), high], colors))
    if coloring.none:
        grey = f'<i style="background:{theme.grey}"></i>'
        items.append(f"<span>{grey}{html.escape(coloring.none)}</span>")
    if rings:
        ring = f'<i style="border:1.5px solid {theme.grey};box-sizing:border-box"></i>'
        items.append(f"<span>{ring}{html.escape(rings)}</span>")
    title = coloring.title + (", colored by rank" if coloring.ticks else "")
    return f"<strong>{html.escape(title)}</strong> {' '.join(items)}"


def _ramp(words: list[str], colors: tuple[str, ...]) -> str:
    """The colors of a scale in as many pieces as fit between the words along it."""
    pieces = len(words) - 1
    gradient = f"linear-gradient(90deg, {', '.join(colors)})"
    parts = [words[0]]
    for piece, word in enumerate(words[1:]):
        at = 100 * piece / max(1, pieces - 1)
        style = f"background:{gradient} {at:.0f}% 0 / {100 * pieces}% 100%"
        style += f";width:{120 // pieces}px"
        parts += [f'<b style="{style}"></b>', word]
    return " ".join(parts)


_DOCUMENT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; \
form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: {scheme} }}
body {{ margin: 0 auto; padding: 24px; max-width: 1200px; background: {page}; color: {ink};
  font: 16px/1.5 {font} }}
h1 {{ font-size: 24px; margin: 0 0 4px }}
p {{ color: {muted}; margin: 0 0 16px }}
main {{ background: {card}; border: 1px solid {hairline}; border-radius: 8px; padding: 8px }}
.textpoint text {{ paint-order: stroke; stroke: {card}; stroke-width: 3px;
  stroke-linejoin: round }}
footer {{ color: {muted}; font-size: 14px; padding: 8px }}
footer span {{ margin-left: 12px; white-space: nowrap }}
footer i {{ display: inline-block; width: 10px; height: 10px; border-radius: 5px;
  margin-right: 5px }}
footer b {{ display: inline-block; width: 120px; height: 10px; border-radius: 5px }}
</style></head>
<body><h1>{title}</h1><p>{caption}</p><main>{drawing}<footer>{legend}</footer></main></body></html>
"""

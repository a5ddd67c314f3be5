"""A map as a tiny picture: the stored coordinates of a finished run as dots of color."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SIDE = 96  # units of the picture's own grid
MARGIN = 6
EMPTY = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" '
    f'height="{SIDE}"></svg>'
)


def draw(
    xy: NDArray[np.float32],
    codes: NDArray[np.uint16],
    light: Sequence[str],
    dark: Sequence[str],
    none: tuple[str, str],
) -> str:
    """An SVG that shows each point as a dot, one path per color; it follows the theme.

    Args:
        xy: [n, 2]. codes: [n] index into the colors, beyond them for none.
        none: the color of what belongs to no group, light and dark.
    """
    n_colors = len(light)
    placed = _fit(xy)
    css = []
    paths = []
    for code in range(n_colors + 1):
        here = placed[codes == code] if code < n_colors else placed[codes >= n_colors]
        if len(here) == 0:
            continue
        colors = (light[code], dark[code]) if code < n_colors else none
        css.append(f".c{code}{{stroke:light-dark({colors[0]},{colors[1]})}}")
        dots = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in here.tolist())
        paths.append(f'<path class="c{code}" d="{dots}"/>')
    width = 5.0 if len(xy) <= 60 else 4.0 if len(xy) <= 150 else 3.0
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" '
        f'height="{SIDE}"><style>:root{{color-scheme:light dark}}path{{stroke-width:{width};'
        f"stroke-linecap:round;stroke-opacity:.85}}{''.join(css)}</style>{''.join(paths)}</svg>"
    )


def _fit(xy: NDArray[np.float32]) -> NDArray[np.float64]:
    """Into the picture with one scale for both axes, y upward as on the map."""
    low, high = xy.min(0).astype(float), xy.max(0).astype(float)
    span = max(float((high - low).max()), 1e-9)
    placed = (xy - (low + high) / 2) / span * (SIDE - 2 * MARGIN)
    return np.asarray(placed * [1, -1] + SIDE / 2, np.float64)

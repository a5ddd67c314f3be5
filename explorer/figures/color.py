"""Color arithmetic: a space in which equal steps look equal, and contrast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

# OKLab to linear RGB. Source: Björn Ottosson 2020, "A perceptual color space for image
# processing", bottosson.github.io/posts/oklab.
_TO_CUBE_ROOTS = np.array(
    [
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.2914855480],
    ]
)
_TO_LINEAR = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])  # of linear RGB, WCAG 2.2


def from_hex(colors: Sequence[str]) -> NDArray[np.float64]:
    """[n, 3] RGB from 0 to 1 of "#RRGGBB"."""
    return np.array([[int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)] for color in colors])


def to_hex(rgb: NDArray[np.float64]) -> tuple[str, ...]:
    """ "#RRGGBB" of [n, 3] RGB from 0 to 1."""
    bytes_ = np.rint(np.clip(rgb, 0, 1) * 255).astype(int)
    return tuple("#{:02X}{:02X}{:02X}".format(*row) for row in bytes_.tolist())


def to_linear(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """sRGB to light intensities (IEC 61966-2-1)."""
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def from_linear(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """Light intensities to sRGB; what a screen cannot show is clipped."""
    shown = np.clip(linear, 0, 1)
    return np.where(shown <= 0.0031308, shown * 12.92, 1.055 * shown ** (1 / 2.4) - 0.055)


def from_oklch(
    lightness: NDArray[Any] | float, chroma: NDArray[Any] | float, hue: NDArray[Any] | float
) -> tuple[str, ...]:
    """ "#RRGGBB" of lightness 0 ... 1, chroma 0 ... 0.3 and hue in radians.

    Colors a screen cannot show lose chroma, never hue or lightness.
    """
    lightness, chroma, hue = np.broadcast_arrays(
        np.atleast_1d(np.asarray(lightness, np.float64)), chroma, hue
    )
    chroma = np.array(chroma, np.float64)
    linear = np.zeros((len(lightness), 3))
    for _ in range(40):  # 0.95^40 < 0.13: then as good as grey
        lab = np.stack([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], axis=1)
        linear = (lab @ _TO_CUBE_ROOTS.T) ** 3 @ _TO_LINEAR.T
        beyond = np.any((linear < -1e-4) | (linear > 1 + 1e-4), axis=1)
        if not beyond.any():
            break
        chroma[beyond] *= 0.95
    return to_hex(from_linear(linear))


def contrast(color: str, background: str) -> float:
    """Contrast ratio of two colors, 1 ... 21 (WCAG 2.2)."""
    luminance = to_linear(from_hex([color, background])) @ _LUMINANCE
    return float((luminance.max() + 0.05) / (luminance.min() + 0.05))


def between(colors: Sequence[str], n: int) -> tuple[str, ...]:
    """n colors in even steps through the given ones, mixed as light."""
    stops = to_linear(from_hex(colors))
    at = np.linspace(0, len(colors) - 1, n)
    mixed = np.stack([np.interp(at, np.arange(len(colors)), stops[:, c]) for c in range(3)], axis=1)
    return to_hex(from_linear(mixed))

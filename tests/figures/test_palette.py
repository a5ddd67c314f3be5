"""Every color is told from the others by everybody, and every text can be read."""

import numpy as np
import pytest

from explorer.figures.color import between, contrast, from_hex, from_oklch, to_hex, to_linear
from explorer.figures.palette import DARK, LIGHT, scale

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(  # linear sRGB, D65
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def seen_lab(colors, vision):
    """[n, 3] CIELAB of colors as somebody with that vision sees them."""
    seen = np.clip(to_linear(from_hex(colors)) @ VISION[vision].T, 0, 1)
    xyz = seen @ TO_XYZ.T / [0.95047, 1.0, 1.08883]
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack(
        [116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1
    )


def ciede2000(one, other):
    """Color difference of CIELAB colors [..., 3]; 1 is just noticeable side by side."""
    l1, a1, b1 = np.moveaxis(np.asarray(one, float), -1, 0)
    l2, a2, b2 = np.moveaxis(np.asarray(other, float), -1, 0)
    mean_c = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    dh = (h2 - h1 + 180) % 360 - 180
    dh = np.where(c1 * c2 == 0, 0, dh)
    d_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(dh / 2))
    d_l, d_c = l2 - l1, c2 - c1
    light, c = (l1 + l2) / 2, (c1 + c2) / 2
    h = np.where(np.abs(h1 - h2) <= 180, (h1 + h2) / 2, (h1 + h2 + 360) / 2)
    h = np.where((np.abs(h1 - h2) > 180) & (h1 + h2 >= 360), (h1 + h2 - 360) / 2, h)
    h = np.where(c1 * c2 == 0, h1 + h2, h)
    t = (
        1
        - 0.17 * np.cos(np.radians(h - 30))
        + 0.24 * np.cos(np.radians(2 * h))
        + 0.32 * np.cos(np.radians(3 * h + 6))
        - 0.20 * np.cos(np.radians(4 * h - 63))
    )
    s_l = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c, 1 + 0.015 * c * t
    turn = 60 * np.exp(-(((h - 275) / 25) ** 2))
    r = -2 * np.sqrt(c**7 / (c**7 + 25.0**7)) * np.sin(np.radians(turn))
    return np.sqrt(
        (d_l / s_l) ** 2 + (d_c / s_c) ** 2 + (d_h / s_h) ** 2 + r * (d_c / s_c) * (d_h / s_h)
    )


def least_difference(colors, vision):
    """The two colors that are hardest to tell apart, and how far apart they are."""
    lab = seen_lab(colors, vision)
    first, second = np.triu_indices(len(colors), 1)
    difference = ciede2000(lab[first], lab[second])
    worst = int(difference.argmin())
    return float(difference[worst]), (colors[first[worst]], colors[second[worst]])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [  # Sharma, Wu and Dalal 2005, table 1
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1.1848, -84.8006), (50, 0, -82.7485), 1.0),
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_color_difference_is_the_published_one(one, other, expected):
    assert ciede2000(one, other) == pytest.approx(expected, abs=1e-4)


@THEMES
@pytest.mark.parametrize("vision", VISION)
def test_the_eight_groups_are_told_apart_with_every_color_vision(theme, vision):
    difference, pair = least_difference(theme.groups, vision)
    assert difference >= (15 if vision == "normal" else 10), pair
    assert len(theme.groups) == 8


@THEMES
@pytest.mark.parametrize("vision", VISION)
def test_grey_is_told_from_every_group(theme, vision):
    lab = seen_lab([theme.grey, *theme.groups], vision)
    assert ciede2000(lab[0], lab[1:]).min() >= 6


@THEMES
def test_groups_and_accent_stand_out_from_the_page(theme):
    for background in (theme.page, theme.card):
        for color in theme.groups:
            assert contrast(color, background) >= 3  # WCAG 2.2, 1.4.11
        assert contrast(theme.accent, background) >= 4.5


@THEMES
def test_text_can_be_read(theme):
    for background in (theme.page, theme.card):
        assert contrast(theme.ink, background) >= 7  # WCAG 2.2, 1.4.6
        assert contrast(theme.muted, background) >= 4.5  # WCAG 2.2, 1.4.3


@THEMES
def test_sequential_scale_runs_one_way_and_is_seen_from_its_first_step(theme):
    lightness = seen_lab(theme.sequential, "normal")[:, 0]
    steps = np.diff(lightness)
    assert np.all(steps < 0) or np.all(steps > 0)
    assert contrast(theme.sequential[0], theme.card) >= 2.3
    assert abs(lightness[-1] - lightness[0]) > 45


@THEMES
@pytest.mark.parametrize("vision", VISION)
def test_likeness_and_unlikeness_are_told_apart_with_every_color_vision(theme, vision):
    low, lower, zero, higher, high = seen_lab(theme.diverging, vision)
    assert ciede2000(low, high) > 20
    assert ciede2000(lower, higher) > 15
    assert ciede2000(low, zero) > ciede2000(lower, zero) > 10
    assert ciede2000(high, zero) > ciede2000(higher, zero) > 10


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_colors_survive_the_way_to_numbers_and_back():
    colors = ("#000000", "#2B5FD9", "#FFFFFF")
    assert to_hex(from_hex(colors)) == colors
    assert between(colors, 3) == colors
    assert scale(colors) == [[0.0, "#000000"], [0.5, "#2B5FD9"], [1.0, "#FFFFFF"]]


def test_colors_a_screen_cannot_show_lose_chroma_only():
    (strong,) = from_oklch(0.6, 0.4, 0.0)
    (weak,) = from_oklch(0.6, 0.1, 0.0)
    lab = seen_lab([strong, weak], "normal")
    assert abs(lab[0, 0] - lab[1, 0]) < 4
    assert np.hypot(*lab[0, 1:]) > np.hypot(*lab[1, 1:])

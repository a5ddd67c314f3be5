"""The colors of the product, light and dark. Tests check them for contrast and color blindness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.figures.color import between

ThemeName = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Theme:
    """One of the two looks.

    Attributes:
        page, card: backgrounds. ink, muted: text. hairline: borders and gridlines.
        accent: the one color of links, buttons and the held-out loss.
        groups: eight colors that stay apart for people with protan, deutan or tritan color
            vision (CIEDE2000 at least 10 between any two), each with contrast 3 on page
            and card. The order is that of use.
        grey: no group, "other".
        sequential: few to many, one hue; the low end still shows on the card.
        diverging: -1, 0, 1 and two steps between; 0 is nearly the card.
    """

    name: ThemeName
    page: str
    card: str
    ink: str
    muted: str
    hairline: str
    accent: str
    groups: tuple[str, ...]
    grey: str
    sequential: tuple[str, ...]
    diverging: tuple[str, str, str, str, str]


LIGHT = Theme(
    name="light",
    page="#FAF9F6",
    card="#FFFFFF",
    ink="#1D2430",
    muted="#667085",
    hairline="#E4E1D9",
    accent="#2B5FD9",
    # Found by simulated annealing from ten colors drawn by hand, of which under deuteranopia
    # two were the same to the eye (CIEDE2000 1.0). The least difference is now 10.6.
    groups=(
        "#D4661D",
        "#6668A7",
        "#057F6F",
        "#B73D66",
        "#6B4D00",
        "#5C93B9",
        "#692F90",
        "#6D9657",
    ),
    grey="#A3A9B3",
    sequential=between(("#86A5EC", "#2B5FD9", "#0E2A73"), 16),
    diverging=("#A8430D", "#EBA57E", "#F5F3EE", "#86A8F2", "#1D49B4"),
)
DARK = Theme(
    name="dark",
    page="#10151F",
    card="#161D2A",
    ink="#E8ECF3",
    muted="#93A0B4",
    hairline="#263043",
    accent="#8FB0FF",
    groups=(
        "#C17436",
        "#5C81B3",
        "#57DACB",
        "#EF81A8",
        "#FFE496",
        "#AACDFA",
        "#B491EA",
        "#84C45B",
    ),
    grey="#6B7688",
    sequential=between(("#4A6BA8", "#8FB0FF", "#EAF0FF"), 16),
    diverging=("#FFB27D", "#8A5430", "#1C2433", "#3F5C9E", "#A9C2FF"),
)
THEMES: dict[ThemeName, Theme] = {"light": LIGHT, "dark": DARK}


def scale(colors: tuple[str, ...]) -> list[list[float | str]]:
    """Colors in even steps as a color scale of plotly."""
    return [[i / (len(colors) - 1), color] for i, color in enumerate(colors)]

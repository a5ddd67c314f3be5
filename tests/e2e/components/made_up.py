"""Made-up categories for the test page: names, groups, and clusters that settle step by step."""

from __future__ import annotations

import numpy as np

LIGHT = ("#C2571A", "#2F6DB5", "#8C6D1F", "#1C8C74", "#4E9A2E", "#B03A6B", "#7A4FB0", "#5B7C99")
DARK = ("#F09A5B", "#7FB2F0", "#D8BC6A", "#5FCFB4", "#93D672", "#F085B0", "#BE9BF2", "#9FBAD0")
CRUEL = (
    "<img src=x onerror=window.__hurt=1>",
    "<script>window.__hurt=1</script>",
    "</div><b>bold</b>",
    "line\nbreak",
    "x" * 500,
    "‮ yllaer",
    "Zürich 👩‍👩‍👧",
)
SYLLABLES = ("ka", "lo", "mi", "ru", "té", "sva", "nor", "bel", "qui", "dan")


def names_of(n: int, column: str, kind: str = "plain") -> list[str]:
    names = [
        (SYLLABLES[i % 10] + SYLLABLES[i // 10 % 10] + SYLLABLES[i // 100 % 10]).capitalize()
        + (f" {i // 1000}" if i >= 1000 else "")
        for i in range(n)
    ]
    if column == "other":
        names = [f"other {name}" for name in names]
    if kind == "alike":
        names = [f"https://www.example-shop.com/en/catalogue/furniture/{name}" for name in names]
    if kind == "ranges":  # most frequent first, not rising
        lows = [(i * 7 % n) * 3 for i in range(n)]
        names = [f"{low} to {low + 1.5}" for low in lows]
    if kind == "rows":  # each second one of the second thousand
        names = [f"row {1000 + 2 * i:,}: {SYLLABLES[i * 3 % 10]}" for i in range(n)]
        names[2] = "row 1,004: ka"
    if kind == "markup":
        names[: len(CRUEL)] = CRUEL[:n]
    return names


def groups(n: int) -> np.ndarray:
    return (np.arange(n) * 7 % 8).astype(np.uint16)


def coordinates(n: int, share: float, column: str) -> np.ndarray:
    """Where the points stand after a share of the way to their clusters, or all in a heap."""
    if column == "heap":
        return np.ones((n, 2), np.float32)
    rng = np.random.default_rng(3 if column == "main" else 4)
    angle = groups(n) * 2 * np.pi / 8
    home = np.c_[np.cos(angle), np.sin(angle)] * 3 + rng.normal(0, 0.5, (n, 2))
    start = rng.normal(0, 0.8, (n, 2))
    return (start + (home - start) * share).astype(np.float32)


def neighbors_of(n: int, index: int, column: str) -> tuple[tuple[int, float], ...]:
    xy = coordinates(n, 1, column)
    near = np.argsort(((xy - xy[index]) ** 2).sum(1), kind="stable")[1:8]
    return tuple((int(i), 0.93 - 0.09 * k) for k, i in enumerate(near))

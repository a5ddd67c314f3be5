"""Names cut to a length so that those which begin alike can still be told apart.

ui/assets/apart.js does the same in the browser.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

FEWEST = 8  # letters in which two names can be told apart
LOOKED_BACK = 12  # letters before the first that differs, for the sign that parts them: "/", " "
CONTEXT = 4  # letters before it where there is no such sign
MOST_NAMES = 20_000  # of a column, the most frequent, that one is told from
MOST_PLACES = 4  # of one name at which it differs from others, that are shown
Parts = tuple[tuple[int, int], ...]  # of a name: from and to, rising


def cut_apart(names: Sequence[str], longest: int) -> list[str]:
    """Each name with at most `longest` letters; where letters are left out, an ellipsis stands.

    A name that begins as no other does is cut at its end. Of those that begin alike as far as
    would be seen, the part that tells each from the one most like it is kept; where that is not
    enough, as much as there is room for of what tells the rest apart.

    >>> cut_apart(["https://shop.org/en/chairs/oak", "https://shop.org/en/chairs/ash", "lamp"], 20)
    ['https://shop.or…/oak', 'https://shop.or…/ash', 'lamp']
    >>> cut_apart(["https://shop.org/en/chairs/oak"], 20)
    ['https://shop.org/en…']
    """
    told = _told_apart(names, longest)
    return [_cut(name, longest, told) for name in names]


def cut_among(name: str, longest: int, among: tuple[str, ...]) -> str:
    """One of many names, told from all of them; thousands cost 0.2 s once and 1 ms again.

    >>> cut_among("https://shop.org/chairs/oak", 16, ("https://shop.org/chairs/oak", "lamp"))
    'https://shop.or…'
    """
    return _cut(name, longest, _among(among, longest)) if len(name) > longest else name


def halve_among(name: str, longest: int, among: tuple[str, ...]) -> tuple[str, str]:
    """The beginning of one of many names, whole, and its own part; "" where it begins as no other.

    For a place that cuts what it has no room for: an own part takes less than `longest` letters.

    >>> halve_among("shop.org/chairs/oak", 16, ("shop.org/chairs/oak", "shop.org/chairs/ash"))
    ('shop.org/chairs', '/oak')
    """
    return _halve(name, _among(among, longest).get(name)) if len(name) > longest else (name, "")


@lru_cache(maxsize=16)
def _among(among: tuple[str, ...], longest: int) -> dict[str, Parts]:
    return _told_apart(among[:MOST_NAMES], longest)


def _cut(name: str, longest: int, told: Mapping[str, Parts]) -> str:
    if len(name) <= longest:
        return name
    return _joined(name, told[name]) if name in told else name[: longest - 1] + "…"


def _halve(name: str, parts: Parts | None) -> tuple[str, str]:
    if parts is None:
        return name, ""
    own = parts[1][0]
    return name[:own], _joined(name, parts[1:], own)


def _told_apart(names: Sequence[str], longest: int) -> dict[str, Parts]:
    """The parts of the long names that begin alike, each with what tells it apart."""
    long = {name for name in names if len(name) > longest}
    if longest < FEWEST or len(long) < 2:
        return {}
    seen = longest - 1 - longest // 4  # letters; what differs behind them is easily overlooked
    places = {name: [place] for name, place in _differ(long).items() if place >= seen}
    laid = ((name, _laid_out(name, own, longest)) for name, own in places.items())
    told = {name: parts for name, parts in laid if parts is not None}
    for _ in range(MOST_PLACES - 1):
        for equal in _equal(told):
            for name, place in _differ(equal).items():
                places[name] = sorted({*places[name], place})
                told[name] = _laid_out(name, places[name], longest) or told[name]
    return told


def _differ(names: Iterable[str]) -> dict[str, int]:
    """How many letters each name shares with the one most like it."""
    rising = sorted(names)
    shared = [0, *(_shared(one, other) for one, other in pairwise(rising)), 0]
    return {name: max(shared[i], shared[i + 1]) for i, name in enumerate(rising)}


def _shared(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _equal(told: dict[str, Parts]) -> list[list[str]]:
    """Names that are shown alike."""
    groups: dict[str, list[str]] = {}
    for name, parts in told.items():
        groups.setdefault(_joined(name, parts), []).append(name)
    return [group for group in groups.values() if len(group) > 1]


def _laid_out(name: str, places: Sequence[int], longest: int) -> Parts | None:
    """The name's beginning and its letters around some places; None where there is no room.

    Args:
        places: rising. What is left of the room goes to the end behind the last of them, to
            whole words at the others, and to the beginning.
    """
    head = longest // 4
    parts: list[list[int]] = []
    for place in places:
        back = min(LOOKED_BACK, longest // 3) if place == places[-1] else CONTEXT
        begin = max(_start(name, place, back), parts[-1][1] if parts else head)
        parts.append([begin, max(begin, _whole(name, place + 1, 1))])
    left = longest - head - sum(end - begin + 1 for begin, end in parts) - 1
    if left < 0:
        return None
    last = parts[-1]
    grown = len(name) if len(name) - last[1] <= left + 1 else _whole(name, last[1] + left)
    left, last[1] = left - (grown - last[1]), max(grown, last[1])
    left += last[1] == len(name)  # no ellipsis behind it
    for part, following in zip(parts[-2::-1], parts[:0:-1], strict=False):
        grown = part[1]
        while grown < following[0] and grown - part[1] < left and name[grown].isalnum():
            grown += 1
        grown = max(part[1], _whole(name, grown))
        left, part[1] = left - (grown - part[1]), grown
    first = _whole(name, min(parts[0][0], head + max(left, 0)))
    return (0, first), *((begin, end) for begin, end in parts)


def _joined(name: str, parts: Parts, at: int = 0) -> str:
    """Parts with an ellipsis for what is left out between them and behind them."""
    shown = ""
    for begin, end in parts:
        shown += ("…" if begin > at else "") + name[begin:end]
        at = end
    return shown + ("…" if at < len(name) else "")


def _start(name: str, place: int, back: int) -> int:
    """Where to begin so that a little is seen of what stands before a place."""
    place = min(place, len(name))
    for at in range(place - 1, max(0, place - back) - 1, -1):
        if not name[at].isalnum() and not _continues(name, at):
            return at
    return _whole(name, max(0, place - min(back, CONTEXT)))


def _whole(text: str, at: int, step: int = -1) -> int:
    """The nearest place where no sign that is made of several is cut apart."""
    at = min(at, len(text))
    while 0 < at < len(text) and _continues(text, at):
        at += step
    return at


def _continues(text: str, at: int) -> bool:
    """Whether the letter there belongs to the sign that began before it."""
    return (
        text[at] == "\u200d"
        or (at > 0 and text[at - 1] == "\u200d")
        or "\U0001f3fb" <= text[at] <= "\U0001f3ff"
        or unicodedata.category(text[at]).startswith("M")
    )

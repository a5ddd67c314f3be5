"""Names that a typed text may mean: the same but for capitals, or one that is spelled alike."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

LOOKED_AT = 5_000  # names among which one that is spelled alike is looked for, the most frequent
# Comparing two texts takes time as their lengths multiplied: this many pairs of characters take
# about 0.1 s, in which 5,000 names of 30 characters are compared, or 300 of 130.
COMPARED = 5_000_000
PART = 3  # characters from which on a part of a name is taken for it


def same(typed: str, names: Sequence[str]) -> int | None:
    """The place of the name that was typed; capitals and outer blanks matter only where it is so.

    >>> same("knots ", ["Knots", "Ropes"]), same("IT", ["it", "IT"]), same("kno", ["Knots"])
    (0, 1, None)
    """
    if typed in names:
        return names.index(typed)
    wanted = _plain(typed)
    return next((i for i, name in enumerate(names) if _plain(name) == wanted), None)


def completed(typed: str, names: Sequence[str]) -> str:
    """The name that was typed or, where it is none, the only one that holds what was typed.

    What none of the names holds, or several, stays as it is.

    >>> names = ["Track 1", "Track 12", "unknown (never seen)"]
    >>> [completed(typed, names) for typed in ("TRACK 1", "unk", "track", "Track 9")]
    ['Track 1', 'unknown (never seen)', 'track', 'Track 9']
    """
    if (at := same(typed, names)) is not None:
        return names[at]
    wanted = _plain(typed)
    holding = [name for name in names if wanted in _plain(name)]
    return holding[0] if len(holding) == 1 else typed


def alike(typed: str, names: Sequence[str]) -> str | None:
    """The name that was probably meant, of names with the most frequent first.

    One that differs by capitals alone comes first, then one that is spelled alike, then one that
    holds what was typed.

    >>> names = ["The Hound", "artist 4-1", "Knots"]
    >>> [alike(typed, names) for typed in ("ARTIST 4-1", "the hond", "hound", "KN")]
    ['artist 4-1', 'The Hound', 'The Hound', None]
    """
    if (at := same(typed, names)) is not None:
        return names[at]
    wanted = _plain(typed)
    plain = [_plain(name) for name in names[:LOOKED_AT]]
    compared = plain[: COMPARED // max(1, len(wanted)) ** 2]
    if close := get_close_matches(wanted, compared, n=1, cutoff=0.8):
        return names[plain.index(close[0])]
    if len(wanted) < PART:
        return None
    return next((name for name, own in zip(names, plain, strict=False) if wanted in own), None)


def _plain(name: str) -> str:
    return name.strip().casefold()

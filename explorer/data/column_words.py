"""What a column's name says: whose rows belong together, what the item is, what comes first."""

from __future__ import annotations

import re
import unicodedata

from explorer.data.known_words import CODE_ENDINGS, CODES, NUMBERED


def name_score(name: str, of: frozenset[str]) -> int:
    """How clearly a column's name says it: 3 it is such a word, 2 it begins with one, 0.

    >>> from explorer.data.known_words import GROUPS
    >>> [name_score(n, GROUPS) for n in ("user_id", "InvoiceNo", "visitorid", "color")]
    [3, 3, 2, 0]
    >>> [name_score(n, GROUPS) for n in ("Kundennummer", "N° de client", "Sesión")]
    [3, 3, 3]
    """
    words = words_of(name)
    told = [word for word in words if word not in CODES] or words
    if len(told) == 1 and not of.isdisjoint(_forms(told[0])):
        return 3
    first = told[0] if told else ""
    return 2 if any(first.startswith(word) for word in of if len(word) > 3) or first in of else 0


def words_of(name: str) -> list[str]:
    """The words of a column's name, plain: user_id and userId hold two."""
    return [word for word in re.split(r"[^a-z]+", plain(name)) if word]


def plain(name: str) -> str:
    """A name in small letters without accents, its words apart.

    >>> plain("userId"), plain("N° Élève"), plain("Straße")
    ('user_id', 'no eleve', 'strasse')
    """
    spaced = re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])", "_", name.replace("°", "o"))
    parted = unicodedata.normalize("NFKD", spaced)
    return "".join(each for each in parted if not unicodedata.combining(each)).casefold()


def is_numbered(name: str) -> bool:
    """The name is that of a thing that is numbered, never measured.

    >>> [is_numbered(name) for name in ("session", "Kundennr", "Bestell-Nr.", "clients", "nights")]
    [True, True, True, False, False]
    """
    first, *others = words_of(name) or [""]
    return not NUMBERED.isdisjoint(_numbered(first)) and CODES.issuperset(others)


def _numbered(word: str) -> set[str]:
    """The word, and what it is the number of."""
    forms = {word}
    for ending in CODE_ENDINGS:
        if word.endswith(ending):
            thing = word.removesuffix(ending)
            forms |= {thing, thing.removesuffix("s")}
    return forms


def _forms(word: str) -> set[str]:
    """The same, and the word in the singular."""
    return _numbered(word) | {word.removesuffix("s")}

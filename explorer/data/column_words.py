"""What a column's name says: whose rows belong together, what the item is, what comes first."""

from __future__ import annotations

import re

GROUPS = frozenset(
    (
        *("user", "session", "customer", "client", "invoice", "order", "transaction", "basket"),
        *("cart", "visit", "visitor", "member", "account", "household", "playlist", "recipe"),
        *("patient", "ticket", "receipt", "bill", "device", "cookie", "student", "reader"),
        *("listener", "player", "shopper", "buyer", "viewer", "trip", "bag", "trans", "person"),
    )
)
ITEMS = frozenset(
    (
        *("item", "product", "article", "sku", "movie", "film", "song", "track", "artist"),
        *("page", "url", "book", "isbn", "ingredient", "stock", "description", "game", "course"),
        *("app", "word", "tag", "title", "video", "station", "poi", "venue", "episode", "good"),
        *("goods", "dish", "drink", "paper", "skill", "symptom", "hashtag", "command"),
    )
)
ORDERS = frozenset(
    (
        *("time", "timestamp", "date", "datetime", "ts", "position", "pos", "seq", "sequence"),
        *("rank", "step", "index", "idx", "turn", "when", "day", "moment", "order", "added"),
    )
)
CODES = frozenset(("id", "ids", "no", "nr", "num", "number", "key", "code", "uuid", "guid", "name"))
NO_GROUPS = frozenset(("zip", "zipcode", "postcode", "postal", "plz", "phone", "year", "color"))


def name_score(name: str, of: frozenset[str]) -> int:
    """How clearly a column's name says it: 3 it is such a word, 2 it begins with one, 0.

    >>> [name_score(n, GROUPS) for n in ("user_id", "InvoiceNo", "visitorid", "color")]
    [3, 3, 2, 0]
    """
    words = words_of(name)
    told = [word for word in words if word not in CODES] or words
    if len(told) == 1 and (told[0] in of or told[0].removesuffix("s") in of):
        return 3
    first = told[0] if told else ""
    return 2 if any(first.startswith(word) for word in of if len(word) > 3) or first in of else 0


def words_of(name: str) -> list[str]:
    """The words of a column's name in lower case: user_id and userId hold two."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return [word for word in re.split(r"[^a-z]+", spaced) if word]

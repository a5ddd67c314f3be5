"""A list in one text: parted into items, and told from texts that only look like one."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence

SEPARATORS = ("|", ";", ",", "\t")  # the order in which a tie is decided
# which part names and places, too, so that more is asked of what they part
FURTHER = ("\n", "/", "+", "&", "·", "•", "^", "\\", "~", ":", " and ", " ")
BRACKETS = ("[]", "()", "{}")
QUOTES = "\"'"
FEWEST = 4  # lists; fewer show no habit
LONGEST = 80  # letters of an item; longer ones are sentences, but for
FEW_LONG = 0.03  # of the different items, such as the titles of some films
MANY_LISTS = 0.5  # share of the texts that hold several items
COMES_AGAIN = 0.6  # share of places whose item stands in another list too
WANDERS = 0.4  # share of the places of frequent items that stand at different positions
FEWEST_ALIKE, WANDERS_ALIKE = 3, 0.9  # items of lists that are all as long; of their places
SURELY_AGAIN, SURELY_WANDERS = 0.8, 0.7  # of lists that one of FURTHER parts
WORDS = 0.9  # share of their different items that hold a letter
FEWEST_LONG, MANY_LONG = 3, 0.2  # items of a list that is no pair; share of the lists that are none
DOUBLED = 0.2  # see `are_lists`; more is a form's few answers, or measured


def part(text: str, separator: str) -> list[str]:
    """The items of one list, without spaces, brackets and quotes around them.

    >>> part("milk, bread;x,", ","), part('["a", "b, c"]', ","), part("1 2  3", " ")
    (['milk', 'bread;x'], ['a', 'b, c'], ['1', '2', '3'])
    """
    text = text.strip()
    if len(text) > 1 and text[0] + text[-1] in BRACKETS:
        text = text[1:-1]
        if separator == " ":
            text = " ".join(text.split())  # NumPy writes long arrays in several lines
    if '"' in text or "'" in text:
        return [item for item in map(_bare, _quoted(text, separator)) if item]
    return [item for item in map(str.strip, text.split(separator)) if item]


def _quoted(text: str, separator: str) -> list[str]:
    """Parts of a text in which quotes around an item may hold the separator."""
    for quote in QUOTES if len(separator) == 1 else ():
        opens = re.search(rf"(?:^|{re.escape(separator)})\s*{quote}", text)
        if opens and text.count(quote) % 2 == 0:
            rows = csv.reader([text], delimiter=separator, quotechar=quote, skipinitialspace=True)
            try:
                return next(rows, [])
            except csv.Error:  # longer than the reader takes
                break
    return text.split(separator)


def _bare(item: str) -> str:
    item = item.strip()
    if len(item) > 1 and item[0] == item[-1] and item[0] in QUOTES:
        return item[1:-1].strip()
    return item


def are_lists(lists: Sequence[Sequence[str]], doubled: float = DOUBLED) -> bool:
    """They hold the same items in different numbers and at different positions.

    That tells lists from addresses, names and dates, whose parts stand in fixed places. Where all
    have the same number, that of a form, nearly every item must be met at several positions.

    Args:
        doubled: share of places whose item stands in its own list already, at most.
    """
    several = sum(len(items) > 1 for items in lists)
    if len(lists) < FEWEST or several < MANY_LISTS * len(lists):
        return False
    alike = len({len(items) for items in lists}) == 1
    if alike and len(lists[0]) < FEWEST_ALIKE:
        return False
    n_places = sum(map(len, lists))
    n_distinct = sum(len(set(items)) for items in lists)
    if n_places - n_distinct > doubled * n_places:
        return False
    different = set(_items(lists))
    if sum(len(item) > LONGEST for item in different) > FEW_LONG * len(different):
        return False
    of_lists = Counter(item for items in lists for item in set(items))
    again = sum(n for n in of_lists.values() if n > 1)
    wanders = WANDERS_ALIKE if alike else WANDERS
    return again >= COMES_AGAIN * n_distinct and _wander(lists) >= wanders


def _items(lists: Sequence[Sequence[str]]) -> Iterable[str]:
    return (item for items in lists for item in items)


def _wander(lists: Sequence[Sequence[str]]) -> float:
    """Share of the places of items seen at least three times that are not at one fixed position."""
    places: dict[str, Counter[int]] = {}
    for items in lists:
        for position, item in enumerate(items):
            places.setdefault(item, Counter())[position] += 1
    frequent = [each for each in places.values() if each.total() >= 3]
    frequent = frequent or [each for each in places.values() if each.total() >= 2]
    n = sum(each.total() for each in frequent)
    return sum(each.total() for each in frequent if len(each) > 1) / n if n else 0.0


def find_separator(texts: Sequence[str], separators: Sequence[str] = SEPARATORS) -> str | None:
    """What parts the items of texts that are lists, or None when they are not.

    >>> find_separator(["a;b", "b;c;a", "c", "a;c"]), find_separator(["Rome, IT", "Oslo, NO"] * 9)
    (';', None)
    """
    found: list[tuple[int, str]] = []
    for separator in separators:
        if sum(separator in text for text in texts) < MANY_LISTS * len(texts):
            continue
        lists = [part(text, separator) for text in texts]
        if are_lists(lists):
            found.append((n_items(lists), separator))
    return min(found)[1] if found else None


def find_any_separator(texts: Sequence[str]) -> str | None:
    """The same with rarer separators, where the usual ones part no lists.

    >>> find_any_separator(["a/b/c", "b/c", "c/a", "a/b"]), find_any_separator(["a/b", "b/a"] * 9)
    ('/', None)
    """
    usual = find_separator(texts)
    if usual is not None:
        return usual
    found: list[tuple[int, int, str]] = []
    for place, separator in enumerate(FURTHER):
        if sum(separator in text for text in texts) < MANY_LISTS * len(texts):
            continue
        if separator == " " and not _are_tokens(texts):
            continue
        lists = [part(text, separator) for text in texts]
        if are_lists(lists) and _are_surely_lists(lists):
            found.append((n_items(lists), place, separator))
    return min(found)[2] if found else None


def _are_tokens(texts: Sequence[str]) -> bool:
    """Blanks stand between items, not within: these are in quotes, or their words joined by _."""
    listed = r"\s*\[\s*(['\"]).*\1\s*\]\s*"
    quoted = sum(re.fullmatch(listed, text, re.DOTALL) is not None for text in texts)
    joined = sum(all("_" in token for token in text.split()) for text in texts)
    return max(quoted, joined) >= WORDS * len(texts)


def _are_surely_lists(lists: Sequence[Sequence[str]]) -> bool:
    """Their items are words that wander and nearly all come again, and many lists are no pairs."""
    of_lists = Counter(item for items in lists for item in set(items))
    words = sum(any(map(str.isalpha, item)) for item in of_lists)
    again = sum(n for n in of_lists.values() if n > 1)
    return (
        words >= WORDS * len(of_lists)
        and sum(len(items) >= FEWEST_LONG for items in lists) >= MANY_LONG * len(lists)
        and again >= SURELY_AGAIN * of_lists.total()
        and _wander(lists) >= SURELY_WANDERS
    )


def n_items(lists: Sequence[Sequence[str]]) -> int:
    """Different items; of two separators the right one leaves fewer."""
    return len(set(_items(lists)))

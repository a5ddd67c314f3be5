"""Baskets written one to a line, as many items as there are and no header."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from explorer.data.column_words import plain
from explorer.data.dialect import USUAL, agreement
from explorer.data.known_words import TITLES
from explorer.data.lines import Dialect
from explorer.data.lists import DOUBLED, are_lists, n_items, part
from explorer.data.profiling import shorten
from explorer.records.table import Problem, ReadOptions

SEPARATORS = (",", ";", "|", "\t", " ")
MOST_LINES = 1_000  # looked at
RECTANGULAR = 1.05  # agreement of the rows on their number of cells: it is a table
SAME_LENGTH = 0.75  # share of lines of one length; from there on the others are damaged records
TITLED_LINES = 10  # fewer do not tell a title from a list of one
BY_CHANCE = 0.01  # that a list of one item, met nowhere else, comes first
FEW_WORDS = 0.5  # different items as a share of all, where spaces part them: else it is prose
KEY = r"[A-Za-z_#/-]*\d[\w#/-]*"  # the number or code of an order, a date: no spaces, some digit
KEYED_LINES = 10  # fewer do not tell keys from items
KEYED = 0.95  # share of the lines that begin with a key
WORD = re.compile(r"[^\s,;:!?\"'()]+")


@dataclass(frozen=True, slots=True)
class Ragged:
    """How a file of baskets is read.

    Attributes:
        separator: what parts the items. titled: the first line is a title such as "items", or a
            word that is no item.
        key: pattern, the same to RE2 and to Python, of the number or code before the items of
            each line, perhaps with a name, and with what parts it from them; None where lines
            begin with an item.
    """

    separator: str
    titled: bool
    key: str | None = None


def find_ragged(sample: bytes, options: ReadOptions) -> Ragged | None:
    """How the items of a file of baskets are parted, or None when it is something else.

    Lines differ in length, hold the same items at different positions, and the first one names
    nothing.

    Args:
        sample: beginning of the text as UTF-8, whole lines.
        options: what a person overruled; a header or a quote means that it is a table.
    """
    if options.header or options.quote:
        return None
    if any(agreement(sample, Dialect(each, '"')) >= RECTANGULAR for each in USUAL):
        return None
    lines = _lines(sample)
    known = bool(lines) and plain(lines[0]).strip() in TITLES
    offered = SEPARATORS if options.delimiter is None else (options.delimiter,)
    found: list[tuple[int, int, Ragged]] = []
    for place, separator in enumerate(offered):
        titled = known or (options.header is None and _is_title(lines, separator))
        below = lines[1:] if titled else lines
        key = _key(below, separator)
        kept = below if key is None else [re.sub(key, "", line, flags=re.ASCII) for line in below]
        lists = [items for line in kept if (items := part(line, separator))]
        if _are_baskets(lists, separator):
            found.append((n_items(lists), place, Ragged(separator, titled, key)))
    return min(found, key=lambda each: each[:2])[2] if found else None


def _key(lines: list[str], separator: str) -> str | None:
    """The pattern of `Ragged.key`, or None where no number or code of its own begins a line.

    No two lines have the same, and it is no item of another line, or it rises from line to line.

    >>> lines = [f"T{n};{'beer;salt' if n % 2 else 'salt'}" for n in range(20)]
    >>> re.sub(_key(lines, ";"), "", "T7;beer;salt")
    'beer;salt'
    """
    parted = r"\s+" if separator == " " else rf"\s*{re.escape(separator)}\s*"
    quoted = rf"""^\s*["']?{KEY}["']?(?:{parted}|\s*$)"""
    begins = [re.match(quoted, line, re.ASCII) for line in lines]
    keys = [part(found.group(), separator) for found in begins if found]
    if len(lines) < KEYED_LINES or len(keys) < KEYED * len(lines):
        return None
    names = [key[0] for key in keys if key]
    if len(set(names)) < len(lines) * KEYED or len(set(names)) < len(names):
        return None
    behind = [
        part(line[found.end() :] if found else line, separator)
        for line, found in zip(lines, begins, strict=True)
    ]
    rises = all(name.isdecimal() for name in names) and (
        all(int(one) < int(other) for one, other in pairwise(names))
    )
    items = {item for each in behind for item in each}
    if not rises and items & set(names):
        return None
    described = separator != " " and _described(behind)
    return quoted + (rf"[^{re.escape(separator)}]*(?:{parted}|\s*$)" if described else "")


def _is_title(lines: list[str], separator: str) -> bool:
    """One word stands alone above lists that never hold it, and is hardly a list of its own.

    How likely it would be one is told by how many lists hold one item, and how many items are met
    once.

    >>> _is_title(["genres", *["crime|drama", "war|crime"] * 9], "|")
    True
    >>> _is_title(["war", *["crime|drama", "war|crime"] * 9], "|")
    False
    """
    if len(lines) <= TITLED_LINES or not WORD.fullmatch(lines[0].strip()):
        return False
    title, *below = (part(line, separator) for line in lines)
    counts = Counter(item for items in below for item in items)
    if len(title) != 1 or title[0] in counts or not any(map(str.isalpha, title[0])):
        return False
    alone = sum(len(items) == 1 for items in below) / len(below)
    once = sum(n == 1 for n in counts.values()) / max(1, counts.total())
    return alone * once <= BY_CHANCE


def title_left_out(line: str) -> Problem | None:
    """The note on a title; None where the word says by itself that it is one."""
    if plain(line).strip() in TITLES:
        return None
    sentence = (
        f"The first line, {shorten(line.strip(), 60)!r}, is in no other and was taken as the title "
        "of the lists. If it is an item, choose that the first row is a row of data."
    )
    return Problem("title", sentence, "dropped", 1, (1,))


def _described(lists: list[list[str]]) -> bool:
    """A name or address of its own begins each line, that no other one holds."""
    names = [items[0] for items in lists if items]
    rest = {item for items in lists for item in items[1:]}
    return len(set(names)) == len(lists) and not rest & set(names)


def _lines(sample: bytes) -> list[str]:
    text = sample.decode("utf-8", "replace")
    lines = re.split(r"\r\n|\r|\n", text)[:MOST_LINES]
    return [line for line in lines if line.strip()]


def _are_baskets(lists: list[list[str]], separator: str) -> bool:
    lengths = Counter(map(len, lists))
    if len(lengths) < 3 or lengths.most_common(1)[0][1] > SAME_LENGTH * len(lists):
        return False
    if separator != " ":
        return are_lists(lists) and not _names(lists)
    items = [item for items in lists for item in items]
    few = 1 < len(set(items)) <= FEW_WORDS * len(items)
    if not few or not all(WORD.fullmatch(item) for item in items):
        return False
    # words come again in their own sentence; numbers that do are measured
    numbers = all(item.isdecimal() for item in items)
    return are_lists(lists, doubled=DOUBLED if numbers else 1.0) and not _names(lists)


def _names(lists: list[list[str]]) -> bool:
    """The first line holds what never comes again, as the names of columns do."""
    later = {item for items in lists[1:] for item in items}
    return len(lists[0]) > 1 and not any(item in later for item in lists[0])

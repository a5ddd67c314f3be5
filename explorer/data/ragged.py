"""Baskets written one to a line, as many items as there are and no header."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from explorer.data.dialect import USUAL, agreement
from explorer.data.lines import Dialect
from explorer.data.lists import are_lists, n_items, part
from explorer.records.table import ReadOptions

SEPARATORS = (",", ";", "|", "\t", " ")
MOST_LINES = 1_000  # looked at
RECTANGULAR = 1.05  # agreement of the rows on their number of cells: it is a table
SAME_LENGTH = 0.75  # share of lines of one length; from there on the others are damaged records
FEW_WORDS = 0.5  # different items as a share of all, where spaces part them: else it is prose
TITLES = frozenset(
    ("item", "items", "basket", "baskets", "products", "transaction", "transactions")
)
WORD = re.compile(r"[^\s,;:!?\"'()]+")


@dataclass(frozen=True, slots=True)
class Ragged:
    """What parts the items, and whether the first line is a title such as "items"."""

    separator: str
    titled: bool


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
    titled = bool(lines) and lines[0].strip().lower() in TITLES
    if titled:
        lines = lines[1:]
    offered = SEPARATORS if options.delimiter is None else (options.delimiter,)
    found = [
        (n_items(lists), separator)
        for separator in offered
        if _are_baskets(lists := [part(line, separator) for line in lines], separator)
    ]
    return Ragged(min(found)[1], titled) if found else None


def _lines(sample: bytes) -> list[str]:
    text = sample.decode("utf-8", "replace")
    lines = re.split(r"\r\n|\r|\n", text)[:MOST_LINES]
    return [line for line in lines if line.strip()]


def _are_baskets(lists: list[list[str]], separator: str) -> bool:
    lengths = Counter(map(len, lists))
    if len(lengths) < 3 or lengths.most_common(1)[0][1] > SAME_LENGTH * len(lists):
        return False
    if not are_lists(lists) or _names(lists):
        return False
    if separator != " ":
        return True
    items = [item for items in lists for item in items]
    few = len(set(items)) <= FEW_WORDS * len(items)
    return few and all(WORD.fullmatch(item) for item in items)


def _names(lists: list[list[str]]) -> bool:
    """The first line holds what never comes again, as the names of columns do."""
    later = {item for items in lists[1:] for item in items}
    return len(lists[0]) > 1 and not any(item in later for item in lists[0])

"""Does every one of many texts have a shape? A few are asked in Python before Arrow is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

PROBE = 8  # texts; compiling a pattern for Arrow costs more than looking at so few


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def all_match(values: pa.StringArray, pattern: str) -> bool:
    """Every text matches the pattern, which must mean the same to RE2 and to Python."""
    search = _compiled(pattern).search
    if not all(search(text) for text in values[:PROBE].to_pylist()):
        return False
    if len(values) <= PROBE:
        return True
    first, rest = values[PROBE:1000], values[1000:]
    return _all_in_arrow(first, pattern) and _all_in_arrow(rest, pattern)


def _all_in_arrow(values: pa.StringArray, pattern: str) -> bool:
    # min_count=0: all of no texts match
    return bool(pc.all(pc.match_substring_regex(values, pattern), min_count=0).as_py())


def any_match(values: pa.StringArray, pattern: str) -> bool:
    """Some text matches the pattern."""
    return bool(pc.any(pc.match_substring_regex(values, pattern)).as_py())


def most_match(texts: Sequence[str], pattern: str, share: float) -> bool:
    """At least this share of the texts matches the pattern; few are asked where hardly any does."""
    search = _compiled(pattern).search
    left = len(texts) - share * len(texts)
    for text in texts:
        left -= search(text) is None
        if left < 0:
            return False
    return True

"""Cells that a spreadsheet would run, and the apostrophe that keeps it from doing so."""

from __future__ import annotations

import re

# Excel, LibreOffice and Google Sheets take a cell that begins so as a formula; the second
# four are the full-width forms. Source: OWASP, "CSV Injection".
FORMULA_STARTS = frozenset("=+-@＝＋－＠")
UNSEEN = "\ufeff\u200b\u200c\u200d\u2060"  # marks before a formula that nobody sees
NUMBER = re.compile(r"[+-]?(\d[\d.,]*|\.\d+)([eE][+-]?\d+)?%?")


def would_run(text: str) -> bool:
    """Whether a spreadsheet might take this cell as a formula; plain numbers it may.

    >>> [would_run(t) for t in ("=1+1", "-5", "+3.2e-4", "-2+3", " @SUM(A1)", "a=b", "")]
    [True, False, False, True, True, False, False]
    """
    if text[:1] in ("\t", "\r", "\n"):
        return True
    seen = text.lstrip().lstrip(UNSEEN).lstrip()
    return seen[:1] in FORMULA_STARTS and seen != "" and NUMBER.fullmatch(seen) is None


def defuse(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it.

    Also where it has one before that already, so that `as_written` gives back what it was.

    >>> defuse("=cmd|'/c calc'!A1"), defuse("-5"), defuse("'=1+1")
    ("'=cmd|'/c calc'!A1", '-5', "''=1+1")
    """
    return f"'{text}" if would_run(text.lstrip("'")) else text


def as_written(text: str) -> str:
    """What `defuse` was given.

    >>> as_written("'=1+1"), as_written("''=1+1"), as_written("'tis")
    ('=1+1', "'=1+1", "'tis")
    """
    return text[1:] if text[:1] == "'" and would_run(text.lstrip("'")) else text

"""Does a text look like vectors, and how are its lines laid out?"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from explorer.data.number_forms import PLAIN
from explorer.records.vectors import MAX_VECTOR_DIM, Sight

LOOKED_AT = 60  # lines
SURE_DIM = 25  # the least of published GloVe vectors; fewer numbers may be a table's columns
SURE_LINES = 3
LEAST_DIM = 3  # of what is asked about
MOST = 0.8  # of the lines that must fit
MOST_AS_TOLD = 0.5  # the same, where they have as many numbers as the first line tells
HEADER = re.compile(rb"\s*(\d{1,18})[ \t](\d{1,5})\s*")
NUMBER = re.compile(PLAIN.encode())
_FRACTION = re.compile(rb"[.eE]")


@dataclass(frozen=True, slots=True)
class LineForm:
    """How vectors stand in the lines of a text: a name, then `dim` numbers.

    Attributes:
        promised: vectors and numbers that a first line tells, or None when there is none.
    """

    format: Literal["word2vec", "glove"]
    dim: int
    separator: bytes
    promised: tuple[int, int] | None
    sight: Sight


def find_lines(head: bytes, *, whole: bool, insist: bool = False) -> LineForm | None:
    """How the lines of a text hold vectors, or None when they do not.

    Args:
        head: the beginning of the content, some hundred kilobytes.
        whole: it is all there is, so that the last line is not cut.
        insist: a person says that they are vectors: what is possible is taken.
    """
    head = head.removeprefix(b"\xef\xbb\xbf")
    lines = head.splitlines()
    if not whole and not head.endswith((b"\n", b"\r")):
        lines = lines[:-1]
    lines = [line for line in lines[: LOOKED_AT + 1] if line.strip()]
    if not lines:
        return None
    promised = None
    if told := HEADER.fullmatch(lines[0]):
        promised = int(told[1]), int(told[2])
        lines = lines[1:]
    forms = (_form(lines, separator, promised, insist) for separator in (b" ", b"\t"))
    return next((form for form in forms if form is not None), None)


def split_line(line: bytes, separator: bytes, dim: int) -> tuple[bytes, list[bytes]] | None:
    """Name and numbers of a line, or None when it holds too few or too many.

    A name may hold spaces where spaces separate; the numbers are the last ones.

    >>> split_line(b"New York 1 2 ", b" ", 2)
    (b'New York', [b'1', b'2'])
    """
    parts = line.rstrip(b" \t\r").split(separator)
    if separator == b" ":
        parts = [parts[0], *(part for part in parts[1:] if part)]
    if len(parts) < dim + 1 or (len(parts) > dim + 1 and separator != b" "):
        return None
    return separator.join(parts[:-dim]), parts[-dim:]


def _form(
    lines: list[bytes], separator: bytes, promised: tuple[int, int] | None, insist: bool
) -> LineForm | None:
    widths = Counter(_n_parts(line, separator) - 1 for line in lines)
    if not widths:
        return None
    # A name with spaces makes a line wider, never narrower: the most frequent width is the one.
    dim = widths.most_common(1)[0][0]
    if promised is not None and _named_by_more(lines, separator, promised[1]):
        dim = promised[1]
    if not 1 <= dim <= MAX_VECTOR_DIM or (dim < LEAST_DIM and not promised and not insist):
        return None
    split = [_good(line, separator, dim) for line in lines]
    good = [one for one in split if one is not None]
    told = promised is not None and promised[1] == dim and dim > 1
    if len(good) < (MOST_AS_TOLD if told else MOST) * len(lines):
        return None
    if split[0] is None and not told:
        return None  # headings over the first row: a table's affair
    names = [name for name, _ in good]
    if sum(map(_is_fraction, names)) > len(names) / 2:
        return None  # numbers alone: a table without names
    named = sum(NUMBER.fullmatch(name) is None for name in names) >= len(names) / 2
    distinct = len(set(names)) >= 0.9 * len(names)
    broken = sum(_FRACTION.search(number) is not None for _, row in good for number in row)
    fractions = broken >= 0.5 * dim * len(good)
    many = dim >= SURE_DIM and len(good) >= SURE_LINES
    certain = told or (many and fractions and named and distinct)
    if not (certain or insist or (fractions and named and distinct)):
        return None
    how: Literal["word2vec", "glove"] = "word2vec" if promised else "glove"
    each = "1 number" if dim == 1 else f"{dim:,} numbers"
    lines_are = "every line is" if len(good) == len(lines) else "most lines are"
    sentence = f"{lines_are.capitalize()} a name and {each}."
    if promised and told:
        sentence = (
            f"Its first line tells {promised[0]:,} vectors, and {lines_are} a name and {each}."
        )
    return LineForm(how, dim, separator, promised, Sight(how, certain, dim, sentence))


def _named_by_more(lines: list[bytes], separator: bytes, dim: int) -> bool:
    """Most lines end in so many numbers, of which most are fractions, behind a name that ends in
    none.

    That tells names of several words from a first line that promises too few numbers.
    """
    if not LEAST_DIM <= dim <= MAX_VECTOR_DIM:
        return False
    n = n_broken = 0
    for line in lines:
        found = _good(line, separator, dim)
        if found is None or any(map(_is_fraction, found[0].split()[-1:])):
            continue
        n += 1
        n_broken += sum(map(_is_fraction, found[1]))
    return n >= MOST * len(lines) and n_broken >= 0.5 * dim * n


def _is_fraction(text: bytes) -> bool:
    return bool(NUMBER.fullmatch(text) and _FRACTION.search(text))


def _good(line: bytes, separator: bytes, dim: int) -> tuple[bytes, list[bytes]] | None:
    found = split_line(line, separator, dim)
    return found if found and all(NUMBER.fullmatch(each) for each in found[1]) else None


def _n_parts(line: bytes, separator: bytes) -> int:
    parts = line.rstrip(b" \t\r").split(separator)
    return 1 + sum(part != b"" for part in parts[1:])

"""word2vec's binary form: a line with two counts, then for each word its bytes and float32."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from explorer.data.source import Source
from explorer.data.vectors.gathering import LONGEST_NAME, Gathering
from explorer.data.vectors.limits import VectorLimits
from explorer.data.vectors.text_sight import HEADER
from explorer.errors import ReadError
from explorer.records.vectors import MAX_VECTOR_DIM, Sight

_LONGEST = 4 * LONGEST_NAME  # bytes of a name in UTF-8
_PLAUSIBLE = 1e4  # numbers of trained vectors lie far below
AT_ONCE = 10_000  # vectors


def find_binary(head: bytes) -> Sight | None:
    """Whether content begins as word2vec's binary form does."""
    end = head.find(b"\n")
    told = HEADER.fullmatch(head[:end]) if 0 < end < 40 else None
    if told is None:
        return None
    n, dim = int(told[1]), int(told[2])
    if n < 1 or not 1 <= dim <= MAX_VECTOR_DIM:
        return None
    at, seen = end + 1, 0
    for _ in range(min(n, 3)):
        space = head.find(b" ", at, at + _LONGEST)
        behind = space + 1 + 4 * dim
        if space < 0 or behind > len(head):
            break
        vector = np.frombuffer(head, "<f4", dim, space + 1)
        if not (np.abs(vector[np.isfinite(vector)]) < _PLAUSIBLE).all():
            return None
        seen += 1
        at = behind + (head[behind : behind + 1] == b"\n")
    # What is no text of digits either; that is looked for first.
    if not seen or not any(byte < 9 or byte >= 127 for byte in head[end + 1 : at]):
        return None
    sentence = f"Its first line tells {n:,} vectors of {dim:,} numbers, and binary ones follow."
    return Sight("binary", True, dim, sentence)


def read_binary(
    source: Source, limits: VectorLimits, progress: Callable[[float, str], None]
) -> Gathering:
    """Read all vectors.

    Raises:
        ReadError: the file ends within a vector, or a name has no end.
    """
    stream = _Bytes(source)
    told = HEADER.fullmatch(stream.until(b"\n", 40) or b"")
    assert told is not None, "looked at before"
    n, dim = int(told[1]), int(told[2])
    gathering = Gathering(source.name, dim, limits.fitting(dim), unit="vector")
    done = 0
    while done < n and not gathering.full:
        names, rows = [], bytearray()
        for place in range(done + 1, min(n, done + AT_ONCE) + 1):
            name = stream.until(b" ", _LONGEST)
            numbers = None if name is None else stream.take(4 * dim)
            if name is None or numbers is None:
                raise ReadError(
                    f"{source.name} ends, or goes wrong, at vector {place:,} of {n:,}.",
                    mend="Download or write it again; a part of it is missing.",
                )
            names.append(gathering.text(name.lstrip(b"\n")))
            rows += numbers
        vectors = np.frombuffer(bytes(rows), "<f4").reshape(-1, dim).astype(np.float32)
        gathering.add(names, vectors, np.arange(done + 1, done + 1 + len(names)))
        done += len(names)
        progress(source.done, "reading the vectors")
    return gathering


class _Bytes:
    """Bytes of a source, taken in pieces of any size."""

    def __init__(self, source: Source) -> None:
        self._blocks: Iterator[bytes] = source.blocks()
        self._block, self._at = b"", 0

    def _more(self) -> bool:
        block = next(self._blocks, b"")
        self._block, self._at = self._block[self._at :] + block, 0
        return bool(block)

    def until(self, end: bytes, most: int) -> bytes | None:
        """Up to a byte, which is taken too; None when it does not come within `most`."""
        while True:
            found = self._block.find(end, self._at, self._at + most)
            if found >= 0:
                text = self._block[self._at : found]
                self._at = found + 1
                return text
            if len(self._block) - self._at >= most or not self._more():
                return None

    def take(self, n: int) -> bytes | None:
        """Exactly n bytes, or None when there are fewer."""
        while len(self._block) - self._at < n:
            if not self._more():
                return None
        piece = self._block[self._at : self._at + n]
        self._at += n
        return piece

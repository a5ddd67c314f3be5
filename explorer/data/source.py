"""The bytes of a file in blocks, taken out of gzip on the way, never more than the limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from explorer.errors import LimitError, ReadError

BLOCK = 1 << 21  # bytes; large enough for few dictionaries, small enough for little memory
GZIP = b"\x1f\x8b"


@dataclass(slots=True)
class Source:
    """One uploaded file. `blocks` may be asked for several times.

    Attributes:
        name: as uploaded, for sentences.
        max_bytes: of content after inflation.
        done: share of the file read by the latest `blocks`, for progress.
    """

    path: Path
    name: str
    max_bytes: int
    compressed: bool = False
    done: float = field(default=0.0, init=False)

    @classmethod
    def open(cls, path: Path, name: str, max_bytes: int) -> Source:
        with path.open("rb") as file:
            return cls(path, name, max_bytes, compressed=file.read(2) == GZIP)

    def head(self, size: int) -> bytes:
        """The first bytes of the content."""
        pieces: list[bytes] = []
        length = 0
        for block in self.blocks(min(size, BLOCK)):
            pieces.append(block)
            length += len(block)
            if length >= size:
                break
        return b"".join(pieces)[:size]

    def blocks(self, size: int = BLOCK) -> Iterator[bytes]:
        """The content from its beginning, in blocks of at most `size` bytes.

        Raises:
            LimitError: the content is longer than `max_bytes`.
            ReadError: a gzip file is damaged or cut short.
        """
        total = 0
        for block in self._inflated(size) if self.compressed else self._plain(size):
            total += len(block)
            if total > self.max_bytes:
                raise LimitError(
                    f"{self.name} holds more than {self.max_bytes / 1e6:,.0f} MB of text"
                    f"{' when it is taken out of gzip' if self.compressed else ''}.",
                    mend="Take a part of it; a sample of the rows is often enough.",
                )
            yield block

    def _plain(self, size: int) -> Iterator[bytes]:
        n_bytes = max(1, self.path.stat().st_size)
        read = 0
        with self.path.open("rb") as file:
            while block := file.read(size):
                read += len(block)
                self.done = min(1.0, read / n_bytes)
                yield block

    def _inflated(self, size: int) -> Iterator[bytes]:
        n_bytes = max(1, self.path.stat().st_size)
        with self.path.open("rb") as file:
            inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
            waiting = b""
            whole = False  # the latest member has ended
            try:
                while True:
                    if not waiting:
                        waiting = file.read(1 << 16)
                        self.done = min(1.0, file.tell() / n_bytes)
                    if not waiting:
                        break
                    if whole:
                        if not waiting.startswith(GZIP[:1]):
                            break  # padding behind the last member
                        inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
                        whole = False
                    block = inflate.decompress(waiting, size)
                    waiting = inflate.unconsumed_tail
                    if inflate.eof:
                        whole = True
                        waiting = inflate.unused_data
                    if block:
                        yield block
            except zlib.error as error:
                raise self._damaged("is damaged") from error
            if not whole:
                raise self._damaged("ends too early; a part of it is missing")

    def _damaged(self, how: str) -> ReadError:
        return ReadError(f"The gzip file {self.name} {how}.", mend="Compress or copy it again.")

"""Bytes of any usual encoding to UTF-8, with what could not be read counted by line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.data.charset import DOUBLE, guess
from explorer.data.findings import Findings
from explorer.data.lines import count_lines
from explorer.data.source import BLOCK, Source
from explorer.errors import ReadError

# longest first: the mark of UTF-32 begins like that of UTF-16
MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
HEAD = 1 << 16
EVIDENCE = 1 << 17  # bytes of lines with letters beyond ASCII that the guess looks at
PIECE = 2_000  # bytes of such a line, at most
MAX_NULS = 0.01  # share of bytes; a text has none, a damaged text a few
MAX_CONTROLS = 0.02
# letters in UTF-8 for each byte that is none of it: damaged UTF-8, or lines of two encodings. Where
# a letter is one byte hardly two in a row look like UTF-8; where it is two, up to a quarter do.
SURE, MIXED = 9, 0.5
# control characters that texts do hold; 1, 28-31 are delimiters of some databases
_TEXT_BYTES = bytes(range(32, 256)) + b"\x00\x01\t\n\x0b\x0c\r\x1a\x1b\x1c\x1d\x1e\x1f"
_NO_ENCODINGS = frozenset({"idna", "punycode", "undefined"})  # codecs, but not of texts
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes are letters.

    Attributes:
        name: as Python names it. mark: bytes of the byte order mark before the text.
        broken: some bytes cannot be read in it. nuls: there are NUL bytes in the text.
    """

    name: str
    mark: int = 0
    broken: bool = False
    nuls: bool = False


def find_encoding(source: Source, wanted: str | None = None) -> Encoding:
    """Look through the whole file once; a letter in the last line may decide.

    Args:
        wanted: what a person overruled, or None.

    Raises:
        ReadError: the content is not text, or `wanted` is no encoding.
    """
    head = source.head(HEAD)
    mark, marked = next(
        ((len(mark), name) for mark, name in MARKS if head.startswith(mark)), (0, None)
    )
    if wanted is not None:
        name = _checked(wanted)
        if marked is None or not _same(name, marked):
            mark = 0
        if _same(name, "utf-16") or _same(name, "utf-32") or name == "utf_8_sig":
            name = marked or ("utf-8" if name == "utf_8_sig" else f"{name}-le")
        broken, nuls = _check(source, name, mark)
        return Encoding(name, mark, broken, nuls)
    wide = marked or _wide_without_mark(head)
    if wide is not None and wide != "utf-8":
        broken, nuls = _check(source, wide, mark)
        return Encoding(wide, mark, broken, nuls)
    _refuse_binary(head, source.name)
    return _narrow(source, mark)


def utf8_blocks(source: Source, encoding: Encoding, findings: Findings) -> Iterator[bytes]:
    """The text as UTF-8 without byte order mark and NULs, in blocks that end anywhere.

    What was replaced is counted in `findings` with its physical lines.
    """
    plain = encoding.name == "utf-8" and not encoding.broken
    decoder = codecs.getincrementaldecoder(encoding.name)("replace")
    watch = encoding.broken or encoding.nuls
    line = 1
    held = b""  # a CR at the end of a block; the LF may follow
    skip = encoding.mark
    for block in source.blocks(BLOCK):
        if skip:
            block, skip = block[skip:], max(0, skip - len(block))
        if not plain:
            block = decoder.decode(block).encode("utf-8", "replace")
        if watch:
            block = held + block
            held = b"\r" if block.endswith(b"\r") else b""
            block = block[: len(block) - len(held)]
            _note(block, line, encoding, findings)
            line += count_lines(block)
            block = block.replace(b"\x00", b"")
        if block:
            yield block
    last = b"" if plain else decoder.decode(b"", final=True).encode("utf-8", "replace")
    if watch:
        _note(held + last, line, encoding, findings)
    if held + last:
        yield (held + last).replace(b"\x00", b"") if watch else held + last


def _note(block: bytes, first_line: int, encoding: Encoding, findings: Findings) -> None:
    """Count the replaced places and NULs of a block by line."""
    sought = {"NUL bytes": b"\x00"}
    if encoding.broken:
        sought["undecodable bytes"] = "\ufffd".encode()
    for kind, what in sought.items():
        n = block.count(what)
        if not n:
            continue
        lines: list[int] = []
        at, line = 0, first_line
        while len(lines) < 20 and (found := block.find(what, at)) >= 0:
            line += count_lines(block[at:found] + b" ")
            if not lines or lines[-1] != line:
                lines.append(line)
            at = found + len(what)
        findings.add(kind, lines, n)


def _checked(wanted: str) -> str:
    """The name Python has for an encoding of text."""
    try:
        info = codecs.lookup(wanted.strip())
        known = info._is_text_encoding and info.name not in _NO_ENCODINGS
    except LookupError:
        known = False
    if not known:
        raise ReadError(
            f"{wanted!r} is not an encoding that is known here.",
            mend="Choose utf-8, utf-16, cp1252 or another name that Python knows.",
        )
    return info.name


def _same(one: str, other: str) -> bool:
    return (
        one.replace("_", "-").removesuffix("-sig") == other.removesuffix("-le").removesuffix("-be")
        or one == other
    )


def _check(source: Source, name: str, mark: int) -> tuple[bool, bool]:
    """Are there bytes that cannot be read in this encoding, and NULs in the text?"""
    decoder = codecs.getincrementaldecoder(name)("strict")
    broken = nuls = False
    skip = mark
    for block in source.blocks(BLOCK):
        block, skip = block[skip:], max(0, skip - len(block))
        try:
            text = decoder.decode(block)
        except UnicodeError:
            broken = True
            decoder = codecs.getincrementaldecoder(name)("replace")
            text = decoder.decode(block)
        nuls = nuls or "\x00" in text
        if text.count("\x00") > len(text) * MAX_NULS + 10:
            raise _binary(source.name)
    try:
        decoder.decode(b"", final=True)
    except UnicodeError:
        broken = True
    return broken, nuls


def _wide_without_mark(head: bytes) -> str | None:
    """UTF-16 betrays itself by the zeros beside its ASCII letters, line ends at least."""
    pairs = head[: len(head) // 2 * 2]
    if len(pairs) < 4 or b"\x00" not in pairs:
        return None
    even, odd = pairs[0::2], pairs[1::2]
    for name, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if high.count(0) < max(2, 0.02 * len(high)) or low.count(0) > 0.2 * high.count(0):
            continue
        try:
            text = pairs.decode(name)
        except UnicodeDecodeError as error:
            if error.start < len(pairs) - 4:
                continue
            text = pairs[: error.start].decode(name)
        controls = sum(text.count(chr(code)) for code in range(32) if code not in (9, 10, 11, 13))
        if controls <= MAX_CONTROLS * len(text) and ("\n" in text or "\r" in text):
            return name
    return None


def _refuse_binary(block: bytes, name: str) -> None:
    controls = len(block.translate(None, _TEXT_BYTES))
    n_nuls = block.count(0)
    if controls > MAX_CONTROLS * len(block) or n_nuls > max(MAX_NULS * len(block), 3):
        raise _binary(name)


def _binary(name: str) -> ReadError:
    return ReadError(
        f"{name} is not text: it holds bytes that no table in text form has.",
        mend="Choose CSV, TSV, Parquet or Excel; export the table as CSV from where it comes.",
    )


def _evidence(block: bytes, most: int) -> list[bytes]:
    """Of each line with letters beyond ASCII what is around the first, until `most` bytes are full.

    >>> _evidence(b"tea\\nd\\xf6ner,2\\r\\nrice\\rcaf\\xe9", 100)
    [b'd\\xf6ner,2', b'caf\\xe9']
    """
    pieces: list[bytes] = []
    for line in block.splitlines():
        found = _BEYOND_ASCII.search(line)
        if found is None:
            continue
        begin = max(0, found.start() - PIECE // 2)
        pieces.append(line[begin : begin + PIECE])
        most -= len(pieces[-1])
        if most <= 0:
            break
    return pieces


def _narrow(source: Source, mark: int) -> Encoding:
    """UTF-8 when the bytes are, else one of the encodings with one byte a letter, or of Asia."""
    strict = codecs.getincrementaldecoder("utf-8")("strict")
    ascii_only = utf8 = True
    n_bytes = n_nuls = 0
    evidence: list[bytes] = []
    n_evidence = 0
    skip = mark
    for block in source.blocks(BLOCK):
        block, skip = block[skip:], max(0, skip - len(block))
        n_bytes += len(block)
        if b"\x00" in block:
            n_nuls += block.count(0)
            if n_nuls > MAX_NULS * n_bytes + 1000:
                raise _binary(source.name)
        if block.isascii() and not strict.getstate()[0]:
            continue
        ascii_only = False
        if n_evidence < EVIDENCE:
            pieces = _evidence(block, EVIDENCE - n_evidence)
            evidence += pieces
            n_evidence += sum(map(len, pieces))
        if utf8:
            try:
                strict.decode(block)
            except UnicodeDecodeError:
                utf8 = False
    if utf8:
        try:
            strict.decode(b"", final=True)
        except UnicodeDecodeError:
            utf8 = False
    nuls = n_nuls > 0
    if ascii_only or utf8:
        return Encoding("utf-8", mark, nuls=nuls)
    sample = b"\n".join(evidence)
    readable = sample.decode("utf-8", "ignore")
    n_good = sum(not letter.isascii() for letter in readable)
    n_bad = sample.decode("utf-8", "replace").count("\ufffd") - readable.count("\ufffd")
    if mark or n_good > SURE * n_bad:
        return Encoding("utf-8", mark, broken=True, nuls=nuls)
    likely = guess(sample)
    if n_good > MIXED * n_bad and likely not in DOUBLE:
        return Encoding("utf-8", mark, broken=True, nuls=nuls)
    return Encoding(likely, nuls=nuls)

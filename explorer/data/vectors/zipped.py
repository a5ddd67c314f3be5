"""A zip as it is taken away here: word2vec's text form, and the names that its words stand for."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import numpy as np

from explorer.data.formulas import as_written
from explorer.data.source import Source
from explorer.data.vectors.assembling import Part, column_of
from explorer.data.vectors.limits import VectorLimits
from explorer.data.vectors.rows import part_of_rows
from explorer.data.vectors.text_lines import LONGEST_LINE, read_lines, whole_lines
from explorer.data.vectors.text_sight import LineForm, find_lines
from explorer.errors import LimitError, ReadError
from explorer.records.vectors import Sight

SIGNATURE = b"PK\x03\x04"
VECTORS, WORDS = ".vec", "_words.csv"  # how the two files of a column end
MOST_FILES = 10_000
LONGEST_LIST = 4 << 20  # bytes of the list of files at the end of a zip
_UNPACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others come in blocks of any size
_HEADING = ["word", "category", "kind", "count"]
_HEAD = 1 << 20  # bytes in which the form of the lines is looked for
_AGAIN = "Take it away again."
_FEWER = "Take away fewer columns at once."
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError),
    *(csv.Error, UnicodeDecodeError),
)


class _Listed(io.FileIO):
    """A zip whose list of files, which is read in one piece, is not too long."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > LONGEST_LIST:
            raise zipfile.BadZipFile("too many files")
        return super().read(-1 if size is None else size)


@dataclass(slots=True, kw_only=True)
class Member(Source):
    """A file in an open zip, unpacked block by block, never more than the limit."""

    archive: zipfile.ZipFile
    member: str

    def _plain(self, size: int) -> Iterator[bytes]:
        with self.archive.open(self.member) as file:
            n_bytes, read = max(1, self.archive.getinfo(self.member).file_size), 0
            while block := file.read(size):
                read += len(block)
                self.done = min(1.0, read / n_bytes)
                yield block


def stems_in(path: Path) -> list[str]:
    """What the columns of such a zip are called in it; empty where it is another one.

    It holds two files for each column and nothing else, each once: <stem>.vec and
    <stem>_words.csv.
    """
    with path.open("rb") as begin:
        if begin.read(len(SIGNATURE)) != SIGNATURE:
            return []
    try:
        with _Listed(path) as listed, zipfile.ZipFile(listed) as archive:
            files = archive.infolist()
    except (*_DAMAGE, ValueError):
        return []
    names = [file.filename for file in files]
    if len(names) > MOST_FILES or len(set(names)) < len(names):
        return []
    if any(file.compress_type not in _UNPACKED for file in files):
        return []
    stems = [name.removesuffix(VECTORS) for name in names if name.endswith(VECTORS)]
    wanted = sorted(stem + ending for stem in stems for ending in (VECTORS, WORDS))
    return stems if sorted(names) == wanted else []


def sight_in(path: Path, name: str, stems: list[str]) -> Sight:
    """What is seen of the first column.

    Raises:
        ReadError: it holds no vectors, or is damaged.
    """
    with zipfile.ZipFile(path) as archive:
        form = _form(_member(archive, path, name, stems[0] + VECTORS, VectorLimits()))
    columns = "one column" if len(stems) == 1 else f"{len(stems):,} columns"
    each = "1 number" if form.dim == 1 else f"{form.dim:,} numbers"
    sentence = f"A zip with the vectors of {columns}, each line a word and {each}, and their names."
    return Sight("word2vec", True, form.dim, sentence)


def parts_in(
    path: Path,
    name: str,
    stems: list[str],
    limits: VectorLimits,
    progress: Callable[[float, str], None],
) -> list[Part]:
    """The vectors of all columns, to which the limits apply together.

    Raises:
        ReadError: a column holds no vectors, or is damaged. LimitError: they are too long.
    """
    parts: list[Part] = []
    with zipfile.ZipFile(path) as archive:
        # Never more of a file is unpacked than the zip says of its length.
        if sum(info.file_size for info in archive.infolist()) > limits.max_bytes:
            raise LimitError(
                f"{name} holds more than {limits.max_bytes / 1e6:,.0f} MB of text when it is"
                " unpacked.",
                mend=_FEWER,
            )
        left = limits
        for stem in stems:
            vectors = _member(archive, path, name, stem + VECTORS, left)
            form = _form(vectors)
            if form.dim > left.max_numbers:
                raise LimitError(
                    f"The vectors of the {len(stems):,} columns in {name} hold more than"
                    f" {limits.max_numbers:,} numbers.",
                    mend=_FEWER,
                )
            words = _member(archive, path, name, stem + WORDS, left)
            parts.append(_part(stem, vectors, words, form, left, progress))
            left = replace(left, max_numbers=left.max_numbers - parts[-1].vectors.size)
    return parts


def _part(
    stem: str,
    source: Member,
    words: Member,
    form: LineForm,
    limits: VectorLimits,
    progress: Callable[[float, str], None],
) -> Part:
    """The vectors of a column, called as they were before they became words without spaces."""
    with _undamaged(source.name):
        found = read_lines(source, form, limits, progress).finish()
    told = _names_of(words, set(found.names))
    rows = [told.get(word, (word, "category", 0)) for word in found.names]
    part, _ = part_of_rows(
        source.name,
        column_of(PurePosixPath(stem).name),
        [called or None for called, _, _ in rows],
        found.vectors,
        limits,
        kinds=[kind for _, kind, _ in rows],
        counts=np.array([count for *_, count in rows], np.int64),
        ours=True,
        defused=True,
    )
    return replace(part, problems=(*found.problems, *part.problems))


def _member(
    archive: zipfile.ZipFile, path: Path, name: str, member: str, limits: VectorLimits
) -> Member:
    return Member(path, f"{member} in {name}", limits.max_bytes, archive=archive, member=member)


def _form(source: Member) -> LineForm:
    with _undamaged(source.name):
        head = source.head(_HEAD)
    form = find_lines(head, whole=len(head) < _HEAD, insist=True)
    if form is None:
        raise ReadError(
            f"{source.name} holds no vectors.",
            mend="Give one line for each name: the name, then its numbers.",
        )
    return form


def _names_of(source: Member, words: set[str]) -> dict[str, tuple[str, str, int]]:
    """Name, kind and count of each of the words, by the file beside the vectors."""
    told: dict[str, tuple[str, str, int]] = {}
    with _undamaged(source.name):
        rows = _rows(source)
        if next(rows, []) != _HEADING:
            return {}
        for row in rows:
            if len(row) == len(_HEADING) and (word := as_written(row[0])) in words:
                counted = row[3].isdecimal() and len(row[3]) < 16
                told[word] = (row[1], row[2], int(row[3]) if counted else 0)
    return told


def _rows(source: Member) -> Iterator[list[str]]:
    """Rows of a CSV file, of which never more than one block and one row are in memory."""
    length = 0  # of the row, which may be several lines in quotes

    def lines() -> Iterator[str]:
        nonlocal length
        decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        for block in whole_lines(source, _AGAIN):
            for line in io.StringIO(decode(block), newline=""):
                length += len(line)
                if length > LONGEST_LINE:
                    raise ReadError(
                        f"{source.name} has a row of over {LONGEST_LINE / 1e6:.0f} MB.",
                        mend=_AGAIN,
                    )
                yield line

    for row in csv.reader(lines()):
        length = 0
        yield row


@contextmanager
def _undamaged(name: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise ReadError(f"{name} is damaged, or locked by a password.", mend=_AGAIN) from error

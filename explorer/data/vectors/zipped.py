"""A zip as it is taken away here: word2vec's text form, and the names that its words stand for."""

from __future__ import annotations

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
from explorer.data.vectors.text_lines import read_lines
from explorer.data.vectors.text_sight import LineForm, find_lines
from explorer.errors import ReadError
from explorer.records.vectors import Sight

SIGNATURE = b"PK\x03\x04"
VECTORS, WORDS = ".vec", "_words.csv"  # how the two files of a column end
MOST_FILES = 10_000
_HEADING = ["word", "category", "kind", "count"]
_HEAD = 1 << 20  # bytes in which the form of the lines is looked for
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError),
    *(csv.Error, UnicodeDecodeError),
)


@dataclass(slots=True)
class Member(Source):
    """A file in a zip, unpacked block by block, never more than the limit."""

    member: str = ""

    def _plain(self, size: int) -> Iterator[bytes]:
        with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as file:
            n_bytes, read = max(1, archive.getinfo(self.member).file_size), 0
            while block := file.read(size):
                read += len(block)
                self.done = min(1.0, read / n_bytes)
                yield block


def stems_in(path: Path) -> list[str]:
    """What the columns of such a zip are called in it; empty where it is another one.

    It holds two files for each column and nothing else: <stem>.vec and <stem>_words.csv.
    """
    with path.open("rb") as file:
        if file.read(len(SIGNATURE)) != SIGNATURE:
            return []
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (*_DAMAGE, ValueError):
        return []
    stems = [name.removesuffix(VECTORS) for name in names if name.endswith(VECTORS)]
    wanted = sorted(stem + ending for stem in stems for ending in (VECTORS, WORDS))
    return stems if len(names) <= MOST_FILES and sorted(names) == wanted else []


def sight_in(path: Path, name: str, stems: list[str]) -> Sight:
    """What is seen of the first column.

    Raises:
        ReadError: it holds no vectors, or is damaged.
    """
    form = _form(_member(path, name, stems[0], VectorLimits()))
    columns = "one column" if len(stems) == 1 else f"{len(stems):,} columns"
    each = "1 number" if form.dim == 1 else f"{form.dim:,} numbers"
    sentence = f"A zip with the vectors of {columns}, each line a word and {each}, and their names."
    return Sight("word2vec", True, form.dim, sentence)


def part_in(
    path: Path,
    name: str,
    stem: str,
    limits: VectorLimits,
    progress: Callable[[float, str], None],
) -> Part:
    """The vectors of a column, called as they were before they became words without spaces.

    Raises:
        ReadError: it holds no vectors, or is damaged. LimitError: it is too long.
    """
    source = _member(path, name, stem, limits)
    form = _form(source)
    with _undamaged(source.name):
        found = read_lines(source, form, limits, progress).finish()
    told = _names_of(path, name, stem, set(found.names))
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
    )
    return replace(part, problems=(*found.problems, *part.problems))


def _member(path: Path, name: str, stem: str, limits: VectorLimits) -> Member:
    member = stem + VECTORS
    return Member(path, f"{member} in {name}", limits.max_bytes, member=member)


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


def _names_of(path: Path, name: str, stem: str, words: set[str]) -> dict[str, tuple[str, str, int]]:
    """Name, kind and count of each of the words, by the file beside the vectors."""
    member = stem + WORDS
    told: dict[str, tuple[str, str, int]] = {}
    with (
        _undamaged(f"{member} in {name}"),
        zipfile.ZipFile(path) as archive,
        archive.open(member) as file,
    ):
        lines = csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline=""))
        if next(lines, []) != _HEADING:
            return {}
        for line in lines:
            if len(line) == len(_HEADING) and (word := as_written(line[0])) in words:
                counted = line[3].isdecimal() and len(line[3]) < 16
                told[word] = (line[1], line[2], int(line[3]) if counted else 0)
    return told


@contextmanager
def _undamaged(name: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise ReadError(
            f"{name} is damaged, or locked by a password.", mend="Take it away again."
        ) from error

"""A file of vectors, whatever its form: recognized by its content, and read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from explorer.data.limits import ReadLimits
from explorer.data.reading import read_table
from explorer.data.signatures import content
from explorer.data.source import Source
from explorer.data.vectors import zipped
from explorer.data.vectors.assembling import Part, assemble, column_of
from explorer.data.vectors.binary import find_binary, read_binary
from explorer.data.vectors.from_parquet import find_in_parquet, parts_of_parquet
from explorer.data.vectors.from_table import part_of_table
from explorer.data.vectors.gathering import Gathered
from explorer.data.vectors.limits import VectorLimits
from explorer.data.vectors.text_lines import read_lines
from explorer.data.vectors.text_sight import HEADER, LineForm, find_lines
from explorer.errors import ReadError
from explorer.records.table import Problem, ReadOptions, Table
from explorer.records.vectors import Imported, Sight, VectorFile, VectorFormat

HEAD = 1 << 20  # bytes in which the form of the lines is looked for
Progress = Callable[[float, str], None]


def look(path: Path, name: str) -> Sight | None:
    """What makes a file look like vectors, from its first megabyte; None when nothing does.

    Tables of numbers in CSV or Excel are not looked at here: they are read as tables, and
    `from_table.find_in_table` says whether their rows may be vectors.
    """
    if path.stat().st_size == 0:
        return None
    if stems := zipped.stems_in(path):
        return zipped.sight_in(path, name, stems)
    source = Source.open(path, name, VectorLimits().max_bytes)
    head = source.head(HEAD)
    if head.startswith(b"PAR1"):
        return None if source.compressed else find_in_parquet(path)
    if binary := find_binary(head):
        return binary
    form = find_lines(head, whole=len(head) < HEAD)
    return None if form is None else form.sight


def read_vectors(
    path: Path,
    name: str,
    limits: VectorLimits | None = None,
    progress: Progress | None = None,
    *,
    table: Table | None = None,
    options: ReadOptions | None = None,
) -> VectorFile:
    """Read a file that holds vectors, as `look` says or a person.

    Memory is what the kept vectors take, once, and a block of the file.

    Args:
        table: the file as it was read already, where it is a table of numbers.
        options: how it is read as a table, where it is one.

    Raises:
        ReadError: it holds no vectors; the sentence names the first line that does not fit.
        LimitError: it is too long.
    """
    limits = limits or VectorLimits()
    report = progress or (lambda share, doing: None)
    if path.stat().st_size == 0:
        raise ReadError(
            f"{name} is empty: it has no bytes at all.",
            mend="Choose a file with a name and its numbers in every line.",
        )
    if stems := zipped.stems_in(path):
        return _assembled(
            "word2vec", path, name, zipped.parts_in(path, name, stems, limits, report)
        )
    source = Source.open(path, name, limits.max_bytes)
    head = source.head(HEAD)
    kind = content(head[: 1 << 16], name)
    if kind == "parquet" and not source.compressed:
        return _assembled("parquet", path, name, parts_of_parquet(path, name, limits))
    if HEADER.fullmatch(head):
        raise ReadError(
            f"The first line of {name} tells how many vectors there are, but none follow.",
            mend="Write it again; each line after the first is a name and its numbers.",
        )
    form = find_lines(head, whole=len(head) < HEAD, insist=True) if kind == "text" else None
    if kind == "text" and form is None and find_binary(head):
        found = read_binary(source, limits, report).finish()
        return _assembled("binary", path, name, [_part(name, found)])
    if form is not None and table is None:
        gathering = read_lines(source, form, limits, report)
        found = gathering.finish()
        beside = () if gathering.full else _promise(form, found)
        return _assembled(form.format, path, name, [_part(name, found)], beside)
    if table is None:
        # A table of numbers holds few rows beside a list of words; its own limits will do.
        table = read_table(path, name, options, ReadLimits(max_columns=5_000), report)
    return _assembled("table", path, name, [part_of_table(table, limits)])


def sight_of(file: VectorFile) -> Sight:
    """What a person was right to call vectors."""
    dim = file.embeddings[0].dim
    names = sum(len(embedding.names) for embedding in file.embeddings)
    return Sight(file.source.format, False, dim, f"{names:,} names with {dim:,} numbers each.")


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _part(name: str, found: Gathered) -> Part:
    return Part(column_of(name), found.names, found.vectors, problems=found.problems)


def _promise(form: LineForm, found: Gathered) -> tuple[Problem, ...]:
    """A first line that tells other sizes than those that follow."""
    if form.promised is None:
        return ()
    n, dim = form.promised
    if dim != form.dim:
        told, is_there = f"{dim:,} numbers a line", f"{form.dim:,}"
    elif n != found.met:
        told, is_there = f"{n:,} vectors", f"{found.met:,}"
    else:
        return ()
    sentence = f"The first line tells {told}; there are {is_there}. What is there was read."
    return (Problem("other sizes", sentence, "note", 1, (1,)),)


def _assembled(
    kind: VectorFormat,
    path: Path,
    name: str,
    parts: list[Part],
    problems: tuple[Problem, ...] = (),
) -> VectorFile:
    return assemble(Imported(name, kind, digest(path), False, problems), parts)

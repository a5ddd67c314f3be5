"""Files to take away: what each format holds, per column and for all, one file or a zip."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

import numpy as np

from explorer.records.embedding import MISSING, RARE, UNKNOWN, Embedding, EntryKind, Facet
from explorer.records.training import Point
from explorer.runs.formats import snippets
from explorer.runs.formats.spreadsheet import count_defused
from explorer.runs.formats.tables import (
    embedding_csv,
    embeddings_table,
    history_csv,
    parquet_bytes,
)
from explorer.runs.formats.vector_text import (
    projector_metadata,
    projector_vectors,
    word2vec,
    words_of,
)

Format = Literal["csv", "parquet", "word2vec", "projector"]
LABELS: Mapping[Format, str] = {
    "csv": "CSV",
    "parquet": "Parquet",
    "word2vec": "word2vec text",
    "projector": "TensorFlow Embedding Projector",
}
_ABOUT: Mapping[Format, str] = {
    "csv": "One row for each {thing}: name, kind, count, then its numbers.",
    "parquet": "One row for each {thing}: column, name, count, and the vector as a list.",
    "word2vec": "One line for each {thing}: its name, then its numbers.",
    "projector": "Two files: the numbers, and the names with their counts and groups.",
}
_LONGEST_NAME = 60  # of a file, without its ending; 255 bytes is the least a disk allows
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")  # by Windows
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of every file in a zip, so that equal content is equal bytes


@dataclass(frozen=True, slots=True)
class File:
    """One file to download; `name` may have a folder inside a zip."""

    name: str
    content: bytes
    mime: str


def about(kind: Format, of: Collection[EntryKind]) -> str:
    """What a file holds in which these have vectors, in a sentence."""
    return _ABOUT[kind].format(thing=_thing(of))


def _thing(of: Collection[EntryKind]) -> str:
    names: Mapping[EntryKind, str] = {"category": "category", "row": "row of the data"}
    return " or ".join(name for kind, name in names.items() if kind in of)


def column_files(
    embedding: Embedding, kind: Format, stem: str, facets: Sequence[Facet] = ()
) -> list[File]:
    """One column in one format: one file, or the files that belong together.

    Args:
        stem: begin of the names, from `file_stems`.
        facets: groups go into the metadata of the Projector.
    """
    if kind == "csv":
        return [File(f"{stem}.csv", embedding_csv(embedding), "text/csv")]
    if kind == "parquet":
        content = parquet_bytes(embeddings_table([embedding]))
        return [File(f"{stem}.parquet", content, "application/vnd.apache.parquet")]
    if kind == "word2vec":
        written = word2vec(embedding)
        return [
            File(f"{stem}.vec", written.text, "text/plain"),
            File(f"{stem}_words.csv", written.mapping, "text/csv"),
        ]
    tsv = "text/tab-separated-values"
    return [
        File(f"{stem}_vectors.tsv", projector_vectors(embedding), tsv),
        File(f"{stem}_metadata.tsv", projector_metadata(embedding, facets), tsv),
    ]


def column_lines(embedding: Embedding, kind: Format, stem: str) -> str:
    """The lines of Python that load what `column_files` gives."""
    if kind == "csv":
        lines = snippets.csv_lines(f"{stem}.csv", defused=count_defused(embedding.names) > 0)
        return f"{lines}\n{snippets.torch_lines(_first(embedding))}"
    if kind == "parquet":
        return snippets.parquet_lines(f"{stem}.parquet", embedding.column)
    if kind == "word2vec":
        return snippets.word2vec_lines(f"{stem}.vec")
    return snippets.projector_lines(f"{stem}_vectors.tsv", f"{stem}_metadata.tsv")


def _first(embedding: Embedding) -> str:
    """What the first vector of a file belongs to."""
    if embedding.kind == "row":
        return "the first row of the data"
    return "the most frequent category" if embedding.counts.any() else "the first category"


def column_notes(embedding: Embedding, kind: Format) -> tuple[str, ...]:
    """What a person should know about names in this file, in sentences; often none."""
    notes = []
    if kind != "parquet" and (defused := count_defused(embedding.names)):
        notes.append(_defused(defused, kind))
    if kind == "word2vec":
        words = words_of(embedding.names)
        if words.spaced:
            begin = "1 name" if words.spaced == 1 else f"{words.spaced:,} names"
            notes.append(f"White space in {begin} became _; the mapping beside it has both.")
        if words.renamed:
            begin = "1 name was" if words.renamed == 1 else f"{words.renamed:,} names were"
            notes.append(f"{begin} then like another and got a number: _2, _3 ...")
    missing = np.flatnonzero(embedding.kinds == MISSING)
    if len(missing):
        names = words_of(embedding.names).words if kind == "word2vec" else embedding.names
        empty = {"csv": "an empty cell", "parquet": "null"}.get(kind, f'"{names[missing[0]]}"')
        notes.append(f"Missing has a learned vector of its own; its name here is {empty}.")
    if (embedding.kinds == RARE).any():
        notes.append("Rare values share one vector.")
    if (embedding.kinds == UNKNOWN).any():
        notes.append("The last row is for values that the data did not have.")
    return tuple(notes)


def _defused(n: int, kind: Format) -> str:
    """Which names a spreadsheet might run, and what they became."""
    begin = "1 name begins" if n == 1 else f"{n:,} names begin"
    if kind == "word2vec":
        return (
            f"{begin} like a formula and got a leading ' in the mapping so that no spreadsheet runs"
            " it. The .vec file has none: take it off to join the two by word."
        )
    return (
        f"{begin} like a formula and got a leading ' so that no spreadsheet runs it. "
        "Parquet and word2vec hold names as written."
    )


def files_of_all(
    embeddings: Sequence[Embedding],
    kind: Format,
    facets: Mapping[str, Sequence[Facet]] | None = None,
) -> Iterator[File]:
    """Every column in one format; Parquet holds all columns in one file."""
    if kind == "parquet":
        content = parquet_bytes(embeddings_table(embeddings))
        yield File("embeddings.parquet", content, "application/vnd.apache.parquet")
        return
    stems = file_stems([embedding.column for embedding in embeddings])
    for embedding, stem in zip(embeddings, stems, strict=True):
        yield from column_files(embedding, kind, stem, (facets or {}).get(embedding.column, ()))


def everything(
    embeddings: Sequence[Embedding],
    history: Sequence[Point],
    facets: Mapping[str, Sequence[Facet]] | None = None,
) -> Iterator[File]:
    """All formats in folders, the history, and a text that says how to load them."""
    yield File("README.txt", _read_me(embeddings).encode(), "text/plain")
    yield history_file(history)
    for kind in LABELS:
        for file in files_of_all(embeddings, kind, facets):
            yield File(f"{kind}/{file.name}", file.content, file.mime)


def history_file(history: Sequence[Point]) -> File:
    return File("history.csv", history_csv(history), "text/csv")


def as_one(files: Iterable[File], stem: str) -> File:
    """The one file there is, or a zip of several, of which one at a time is in memory."""
    one, rest = _one_or_several(files)
    if one is not None:
        return one
    target = io.BytesIO()
    write_zip(target, rest)
    return File(f"{stem}.zip", target.getvalue(), "application/zip")


def write_one(target: Path, files: Iterable[File]) -> None:
    """Write what `as_one` gives to a path."""
    one, rest = _one_or_several(files)
    if one is not None:
        target.write_bytes(one.content)
    else:
        write_zip(target, rest)


def _one_or_several(files: Iterable[File]) -> tuple[File | None, Iterator[File]]:
    """The file where there is only one, and all of them."""
    rest = iter(files)
    begin = list(itertools.islice(rest, 2))
    return begin[0] if len(begin) == 1 else None, itertools.chain(begin, rest)


def write_zip(target: Path | IO[bytes], files: Iterable[File]) -> None:
    """Zip files one after the other; equal content gives equal bytes.

    A large run passes a generator and a path: one file at a time is in memory.
    """
    # Level 1: digits of learned numbers are noise, and more effort saves little of it.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.name, _EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.content, zipfile.ZIP_DEFLATED, compresslevel=1)


def file_stems(names: Sequence[str]) -> list[str]:
    """A file name for each column that every system takes, no two alike.

    >>> file_stems(["from airport", "../etc/passwd", "Größe", "größe", "CON", ""])
    ['from_airport', 'etc_passwd', 'Größe', 'größe_2', 'CON_', 'column']
    """
    stems: list[str] = []
    used: set[str] = set()
    for name in names:
        stem = re.sub(r"[^\w.-]+", "_", name).strip("._-")[:_LONGEST_NAME] or "column"
        while len(stem.encode()) > 2 * _LONGEST_NAME:
            stem = stem[:-1]
        if _RESERVED.fullmatch(stem):
            stem += "_"
        unique, number = stem, 1
        while unique.casefold() in used:  # Windows and macOS take A and a for the same file
            number += 1
            unique = f"{stem}_{number}"
        used.add(unique.casefold())
        stems.append(unique)
    return stems


def _read_me(embeddings: Sequence[Embedding]) -> str:
    of = {embedding.kind for embedding in embeddings}
    parts = [
        f"Learned embeddings, one vector for each {_thing(of)}.",
        "history.csv: the losses while learning, one row for each evaluation.\n"
        + snippets.history_lines("history.csv"),
    ]
    stems = file_stems([embedding.column for embedding in embeddings])
    for kind, label in LABELS.items():
        parts.append(f"{kind}/  {label}. {about(kind, of)}")
        for embedding, stem in zip(embeddings, stems, strict=True):
            path = f"{kind}/{stem}" if kind != "parquet" else "parquet/embeddings"
            notes = [f"{embedding.column}: {note}" for note in column_notes(embedding, kind)]
            lines = column_lines(embedding, kind, path)
            parts.append("\n".join([*notes, lines]) if notes else lines)
    return "\n\n".join(parts) + "\n"

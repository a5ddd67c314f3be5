"""Files to take away that are large: made once by a job, kept beside the run, for everybody.

A small file is made when it is clicked. A large one takes seconds and hundreds of megabytes,
which is work for a job. It is kept under a name that says what it was made from, so that a run
whose colors or maps changed since offers to make it anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import explorer
from explorer.records.embedding import Embedding
from explorer.records.states import RESULT, RunState
from explorer.runs import export, runfile
from explorer.runs.content import Content
from explorer.runs.export import File, Format
from explorer.runs.run_facts import facts_of
from explorer.runs.serial import to_json

LARGE = 500_000  # cells of a file; below, it is made when it is clicked, in half a second
FOLDER = "bundles"  # within a run's folder
_BESIDE = 3  # cells of an entry beside its vector: name, kind, count
_PARTS = ("entries", "learned", "facets")  # of a column, that a file of vectors is made from


@dataclass(frozen=True, slots=True)
class Bundle:
    """Which file of a run.

    Attributes:
        holds: one column, all columns, all formats of all columns, or the whole run.
        format: of the vectors; None where `holds` leaves no choice.
        column: index of the column, where it is one.
    """

    holds: Literal["column", "columns", "everything", "run"]
    format: Format | None = None
    column: int | None = None

    @property
    def key(self) -> str:
        """Names the file among those of its run."""
        parts = (self.holds, self.format, self.column)
        return "_".join(str(part) for part in parts if part is not None)

    def arguments(self) -> dict[str, Any]:
        """What a job is told."""
        return asdict(self)


EVERYTHING, WHOLE_RUN = Bundle("everything"), Bundle("run")


def is_large(run: RunState, bundle: Bundle) -> bool:
    """Whether a file is made by a job."""
    return cells(run, bundle) > LARGE


def cells(run: RunState, bundle: Bundle) -> int:
    """How many numbers and names go into a file, about."""
    if bundle.column is not None:
        column = run.columns[bundle.column]
        return column.n_entries * (column.dim + _BESIDE)
    every = sum(column.n_entries * (column.dim + _BESIDE) for column in run.columns)
    if bundle.holds == "everything":
        return len(export.LABELS) * every
    if bundle.holds == "run":
        framed = sum(column.n_framed for column in run.columns)
        return 2 * every + 2 * framed * len(run.frames)
    return every


def files(run: RunState, content: Content, bundle: Bundle) -> Iterator[File]:
    """The files that go into one of vectors, one after the other.

    Raises:
        NotFound: the run has no vectors (any more).
    """
    names = [column.name for column in run.columns]
    if bundle.column is not None:
        assert bundle.format is not None, "a column is written in one format"
        j = bundle.column
        stem = export.file_stems(names)[j]
        embedding = content.embedding(j)
        yield from export.column_files(embedding, bundle.format, stem, content.facets(j))
        return
    embeddings: list[Embedding] = [content.embedding(j) for j in range(len(names))]
    facets = {name: content.facets(j) for j, name in enumerate(names)}
    if bundle.holds == "everything":
        yield from export.everything(embeddings, run.points, facets)
    else:
        assert bundle.format is not None, "columns are written in one format"
        yield from export.files_of_all(embeddings, bundle.format, facets)


def content_of(run: RunState, folder: Path, bundle: Bundle) -> bytes:
    """A file, made here and now.

    Raises:
        BrokenRun: the run has no result yet, or a part of it is missing.
        NotFound: the run has no vectors (any more).
    """
    if bundle.holds == "run":
        return runfile.write(run, folder)
    return export.as_one(files(run, Content(folder, run.columns), bundle), bundle.key).content


def place(run: RunState, folder: Path, bundle: Bundle) -> Path:
    """Where the file lies that is made from the run as it is now; there or not."""
    made_from = hashlib.sha256(explorer.__version__.encode())
    made_from.update(to_json(_facts(run, bundle)).encode())
    for path in sorted(_sources(folder, bundle)):
        with contextlib.suppress(FileNotFoundError):  # the run is just being deleted
            found = path.stat()
            made_from.update(f"{path.name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return folder / FOLDER / f"{bundle.key}.{made_from.hexdigest()[:16]}"


def drop(folder: Path, bundle: Bundle, but: Path | None = None) -> None:
    """Delete what jobs made of a file, done or not; one of them may stay."""
    name = re.compile(rf"\.?{re.escape(bundle.key)}\.[0-9a-f]{{16}}(\.[0-9a-f]+\.part)?")
    within = folder / FOLDER
    for path in within.iterdir() if within.is_dir() else ():
        if path != but and name.fullmatch(path.name):
            path.unlink(missing_ok=True)


def _facts(run: RunState, bundle: Bundle) -> dict[str, Any]:
    if bundle.holds == "run" and run.phase in RESULT:
        return facts_of(run)
    return {"columns": [column.name for column in run.columns]}


def _sources(folder: Path, bundle: Bundle) -> Iterator[Path]:
    if bundle.column is not None:
        for part in _PARTS:
            yield from folder.glob(f"{part}_{bundle.column}.*")
        return
    for path in folder.iterdir() if folder.is_dir() else ():
        part = path.name.partition("_")[0]
        stored = path.suffix in (".arrow", ".npy", ".safetensors")
        if stored and (bundle.holds == "run" or part in _PARTS):
            yield path

"""Files and folders that a person named on the command line."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from explorer.data.labels import match, read_labels
from explorer.data.limits import ReadLimits
from explorer.data.reading import read_table
from explorer.data.selection import propose
from explorer.data.vectors.from_table import find_in_table
from explorer.data.vectors.limits import VectorLimits
from explorer.data.vectors.reading import look, read_vectors
from explorer.errors import ReadError, SpecError
from explorer.records.spec import TrainingSpec
from explorer.records.table import Table
from explorer.records.vectors import VectorFile
from explorer.settings import Settings

VECTORS = "embeddings.parquet"  # in a folder that train has written, with all of
WRITTEN = (
    VECTORS,
    "baseline.parquet",
    "next_item.safetensors",
    "history.csv",
    "projections.parquet",
    "run.json",
)
ELSEWHERE = "`neighbors` explores them, and `--start` begins a training with them."


def read(
    path: Path,
    settings: Settings,
    progress: Callable[[float, str], None] | None = None,
    *,
    as_table: bool = False,
) -> Table:
    """Read a file as the app reads an upload.

    Args:
        as_table: it is one, says the person, whatever it looks like.

    Raises:
        SpecError: it is not there. ReadError: it is not a table, or holds vectors and nothing to
            learn from; the sentence says which.
    """
    limits = ReadLimits(max_rows=settings.max_rows, max_columns=settings.max_columns)
    must_be_file(path)
    sight = None if as_table else look(path, path.name)
    if sight is None or not sight.certain:
        return read_table(path, path.name, limits=limits, progress=progress)
    if sight.format == "parquet":  # other columns may stand beside the vectors
        table = read_table(path, path.name, limits=limits, progress=progress)
        if not propose([column.profile for column in table.columns]).obstacle:
            return table
    raise ReadError(f"{path.name} holds vectors. {sight.sentence}", mend=ELSEWHERE)


def may_be_vectors(path: Path, table: Table) -> str:
    """What makes a file that was read as a table look like vectors; empty when nothing does."""
    sight = look(path, path.name) or find_in_table(table)
    if sight is None:
        return ""
    return f"{sight.sentence} If these are vectors made elsewhere, {ELSEWHERE}"


def labels(spec: TrainingSpec, table: Table) -> list[str]:
    """What was found of the recipe's label file, as sentences; it is never learned from.

    Raises:
        SpecError: the file is not there. ReadError: it is no table.
    """
    if spec.labels is None:
        return []
    path = Path(spec.labels)
    must_be_file(path)
    return [match(read_labels(path, path.name), table).state.sentence]


def start(
    path: Path | None,
    spec: TrainingSpec,
    settings: Settings,
    progress: Callable[[float, str], None] | None = None,
) -> VectorFile | None:
    """The vectors that lookup tables begin with, or None when they begin at random.

    Raises:
        SpecError: the recipe names vectors, and their file was not given; or its method begins
            with none.
        ReadError: the file holds no vectors.
    """
    if path is None:
        if spec.start is None:
            return None
        raise SpecError(
            f"The recipe begins with vectors from a file (SHA-256 {spec.start[:12]}...).",
            mend="Name the file with --start.",
        )
    if spec.method == "spectral":
        raise SpecError(
            "The method spectral works out its vectors from the counts and cannot begin with those"
            f" of {path.name}.",
            mend="Leave out --start, or choose --method sgns or --method glove.",
        )
    return vectors(path, settings, progress)


def vectors(
    path: Path, settings: Settings, progress: Callable[[float, str], None] | None = None
) -> VectorFile:
    """Read a file of vectors as the app reads an upload.

    Raises:
        ReadError: it is not there, or holds no vectors.
    """
    if os.path.isfile(path / VECTORS):  # a folder that train has written
        path = path / VECTORS
    must_be_file(path)
    return read_vectors(
        path, path.name, VectorLimits(max_vectors=settings.max_categories), progress
    )


def must_be_file(path: Path) -> None:
    """Raises SpecError with a sentence when there is no file that can be read."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:  # a null in its name
        raise SpecError(f"There is no file {path}.", mend="Check the path.") from error
    except OSError as error:
        raise SpecError(
            f"{path} cannot be read: {error.strerror}.", mend="Check the path."
        ) from error
    if stat.S_ISDIR(mode):
        raise SpecError(f"{path} is a folder.", mend="Name a file.")
    if not stat.S_ISREG(mode):  # a pipe or a device can be read once at most
        raise SpecError(
            f"{path} is no regular file.",
            mend="Write what comes from it into a file, and name that.",
        )
    if not os.access(path, os.R_OK):
        raise SpecError(f"{path} may not be read.", mend="Check its permissions.")

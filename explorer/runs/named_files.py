"""Files and folders that a person named on the command line."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from explorer.data.labels import match, read_labels
from explorer.data.limits import ReadLimits
from explorer.data.reading import read_table
from explorer.data.vectors.limits import VectorLimits
from explorer.data.vectors.reading import read_vectors
from explorer.errors import SpecError
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


def read(
    path: Path, settings: Settings, progress: Callable[[float, str], None] | None = None
) -> Table:
    """Read a file as the app reads an upload.

    Raises:
        ReadError: it is not there, or not a table; the sentence says which.
    """
    limits = ReadLimits(max_rows=settings.max_rows, max_columns=settings.max_columns)
    must_be_file(path)
    return read_table(path, path.name, limits=limits, progress=progress)


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
        SpecError: the recipe names vectors, and their file was not given.
        ReadError: the file holds no vectors.
    """
    if path is None:
        if spec.start is None:
            return None
        raise SpecError(
            f"The recipe begins with vectors from a file (SHA-256 {spec.start[:12]}...).",
            mend="Name the file with --start.",
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

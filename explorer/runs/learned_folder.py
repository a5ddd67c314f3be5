"""What `train` wrote into a folder, or a file of vectors: the nearest, without torch."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
from numpy.typing import NDArray

from explorer.analysis.similarity import neighbors
from explorer.data.rows import named_by, number_of
from explorer.errors import BrokenRun, NotFound, SpecError
from explorer.records.embedding import apart
from explorer.records.first_of import first_of
from explorer.records.vectors import VectorFile

MOST_NAMED = 8  # of what there is
# Places of values without one of their own; rare, missing and unknown stand at the end.
SHARED, SHARED_LAST = re.compile(r"rare \([\d,]+ values?\)|unknown \(never seen\)"), 3
MOST_COMPARED = 20_000  # names that are looked through for close ones


@dataclass(frozen=True, slots=True)
class Near:
    """A neighbor: its name, the cosine in all dimensions, and rows of the data."""

    category: str
    cosine: float
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """A category, as its column and it are called there, with its nearest ones."""

    column: str
    category: str
    count: int
    near: tuple[Near, ...]


def nearest(folder: Path, column: str | None, category: str, k: int) -> Found:
    """A category and its k nearest, most similar first.

    "missing" names the missing values of a column; where a category is called so, "missing, no
    value of the file" does. Rows without a name of their own are found by their number: 12 is the
    twelfth of the file.

    Args:
        column: None where there is one alone.

    Raises:
        NotFound: no such folder, column or category; the sentence offers close ones.
        BrokenRun: the file in the folder is damaged.
    """
    path = folder / "embeddings.parquet"
    if not os.path.exists(folder):  # a name may be too long to ask for
        raise NotFound(f"There is no {folder}.", mend="Check the path.")
    if not os.path.isfile(path):
        raise NotFound(f"{folder} holds no run.", mend="Name a folder that train has written.")
    try:
        stored = pyarrow.parquet.read_table(path)
        columns = pc.unique(stored["column"]).to_pylist()
        column = only(columns) if column is None else column
        table = stored.filter(pc.equal(stored["column"], column))
        written = table["category"].to_pylist()
        counts = table["count"].to_pylist()
        rows = table["vector"].to_pylist()
    except (pa.ArrowException, KeyError, OSError) as error:
        raise BrokenRun(f"{path} is damaged.", mend="Train again.") from error
    if not written:
        raise _not_there("column", column, columns)
    missing = apart("missing", set(written))
    names = [missing if name is None else name for name in written]
    vectors = np.array(rows, np.float32)
    try:
        return _ranked(column, names, counts, vectors, category, k)
    except NotFound as error:
        places = [name for name in names[-SHARED_LAST:] if SHARED.fullmatch(name)]
        if not places:
            raise
        others = f"What was rare or never seen has the place of {' or '.join(map(repr, places))}."
        raise NotFound(error.message, mend=f"{error.mend} {others}") from error


def nothing_learned(folder: Path) -> str:
    """What to know of neighbors where run.json says that nothing was learned; else empty."""
    try:
        told = json.loads((folder / "run.json").read_bytes())["metrics"]
        if told["learned"] is False:
            return f"These neighbors may be chance. {told['sentence']}"
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        pass  # its vectors are what is asked for
    return ""


def nearest_in_file(file: VectorFile, column: str | None, category: str, k: int) -> Found:
    """The same in a file of vectors made elsewhere; counts are 0 where it has none.

    Raises:
        NotFound: no such column or category; the sentence offers close ones.
    """
    columns = [embedding.column for embedding in file.embeddings]
    column = only(columns) if column is None else column
    if column not in columns:
        raise _not_there("column", column, columns)
    found = file.embeddings[columns.index(column)]
    return _ranked(column, found.names, found.counts.tolist(), found.vectors, category, k)


def only(columns: Sequence[str]) -> str:
    """The one column there is.

    Raises:
        SpecError: there are several.
    """
    if len(columns) == 1:
        return columns[0]
    mend = f"Name one before the category: {first_of(columns, MOST_NAMED)}."
    raise SpecError("There are several columns.", mend=mend)


def _ranked(
    column: str,
    names: Sequence[str],
    counts: Sequence[int],
    vectors: NDArray[np.float32],
    category: str,
    k: int,
) -> Found:
    if category not in names:
        category = _numbered(category, names)
    if category not in names:
        raise _not_there("category", category, names)
    index = names.index(category)
    found = neighbors(vectors, index, k)
    near = tuple(
        Near(names[i], round(float(cosine), 6), counts[i])
        for i, cosine in zip(found.indices.tolist(), found.cosines.tolist(), strict=True)
    )
    return Found(column, category, counts[index], near)


def _numbered(asked: str, names: Sequence[str]) -> str:
    """The name of the row of that number, or what was asked for."""
    number = number_of(asked)
    if number is None:
        return asked
    begins = named_by(number)
    return next((name for name in names if name.startswith(begins)), asked)


def _not_there(what: str, name: str, known: Sequence[str]) -> NotFound:
    close = get_close_matches(name, known[:MOST_COMPARED], n=3)
    if close:
        return NotFound(
            f"There is no {what} {name!r}.", mend=f"Did you mean {' or '.join(map(repr, close))}?"
        )
    one = "" if len(known) == 1 else "one of "
    mend = f"Name {one}{first_of(known, MOST_NAMED)}."
    return NotFound(f"There is no {what} {name!r}.", mend=mend)

"""What `train` wrote into a folder, read back without torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from explorer.analysis.similarity import neighbors
from explorer.errors import BrokenRun, NotFound


@dataclass(frozen=True, slots=True)
class Near:
    """A neighbor: its name, the cosine in all dimensions, and rows of the data."""

    category: str
    cosine: float
    count: int


def nearest(folder: Path, column: str, category: str, k: int) -> tuple[int, list[Near]]:
    """The count of a category and its k nearest, most similar first.

    "missing" names the missing values of a column, unless a category is called so.

    Raises:
        NotFound: no such folder, column or category; the sentence offers close ones.
        BrokenRun: the file in the folder is damaged.
    """
    path = folder / "embeddings.parquet"
    if not path.is_file():
        raise NotFound(f"{folder} holds no run.", mend="Name a folder that train has written.")
    try:
        stored = pyarrow.parquet.read_table(path)
        columns = pc.unique(stored["column"]).to_pylist()
        table = stored.filter(pc.equal(stored["column"], column))
        names = [name if name is not None else "missing" for name in table["category"].to_pylist()]
        counts = table["count"].to_pylist()
        rows = table["vector"].to_pylist()
    except (pa.ArrowException, KeyError, OSError) as error:
        raise BrokenRun(f"{path} is damaged.", mend="Train again.") from error
    if not names:
        raise _not_there("column", column, columns)
    if category not in names:
        raise _not_there("category", category, names)
    index = names.index(category)
    found = neighbors(np.array(rows, np.float32), index, k)
    near = [
        Near(names[i], round(float(cosine), 6), counts[i])
        for i, cosine in zip(found.indices.tolist(), found.cosines.tolist(), strict=True)
    ]
    return counts[index], near


def _not_there(what: str, name: str, known: Sequence[str]) -> NotFound:
    close = get_close_matches(name, known, n=3)
    if close:
        return NotFound(
            f"There is no {what} {name!r}.", mend=f"Did you mean {' or '.join(map(repr, close))}?"
        )
    shown = ", ".join(map(repr, known[:8])) + (" ..." if len(known) > 8 else "")
    return NotFound(f"There is no {what} {name!r}.", mend=f"There is {shown}.")

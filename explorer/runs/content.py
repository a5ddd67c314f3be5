"""What a run holds: names, frames, vectors, layouts, facets, pairs; for pages and for files.

Columns are meant by their index in the recipe, entries by their index in the column: categories
most frequent first, then rare, then missing.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from explorer.analysis.similarity import Nearest, Pairs, neighbors
from explorer.errors import BrokenRun, NotFound
from explorer.records.embedding import Embedding, EntryKind, Facet, Projection, ProjectionMethod
from explorer.records.recommender import Recommender
from explorer.records.states import ColumnState
from explorer.runs import recommender_file
from explorer.runs.entries import Entries
from explorer.runs.files import read_array, read_table

Source = Literal["learned", "baseline"]
_STEP = struct.Struct("<q")  # what a live file begins with


@dataclass(frozen=True, slots=True)
class Live:
    """The picture between two stored frames: [n_framed, 2] float32 at a step."""

    step: int
    xy: NDArray[np.float32]


class Content:
    """The arrays of one run. Cheap to make; every method reads what it returns.

    What is not there (yet) is None or empty; a damaged file raises BrokenRun.
    """

    def __init__(self, folder: Path, columns: tuple[ColumnState, ...]) -> None:
        self._folder = folder
        self._columns = columns
        self._starts = (0, *accumulate(column.n_framed for column in columns))

    def entries(self, column: int) -> Entries:
        """Names, kinds and counts of one column; there from the phase "learning" on."""
        path = self._existing(f"entries_{column}.arrow")
        shape = self._columns[column]
        return _entries(path, shape.name, shape.kind, path.stat().st_mtime_ns)

    def frame(self, step: int, column: int) -> NDArray[np.float32]:
        """[n_framed, 2] float32 of one stored frame: the same bytes for every viewer.

        Raises:
            NotFound: no frame was stored at that step.
        """
        return self._part(read_array(self._existing(f"frames/{int(step)}.npy")), column)

    def frames(self, steps: tuple[int, ...], column: int) -> NDArray[np.float32]:
        """[n_steps, n_framed, 2] float32: the replay of one column (4 ms for 61 frames)."""
        parts = [self.frame(step, column) for step in steps]
        shape = (0, self._columns[column].n_framed, 2)
        return np.stack(parts) if parts else np.zeros(shape, np.float32)

    def live(self, column: int) -> Live | None:
        """The newest picture while learning, or None when none is newer than the frames."""
        found = _read_live(self._folder / "live.bin")
        if found is None:
            return None
        step, content = found
        xy = np.frombuffer(content, np.float32).reshape(-1, 2)
        if len(xy) != self._starts[-1]:
            return None
        return Live(step, self._part(xy, column))

    def live_neighbors(self, column: int, index: int, k: int) -> Nearest | None:
        """The nearest of one entry as the vectors stand now, among the most frequent 5,000.

        None when there are no live vectors, or the entry is not among them.
        """
        found = _read_live(self._folder / f"live_{column}.bin")
        if found is None:
            return None
        vectors = np.frombuffer(found[1], np.float32).reshape(-1, self._columns[column].dim)
        if not 0 <= index < len(vectors):
            return None
        return neighbors(vectors, index, k)

    def vectors(self, column: int, source: Source = "learned") -> NDArray[np.float32]:
        """[n, dim] float32, memory-mapped; "learned" are those of the best epoch.

        Raises:
            NotFound: not there yet.
        """
        return read_array(self._existing(f"{source}_{column}.npy"))

    def embedding(self, column: int, source: Source = "learned") -> Embedding:
        """One column with its vectors, as figures and files take it."""
        entries = self.entries(column)
        vectors = self.vectors(column, source)
        return Embedding(
            entries.column, entries.names, entries.kinds, entries.counts, vectors, entries.kind
        )

    def neighbors(
        self, column: int, index: int, k: int, source: Source = "learned"
    ) -> Nearest | None:
        """The k nearest of one entry by cosine in all dimensions; 10 ms for 100,000 entries.

        None while there are no vectors. `index` must exist.
        """
        if not (self._folder / f"{source}_{column}.npy").exists():
            return None
        return neighbors(self.vectors(column, source), index, k)

    def projection(
        self, column: int, method: ProjectionMethod, source: Source = "learned"
    ) -> Projection | None:
        """A stored layout of the 20,000 most frequent entries, or None when there is none."""
        path = self._folder / f"projection_{column}_{source}_{method}.arrow"
        if not path.exists():
            return None
        return projection_of(self._columns[column].name, *read_table(path))

    def facets(self, column: int) -> list[Facet]:
        """What the map can be colored by, frequency first."""
        path = self._folder / f"facets_{column}.arrow"
        if not path.exists():
            return []
        return facets_of(*read_table(path))

    def pairs(self, column: int) -> Pairs | None:
        """The most similar pairs of the learned vectors, or None while they are not ranked."""
        path = self._folder / f"pairs_{column}.arrow"
        if not path.exists():
            return None
        return pairs_of(read_table(path)[0])

    def recommender(self) -> Recommender | None:
        """What says what comes next, where that was learned; else None."""
        return recommender_file.read(self._folder)

    def _part(self, xy: NDArray[np.float32], column: int) -> NDArray[np.float32]:
        if len(xy) != self._starts[-1]:
            raise BrokenRun("A frame of this run is damaged.", mend="Train it again.")
        return xy[self._starts[column] : self._starts[column + 1]]

    def _existing(self, name: str) -> Path:
        path = self._folder / name
        if not path.exists():
            raise NotFound(
                "This part of the run is not there (yet).", mend="Wait until it has learned more."
            )
        return path


@lru_cache(maxsize=8)  # 100,000 names take about 8 MB
def _entries(path: Path, column: str, kind: EntryKind, _changed: int) -> Entries:
    table, _ = read_table(path)
    return Entries(
        column,
        tuple(table["name"].to_pylist()),
        table["kind"].to_numpy(),
        table["count"].to_numpy(),
        kind,
    )


def projection_of(column: str, table: pa.Table, facts: dict[str, Any]) -> Projection:
    """A layout as it is stored: x and y, and the facts beside them."""
    xy = np.stack([table["x"].to_numpy(), table["y"].to_numpy()], axis=1)
    explained = facts["explained"]
    return Projection(
        column=column,
        method=facts["method"],
        xy=xy.astype(np.float32, copy=False),
        settings=facts["settings"],
        explained=(explained[0], explained[1]) if explained else None,
        kept=facts["kept"],
    )


def facets_of(table: pa.Table, facts: dict[str, Any]) -> list[Facet]:
    """Facets as they are stored: a column of numbers or group indices for each."""
    found = []
    for i, stored in enumerate(facts["facets"]):
        values = table.column(i).to_numpy()
        grouped = stored["groups"]
        found.append(
            Facet(
                name=stored["name"],
                source=stored["source"],
                groups=values if grouped else None,
                group_names=tuple(stored["group_names"]),
                numbers=None if grouped else values,
            )
        )
    return found


def pairs_of(table: pa.Table) -> Pairs:
    """Pairs as they are stored."""
    return Pairs(table["first"].to_numpy(), table["second"].to_numpy(), table["cosine"].to_numpy())


def _read_live(path: Path) -> tuple[int, bytes] | None:
    """Step and content of a file that is being replaced several times a second."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    return _STEP.unpack_from(content)[0], content[_STEP.size :]


def live_bytes(step: int, array: NDArray[np.float32]) -> bytes:
    """What a live file holds."""
    return _STEP.pack(step) + np.ascontiguousarray(array, np.float32).tobytes()

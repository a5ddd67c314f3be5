"""Draws the maps of a training: each frame turned onto the one before, so that nothing spins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.plane import Plane, draw_frame
from explorer.analysis.projection import FEWEST, MAX_DRAWN, pca_projection
from explorer.records.embedding import Projection
from explorer.records.states import ColumnState

MAX_FRAMED = 5_000  # entries of each stored frame, the most frequent; 40 KB a column

Picture = list[NDArray[np.float32]]  # for every column [n_framed, 2]


class Painter:
    """Remembers every frame it drew, as they were shown.

    Which frame a new one is turned onto depends on steps alone, so a resumed training draws
    the same bits.
    """

    def __init__(self, columns: Sequence[ColumnState], stored: dict[int, Picture]) -> None:
        """Begin, or go on from the frames that were stored already (step -> picture)."""
        self._columns = columns
        self._frames = dict(stored)
        self._first: Picture | None = None

    def begin_at(self, picture: Picture) -> None:
        """Turn the first frame onto this picture: the map without training."""
        self._first = picture

    def frame(self, step: int, vectors: Sequence[NDArray[np.float32]]) -> Picture:
        """Draw and remember the frame of an evaluation point."""
        self._frames[step] = self.live(step, vectors)
        return self._frames[step]

    def live(self, step: int, vectors: Sequence[NDArray[np.float32]]) -> Picture:
        """Draw the picture of any other step."""
        return [drawn for _, drawn in self._draw(step, vectors)]

    def finished(self, step: int, vectors: Sequence[NDArray[np.float32]]) -> list[Plane]:
        """The planes in which the frame of `step` was drawn; they place all other entries."""
        return [plane for plane, _ in self._draw(step, vectors)]

    def _draw(
        self, step: int, vectors: Sequence[NDArray[np.float32]]
    ) -> list[tuple[Plane, NDArray[np.float32]]]:
        before = [earlier for earlier in self._frames if earlier < step]
        onto = self._frames[max(before)] if before else self._first
        return [
            draw_frame(own, onto[j] if onto else None, column.n_framed, column.name)
            for j, (column, own) in enumerate(zip(self._columns, vectors, strict=True))
        ]


def first_map(column: str, vectors: NDArray[np.float32], n_framed: int) -> Projection:
    """A PCA map at once, before anybody has worked out how many neighbors it keeps."""
    plane, _ = draw_frame(vectors, None, n_framed, column)
    settings = {"centered": True, "scaled": False, "components": [float(s) for s in plane.shares]}
    return Projection(column, "pca", plane.place(vectors[:MAX_DRAWN]), settings, plane.explained)


def finished_map(
    column: str, vectors: NDArray[np.float32], plane: Plane, shown: NDArray[np.float32]
) -> Projection | None:
    """The PCA map of the result: the best frame as it was shown, and the entries beyond it.

    None for a column with too few entries for a map.
    """
    if len(vectors) < FEWEST["pca"]:
        return None
    found = pca_projection(column, vectors, plane=plane)
    # The same numbers to the last bit, however a matrix product rounds for another length.
    xy = np.concatenate([shown, found.xy[len(shown) :]])
    return replace(found, xy=xy)

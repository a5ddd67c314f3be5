"""Layouts of one column in the plane, each with its settings and how far to trust it."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.faithfulness import faithfulness
from explorer.analysis.plane import Plane, fit_plane, turn_onto
from explorer.analysis.similarity import Nearest, nearest_of_all
from explorer.analysis.wording import share_text
from explorer.errors import ProjectionError
from explorer.records.embedding import Projection, ProjectionMethod

MAX_DRAWN = 20_000  # the most frequent entries; the tables have all
FEWEST: dict[ProjectionMethod, int] = {"pca": 3, "umap": 10}
N_NEIGHBORS = 15  # umap-learn's default, the point itself included
MIN_DIST = 0.1  # umap-learn's default, in map units
START_WIDTH = 10.0  # half the width of the start, and
START_NOISE = 1e-4  # its noise, as umap-learn prepares its own PCA start (umap_.py, 0.5.12)


@dataclass(frozen=True, slots=True)
class SettingNote:
    """One setting of a layout in words: what it is called, its value, what it does."""

    name: str
    value: str
    sentence: str


def refuse_few(n_entries: int, method: ProjectionMethod, column: str) -> None:
    """Say why a column cannot be laid out.

    Raises:
        ProjectionError: it has fewer entries than the method needs.
    """
    fewest = FEWEST[method]
    if n_entries >= fewest:
        return
    raise ProjectionError(
        f"A {method.upper()} map needs at least {fewest} categories; {column!r} has {n_entries}.",
        mend="Choose PCA."
        if method == "umap" and n_entries >= FEWEST["pca"]
        else "The tables below show all there is.",
    )


def pca_projection(
    column: str,
    vectors: NDArray[np.float32],
    *,
    plane: Plane | None = None,
    nearest: Nearest | None = None,
) -> Projection:
    """The first two principal components of a column's vectors, unscaled.

    Distances on the map are never longer than the true ones; what the other components hold
    is not seen. `explained` says how much of the variance is.

    Args:
        vectors: [n, dim] of all entries.
        plane: as the frames were drawn, so that the finished map is the best frame as shown;
            None fits and does not turn.
        nearest: true neighbors, when known and all entries are drawn.

    Returns:
        Projection of the first MAX_DRAWN entries.

    Raises:
        ProjectionError: fewer than 3 entries, or vectors that are not numbers.
    """
    refuse_few(len(vectors), "pca", column)
    plane = plane or fit_plane(vectors, column)
    drawn = vectors[:MAX_DRAWN]
    xy = plane.place(drawn)
    found = faithfulness(drawn, xy, nearest=nearest if len(drawn) == len(vectors) else None)
    settings = {"centered": True, "scaled": False, "components": [float(s) for s in plane.shares]}
    return Projection(column, "pca", xy, settings, plane.explained, found.share if found else None)


def umap_layout(
    column: str,
    vectors: NDArray[np.float32],
    *,
    seed: int = 0,
    n_neighbors: int = N_NEIGHBORS,
    min_dist: float = MIN_DIST,
    plane: Plane | None = None,
) -> Projection:
    """Lay one column's entries out so that close vectors stay close.

    Only near distances can be read off the map. The axes have no unit and the gap between two
    far groups says little, so figures draw no tick labels. Neighbors are exact (by cosine, in
    all dimensions), the start is the PCA map, everything random comes from the seed and the
    layout runs on one core: two processes give the same bits. The result is turned, never
    stretched, onto the PCA map.

    The first call in a process takes 10 s or more, most of it compiling umap-learn.

    Args:
        vectors: [n, dim]; the first MAX_DRAWN entries are laid out.
        seed: of the layout.
        n_neighbors: 2 or more, the point itself included; clipped to n - 1.
        min_dist: how close points may lie, 0 <= min_dist < 1, in map units.
        plane: the PCA picture to start from and to turn onto; None fits one.

    Raises:
        ProjectionError: fewer than 10 entries, settings out of bounds, or vectors that are
            not numbers.

    Source: McInnes, Healy and Melville, UMAP, arXiv:1802.03426.
    """
    refuse_few(len(vectors), "umap", column)
    if n_neighbors < 2:
        raise ProjectionError(
            f"UMAP is asked to look at {n_neighbors} neighbors, the point itself included.",
            mend="Set neighbors to 2 or more.",
        )
    if not 0 <= min_dist < 1:
        raise ProjectionError(
            f"The least distance of UMAP is {min_dist:g}.",
            mend="Choose a number from 0 up to, but not including, 1.",
        )
    plane = plane or fit_plane(vectors, column)
    drawn = np.ascontiguousarray(vectors[:MAX_DRAWN], np.float32)
    n_neighbors = min(n_neighbors, len(drawn) - 1)
    nearest = nearest_of_all(drawn, max(n_neighbors - 1, min(10, len(drawn) - 1)))
    epochs = 500 if len(drawn) <= 10_000 else 200  # umap-learn's own rule
    start = plane.place(drawn)

    laid = _run_umap(drawn, nearest, _spread(start, seed), n_neighbors, min_dist, epochs, seed)
    laid -= laid.mean(axis=0)
    xy = (laid @ turn_onto(laid.astype(np.float32), start)).astype(np.float32)
    found = faithfulness(drawn, xy, nearest=nearest)
    settings = {
        "n_neighbors": n_neighbors,
        "min_dist": min_dist,
        "metric": "cosine",
        "start": "pca",
        "epochs": epochs,
        "seed": seed,
    }
    return Projection(column, "umap", xy, settings, None, found.share if found else None)


def setting_notes(projection: Projection) -> Sequence[SettingNote]:
    """Every setting of a layout with a sentence on what it does, for the page and the record."""
    if projection.method == "pca":
        first, second = projection.explained or (0.0, 0.0)
        return (
            SettingNote(
                "method",
                "PCA",
                "The two directions in which the vectors differ most, seen from straight above; "
                f"they hold {share_text(first + second)} of the variance.",
            ),
        )
    settings = projection.settings
    return (
        SettingNote(
            "neighbors",
            str(settings["n_neighbors"]),
            "How many nearest vectors, the category itself included, hold each point in place: "
            "few show small groups, many the overall shape.",
        ),
        SettingNote(
            "least distance",
            f"{settings['min_dist']:g}",
            "How tightly points may be packed; smaller makes denser clumps.",
        ),
        SettingNote(
            "similarity",
            str(settings["metric"]),
            "Neighbors are found exactly, by cosine in all dimensions of the vectors.",
        ),
        SettingNote(
            "start",
            "PCA",
            "Points begin at their PCA places, so the large shape is kept where it can be.",
        ),
        SettingNote("epochs", str(settings["epochs"]), "Rounds of pulling neighbors together."),
        SettingNote(
            "seed",
            str(settings["seed"]),
            "The same vectors and seed give the same map; another seed gives another, equally "
            "valid one.",
        ),
    )


def _spread(start: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """The PCA start at umap-learn's width, with its noise, so that equal points come apart."""
    width = float(np.abs(start).max())
    scaled = start * (START_WIDTH / width) if width else start
    noise = np.random.default_rng(seed).normal(scale=START_NOISE, size=start.shape)
    return (scaled + noise).astype(np.float32)


def _run_umap(
    vectors: NDArray[np.float32],
    nearest: Nearest,
    start: NDArray[np.float32],
    n_neighbors: int,
    min_dist: float,
    epochs: int,
    seed: int,
) -> NDArray[np.float64]:
    with warnings.catch_warnings():
        # umap-learn mentions at every import that its other engine is not installed.
        warnings.filterwarnings("ignore", message="Tensorflow not installed")
        from umap import UMAP  # 3 s and 250 MB: in a worker only

    own = np.arange(len(vectors), dtype=np.int32)[:, None]
    others = nearest.indices[:, : n_neighbors - 1]
    distances = 1 - nearest.cosines[:, : n_neighbors - 1]
    known = (
        np.ascontiguousarray(np.hstack([own, others])),
        np.ascontiguousarray(np.hstack([np.zeros_like(own), distances]), np.float32),
    )
    layout = UMAP(
        n_neighbors=n_neighbors,
        min_dist=min_dist,
        metric="cosine",
        precomputed_knn=known,
        init=start,
        n_epochs=epochs,
        random_state=seed,
        n_jobs=1,  # more cannot be repeated
    )
    with warnings.catch_warnings():
        # New points are never placed on a finished UMAP map, which is all this is about.
        warnings.filterwarnings("ignore", message=r"precomputed_knn\[2\]", category=UserWarning)
        return np.asarray(layout.fit_transform(vectors), np.float64)

"""The plane a map is drawn in: principal components, turned so that frames do not spin."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.errors import ProjectionError

# Variance below this share of the whole is rounding of float32 vectors, not a direction.
NO_VARIANCE = 1e-12


@dataclass(frozen=True, slots=True)
class Plane:
    """Where any vector of a column lands on its map: (vector - mean) @ basis.

    Attributes:
        mean: [dim] float64 of the vectors it was fitted to; it lands on (0, 0).
        basis: [dim, 2] float64, orthonormal columns; a column of zeros where the vectors do
            not vary in a second (or any) direction.
        shares: share of the variance of every principal component, largest first; they sum
            to 1, or are all 0 when the vectors are equal.
        drawn: [2, 2] float64 covariance of the two drawn axes as a share of the variance.
    """

    mean: NDArray[np.float64]
    basis: NDArray[np.float64]
    shares: tuple[float, ...]
    drawn: NDArray[np.float64]

    @property
    def explained(self) -> tuple[float, float]:
        """Share of the variance along each drawn axis.

        Turning the plane moves variance from one axis to the other; the sum stays.
        """
        return float(self.drawn[0, 0]), float(self.drawn[1, 1])

    def place(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """[n, 2] float32 coordinates of any rows of the same column, fitted to or not."""
        placed = (np.asarray(vectors, np.float64) - self.mean) @ self.basis
        return placed.astype(np.float32)

    def turned(self, rotation: NDArray[np.float64]) -> Plane:
        """The same plane after a rotation or reflection [2, 2] of the drawing about (0, 0)."""
        return replace(self, basis=self.basis @ rotation, drawn=rotation.T @ self.drawn @ rotation)


def fit_plane(vectors: NDArray[np.float32], column: str = "") -> Plane:
    """The plane of the two directions in which the vectors vary most (PCA, no scaling).

    Signs are settled by making the largest loading of each direction positive, so equal
    vectors give an equal plane. One category, or several equal ones, land on (0, 0).

    Args:
        vectors: [n, dim], n >= 1, dim >= 1, raw as learned; they are centered here.
        column: named in the error.

    Raises:
        ProjectionError: a vector holds something that is not a finite number.
    """
    if not np.all(np.isfinite(vectors)):
        raise ProjectionError(
            f"The vectors of {column!r} hold values that are not numbers: learning ran away.",
            mend="Train again with a lower learning rate.",
        )
    centered = np.asarray(vectors, np.float64)
    mean = centered.mean(axis=0)
    centered = centered - mean
    # [dim, dim] instead of the singular values of [n, dim]: 20 times faster at 5,000 x 64, and
    # its rounding (squares of 1e-16) stays far below that of float32 vectors.
    variances, directions = np.linalg.eigh(centered.T @ centered)
    variances, directions = np.clip(variances[::-1], 0, None), directions[:, ::-1]
    total = float(variances.sum())
    spread = variances > NO_VARIANCE * total
    shares = np.where(spread, variances, 0.0) / (total or 1.0)

    basis = np.zeros((len(mean), 2))
    for axis in range(min(2, len(mean))):
        if spread[axis]:
            direction = directions[:, axis]
            largest = np.argmax(np.abs(direction).round(9))  # ties by index, whatever the rounding
            basis[:, axis] = direction * np.sign(direction[largest])
    drawn = np.diag([*shares.tolist(), 0.0][:2])
    return Plane(mean, basis, tuple(shares.tolist()), drawn)


def turn_onto(xy: NDArray[np.float32], previous: NDArray[np.float32]) -> NDArray[np.float64]:
    """The rotation or reflection [2, 2] that brings one drawing closest to another.

    Both are centered first; nothing is stretched. Multiply from the right: `xy @ rotation`.

    Args:
        xy, previous: [n, 2], the same entries in the same order.

    Source: Schönemann 1966, the orthogonal Procrustes problem.
    """
    assert xy.shape == previous.shape, "the same entries"
    here = np.asarray(xy, np.float64)
    there = np.asarray(previous, np.float64)
    left, _, right = np.linalg.svd((here - here.mean(axis=0)).T @ (there - there.mean(axis=0)))
    return np.asarray(left @ right)


def align(plane: Plane, xy: NDArray[np.float32], previous: NDArray[np.float32] | None) -> Plane:
    """Turn a plane so that its drawing `xy` lies closest to the frame before.

    What still moves between the two frames is learning, not the freedom of PCA to flip and
    to swap its axes. The mean of the vectors stays at (0, 0).

    Args:
        plane: from `fit_plane`.
        xy: [n, 2] `plane.place` of the entries that the frame before shows.
        previous: [n, 2] the frame before as shown, or None for the first frame.
    """
    return plane if previous is None else plane.turned(turn_onto(xy, previous))


def draw_frame(
    vectors: NDArray[np.float32],
    previous: NDArray[np.float32] | None,
    n_framed: int,
    column: str = "",
) -> tuple[Plane, NDArray[np.float32]]:
    """One frame of a training: the plane of all entries, and where the first of them land.

    Args:
        vectors: [n, dim] of all entries; the plane is fitted to all of them.
        previous: [n_framed, 2] the frame before as shown, or None.
        n_framed: entries drawn, the most frequent first.

    Returns:
        The turned plane, which places all further entries in the same picture, and
        [n_framed, 2] float32.

    Raises:
        ProjectionError: a vector holds something that is not a finite number.
    """
    framed = vectors[:n_framed]
    fitted = fit_plane(vectors, column)
    plane = align(fitted, fitted.place(framed), previous)
    return plane, plane.place(framed)

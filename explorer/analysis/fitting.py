"""Vectors of one length made vectors of another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def fit_width(vectors: NDArray[np.float32], dim: int) -> tuple[NDArray[np.float32], float]:
    """Vectors with `dim` numbers that keep as much of the angles between them as can be.

    Shorter ones are filled up with zeros, which changes no angle. Longer ones are projected onto
    the directions that hold most of their squared length: PCA about the origin, since cosines
    are about the origin too.

    Args:
        vectors: [n, any].

    Returns:
        [n, dim] float32, and the share of the squared length that is left.
    """
    n, given = vectors.shape
    if given <= dim:
        fitted = np.zeros((n, dim), np.float32)
        fitted[:, :given] = vectors
        return fitted, 1.0
    plain = vectors.astype(np.float64)
    values, directions = np.linalg.eigh(plain.T @ plain)
    kept = directions[:, ::-1][:, :dim]
    # Each direction is known up to its sign; the largest part of it shall be positive.
    largest = np.abs(kept).argmax(axis=0)
    kept = kept * np.where(kept[largest, np.arange(dim)] < 0, -1.0, 1.0)
    total = float(values.sum())
    share = float(values[::-1][:dim].sum()) / total if total > 0 else 1.0
    return (plain @ kept).astype(np.float32), min(1.0, max(0.0, share))


def scaled(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same angles, with numbers of 1 on average (root mean square)."""
    size = float(np.sqrt(np.mean(np.square(vectors, dtype=np.float64)))) if vectors.size else 0.0
    return vectors if size == 0 else (vectors / size).astype(np.float32)

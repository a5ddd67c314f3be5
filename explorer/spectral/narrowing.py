"""Fewer dimensions, the same neighbors.

Where more directions matter than a map may have, leaving out the lightest loses whole groups: of
50 clusters about 32 stay apart in the first 32 directions. All 50 fit into 32 dimensions, though
no longer at right angles. So the directions are turned into each other such that who is near
whom changes least: with p_ij the share that j has in the neighborhood of i, proportional to
exp(10 cos_ij), the turn is sought whose shares q_ij cost least nats, - sum p_ij log q_ij.

Source: Hinton and Roweis, Stochastic Neighbor Embedding, NIPS 2002, section 2, with a linear map
as in Goldberger et al., Neighbourhood Components Analysis, NIPS 2004.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.spectral.matrix import gram, mix
from explorer.spectral.threads import in_parts, one_blas_thread

SHARPNESS = np.float32(10)  # of neighborhoods; 5 and 20 give maps as good, 3 worse ones
LANDMARKS = 1_000  # entries that stand for all; with 2,000 the maps are the same
ROUNDS = 15  # of L-BFGS; with 40, .001 more neighbors are right
BLOCK = 128  # landmarks at a time, whatever the number of threads


def narrowing(rows: NDArray[np.float32], dim: int, threads: int) -> NDArray[np.float64]:
    """How to turn vectors into narrower ones with the same neighbors.

    Args:
        rows: [n, width], heaviest directions first, width > dim.

    Returns:
        [width, dim]; `rows` times this has its directions by falling weight, the largest number
        of each positive, and is as long as `rows` on average.
    """
    from scipy.optimize import minimize

    width = rows.shape[1]
    rows = np.ascontiguousarray(rows)
    marks = rows[np.unique(np.linspace(0, len(rows) - 1, LANDMARKS).astype(np.int64))]
    marks = marks[np.linalg.norm(marks, axis=1) > 0]
    start = np.eye(width, dim)
    if len(marks) < 3:
        return start
    with one_blas_thread():
        cost = Mismatch(marks, dim, threads)
        found = minimize(
            cost, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}
        )
        turn = found.x.reshape(width, dim)
        narrow = mix(rows, turn, threads)
        weights, axes = np.linalg.eigh(gram(narrow, narrow, threads))
        turn = turn @ axes[:, ::-1]
        length = np.sqrt((rows.astype(np.float64) ** 2).sum() / max(weights.sum(), 1e-300))
    narrow = mix(rows, turn, threads)
    signs = np.sign(narrow[np.abs(narrow).argmax(axis=0), np.arange(dim)])
    return np.asarray(turn * np.where(signs < 0, -length, length))


class Mismatch:
    """Nats that the neighborhoods of narrowed vectors cost where those of wide ones hold."""

    def __init__(self, wide: NDArray[np.float32], dim: int, threads: int) -> None:
        """Args:
        wide: [m, width] landmarks, none of them zero.
        """
        self._wide = wide
        self._dim = dim
        self._threads = threads
        units = _unit(wide)[0]
        self._shares = np.empty((len(wide), len(wide)), np.float32)
        for low in range(0, len(wide), BLOCK):
            near = _nearness(units, low)[1]
            self._shares[low : low + BLOCK] = near / near.sum(axis=1, keepdims=True)

    def __call__(self, flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Cost of a turn [width * dim], per landmark, and its gradient."""
        turn = flat.reshape(-1, self._dim).astype(np.float32)
        units, lengths = _unit(self._wide @ turn)
        slope = np.zeros_like(units)
        total = 0.0

        def block(low: int) -> tuple[float, NDArray[np.float32], NDArray[np.float32]]:
            own, shares = units[low : low + BLOCK], self._shares[low : low + BLOCK]
            scaled, near = _nearness(units, low)
            sums = near.sum(axis=1, keepdims=True)
            cost = float(np.log(sums).sum(dtype=np.float64)) - float(np.vdot(shares, scaled))
            pull = (near / sums - shares) * SHARPNESS
            return cost, pull @ units, pull.T @ own

        lows = range(0, len(units), BLOCK)
        for low, (cost, of_own, of_all) in zip(
            lows, in_parts(block, lows, self._threads), strict=True
        ):
            total += cost
            slope[low : low + BLOCK] += of_own
            slope += of_all
        # Only the part of the slope across a vector turns it; along it, nothing changes.
        slope -= units * (slope * units).sum(axis=1, keepdims=True)
        gradient = self._wide.T @ (slope / lengths)
        return total / len(units), gradient.astype(np.float64).ravel() / len(units)


def _nearness(
    units: NDArray[np.float32], low: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """[block, m] scaled cosines of some landmarks with all, and their exponentials; 0 with self."""
    scaled = (units[low : low + BLOCK] @ units.T) * SHARPNESS
    near = np.exp(scaled)
    itself = np.arange(len(scaled))
    near[itself, low + itself] = 0
    scaled[itself, low + itself] = 0
    return scaled, near


def _unit(rows: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-9))
    return rows / lengths, lengths

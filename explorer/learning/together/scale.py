"""How long vectors must be so that their products are nats: one number, by maximum likelihood."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.learning.together.meeting import Meeting, rows_times
from explorer.spectral.matrix import gram

MOST_PAIRS = 200_000  # that met, looked at: the number is sure to a few thousandths
MOST_ROUNDS = 20
CLOSE = 1e-6  # relative change that ends the rounds


def scale(
    meeting: Meeting,
    vectors: NDArray[np.float32],
    partners: NDArray[np.float32],
    negatives: float,
    threads: int,
) -> float:
    """The c at which c u_i . v_j explains best which items of baskets meet.

    Newton steps on the loss of `sgns`; pairs that never met are taken to second order there too.

    Args:
        vectors: [n, d] u. partners: [n, d] v. negatives: of each pair.
    """
    counts, often, total = meeting.counts, meeting.often, meeting.total
    every = max(1, -(-len(counts.values) // MOST_PAIRS))
    row = counts.rows_of_entries()[::every]
    column = counts.columns[::every]
    met = counts.values[::every].astype(np.float64) * every
    product = rows_times(vectors[row], partners[column])
    expected = negatives * often[row] * often[column] / total * every
    pulls, squares = [], []
    for each in (vectors, partners):
        weighted = (often[:, None] * each).astype(np.float32)
        pulls.append(weighted.sum(axis=0, dtype=np.float64))
        squares.append(gram(weighted, each, threads))
    # Over all pairs: sum of chance * product, and of chance * product squared.
    first = negatives * float(pulls[0] @ pulls[1]) / total
    second = negatives * float((squares[0] * squares[1]).sum()) / total
    slope, bend = 1 / (1 + negatives), negatives / (1 + negatives) ** 2
    pulled = float(met @ product) - first / negatives
    if not pulled > 0 or not second > 0:
        return 1.0
    found = pulled * negatives / (second * negatives / (1 + negatives))
    for _ in range(MOST_ROUNDS):
        along = found * product
        chance = 1 / (1 + np.exp(-(along - np.log(negatives))))
        gain = met * (1 - chance) - expected * (chance - slope - bend * along)
        rise = float(gain @ product) - slope * first - bend * found * second
        exact = (met + expected) * chance * (1 - chance) - expected * bend
        stiff = float(exact @ product**2) + bend * second
        if not stiff > 0:
            break
        moved = min(max(found + rise / stiff, found / 3), found * 3)
        done = abs(moved - found) < CLOSE * found
        found = moved
        if done:
            break
    return found

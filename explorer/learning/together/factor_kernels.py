"""Corrections of one row of vectors given all others, compiled.

Every row is a small regression of its own: no row waits for another, so bits do not depend on
how rows are shared out among threads.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(
    "void(i8[::1], i4[::1], f4[::1], f4[:, ::1], f4[:, ::1], f4[:, ::1], f8[::1], f8[::1],"
    " f8[:, ::1], f8[::1], f8[:, ::1], f8, f8, f8, f8, f8, i8, i8, f4[:, ::1])",
    nogil=True,
    cache=True,
    fastmath=True,
    error_model="numpy",
    boundscheck=False,
)
def sampled_rows(  # type: ignore[no-untyped-def]
    bounds,
    columns,
    values,
    own,
    other,
    middle,
    often,
    pull,
    square,
    spectrum,
    turn,
    total,
    itself,
    negatives,
    prior,
    rate,
    low,
    high,
    out,
):
    """Newton steps of skip-gram with negative sampling for rows low ... high - 1.

    Args:
        bounds, columns, values: counts of pairs. own, other: [n, d] vectors.
        often: [n] how often an entry meets others. total: of it.
        pull: [d] sum over the others of often * vector. square: [d, d] of often * outer product.
        spectrum, turn: eigenvalues of `square` / total and their vectors in columns.
        prior: strength of the pull to `middle`, [n, d]. rate: share of the step. out: [n, d] new
            `own`.
    """
    d = own.shape[1]
    slope, bend = 1.0 / (1.0 + negatives), negatives / (1.0 + negatives) ** 2
    shift = np.float32(-np.log(negatives))
    gradient = np.empty(d, np.float32)
    turned = np.empty(d, np.float64)
    for row in range(low, high):
        gradient[:] = 0
        here = own[row]
        product = np.float32(0)
        for k in range(d):
            product += here[k] * other[row, k]
        expected = np.float32(itself * negatives * often[row] * often[row] / total)
        weight = expected * np.float32(slope + bend * product)
        for k in range(d):
            gradient[k] += weight * other[row, k]
        for spot in range(bounds[row], bounds[row + 1]):
            column = np.uint64(columns[spot])
            product = np.float32(0)
            for k in range(d):
                product += here[k] * other[column, k]
            chance = np.float32(1) / (np.float32(1) + np.exp(-(product + shift)))
            expected = np.float32(negatives * often[row] * often[column] / total)
            straight = np.float32(slope + bend * product)
            weight = values[spot] * (1 - chance) - expected * (chance - straight)
            for k in range(d):
                gradient[k] += weight * other[column, k]
        drawn = negatives * often[row] / total
        for k in range(d):
            turned[k] = 0
        for k in range(d):
            along = slope * pull[k]
            for m in range(d):
                along += bend * square[k, m] * here[m]
            missing = gradient[k] - drawn * along - prior * (here[k] - middle[row, k])
            for m in range(d):
                turned[m] += missing * turn[k, m]
        for m in range(d):
            stiff = often[row] * spectrum[m] * negatives / (1.0 + negatives) + prior
            turned[m] *= rate / max(stiff, 1e-12)
        for k in range(d):
            moved = 0.0
            for m in range(d):
                moved += turn[k, m] * turned[m]
            out[row, k] = here[k] + moved


@njit(
    "void(i8[::1], i4[::1], f4[::1], f4[::1], f4[:, ::1], f4[:, ::1], f4[::1], f4[::1],"
    " f8[:, ::1], f8[::1], f8, f8, f8, i8, f8, i8, i8, f4[:, ::1])",
    nogil=True,
    cache=True,
    fastmath=True,
    error_model="numpy",
    boundscheck=False,
)
def weighted_rows(  # type: ignore[no-untyped-def]
    bounds,
    columns,
    logs,
    weights,
    own,
    other,
    roots,
    halves,
    square,
    pull,
    fewer,
    itself,
    prior,
    rounds,
    rate,
    low,
    high,
    out,
):
    """Conjugate gradients on weighted least squares for rows low ... high - 1.

    Pairs that never met are summed over all others at once, and those that met taken out again.

    Args:
        bounds, columns, logs, weights: pairs that met, log of their count and its weight.
        own, other: [n, d + 2] vectors, then a bias, then 1 (own) - the other side has 1, then its
            bias - so that a product of two rows holds both biases.
        roots: [n] products of two are the weight of a pair that never met. halves: [n] sums of two
            are the logarithm of how often they would meet by chance; `fewer` is taken off it.
        square: [d + 1, d + 1] sum over the others of roots * outer product of vector and 1.
        pull: [d + 1] sum of roots * (halves - bias) * (vector and 1).
        itself: 1 where an entry is among the others and never meets itself, or 0.
        prior: strength of the pull of vectors to zero, not of biases.
        rounds: of conjugate gradients. rate: share of the move. out: [n, d + 2] new `own`.
    """
    width = own.shape[1]
    d = width - 2
    left, ahead, bent = np.empty(width), np.empty(width), np.empty(width)
    moved = np.empty(width)
    for row in range(low, high):
        here = own[row]
        # In double numbers: what was summed up for all is taken out again, to rounding.
        own_root, by_chance = np.float64(roots[row]), halves[row] - np.float32(fewer)
        for k in range(d + 1):
            left[k] = pull[k] + by_chance * square[k, d]
            for m in range(d + 1):
                left[k] -= square[k, m] * here[m]
            left[k] *= own_root
        never = itself * own_root * own_root
        product = np.float32(0)
        for k in range(width):
            product += here[k] * other[row, k]
        for k in range(d + 1):
            left[k] -= never * (by_chance + halves[row] - product) * other[row, k]
        for spot in range(bounds[row], bounds[row + 1]):
            column = np.uint64(columns[spot])
            product = np.float32(0)
            for k in range(width):
                product += here[k] * other[column, k]
            missing = np.float64(weights[spot] * (logs[spot] - product))
            missing -= own_root * roots[column] * (by_chance + halves[column] - product)
            for k in range(d + 1):
                left[k] += missing * other[column, k]
        for k in range(d):
            left[k] -= prior * here[k]
        ahead[:] = left
        moved[:] = 0
        length = 0.0
        for k in range(d + 1):
            length += left[k] * left[k]
        enough = 1e-12 + 1e-10 * length
        for _ in range(rounds):
            if length <= enough:
                break
            reach = 0.0
            for k in range(d + 1):
                reach += ahead[k] * other[row, k]
            for k in range(d + 1):
                bent[k] = -never * reach * other[row, k]
                for m in range(d + 1):
                    bent[k] += own_root * square[k, m] * ahead[m]
            for spot in range(bounds[row], bounds[row + 1]):
                column = np.uint64(columns[spot])
                reach = 0.0
                for k in range(d + 1):
                    reach += ahead[k] * other[column, k]
                reach *= weights[spot] - own_root * roots[column]
                for k in range(d + 1):
                    bent[k] += reach * other[column, k]
            along = 0.0
            for k in range(d + 1):
                bent[k] += (prior if k < d else 1e-6) * ahead[k]
                along += ahead[k] * bent[k]
            if along <= 1e-9 * length:  # flat, as vectors are longer than there are others
                break
            far = length / along
            before, length = length, 0.0
            for k in range(d + 1):
                moved[k] += far * ahead[k]
                left[k] -= far * bent[k]
                length += left[k] * left[k]
            for k in range(d + 1):
                ahead[k] = left[k] + length / before * ahead[k]
        for k in range(d + 1):
            out[row, k] = here[k] + rate * moved[k]
        out[row, d + 1] = here[d + 1]

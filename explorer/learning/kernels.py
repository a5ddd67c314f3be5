"""The inner loops of training that neither torch nor numpy has, compiled once per machine.

Each is a plain loop over rows. None holds the interpreter's lock, none draws a random number,
and every sum runs in one fixed order, so the same numbers come out wherever they run.

Compiled code is kept on disk (numba's cache): the first import on a machine takes some seconds,
later ones a few hundredths.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numba import float32, int32, int64, void
from numpy.typing import NDArray

from explorer.learning.compiled import fast

Floats: TypeAlias = NDArray[np.float32]
Ints: TypeAlias = NDArray[np.int32]
Longs: TypeAlias = NDArray[np.int64]
_F1, _F2 = float32[::1], float32[:, ::1]
_ADAM = (float32,) * 6  # rate, betas, corrections of the averages, decay
_I1, _I2, _L1 = int32[::1], int32[:, ::1], int64[::1]


@fast(void(_L1, _I2, _L1, _L1, _I1, _L1, _L1, _I2))
def locate(
    units: Longs,
    entries: Ints,
    shift: Longs,
    room: Longs,
    place: Ints,
    met: Longs,
    n_met: Longs,
    local: Ints,
) -> None:
    """Where each cell of a batch finds its row among the rows that the batch needs.

    Args:
        units: [batch] rows of `entries` [n, n_columns], rows of the fused table.
        shift: [n_columns] what to add to a cell of a column that is taken whole.
        room: [n_columns] where the rows of a column begin of which only those met are taken,
            in order of appearance; -1 for a column taken whole.
        place: [n_entries] -1 everywhere; places of what was met are left in it.
        met: [n_places] receives which row of the fused table lies at a place.
        n_met: [n_columns] receives how many were met.
        local: [batch, n_columns or more] receives the places.
    """
    n_columns = entries.shape[1]
    n_met[:] = 0
    for i in range(units.shape[0]):
        row = entries[units[i]]
        for j in range(n_columns):
            cell = row[j]
            if room[j] < 0:
                local[i, j] = cell + shift[j]
                continue
            at = place[cell]
            if at < 0:
                at = room[j] + n_met[j]
                n_met[j] += 1
                place[cell] = at
                met[at] = cell
            local[i, j] = at


@fast(void(_I1, _L1))
def forget(place: Ints, rows: Longs) -> None:
    """Set the places of some rows back to -1."""
    for i in range(rows.shape[0]):
        place[rows[i]] = -1


@fast(void(_F2, _L1, _F2))
def take_rows(table: Floats, rows: Longs, out: Floats) -> None:
    """out[i] = table[rows[i]]."""
    for i in range(rows.shape[0]):
        source, target = table[rows[i]], out[i]
        for k in range(table.shape[1]):
            target[k] = source[k]


@fast(void(_F2, _I2, _F1, _F2))
def sum_rows(rows: Floats, local: Ints, bias: Floats, out: Floats) -> None:
    """out[i] = bias + sum over j of rows[local[i, j]]; n_columns is a multiple of 4."""
    width = out.shape[1]
    for i in range(out.shape[0]):
        a, b, c, d = local[i, 0], local[i, 1], local[i, 2], local[i, 3]
        for k in range(width):
            out[i, k] = bias[k] + ((rows[a, k] + rows[b, k]) + (rows[c, k] + rows[d, k]))
        for j in range(4, local.shape[1], 4):
            a, b, c, d = local[i, j], local[i, j + 1], local[i, j + 2], local[i, j + 3]
            for k in range(width):
                out[i, k] += (rows[a, k] + rows[b, k]) + (rows[c, k] + rows[d, k])


@fast(void(_F2, _I2, int64, _F2))
def add_to_rows(given: Floats, local: Ints, n_columns: int, rows: Floats) -> None:
    """rows[local[i, j]] += given[i] for every j below n_columns, in order of i."""
    for i in range(given.shape[0]):
        for j in range(n_columns):
            at = local[i, j]
            for k in range(given.shape[1]):
                rows[at, k] += given[i, k]


@fast(void(_F2, _F2, _F2))
def part(summed: Floats, hidden: Floats, guess: Floats) -> None:
    """The first numbers of each row through a rectifier to `hidden`, the rest to `guess`."""
    n_hidden = hidden.shape[1]
    for i in range(summed.shape[0]):
        for k in range(n_hidden):
            hidden[i, k] = max(summed[i, k], np.float32(0))
        for k in range(guess.shape[1]):
            guess[i, k] = summed[i, n_hidden + k]


@fast(void(_F2, _F2, _F2, _F2, _F1))
def join(
    to_hidden: Floats, hidden: Floats, to_guess: Floats, summed: Floats, total: Floats
) -> None:
    """The gradient of `part`, written over what was summed, and its sum over the rows.

    `to_guess` may have no columns. total: [width] receives the sum.
    """
    n_hidden = hidden.shape[1]
    total[:] = 0
    for i in range(summed.shape[0]):
        for k in range(n_hidden):
            value = to_hidden[i, k] if hidden[i, k] > 0 else np.float32(0)
            summed[i, k] = value
            total[k] += value
        for k in range(summed.shape[1] - n_hidden):
            value = to_guess[i, k]
            summed[i, n_hidden + k] = value
            total[n_hidden + k] += value


@fast(float32(_F2, _I1))
def class_gradient(guess: Floats, classes: Ints) -> np.float32:
    """Replace logits [n, n_classes] by the slope of their mean cross-entropy; return the mean."""
    n, n_classes = guess.shape
    share, total = np.float32(1.0 / n), 0.0
    for i in range(n):
        own = classes[i]
        highest = guess[i, 0]
        for k in range(1, n_classes):
            highest = max(highest, guess[i, k])
        odds, logit = np.float32(0), guess[i, own] - highest
        for k in range(n_classes):
            guess[i, k] = np.exp(guess[i, k] - highest)
            odds += guess[i, k]
        total += np.log(odds) - logit
        scale = share / odds
        for k in range(n_classes):
            guess[i, k] *= scale
        guess[i, own] -= share
    return np.float32(total / n)


@fast(void(_F1, _F1, _F1, _F1, _F1, *_ADAM))
def adam(
    values: Floats,
    home: Floats,
    slope: Floats,
    mean: Floats,
    square: Floats,
    rate: np.float32,
    keep: np.float32,
    keep_square: np.float32,
    unbias: np.float32,
    unbias_square: np.float32,
    decay: np.float32,
) -> None:
    """One step of Adam on all values, pulled by `decay` to `home`, or to zero where that is empty.

    Source: Kingma and Ba, Adam, ICLR 2015, algorithm 1; the pull is part of the slope.
    """
    for i in range(values.size):
        away = values[i] - home[i] if home.size > 0 else values[i]
        s = slope[i] + decay * away
        mean[i] = keep * mean[i] + (np.float32(1) - keep) * s
        square[i] = keep_square * square[i] + (np.float32(1) - keep_square) * s * s
        step = (mean[i] * unbias) / (np.sqrt(square[i] * unbias_square) + np.float32(1e-8))
        values[i] -= rate * step


@fast(void(_F2, _F2, _L1, _F2, _F2, _F2, _L1, int64, *_ADAM))
def adam_of_rows(
    table: Floats,
    home: Floats,
    rows: Longs,
    slope: Floats,
    mean: Floats,
    square: Floats,
    since: Longs,
    step: int,
    rate: np.float32,
    keep: np.float32,
    keep_square: np.float32,
    unbias: np.float32,
    unbias_square: np.float32,
    decay: np.float32,
) -> None:
    """One step of Adam on some rows of a table; the others stay, and so do their averages.

    A row that comes once in k steps is pulled k times as strongly when it comes.

    Args:
        home: like `table`, what rows are pulled to; without rows, they are pulled to zero.
        rows: [n] distinct. slope: [n, width] of these rows. mean, square: like `table`.
        since: [n_rows] the step after which a row was last corrected; set to `step`.
        step: the number of this step, from 1.
    """
    for i in range(rows.shape[0]):
        r = rows[i]
        pull = decay * np.float32(step - since[r])
        since[r] = step
        value, own, squared, given = table[r], mean[r], square[r], slope[i]
        for k in range(table.shape[1]):
            away = value[k] - home[r, k] if home.shape[0] > 0 else value[k]
            s = given[k] + pull * away
            own[k] = keep * own[k] + (np.float32(1) - keep) * s
            squared[k] = keep_square * squared[k] + (np.float32(1) - keep_square) * s * s
            move = (own[k] * unbias) / (np.sqrt(squared[k] * unbias_square) + np.float32(1e-8))
            value[k] -= rate * move

"""The inner loop of what comes next: which item of a history is believed, compiled, row by row.

No row knows of another, so rows may be shared out among threads; sums run in one order.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numba import boolean, float32, int32, int64, void
from numpy.typing import NDArray

from explorer.learning.compiled import fast
from explorer.sequences.guessing import FELT, LEAST, MOST_SEEN

Floats: TypeAlias = NDArray[np.float32]
Ints: TypeAlias = NDArray[np.int32]
Longs: TypeAlias = NDArray[np.int64]
_F1, _F2, _L1, _L2 = float32[::1], float32[:, ::1], int64[::1], int64[:, ::1]
_LEAST, _FELT, _MOST_SEEN = np.float32(LEAST), np.float32(FELT), np.float32(MOST_SEEN)
_NOUGHT, _ONE, _HALF = np.float32(0.0), np.float32(1.0), np.float32(0.5)
_NOWHERE = np.float32(-1e30)


@fast(
    void(
        *(int64, int64, _L2, _L2, int64, _L1, boolean),
        *(_F2, _F2, _F1, _F2, _F1, _F2, _F1, float32),
        *(_F1, _F2, _F2, _F2, _F2, _F2, _F2),
    )
)
def believe(
    first: int,
    end: int,
    at: Longs,
    local: Longs,
    blank: int,
    targets: Longs,
    repeats: bool,
    logs: Floats,
    said: Floats,
    bias: Floats,
    around: Floats,
    place: Floats,
    outer: Floats,
    common: Floats,
    weight: np.float32,
    nats: Floats,
    to_logs: Floats,
    seen: Floats,
    hidden: Floats,
    to_hidden: Floats,
    to_asked: Floats,
    to_common: Floats,
) -> None:
    """Nats of the rows from `first` on, before `end`, and `weight` times their gradients.

    Args:
        at: [batch, length] items, the last one first; `blank` where there is none.
        local: [batch, length] their rows of `said`. targets: [batch] what came next.
        repeats: an item may come again.
        logs: [batch, pairs + length] log-probabilities: of each later item on each earlier one
            (where nothing repeats, of each on each, by rows), then of the target on each.
        said: [n, believed * width] what each item adds to the hidden layer, by place.
        bias: [width]. around: [fits + believed, width] what fits and blanks add.
        place: [length + 1]. outer: [length + 1, width]. common: [n] log-probabilities.

    Receives:
        nats: [batch]. to_logs: as `logs`. seen: [batch, fits + believed]. hidden, to_hidden:
        [batch, width] after the kink, and the gradient before it. to_asked: [batch, length + 1].
        to_common: [batch, length + 1] of the items of the history and, at last, the target.
    """
    length, width = at.shape[1], bias.shape[0]
    n_seen = around.shape[0]
    few = said.shape[1] // width
    fits = n_seen - few
    n_pairs = logs.shape[1] - length
    taken = np.empty(length + 1, np.float32)  # of an item's guesses, by items of the history
    belief = np.empty(length + 1, np.float32)
    reason = np.empty(length + 1, np.float32)
    new = np.empty(length, np.bool_)  # not there in a later place of the history, too
    felt_at = np.empty(fits, np.int64)
    for row in range(first, end):
        own, given, around_it = logs[row], to_logs[row], seen[row]
        unit, asked = hidden[row], to_asked[row]
        given[:] = _NOUGHT
        around_it[:] = _NOUGHT
        unit[:] = bias
        for k in range(few):
            if at[row, k] == blank:
                around_it[fits + k] = _ONE
            else:
                adds = said[local[row, k], k * width : (k + 1) * width]
                for h in range(width):
                    unit[h] += adds[h]
        pair = 0
        for k in range(1, few):
            for i in range(k):
                felt_at[pair] = -1
                if at[row, k] != blank and at[row, i] != blank:
                    felt_at[pair] = pair if repeats else k * length + i
                    around_it[pair] = (max(own[felt_at[pair]], _LEAST) + _FELT) * _HALF
                pair += 1
        for j in range(n_seen):
            much = around_it[j]
            if much != _NOUGHT:
                adds = around[j]
                for h in range(width):
                    unit[h] += much * adds[h]
        for h in range(width):
            unit[h] = max(unit[h], _NOUGHT)

        taken[:] = _NOUGHT
        if not repeats:
            for i in range(length):
                new[i] = at[row, i] != blank
                for other in range(i):
                    if at[row, other] == at[row, i]:
                        new[i] = False
            for i in range(length):
                if new[i]:
                    for k in range(length):
                        if at[row, k] != blank:
                            taken[k] += np.exp(own[k * length + i])
                    taken[length] += np.exp(common[at[row, i]])

        most, likeliest = _NOWHERE, _NOWHERE
        for k in range(length + 1):
            if k < length and at[row, k] == blank:
                belief[k] = reason[k] = _NOWHERE
                continue
            ask = place[k]
            says = outer[k]
            for h in range(width):
                ask += unit[h] * says[h]
            belief[k] = ask
            probable = own[n_pairs + k] if k < length else common[targets[row]]
            reason[k] = ask + probable - np.log(_ONE - min(taken[k], _MOST_SEEN))
            most, likeliest = max(most, ask), max(likeliest, reason[k])
        of_belief, of_reason = _NOUGHT, _NOUGHT
        for k in range(length + 1):
            if belief[k] > _NOWHERE:
                belief[k], reason[k] = np.exp(belief[k] - most), np.exp(reason[k] - likeliest)
                of_belief += belief[k]
                of_reason += reason[k]
            else:
                belief[k] = reason[k] = _NOUGHT
        nats[row] = np.log(of_belief) + most - np.log(of_reason) - likeliest
        if weight == _NOUGHT:  # only they are asked for
            continue

        turned = to_hidden[row]
        turned[:] = _NOUGHT
        for k in range(length + 1):
            because = weight * reason[k] / of_reason
            asked[k] = weight * belief[k] / of_belief - because
            if asked[k] != _NOUGHT:
                says = outer[k]
                for h in range(width):
                    turned[h] += asked[k] * says[h]
            if k < length:
                given[n_pairs + k] = -because
            to_common[row, k] = _NOUGHT
        anyway = weight * reason[length] / of_reason
        to_common[row, length] = -anyway
        for h in range(width):
            if unit[h] <= _NOUGHT:
                turned[h] = _NOUGHT
        for j in range(fits):
            if felt_at[j] >= 0 and own[felt_at[j]] >= _LEAST:
                much = _NOUGHT
                adds = around[j]
                for h in range(width):
                    much += turned[h] * adds[h]
                given[felt_at[j]] = much * _HALF
        if not repeats:
            for i in range(length):
                if new[i]:
                    for k in range(length):
                        if at[row, k] != blank and taken[k] < _MOST_SEEN:
                            share = np.exp(own[k * length + i]) / (_ONE - taken[k])
                            given[k * length + i] -= weight * reason[k] / of_reason * share
                    if taken[length] < _MOST_SEEN:
                        share = np.exp(common[at[row, i]]) / (_ONE - taken[length])
                        to_common[row, i] = -anyway * share


@fast(void(int64, int64, _L2, _L2, int64, _F2, _F2))
def add_said(
    first: int, end: int, at: Longs, local: Longs, blank: int, to_hidden: Floats, out: Floats
) -> None:
    """What the places from `first` on, before `end`, send back to what their items added.

    Args:
        at, local: [batch, length]. to_hidden: [batch, width]. out: [n, believed * width], added to.
    """
    width = to_hidden.shape[1]
    for row in range(at.shape[0]):
        turned = to_hidden[row]
        for k in range(first, end):
            if at[row, k] != blank:
                own = out[local[row, k], k * width : (k + 1) * width]
                for h in range(width):
                    own[h] += turned[h]


@fast(void(_L2, int64, _L1, _F2, _F1))
def add_common(at: Longs, blank: int, targets: Longs, given: Floats, out: Floats) -> None:
    """out[item] += given for the items of each history, and at last for the target."""
    length = at.shape[1]
    for row in range(at.shape[0]):
        for k in range(length):
            if at[row, k] != blank:
                out[at[row, k]] += given[row, k]
        out[targets[row]] += given[row, length]


@fast(void(int32[::1], int64[::1], _L1, int64, _L2))
def histories(entries: Ints, begins: Longs, rows: Longs, blank: int, out: Longs) -> None:
    """What came before each of the rows, the last item first, and then `blank`.

    Args:
        entries, begins: of all rows (see `Histories`). out: [n_asked, length].
    """
    for i in range(rows.shape[0]):
        there = rows[i] - begins[rows[i]]
        for k in range(out.shape[1]):
            out[i, k] = entries[rows[i] - 1 - k] if k < there else blank


@fast(void(int32[::1], int64[::1], _L1, int64, _L2))
def futures(entries: Ints, ends: Longs, rows: Longs, blank: int, out: Longs) -> None:
    """What came after each of the rows, the next item first, and then `blank`.

    Args:
        entries: of all rows. ends: the row before which what may be looked at of the basket of each
            row ends. out: [n_asked, length].
    """
    for i in range(rows.shape[0]):
        there = ends[rows[i]] - 1 - rows[i]
        for k in range(out.shape[1]):
            out[i, k] = entries[rows[i] + 1 + k] if k < there else blank

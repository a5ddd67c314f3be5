"""Loops of counting, compiled; see `counting` for what they count."""

from __future__ import annotations

import numpy as np
from numba import njit

AHEAD = 12  # baskets that are looked at early, so that memory has them ready in time


@njit("i8(u8)", nogil=True, cache=True, inline="always")
def _lowest(bits):  # type: ignore[no-untyped-def]
    """Position of the lowest bit that is set."""
    isolated = bits & (~bits + np.uint64(1))
    place = 0
    if isolated & np.uint64(0xFFFFFFFF00000000):
        place += 32
    if isolated & np.uint64(0xFFFF0000FFFF0000):
        place += 16
    if isolated & np.uint64(0xFF00FF00FF00FF00):
        place += 8
    if isolated & np.uint64(0xF0F0F0F0F0F0F0F0):
        place += 4
    if isolated & np.uint64(0xCCCCCCCCCCCCCCCC):
        place += 2
    if isolated & np.uint64(0xAAAAAAAAAAAAAAAA):
        place += 1
    return place


@njit(
    "Tuple((i8[::1], i8[::1], i4[::1], i2[::1]))(i4[::1], i8[::1], i4[::1], i8, i8)",
    nogil=True,
    cache=True,
)
def meetings(items, starts, pads, n_items, window):  # type: ignore[no-untyped-def]
    """Which stretch of `items` each occurrence of each item meets, gathered by item.

    Args:
        items: [n] items, -1 for none. starts: [n_baskets + 1].
        pads: [n_baskets] so many at either end repeat the other end of a basket that was laid
            out as a circle; each of the others meets as many to either side.
        window: positions before and after that an item meets; 0 for its whole basket.

    Returns:
        [n_items + 1] bounds of the items' occurrences, [n_items] lengths of their stretches
        in all, and of each occurrence the begin of its stretch and its length.
    """
    first = np.zeros(n_items + 1, np.int64)
    for basket in range(len(pads)):
        for position in range(starts[basket] + pads[basket], starts[basket + 1] - pads[basket]):
            if items[position] >= 0:
                first[items[position] + 1] += 1
    for item in range(n_items):
        first[item + 1] += first[item]
    begins = np.empty(first[n_items], np.int32)
    lengths = np.empty(first[n_items], np.int16)
    work = np.zeros(n_items, np.int64)
    upto = first[:-1].copy()
    for basket in range(len(pads)):
        low, high, pad = starts[basket], starts[basket + 1], np.int64(pads[basket])
        reach = pad if pad > 0 else window if window > 0 else high - low
        for position in range(low + pad, high - pad):
            item = items[position]
            if item >= 0:
                begin, end = max(low, position - reach), min(high, position + reach + 1)
                begins[upto[item]] = begin
                lengths[upto[item]] = end - begin
                work[item] += end - begin
                upto[item] += 1
    return first, work, begins, lengths


@njit(
    "Tuple((i8[::1], i4[::1], f4[::1]))(i4[::1], i8[::1], i4[::1], i2[::1], i8, i8, i8, i8)",
    nogil=True,
    cache=True,
    boundscheck=False,
)
def rows_of_counts(items, first, begins, lengths, low, high, n_items, room):  # type: ignore[no-untyped-def]
    """Rows low ... high - 1 of the counts: their lengths, columns (rising) and values.

    Args:
        first, begins, lengths: of `meetings`. room: bound of the entries in these rows.
    """
    n_found = np.zeros(high - low, np.int64)
    columns = np.empty(room, np.int32)
    values = np.empty(room, np.float32)
    seen = np.zeros(n_items + 1, np.int32)  # one more, for what is not an item
    # Bits of the items that were met, and bits of the words that hold any: rising for free.
    words = np.zeros((n_items + 64) // 64, np.uint64)
    supers = np.zeros((len(words) + 63) // 64, np.uint64)
    one = np.uint64(1)
    filled = 0
    early = np.int32(0)
    for row in range(low, high):
        for spot in range(first[row], first[row + 1]):
            begin = np.uint64(begins[spot])
            early ^= items[begins[min(spot + AHEAD, len(begins) - 1)]]
            for other in range(begin, begin + np.uint64(lengths[spot])):
                item = np.uint64(items[other] if items[other] >= 0 else n_items)
                if seen[item] == 0:
                    word = item >> np.uint64(6)
                    words[word] |= one << (item & np.uint64(63))
                    supers[word >> np.uint64(6)] |= one << (word & np.uint64(63))
                seen[item] += 1
        began = filled
        for s in range(len(supers)):
            some_words = supers[s]
            supers[s] = 0
            while some_words != 0:
                w = (s << 6) + _lowest(some_words)
                some_words &= some_words - one
                bits = words[w]
                words[w] = 0
                while bits != 0:
                    met = (w << 6) + _lowest(bits)
                    bits &= bits - one
                    if met != row and met < n_items:
                        columns[filled] = met
                        values[filled] = seen[met]
                        filled += 1
                    seen[met] = 0
        n_found[row - low] = filled - began
    if early == -7:  # never: it keeps the early looks from being left out as useless
        n_found[0] = n_found[0]
    return n_found, columns[:filled].copy(), values[:filled].copy()

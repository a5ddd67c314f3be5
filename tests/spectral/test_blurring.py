"""Ranges of numbers count a little for those beside them."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.spectral.blurring import blurred
from explorer.spectral.counting import count_rows

SIZES = (4, 6, 2)  # categories; five ranges and blanks; two ranges
RANKS = (None, np.array([3, 0, 4, 1, 2]), np.array([1, 0]))


def counted(n_rows=200, seed=0):
    draw = np.random.default_rng(seed)
    columns = [draw.integers(0, size, n_rows).astype(np.int32) for size in SIZES]
    counts = count_rows(lambda low, high: [each[low:high] for each in columns], n_rows, SIZES)
    return columns, counts


def test_a_range_counts_half_for_itself_and_a_quarter_for_each_beside_it():
    columns, counts = counted()
    seen = []
    for j, column in enumerate(columns):
        parts = np.zeros((len(column), SIZES[j]))
        for row, entry in zip(parts, column, strict=True):
            if j != 1 or entry == 5:
                row[entry] = 1
                continue
            for other in range(5):
                apart = abs(RANKS[1][entry] - RANKS[1][other])
                row[other] = {0: 0.5, 1: 0.25}.get(apart, 0)
            row /= row.sum()
        seen.append(parts)
    whole = np.concatenate(seen, axis=1)
    expected = whole.T @ whole
    for end, size in zip(np.cumsum(SIZES), SIZES, strict=True):
        expected[end - size : end, end - size : end] = 0  # nothing meets within a column
    found = blurred(counts, RANKS, SIZES)
    assert found.dense() == pytest.approx(expected, rel=1e-4)
    assert found.values.dtype == np.float32
    for low, high in zip(found.bounds, found.bounds[1:], strict=False):
        assert (np.diff(found.columns[low:high]) > 0).all()


def test_without_three_ranges_counts_are_what_they_were():
    _, counts = counted()
    assert blurred(counts, (None, None, RANKS[2]), SIZES) is counts


def test_categories_that_hold_near_ranges_are_alike_though_they_share_none():
    """Each of six categories holds one range of ten; what lies next to it lies near it."""
    rows = np.repeat(np.arange(6, dtype=np.int32), 50)
    of_range = rows + np.int32(2)
    order = np.random.default_rng(0).permutation(10)
    columns = [rows, order[of_range].astype(np.int32)]
    ranks = np.argsort(order)
    counts = count_rows(lambda low, high: [each[low:high] for each in columns], 300, (6, 10))
    held = blurred(counts, (None, ranks), (6, 10)).dense()[:6, 6:]
    alike = held @ held.T
    assert (np.diag(alike, 1) > 0).all()
    assert not (counts.dense()[:6, 6:] @ counts.dense()[:6, 6:].T - np.diag([2500] * 6)).any()
    assert not np.diag(alike, 3).any()

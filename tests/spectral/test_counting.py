"""Counts of what meets what, against plain loops and scipy."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from made_up_baskets import random_baskets
from scipy import sparse

from explorer.spectral import counting
from explorer.spectral.counting import count_baskets, count_rows


def by_plain_loops(items, starts, n_items, window=None):
    counts = np.zeros((n_items, n_items))
    for begin, end in pairwise(starts):
        for a in range(begin, end):
            for b in range(begin, end):
                near = window is None or abs(a - b) <= window
                if near and items[a] >= 0 and items[b] >= 0 and items[a] != items[b]:
                    counts[items[a], items[b]] += 1
    return counts


@pytest.mark.parametrize("window", [None, 1, 2, 5])
@pytest.mark.parametrize("n_items", [3, 64, 200])
def test_counts_are_those_of_a_plain_loop(n_items, window):
    items, starts = random_baskets(150, n_items)
    items[::17] = -1  # places that nobody meets
    counts = count_baskets(items, starts, n_items, window)
    assert (counts.dense() == by_plain_loops(items, starts, n_items, window)).all()


def test_counts_are_those_of_a_sparse_product():
    items, starts = random_baskets(20_000, 5_000)
    counts = count_baskets(items, starts, 5_000, threads=2)
    held = sparse.csr_array((np.ones(len(items)), items, starts), (len(starts) - 1, 5_000))
    product = (held.T @ held).tocsr()
    product.setdiag(0)
    own = sparse.csr_array((counts.values, counts.columns, counts.bounds), (5_000, 5_000))
    assert abs(product - own).max() == 0
    assert (np.diff(counts.columns) > 0)[np.diff(counts.rows_of_entries()) == 0].all()


def test_any_number_of_threads_counts_the_same_bytes():
    items, starts = random_baskets(5_000, 1_000)
    one, three = (count_baskets(items, starts, 1_000, threads=n) for n in (1, 3))
    for name in ("bounds", "columns", "values"):
        assert getattr(one, name).tobytes() == getattr(three, name).tobytes()


def test_rows_count_what_stands_in_other_columns():
    draw = np.random.default_rng(0)
    columns = [draw.integers(-1, size, 500).astype(np.int32) for size in (4, 30, 7)]
    whole = count_rows(lambda low, high: [each[low:high] for each in columns], 500, [4, 30, 7])
    counts = whole.dense()
    for (i, low), (j, left) in [((0, 0), (1, 4)), ((0, 0), (2, 34)), ((1, 4), (2, 34))]:
        expected = np.zeros(((4, 30, 7)[i], (4, 30, 7)[j]))
        for a, b in zip(columns[i], columns[j], strict=True):
            if a >= 0 and b >= 0:
                expected[a, b] += 1
        block = counts[low : low + len(expected), left : left + expected.shape[1]]
        assert (block == expected).all()
    assert counts[:4, :4].sum() == counts[4:34, 4:34].sum() == counts[34:, 34:].sum() == 0
    assert (counts == counts.T).all()


def test_rows_counted_a_block_at_a_time_give_the_same_bytes(monkeypatch):
    draw = np.random.default_rng(1)
    columns = [draw.integers(-1, size, 500).astype(np.int32) for size in (4, 300, 7)]

    def counted():
        return count_rows(lambda low, high: [each[low:high] for each in columns], 500, [4, 300, 7])

    at_once = counted()
    monkeypatch.setattr(counting, "BLOCK_PLACES", 3 * 64)
    for name in ("bounds", "columns", "values"):
        assert getattr(counted(), name).tobytes() == getattr(at_once, name).tobytes()
        assert getattr(counted(), name).dtype == getattr(at_once, name).dtype


def test_items_of_a_huge_basket_meet_a_fixed_number_of_others(monkeypatch):
    monkeypatch.setattr(counting, "MOST_MET", 10)
    items = np.concatenate([[0, 1, 2], np.arange(100), [3, 4]]).astype(np.int32)
    counts = count_baskets(items, np.array([0, 3, 103, 105]), 100)
    met = counts.dense()
    assert (met == met.T).all()
    met[:3, :3] = np.minimum(met[:3, :3], 0)
    small = {0: 2, 1: 2, 2: 2, 3: 1, 4: 1}
    for item, total in enumerate(counts.row_sums()):
        assert total == 10 + small.get(item, 0)
    again = count_baskets(items, np.array([0, 3, 103, 105]), 100)
    assert again.columns.tobytes() == counts.columns.tobytes()


def test_a_basket_at_the_bound_is_counted_whole(monkeypatch):
    monkeypatch.setattr(counting, "MOST_MET", 10)
    counts = count_baskets(np.arange(11, dtype=np.int32), np.array([0, 11]), 11)
    assert (counts.dense() == 1 - np.eye(11)).all()


def test_a_window_is_never_cut_down(monkeypatch):
    monkeypatch.setattr(counting, "MOST_MET", 4)
    items, starts = random_baskets(3, 20, longest=60)
    counts = count_baskets(items, starts, 20, 5)
    assert (counts.dense() == by_plain_loops(items, starts, 20, 5)).all()


@pytest.mark.parametrize("items", [[], [-1, -1], [0]])
def test_where_nothing_meets_nothing_is_counted(items):
    counts = count_baskets(np.array(items, np.int32), np.array([0, len(items)]), 3)
    assert (counts.dense() == np.zeros((3, 3))).all()

"""Held-out cells and rows: neither read nor asked for in training."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_tables import dataset_of, finish, spec_of, with_classes

from explorer.learning.holdout import held_cells, held_rows
from explorer.learning.training import train


def two_columns_that_agree(n_rows=500, seed=0):
    draw = np.random.default_rng(seed)
    group = draw.integers(0, 4, n_rows)
    return {
        "city": draw.integers(0, 3, n_rows) * 4 + group,
        "dish": draw.integers(0, 2, n_rows) * 4 + group,
        "coin": draw.integers(0, 2, n_rows),
    }


def last_vectors(dataset, spec):
    """Bits of every column's vectors after the last step, whichever point was best."""
    return [vectors.tobytes() for vectors in finish(train(dataset, spec))[1][-1][1]]


def with_held_cells_exchanged(codes, share, seed):
    """The codes with values exchanged among held-out cells of a column, and how many changed."""
    exchanged = codes.copy()
    for j, column in enumerate(exchanged.T):
        held = held_cells(column, share, seed, j)
        rows = np.flatnonzero(held)
        for first, second in zip(rows, np.roll(rows, 1), strict=True):
            column[[first, second]] = column[[second, first]]
            if not np.array_equal(held_cells(column, share, seed, j), held):
                column[[first, second]] = column[[second, first]]
    return exchanged, int((exchanged != codes).sum())


def test_values_exchanged_among_held_out_cells_leave_every_bit_of_the_vectors_alone():
    dataset = dataset_of(two_columns_that_agree())
    spec = spec_of(dataset, epochs=12, patience=0, holdout=0.2)
    exchanged, changed = with_held_cells_exchanged(dataset.codes, spec.holdout, spec.seed)
    assert changed > 100
    before = last_vectors(dataset, spec)
    assert last_vectors(replace(dataset, codes=exchanged), spec) == before
    one_learned = dataset.codes.copy()
    row = np.flatnonzero(~held_cells(one_learned[:, 0], spec.holdout, spec.seed, 0))[0]
    one_learned[row, 0] = 2 + (one_learned[row, 0] - 1) % 12
    assert last_vectors(replace(dataset, codes=one_learned), spec) != before


@pytest.mark.parametrize("kind", ["class", "number"])
def test_whatever_held_out_rows_say_predict_learns_the_same_bits(kind):
    columns, draw = two_columns_that_agree(), np.random.default_rng(1)
    dish = columns.pop("dish")
    if kind == "class":
        dataset = with_classes(columns, dish)
        targets = {"target_codes": dataset.target_codes}
    else:
        targets = {"target_numbers": dish + draw.normal(size=len(dish))}
        dataset = dataset_of(columns, **targets)
    spec = spec_of(dataset, epochs=12, patience=0, holdout=0.2)
    held = held_rows(dataset.n_rows, spec.holdout, spec.seed)
    assert held.sum() == 100

    def otherwise(rows):
        """Inputs of the rows in another order, and no target above the middle."""
        codes, (name, target) = dataset.codes.copy(), *targets.items()
        for values in codes.T:
            values[rows] = draw.permutation(values[rows])
        lower = np.minimum(target, np.sort(target)[len(target) // 2])
        return replace(dataset, codes=codes, **{name: np.where(rows, lower, target)})

    before = last_vectors(dataset, spec)
    assert last_vectors(otherwise(held), spec) == before
    assert last_vectors(otherwise(~held), spec) != before


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_every_category_keeps_an_occurrence_so_the_only_one_is_never_held_out(share):
    draw = np.random.default_rng(0)
    entries = draw.permutation(np.concatenate([np.arange(60), draw.integers(0, 15, 140)]))
    entries = entries.astype(np.int32)
    counts = np.bincount(entries)
    for seed in range(20):
        held = held_cells(entries, share, seed, column=0)
        assert held.sum() == round(share * len(entries))
        assert not held[counts[entries] == 1].any()
        assert np.bincount(entries[~held], minlength=60).min() == 1


def test_of_a_handful_of_rows_one_cell_of_a_value_that_repeats_is_held_out():
    held = held_cells(np.array([0, 1, 1, 2], np.int32), 0.1, seed=0, column=0)
    assert held[1:3].sum() == 1
    assert not held[[0, 3]].any()


def test_where_every_value_occurs_once_nothing_is_held_out():
    assert not held_cells(np.arange(50, dtype=np.int32), 0.5, seed=0, column=0).any()


def test_columns_are_held_out_apart():
    entries = np.zeros(1000, np.int32)
    first, second = (held_cells(entries, 0.5, seed=0, column=j) for j in range(2))
    assert 0.2 < (first & second).mean() < 0.3

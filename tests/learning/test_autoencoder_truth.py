"""Groups of categories and of rows that were hidden in a made-up table are found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from small_tables import dataset_of, finish, purity, spec_of

from explorer.learning.training import train
from explorer.records.spec import ColumnSpec, TrainingSpec

GROUPS, SIZES = 4, (8, 20, 40, 40, 12)


def rows_of_groups(n_rows=1500, noise=0.3, seed=0):
    """A cell's category is of its row's group (its number modulo the groups), or anything."""
    draw = np.random.default_rng(seed)
    group = draw.integers(0, GROUPS, n_rows)
    columns = {}
    for j, size in enumerate(SIZES):
        cell = draw.integers(0, size // GROUPS, n_rows) * GROUPS + group
        blind = draw.random(n_rows) < noise
        columns[f"c{j}"] = np.where(blind, draw.integers(0, size, n_rows), cell)
    return replace(dataset_of(columns), drawn=np.arange(0, n_rows, 5)), group


def test_groups_of_categories_and_groups_of_rows_are_found_again():
    dataset, group = rows_of_groups()
    result, _ = finish(train(dataset, spec_of(dataset, objective="autoencoder")))
    *tables, rows = result.vectors
    for j, k in ((0, 1), (2, 5), (3, 5)):
        groups = np.array([int(one) % GROUPS for one in dataset.vocabularies[j].categories])
        assert purity(tables[j], groups, k) >= 0.9  # by chance 0.25
    # Of five cells with 30 % noise the majority tells a row's group in about 9 of 10 rows.
    assert purity(rows, group[dataset.drawn], 10) >= 0.75
    assert result.verdict.learned
    assert result.verdict.accuracy > result.verdict.majority
    assert result.verdict.sentence.startswith("In rows it has not seen, a hidden cell is guessed")


def test_where_columns_are_shuffled_nothing_is_learned_though_rows_come_back():
    dataset, _ = rows_of_groups(n_rows=600)
    verdicts = []
    for seed in range(3):
        draw = np.random.default_rng(seed)
        codes = np.stack([draw.permutation(column) for column in dataset.codes.T], axis=1)
        mixed = replace(dataset, codes=codes)
        spec = spec_of(dataset, objective="autoencoder", seed=seed)
        verdicts.append(finish(train(mixed, spec))[0].verdict)
    assert not any(verdict.learned for verdict in verdicts)
    assert all(verdict.sentence.startswith("Nothing was learned") for verdict in verdicts)


def test_two_columns_are_enough():
    draw = np.random.default_rng(0)
    a = draw.integers(0, 12, 800)
    dataset = dataset_of({"a": a, "b": a % 4 + 4 * draw.integers(0, 3, 800)})
    result, _ = finish(train(dataset, spec_of(dataset, objective="autoencoder")))
    assert result.verdict.learned
    groups = np.array([int(one) % 4 for one in dataset.vocabularies[0].categories])
    assert purity(result.vectors[0], groups, 2) >= 0.9


def test_a_few_rows_that_differ_in_three_ways_are_placed_by_all():
    draw = np.random.default_rng(0)
    ways = draw.integers(0, 6, (240, 3))
    blind = draw.random((240, 6)) < 0.3
    cells = np.where(blind, draw.integers(0, 6, (240, 6)), ways[:, [0, 1, 2, 0, 1, 2]])
    columns = {f"c{j}": cells[:, j] for j in range(6)}
    dataset = replace(dataset_of(columns), drawn=np.arange(240))
    result, _ = finish(train(dataset, spec_of(dataset, objective="autoencoder")))
    rows = result.vectors[-1]
    weights = np.linalg.svd(rows - rows.mean(axis=0), compute_uv=False) ** 2
    assert weights[2] > 0.1 * weights.sum()  # with the pull of many rows 0.001


def test_noise_does_not_throw_the_turns_of_wide_columns_away():
    draw = np.random.default_rng(0)
    dataset = dataset_of({name: draw.integers(0, 30, 500) for name in "abcd"})
    columns = tuple(ColumnSpec(name, dim=128) for name in "abcd")
    spec = TrainingSpec("autoencoder", columns, hidden=128)
    result, _ = finish(train(dataset, spec))
    assert not result.verdict.learned
    assert all(np.isfinite(vectors).all() for vectors in result.vectors)

"""Sweeps over dimensions find the rank that was planted, and nothing where nothing is."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from small_tables import dataset_of, spec_of, with_classes

from explorer.data import knee
from explorer.data.dimensions import plan
from explorer.learning.sweep import measure, thinned
from explorer.records.dataset import Dataset


def swept(dataset, dims, repeats=3, **settings):
    """What a sweep of all columns measured."""
    spec = spec_of(dataset, **settings)
    sizes = [vocabulary.n_entries for vocabulary in dataset.vocabularies]
    sweep, _ = plan(spec, dataset.n_rows, sizes, dims=dims)
    sweep = replace(sweep, repeats=repeats)
    for one in measure(dataset, spec, sweep):
        sweep = sweep if one is None else sweep.with_trained(one)
    return sweep


def evenly(n, rank, draw):
    """[n, rank] orthogonal columns, so that every dimension matters as much."""
    return np.linalg.qr(draw.normal(size=(n, rank)))[0] * np.sqrt(n)


def odds_of_rank(rank, n, m, draw):
    odds = evenly(n, rank, draw) @ evenly(m, rank, draw).T * 1.5 / np.sqrt(rank)
    return np.exp(odds) / np.exp(odds).sum()


def pairs_of_rank(rank, n_rows=8000):
    """Two columns of 60, whose log odds of meeting have this rank."""
    draw = np.random.default_rng(rank)
    cells = draw.choice(3600, n_rows, p=odds_of_rank(rank, 60, 60, draw).ravel())
    return dataset_of({"a": cells // 60, "b": cells % 60})


@pytest.mark.parametrize("rank", [2, 8])  # twelve short trainings each
def test_the_knee_is_at_the_rank_that_was_planted_or_one_step_above(rank):
    # A training of just the planted rank may get stuck; then a step more is what one needs.
    steps = (rank // 2, rank, 3 * rank // 2, 2 * rank)
    assert knee.find(swept(pairs_of_rank(rank), steps)).dim in (rank, 3 * rank // 2)


def test_the_knee_of_a_predicted_class_is_at_the_rank_that_was_planted_or_one_step_above():
    draw = np.random.default_rng(0)
    cells = draw.choice(4000, 12000, p=odds_of_rank(4, 100, 40, draw).ravel())
    dataset = with_classes({"a": cells // 40, "idle": draw.integers(0, 5, 12000)}, cells % 40)
    assert knee.find(swept(dataset, (2, 4, 6, 8))).dim in (4, 6)


def test_no_number_of_dimensions_helps_where_rows_are_shuffled():
    draw = np.random.default_rng(0)
    dataset = dataset_of({name: draw.integers(0, 30, 3000) for name in ("a", "b")})
    found = knee.find(swept(dataset, (1, 2, 4, 16), repeats=2))
    assert found.dim is None
    assert not found.learned


def baskets_of_groups(n_groups, n_items=60, n_baskets=900, size=7):
    """Baskets about one group of items each, with some of all others."""
    draw = np.random.default_rng(0)
    about = np.repeat(draw.integers(0, n_groups, n_baskets), size)
    own = draw.integers(0, n_items // n_groups, len(about)) * n_groups + about
    stray = draw.random(len(about)) < 0.4
    items = np.where(stray, draw.integers(0, n_items, len(about)), own)
    return replace(dataset_of({"item": items}), starts=np.arange(n_baskets + 1) * size)


METHODS = ("sgns", "glove", "spectral")
TOGETHER = {"objective": "cooccurrence", "item": "item"}


@pytest.mark.parametrize("method", METHODS)
def test_five_groups_of_items_need_a_handful_of_dimensions(method):
    # More directions are learned than are shown; what is shown is judged, not what is learned.
    sweep = swept(baskets_of_groups(5), (1, 2, 4, 8, 16), 1, method=method, **TOGETHER)
    found = knee.find(sweep)
    assert found.dim in (4, 8)
    assert found.level(1).loss > found.level(2).loss > found.level(4).loss
    assert found.level(1).loss > found.level(8).loss + 0.03
    assert found.level(16).loss == pytest.approx(found.level(8).loss, abs=0.002)


@pytest.mark.parametrize("method", METHODS)
def test_no_number_of_dimensions_helps_where_items_are_shuffled(method):
    dataset = baskets_of_groups(5)
    mixed = np.random.default_rng(0).permutation(dataset.codes)
    sweep = swept(replace(dataset, codes=mixed), (1, 4, 8), 1, method=method, **TOGETHER)
    assert not knee.find(sweep).learned


@pytest.mark.parametrize("method", METHODS)
def test_values_of_rows_that_appear_together_need_the_dimensions_of_their_groups(method):
    draw = np.random.default_rng(0)
    group = draw.integers(0, 5, 3000)

    def cells(size):
        own = draw.integers(0, size // 5, 3000) * 5 + group
        return np.where(draw.random(3000) < 0.4, draw.integers(0, size, 3000), own)

    dataset = dataset_of({"a": cells(10), "b": cells(40), "c": cells(60)})
    sweep = swept(dataset, (1, 2, 4, 5, 8), 1, objective="cooccurrence", method=method)
    found = knee.find(sweep)
    assert found.dim in (4, 5, 8)
    assert found.level(1).loss > found.level(5).loss + 0.01


def test_a_sweep_that_was_stopped_goes_on_to_what_an_unbroken_one_measures():
    dataset = pairs_of_rank(2, 1500)
    whole = swept(dataset, (1, 2), repeats=2, epochs=2)
    assert len(whole.trained) == 4
    spec = spec_of(dataset, epochs=2)
    begun = replace(whole, trained=whole.trained[:1])
    rest = [one for one in measure(dataset, spec, begun) if one is not None]
    assert (*begun.trained, *rest) == whole.trained


def test_repeats_hold_out_other_cells_and_dimensions_the_same():
    sweep = swept(pairs_of_rank(2, 1500), (1, 2), repeats=2, epochs=1)
    blind = {(one.dim, one.repeat): one.blind_loss for one in sweep.trained}
    assert blind[1, 0] == blind[2, 0]
    assert blind[1, 0] != blind[1, 1]


def test_a_long_training_is_told_of_between_so_that_it_can_be_stopped():
    dataset = pairs_of_rank(2)
    spec = spec_of(dataset)
    sweep, _ = plan(spec, dataset.n_rows, [60, 60], dims=(2,))
    assert list(islice(measure(dataset, spec, sweep), 5)) == [None] * 5


def test_a_large_table_is_thinned_to_rows_that_keep_their_cells_and_targets():
    values = np.arange(1000)
    dataset = dataset_of({"a": values, "b": values}, target_numbers=values.astype(float))
    few = thinned(dataset, 100, seed=3)
    assert few.n_rows == 100
    texts = [few.vocabularies[0].categories[code - 2] for code in few.codes[:, 0]]
    assert [float(text) for text in texts] == few.target_numbers.tolist()
    assert (few.codes[:, 0] == few.codes[:, 1]).all()
    assert not np.array_equal(few.codes, thinned(dataset, 100, seed=4).codes)
    assert thinned(dataset, 1000, seed=3) is dataset


def test_baskets_are_thinned_whole():
    lengths = np.random.default_rng(0).integers(1, 9, 200)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    items = np.repeat(np.arange(200), lengths)  # every basket holds its own number
    table = dataset_of({"item": items})
    few = thinned(Dataset(table.vocabularies, table.codes, starts=starts), 300, seed=0)
    assert 300 <= few.n_rows < 310
    drawn = [int(table.vocabularies[0].categories[code - 2]) for code in few.codes[:, 0]]
    for begin, end in zip(few.starts[:-1], few.starts[1:], strict=True):
        assert set(drawn[begin:end]) == {drawn[begin]}
        assert end - begin == lengths[drawn[begin]]

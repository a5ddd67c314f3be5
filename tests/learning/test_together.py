"""Appear together: losses and gradients against oracles, planted groups, nothing in noise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from meetings import baskets, encoded, in_place_of_each_other, rows, shuffled, spec_of
from small_tables import finish, purity

from explorer.data.defaults import settle
from explorer.errors import NothingToLearn
from explorer.learning.cooccurrence import Together
from explorer.learning.together.judging import BLIND, fitted, losses, mixed
from explorer.learning.together.meeting import Pairs, meet
from explorer.learning.together.power import Spectral
from explorer.learning.training import train
from explorer.records.spec import ColumnSpec, TrainingSpec

METHODS = ("sgns", "glove", "spectral")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("make", [baskets, rows])
def test_planted_groups_are_found(method, make):
    dataset, groups = make()
    result, _ = finish(train(dataset, spec_of(dataset, method=method)))
    assert result.verdict.learned
    assert result.best.held_loss < 0.97 * BLIND
    assert purity(result.vectors[-1], groups, 8) >= 0.95


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("make", [baskets, rows])
def test_groups_that_never_meet_are_told_by_that(method, make):
    dataset, groups = make(noise=0.0)
    result, _ = finish(train(dataset, spec_of(dataset, method=method)))
    assert result.verdict.learned
    assert result.best.held_loss < 0.7 * BLIND
    assert result.history[-1].held_loss < result.history[0].held_loss + 0.01
    assert purity(result.vectors[-1], groups, 8) == 1.0


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("make", [baskets, rows])
def test_nothing_is_found_where_items_and_cells_are_shuffled(method, make):
    for seed in range(2):
        dataset = shuffled(make()[0], seed)
        result, _ = finish(train(dataset, spec_of(dataset, method=method, seed=seed)))
        assert not result.verdict.learned
        assert result.verdict.sentence.startswith("Nothing was learned")
        assert result.best.held_loss == pytest.approx(BLIND, abs=0.005)


@pytest.mark.parametrize("seed", range(3))
def test_few_noisy_baskets_are_enough_to_be_sure_and_not_when_shuffled(seed):
    dataset, groups = baskets(n_items=100, n_groups=5, n_baskets=500, noise=0.5, seed=seed)
    result, _ = finish(train(dataset, spec_of(dataset, 12, seed=seed)))
    assert result.verdict.learned
    assert purity(result.vectors[0], groups, 8) > 0.9
    blind = shuffled(dataset, seed)
    result, _ = finish(train(blind, spec_of(blind, 12, seed=seed)))
    assert not result.verdict.learned


def test_other_entries_are_never_judged_beside_themselves():
    # Each entry says much of itself: if it stood beside itself, it would seem to be wrong.
    draw = np.random.default_rng(0)
    own, met, made_up = (draw.integers(0, 4, 300) for _ in range(3))
    keep = (own != met) & (own != made_up)
    nothing = np.zeros(int(keep.sum()), np.int64)
    pairs = Pairs(own[keep], met[keep], made_up[keep], nothing, np.arange(keep.sum()))
    asked = []

    def told(i, j):
        asked.append((i == j).mean())
        return np.where(i == j, 50.0, (i + j) % 2).astype(float)

    assert mixed(told, pairs, 0).max() < 5
    assert max(asked) > 0.1


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("make", [baskets, rows])
def test_any_number_of_threads_and_a_resumed_training_give_the_same_bytes(method, make):
    dataset, _ = make()
    spec = spec_of(dataset, method=method, epochs=6, patience=0)
    whole, _ = finish(train(dataset, replace(spec, threads=1)))
    threaded, _ = finish(train(dataset, replace(spec, threads=3)))
    going = train(dataset, replace(spec, threads=1))
    middle = [event for event, _ in zip(going, range(4), strict=False)][-1].checkpoint()
    resumed, _ = finish(train(dataset, replace(spec, threads=1), resume=middle))
    told = [vectors.tobytes() for vectors in whole.vectors]
    assert told == [vectors.tobytes() for vectors in threaded.vectors]
    assert told == [vectors.tobytes() for vectors in resumed.vectors]
    assert whole.verdict == threaded.verdict == resumed.verdict


def test_the_directions_of_the_spectral_method_are_read_once_for_each_loss(monkeypatch):
    dataset, _ = baskets()
    spec = spec_of(dataset, method="spectral")
    model = Together(dataset, spec, settle(spec, dataset.n_rows, [60]))
    read = []
    once = Spectral._read
    monkeypatch.setattr(Spectral, "_read", lambda self: read.append(1) or once(self))
    model.held_loss()
    assert len(read) == 1  # each takes a product of all counts, so a loss took six of them
    model.verdict()
    assert len(read) == 2


def test_what_is_held_out_is_not_counted():
    dataset, _ = baskets()
    everything = meet(dataset, None, 1e-6, 0, 1)
    meeting = meet(dataset, None, 0.2, 0, 1)
    kept = meeting.counts.values.sum() / everything.counts.values.sum()
    assert kept == pytest.approx(0.8, abs=0.02)
    assert (meeting.often > 0).all()  # one occurrence of every entry stays
    assert len(meeting.held.own) > 300
    assert (meeting.held.own != meeting.held.met).all()
    assert (meeting.held.own != meeting.held.made_up).all()


def test_held_out_pairs_stand_in_one_basket_or_row_and_partners_are_as_popular():
    dataset, _ = rows()
    meeting = meet(dataset, None, 0.1, 0, 1)
    ends = np.array(meeting.ends)
    entries = np.stack(
        [
            vocabulary.entries(dataset.codes[:, j]) + (ends[j - 1] if j else 0)
            for j, vocabulary in enumerate(dataset.vocabularies)
        ],
        axis=1,
    )
    held = meeting.held
    assert (entries[held.where] == held.own[:, None]).any(axis=1).all()
    assert (entries[held.where] == held.met[:, None]).any(axis=1).all()
    columns = [np.searchsorted(ends, each, side="right") for each in (held.met, held.made_up)]
    assert (columns[0] == columns[1]).all()
    assert (columns[0] != np.searchsorted(ends, held.own, side="right")).all()


def test_a_window_holds_out_only_pairs_that_are_near():
    dataset, _ = baskets(size=20, n_baskets=200)
    meeting = meet(dataset, 2, 0.1, 0, 1)
    entries = dataset.vocabularies[0].entries(dataset.codes[:, 0])
    for own, met, where in list(
        zip(meeting.held.own, meeting.held.met, meeting.held.where, strict=True)
    )[:200]:
        stretch = entries[where * 20 : where * 20 + 20]
        apart = np.abs(np.flatnonzero(stretch == own)[:, None] - np.flatnonzero(stretch == met))
        assert apart.min() <= 2


def test_the_curve_is_the_logistic_regression_of_scipy():
    from scipy.optimize import minimize

    draw = np.random.default_rng(0)
    worth = np.concatenate([draw.normal(1, 2, 400), draw.normal(0, 2, 400)])
    half = np.arange(400)
    nothing = np.zeros(400, np.int64)
    pairs = Pairs(half, half, half + 400, nothing, half)
    slope, offset, low, high = fitted(lambda own, other: worth[other], pairs)
    met = np.arange(800) < 400

    def cost(both):
        logit = both[0] * worth + both[1]
        return np.where(met, np.logaddexp(0, -logit), np.logaddexp(0, logit)).sum()

    assert np.allclose([slope, offset], minimize(cost, [0, 0]).x, atol=5e-3)
    assert (low, high) == (worth.min(), worth.max())
    assert losses(lambda own, other: worth[other], pairs).mean() < BLIND
    assert losses(lambda own, other: np.zeros(len(own)), pairs) == pytest.approx(BLIND)


def test_a_few_pairs_that_are_parted_without_a_miss_do_not_make_the_curve_sure():
    """Two of one half prove little, and beyond them nothing is known: the other half costs little.

    Without that, one pair of thirty baskets costs hundreds of nats.
    """
    worth = np.array([1.0, 0.9, 1.1, 0.0, 0.1, 40.0])
    numbers = np.arange(3)
    pairs = Pairs(numbers, numbers, numbers + 3, np.zeros(3, np.int64), np.array([0, 0, 1]))
    assert losses(lambda own, other: worth[other], pairs).max() < 1.5


def test_each_column_of_rows_has_the_dimensions_asked_for():
    dataset, _ = rows()
    columns = tuple(ColumnSpec(name, dim) for name, dim in (("a", 3), ("b", 7), ("c", 5)))
    spec = TrainingSpec("cooccurrence", columns, epochs=2)
    result, _ = finish(train(dataset, spec))
    assert [vectors.shape for vectors in result.vectors] == [(10, 3), (40, 7), (60, 5)]


@pytest.mark.parametrize("n", [1, 2, 3])
def test_baskets_in_which_nothing_meets_are_refused_with_a_sentence(n):
    dataset = replace(encoded([np.arange(n)], ["item"]), starts=np.arange(n + 1))
    with pytest.raises(NothingToLearn, match="Too few things meet"):
        next(train(dataset, spec_of(dataset)))


def test_an_epoch_is_a_step_over_everything():
    dataset, _ = baskets()
    settled = settle(spec_of(dataset, epochs=9), dataset.n_rows, [60], n_train=60)
    assert (settled.epochs, settled.steps_per_epoch, settled.total_steps) == (9, 1, 9)


def many_groups():
    """More groups of items than the dimensions that they are shown in."""
    return baskets(n_items=300, n_groups=15, n_baskets=6_000)


@pytest.mark.parametrize("method", METHODS)
def test_groups_stay_apart_in_fewer_dimensions_than_there_are_groups(method):
    dataset, groups = many_groups()
    result, _ = finish(train(dataset, spec_of(dataset, 6, method=method, epochs=4)))
    assert result.vectors[0].shape[1] == 6
    assert purity(result.vectors[0], groups, 8) >= 0.95


@pytest.mark.parametrize("method", ["sgns", "glove", "spectral"])
def test_what_is_bought_in_place_of_each_other_is_nearest_though_it_never_meets(method):
    dataset, occasion, kind = in_place_of_each_other()
    result, _ = finish(train(dataset, spec_of(dataset, 12, method=method)))
    assert purity(result.vectors[0], kind, 2) >= 0.95
    assert purity(result.vectors[0], occasion, 10) >= 0.98
    assert result.verdict.learned

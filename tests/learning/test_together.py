"""Appear together: losses and gradients against oracles, planted groups, nothing in noise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from small_tables import finish, purity

from explorer.data.defaults import settle
from explorer.errors import NothingToLearn
from explorer.learning.cooccurrence import Together
from explorer.learning.together.glove import FEWER, FULL_FROM, Glove
from explorer.learning.together.judging import BLIND, fitted, losses, mixed
from explorer.learning.together.meeting import Pairs, meet
from explorer.learning.together.power import Spectral
from explorer.learning.together.scale import scale
from explorer.learning.together.sgns import NEGATIVES, SMOOTHING, Sampled, heard_as, noise_level
from explorer.learning.training import train
from explorer.records.dataset import Dataset
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.vocabulary import Vocabulary

METHODS = ("sgns", "glove", "spectral")


def baskets(n_items=60, n_groups=4, n_baskets=900, noise=0.4, seed=0, size=7):
    """Baskets about one group each, as a dataset, and the group of each entry."""
    draw = np.random.default_rng(seed)
    about = np.repeat(draw.integers(0, n_groups, n_baskets), size)
    within = draw.integers(0, n_items // n_groups, len(about)) * n_groups + about
    items = np.where(draw.random(len(about)) < noise, draw.integers(0, n_items, len(about)), within)
    dataset = encoded([items], ["item"])
    groups = np.array([int(one) % n_groups for one in dataset.vocabularies[0].categories])
    return replace(dataset, starts=np.arange(n_baskets + 1) * size), groups


def rows(n_rows=4_000, noise=0.4, seed=0):
    """Three columns whose cells mostly follow their row's group, and those of the last."""
    draw = np.random.default_rng(seed)
    group = draw.integers(0, 5, n_rows)
    columns = []
    for size in (10, 40, 60):
        within = draw.integers(0, size // 5, n_rows) * 5 + group
        blind = draw.integers(0, size, n_rows)
        columns.append(np.where(draw.random(n_rows) < noise, blind, within))
    dataset = encoded(columns, ["a", "b", "c"])
    return dataset, np.array([int(one) % 5 for one in dataset.vocabularies[2].categories])


def encoded(columns, names):
    texts = [[str(value) for value in column] for column in columns]
    vocabularies = tuple(Vocabulary.fit(n, t) for n, t in zip(names, texts, strict=True))
    codes = [v.encode(t) for v, t in zip(vocabularies, texts, strict=True)]
    return Dataset(vocabularies, np.stack(codes, axis=1))


def spec_of(dataset, dim=8, **settings):
    columns = tuple(ColumnSpec(v.column, dim) for v in dataset.vocabularies)
    item = "item" if dataset.starts is not None else None
    return TrainingSpec("cooccurrence", columns, item=item, **settings)


def shuffled(dataset, seed):
    draw = np.random.default_rng(seed)
    return replace(dataset, codes=np.stack([draw.permutation(c) for c in dataset.codes.T], axis=1))


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
    shown = Spectral.shown
    monkeypatch.setattr(Spectral, "shown", lambda self: read.append(1) or shown(self))
    model.held_loss()
    assert len(read) == 1  # each takes a product of all counts, so a loss took six of them
    model.verdict()
    assert len(read) == 2


def drawn(meeting):
    """[n] how often each entry is drawn as a negative."""
    heard = meeting.often * heard_as(meeting)
    if len(meeting.ends) > 1:
        return heard
    return heard**SMOOTHING * heard.sum() / (heard**SMOOTHING).sum()


def loss_by_autograd(meeting, model, counts, prior):
    """The loss of the docstring over all pairs, one column's pairs with itself left out.

    Returns:
        The loss as a function of word vectors, context vectors held.
    """
    heard = torch.from_numpy(heard_as(meeting))
    often = torch.from_numpy(drawn(meeting))
    met = torch.from_numpy(counts) * heard[:, None] * heard[None, :]
    expected = often[:, None] * often[None, :] / meeting.total
    if len(meeting.ends) > 1:
        for low, high in meeting.columns():
            expected[low:high, low:high] = 0
    expected.fill_diagonal_(0)  # an item is never its own negative
    middle = torch.from_numpy(model.middle.astype(np.float64))
    context = torch.from_numpy(model.context.astype(np.float64))
    shift = -np.log(NEGATIVES)
    slope, bend = 1 / (1 + NEGATIVES), NEGATIVES / (1 + NEGATIVES) ** 2

    def loss(word):
        x = word @ context.T
        level = np.log1p(np.exp(shift))
        never = level + slope * x + bend * x**2 / 2
        exact = torch.nn.functional.softplus(x + shift)
        negative = NEGATIVES * expected * torch.where(met > 0, exact, never)
        positive = met * torch.nn.functional.softplus(-(x + shift))
        return (positive + negative).sum() + prior / 2 * ((word - middle) ** 2).sum()

    return loss


@pytest.mark.parametrize("make", [baskets, rows])
def test_a_step_of_skip_gram_follows_the_gradient_that_autograd_finds(make):
    dataset, _ = make()
    meeting = meet(dataset, None, 0.1, 0, 1)
    draw = np.random.default_rng(0)
    start = draw.normal(size=(len(meeting.often), 6)).astype(np.float32)
    model = Sampled(meeting, start, 0.5, 1)
    model.word += draw.normal(size=start.shape).astype(np.float32) / 10  # away from the prior
    prior = 0.5 * noise_level(meeting.often * heard_as(meeting))
    word = torch.from_numpy(model.word.astype(np.float64)).requires_grad_()
    loss = loss_by_autograd(meeting, model, meeting.counts.dense(), prior)
    loss(word).backward()
    gradient = word.grad.numpy()
    # Curvature of the docstring: of all regressions alike, near independence.
    often = drawn(meeting)
    before = model.word.copy()
    model._correct(model.word, model.context, 1.0)
    moved = (model.word - before).astype(np.float64)
    kappa = NEGATIVES / (1 + NEGATIVES)
    for low, high in meeting.columns():
        others = np.ones(len(often), bool)
        others[low:high] = len(meeting.ends) == 1
        context = model.context[others].astype(np.float64)
        square = (often[others, None] * context).T @ context / meeting.total
        for row in range(low, high, 7):
            bend = kappa * often[row] * square + prior * np.eye(6)
            assert np.allclose(
                moved[row], -np.linalg.solve(bend, gradient[row]), rtol=2e-3, atol=1e-5
            )


def test_vectors_are_made_as_long_as_explains_best_what_meets():
    from scipy.optimize import minimize_scalar

    meeting = meet(baskets()[0], None, 0.1, 0, 1)
    draw = np.random.default_rng(0)
    vectors = draw.normal(size=(len(meeting.often), 3)).astype(np.float32)
    groups = np.unique(baskets()[1], return_inverse=True)[1]
    vectors[:, 0] += 3 * (groups % 2)
    counts = meeting.counts.dense()
    expected = NEGATIVES * np.outer(meeting.often, meeting.often) / meeting.total
    product = vectors.astype(np.float64) @ vectors.T

    def cost(c):
        x = c * product
        level = np.log1p(1 / NEGATIVES)
        bend = NEGATIVES / (1 + NEGATIVES) ** 2
        never = level + x / (1 + NEGATIVES) + bend * x**2 / 2
        negative = np.where(counts > 0, np.logaddexp(0, x - np.log(NEGATIVES)), never)
        return float((counts * np.logaddexp(0, np.log(NEGATIVES) - x) + expected * negative).sum())

    best = minimize_scalar(cost, bounds=(1e-6, 2), method="bounded", options={"xatol": 1e-9}).x
    assert scale(meeting, vectors, NEGATIVES, 1) == pytest.approx(best, rel=1e-3)
    assert scale(meeting, vectors * 2, NEGATIVES, 1) == pytest.approx(best / 4, rel=1e-3)


def test_steps_lower_the_loss_until_it_rests():
    dataset, _ = baskets()
    meeting = meet(dataset, None, 0.1, 0, 1)
    start = np.random.default_rng(0).normal(size=(len(meeting.often), 6)).astype(np.float32)
    model = Sampled(meeting, start, 0.5, 1)
    counts = meeting.counts.dense()
    prior = 0.5 * noise_level(meeting.often * heard_as(meeting))

    def total():
        word = torch.from_numpy(model.word.astype(np.float64))
        own = loss_by_autograd(meeting, model, counts, prior)(word)
        apart = model.context.astype(np.float64) - model.middle
        return float(own) + prior / 2 * float((apart**2).sum())

    seen = [total()]
    for _ in range(40):
        model.step(0.5)
        seen.append(total())
    assert (np.diff(seen) <= 1e-6 * seen[0]).all()
    assert seen[-2] - seen[-1] < 1e-3 * (seen[0] - seen[-1])


def test_glove_does_not_run_away_where_few_items_meet_often_and_nothing_holds_them():
    for n_items in (2, 3, 5):
        dataset, _ = baskets(n_items=n_items, n_groups=1, n_baskets=30_000, size=min(4, n_items))
        spec = spec_of(dataset, 4, method="glove", weight_decay=0.0, epochs=40, patience=100)
        result, _ = finish(train(dataset, spec))
        assert np.isfinite(result.vectors[0]).all()
        assert result.history[-1].held_loss == pytest.approx(result.history[0].held_loss, abs=0.01)


@pytest.mark.parametrize("of_rows", [False, True])
def test_rows_of_glove_reach_the_least_squares_that_numpy_finds(monkeypatch, of_rows):
    from explorer.learning.together import glove

    monkeypatch.setattr(glove, "ROUNDS", 60)
    dataset = rows(n_rows=300)[0] if of_rows else baskets(n_items=40, n_baskets=100)[0]
    meeting = meet(dataset, None, 0.1, 0, 1)
    start = np.random.default_rng(0).normal(size=(len(meeting.often), 4)).astype(np.float32)
    model = Glove(meeting, start, 0.3, 2)
    model.step(1.0)
    counts = meeting.counts.dense()
    column = np.concatenate([np.full(high - low, low) for low, high in meeting.columns()])
    expected = np.outer(meeting.often, meeting.often) / meeting.total
    for row in range(0, len(counts), 5):
        own = column == column[row] if of_rows else np.arange(len(counts)) == row
        others = np.flatnonzero(~own)
        assert (counts[row, others] == 0).any()
        there = counts[row, others] > 0
        logs = np.log(np.where(there, counts[row, others], expected[row, others] / np.exp(FEWER)))
        met = np.minimum(counts[row, others] / FULL_FROM, 1) ** 0.75
        roots = np.minimum(meeting.often**2 / meeting.total / FULL_FROM, 1) ** 0.375
        weights = np.where(there, met, roots[row] * roots[others])
        inputs = np.concatenate([model.context[others, :4], np.ones((len(others), 1))], axis=1)
        goal = logs - model.context[others, 5]
        pull = np.diag([model._prior] * 4 + [1e-6])
        bend = (inputs * weights[:, None]).T @ inputs + pull
        solved = np.linalg.solve(bend, (inputs * weights[:, None]).T @ goal)
        assert np.allclose(model.word[row, :5], solved, rtol=1e-2, atol=2e-3)
        assert model.word[row, 5] == 1


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

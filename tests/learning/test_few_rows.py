"""Few held-out rows with unequal answers: what proves, and what chance does as well."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom
from small_tables import dataset_of, finish, spec_of, with_classes

from explorer.learning.chance import chance_of_drawn, learned_from_rows
from explorer.learning.extremes import Extremes
from explorer.learning.training import train

RARE = 1e-12  # the share of an answer of one's own where the training rows are very many


def of_four(n, seed=0):
    """A column of four values, one beside it that says nothing, and which rows have the first."""
    draw = np.random.default_rng(seed)
    columns = {"a": draw.integers(0, 4, n), "b": draw.integers(0, 2, n)}
    return columns, columns["a"] == 0, draw


def judged(dataset, seed=0, **settings):
    return finish(train(dataset, spec_of(dataset, seed=seed, **settings)))[0].verdict


@pytest.mark.parametrize("n", [300, 400])
def test_a_step_that_one_value_of_four_makes_is_learned_from_few_rows(n):
    columns, first, draw = of_four(n)
    verdict = judged(dataset_of(columns, target_numbers=100.0 * first + draw.random(n)))
    assert verdict.r2 > 0.99
    assert verdict.learned


def test_a_class_that_one_value_of_four_decides_is_learned_from_few_rows():
    columns, first, _ = of_four(300)
    verdict = judged(with_classes(columns, first.astype(int)))
    assert verdict.accuracy == 1
    assert verdict.learned


def with_a_total(seed):
    """A number that one column decides, and a last row of totals far beyond all others."""
    draw = np.random.default_rng(seed)
    columns = {"grp": draw.integers(0, 3, 300), "side": draw.integers(0, 2, 300)}
    numbers = 40 + 20.0 * columns["grp"] + draw.normal(0, 5, 300)
    numbers[-1] = 45678.9
    return dataset_of(columns, target_numbers=numbers)


def test_a_line_of_totals_is_said_to_decide_and_nothing_worse_than_the_mean_is_called_learned():
    found = [judged(with_a_total(seed), seed, epochs=10) for seed in range(6)]
    assert all(verdict.r2 > 0 for verdict in found if verdict.learned)
    doubtful = [verdict for verdict in found if not verdict.learned]
    assert doubtful
    for verdict in doubtful:
        assert verdict.unsure
        assert verdict.extremes
        assert verdict.sentence.startswith(
            "Not sure that anything was learned: 1 of 300 rows holds over 99 % of the variance:"
            " 45,679 lies "
        )
        assert "times as far out as usual. That decides what is learned and" in verdict.sentence


@pytest.mark.parametrize("draw_of", ["normal", "exponential", "uniform"])
def test_numbers_as_they_usually_lie_have_no_extremes_that_decide(draw_of):
    draw = np.random.default_rng(0)
    for n in (5, 50, 2000):
        assert Extremes.of(getattr(draw, draw_of)(size=n)) is None
    assert Extremes.of(np.ones(9)) is None


def test_where_most_numbers_are_alike_the_others_say_what_an_extreme_is():
    found = Extremes.of(np.repeat([0.0, 250.0, 1e200], [900, 3, 1]))
    assert (found.few, found.n, found.furthest) == (1, 904, 1e200)
    assert found.times == pytest.approx(1e200 / 250)
    assert Extremes.of(np.repeat([0.0, 250.0], [900, 4])) is None
    claims = np.random.default_rng(0).exponential(2000.0, 18)
    assert Extremes.of(np.append(np.zeros(2982), claims)) is None


def shuffled(kind, seed):
    """A table whose target has nothing to do with its columns."""
    draw = np.random.default_rng(seed)
    n = int(draw.choice([60, 150, 300]))
    columns = {str(j): draw.integers(0, size, n) for j, size in enumerate((4, 8, 2))}
    if kind == "rare":
        return with_classes(columns, (draw.random(n) < 0.15).astype(int))
    numbers = draw.normal(size=n)
    if kind == "outliers":
        numbers[draw.integers(0, n, 3)] *= 1000
    if kind == "step":
        numbers += 100 * (draw.random(n) < 0.2)
    return dataset_of(columns, target_numbers=numbers)


@pytest.mark.parametrize("kind", ["rare", "outliers", "step"])
def test_nothing_is_learned_of_a_target_that_has_nothing_to_do_with_its_columns(kind):
    for seed in range(12):
        assert not judged(shuffled(kind, seed), seed, epochs=20).learned


def test_all_right_is_as_probable_as_the_answers_are_frequent():
    shares = np.array([0.7, 0.2, 0.1])
    truth = np.array([0, 0, 1, 2, 0, 1])
    costs = np.where(np.arange(3) == truth[:, None], 0.0, 40.0)
    assert chance_of_drawn(np.zeros(6), costs, shares, RARE) == pytest.approx(shares[truth].prod())


@pytest.mark.parametrize("right", [15, 20, 28, 40])
def test_the_bound_lies_above_the_binomial_it_bounds_and_near_it(right):
    costs = np.tile([0.0, 1.0], (40, 1))
    losses = np.repeat([0.0, 1.0], [right, 40 - right])
    chance = chance_of_drawn(losses, costs, np.array([0.3, 0.7]), RARE)
    exact = binom.sf(right - 1, 40, 0.3)
    assert exact <= chance * (1 + 1e-6)
    assert chance <= 12 * exact


def test_guesses_that_are_worse_than_usual_or_all_alike_prove_nothing():
    costs = np.tile([0.0, 1.0], (40, 1))
    assert chance_of_drawn(np.ones(40), costs, np.array([0.3, 0.7]), RARE) == pytest.approx(1)
    assert chance_of_drawn(np.zeros(9), np.zeros((9, 2)), np.array([0.3, 0.7]), RARE) == 1


def test_to_come_nearer_than_all_training_rows_by_chance_has_a_chance():
    costs, nearest = np.full((1, 50), 4.0), np.array([0.1])
    assert chance_of_drawn(nearest, costs, np.full(50, 0.02), 1 / 51) == pytest.approx(1 / 51)


@pytest.mark.parametrize(("rare", "learned"), [(5, True), (2, False)])
def test_five_rare_answers_of_fifteen_rows_prove_and_two_do_not(rare, learned):
    truth = np.arange(15) < rare
    shares = np.array([0.75, 0.25])
    costs = np.where(np.arange(2) == truth[:, None], 0.0, 7.0)
    blind = -np.log(np.where(truth, *shares[::-1]))
    other = np.where(truth, 15 - rare, rare) / 14 * 7.0  # by the guesses of the other rows
    found = learned_from_rows(
        np.zeros(15),
        other,
        blind,
        np.arange(15),
        lambda: chance_of_drawn(np.zeros(15), costs, shares, 1 / 136),
    )
    assert found == learned

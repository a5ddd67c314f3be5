"""What is tried, how long it takes, and where the knee is in losses made up for it."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.data import knee
from explorer.data.defaults import partners_of, settle
from explorer.data.dimensions import FEWEST_ROWS, LONGEST, QUICK, plan, shortened, with_dims
from explorer.errors import SpecError
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.sweep import Sweep, Trained

SPEC = TrainingSpec(columns=(ColumnSpec("city"), ColumnSpec("coin"), ColumnSpec("dish", 7)))
SIZES = (40, 2, 20)


def measured(losses, blind=2.0, learned=True, sizes=(100,), **more):
    """A sweep of one column whose losses per dimension are given, one for each repeat."""
    repeats = len(next(iter(losses.values())))
    sweep = Sweep(None, ("city",), sizes, tuple(losses), repeats, 500, 500, 10, **more)
    for repeat in range(repeats):
        for dim, own in losses.items():
            sweep = sweep.with_trained(Trained(dim, repeat, own[repeat], blind, learned))
    return sweep


def test_no_column_gets_more_dimensions_than_it_can_use():
    sweep, _ = plan(SPEC, 500, SIZES)
    assert sweep.dims == (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 39)
    assert [column.dim for column in with_dims(SPEC, SIZES, 32, None).columns] == [32, 1, 19]
    assert knee.chosen(sweep, 32) == {"city": 32, "coin": 1, "dish": 19}


def test_one_column_is_tried_while_the_others_stay_as_they_are():
    sweep, _ = plan(SPEC, 500, SIZES, column="dish")
    assert (sweep.names, sweep.dims[-1]) == (("dish",), 19)
    assert [column.dim for column in with_dims(SPEC, SIZES, 3, "dish").columns] == [10, 2, 3]


def test_what_the_rule_gives_for_one_column_is_tried_as_well_where_it_can_be_used():
    sweep, _ = plan(SPEC, 500, SIZES, column="city")  # the rule gives it 10
    assert sweep.dims == (1, 2, 3, 4, 6, 8, 10, 12, 16, 24, 32, 39)
    assert plan(SPEC, 500, SIZES, column="city", dims=(2, 4))[0].dims == (2, 4)
    items = TrainingSpec("next-item", (ColumnSpec("item"),), item="item")
    assert plan(items, 500, [26])[0].dims[-1] == 25  # and 32 cannot


def test_a_column_that_is_not_learned_or_a_dimension_that_cannot_be_is_refused_by_name():
    with pytest.raises(SpecError, match="'town' is not among the columns"):
        plan(SPEC, 500, SIZES, column="town")
    with pytest.raises(SpecError, match="513 dimensions cannot be tried"):
        plan(SPEC, 500, SIZES, dims=(4, 513))


@pytest.mark.parametrize(
    ("lengths", "n_items", "window", "seconds"),
    [  # as long as trainings of them took on two cores
        ([1_000] * 30, 20_000, None, 35),
        ([1_500] * 40, 38_000, None, 85),
        ([1_000] * 30, 1_000, None, 8),
        ([1_000] * 30, 20_000, 2, 1.5),
        ([7] * 10_000, 500, None, 1.8),
        ([7] * 9_000 + [10_000], 500, None, 3),
    ],
)
def test_the_time_of_appear_together_follows_how_many_items_meet(lengths, n_items, window, seconds):
    spec = TrainingSpec(
        "cooccurrence", (ColumnSpec("item"),), item="item", basket="b", window=window
    )
    met = partners_of(np.array(lengths))
    about = settle(spec, sum(lengths), [n_items], partners=met).seconds
    assert seconds / 2 < about < seconds * 2
    assert plan(spec, sum(lengths), [n_items], partners=met)[1] > about


def test_a_sweep_of_huge_baskets_looks_at_fewer_of_them():
    spec = TrainingSpec("cooccurrence", (ColumnSpec("item"),), item="item", basket="b")
    sweep, seconds = plan(spec, 60_000, [38_000], partners=400.0)
    assert sweep.n_rows < 60_000
    assert seconds <= LONGEST or sweep.n_rows <= 2 * FEWEST_ROWS


@pytest.mark.parametrize("n_rows", [100, 5_000, 50_000, 1_000_000, 10_000_000])
@pytest.mark.parametrize("objective", ["masked", "predict"])
def test_a_sweep_of_any_table_takes_two_minutes_at_most(objective, n_rows):
    spec = TrainingSpec(
        objective=objective,
        columns=tuple(ColumnSpec(name) for name in "abcdefgh"),
        target="y" if objective == "predict" else None,
    )
    sizes = (5, 10, 20, 50, 100, 300, 1_000, 10_000)
    sweep, seconds = plan(spec, n_rows, sizes, n_classes=5)
    assert seconds <= LONGEST or sweep.n_rows == FEWEST_ROWS
    assert seconds <= QUICK or sweep.repeats == 2
    assert sweep.n_rows == n_rows or seconds > LONGEST / 5  # no rows are left out without need
    again = sum(
        settle(
            shortened(with_dims(spec, sizes, dim, None), sweep.epochs),
            sweep.n_rows,
            sizes,
            n_classes=5,
            judged_only=True,
        ).seconds
        for dim in sweep.dims
    )
    assert seconds == pytest.approx(sweep.repeats * again)


def test_the_recipes_own_epochs_bound_those_of_a_sweep():
    short = TrainingSpec(columns=SPEC.columns, epochs=2)
    assert plan(short, 500, SIZES)[0].epochs == 2


def test_the_knee_is_the_first_loss_within_noise_of_the_lowest():
    sweep = measured(
        {1: (1.5, 1.6), 2: (1.3, 1.3), 4: (1.01, 1.0), 8: (1.0, 1.0), 16: (0.99, 1.02)}
    )
    found = knee.find(sweep)
    assert found.dim == 4
    assert found.level(4).above == pytest.approx(0.005)
    assert knee.sentence(sweep, found) == (
        "From 4 dimensions on the held-out loss falls no more than chance may explain: 1.005 at 4,"
        " at best 1.000 at 8, within one standard error, 0.005; guessing costs 2.000."
    )


def test_a_difference_that_every_repeat_shows_is_told_from_noise():
    noisy = measured({2: (1.10, 0.90), 4: (1.00, 1.00)})  # mean 1.00 either way
    steady = measured({2: (1.10, 0.90), 4: (1.05, 0.85)})
    assert knee.find(noisy).dim == 2
    assert knee.find(steady).dim == 4


def test_a_gain_of_less_than_two_percent_is_no_reason_for_more_dimensions():
    sweep = measured({2: (1.015, 1.015), 8: (1.0, 1.0)})
    found = knee.find(sweep)
    assert found.dim == 2
    assert (
        "hardly falls: 1.015 at 2, at best 1.000 at 8, at most 2 % of the gain over guessing;"
    ) in knee.sentence(sweep, found)


def test_a_loss_that_rises_again_is_shown_where_it_ended():
    sweep = measured({2: (1.2,), 4: (1.0,), 64: (1.4,)})
    assert "no longer falls: 1.000 at 4, 1.400 at 64" in knee.sentence(sweep, knee.find(sweep))


@pytest.mark.parametrize(("size", "why"), [(9, "all that can be used"), (99, "the most that were")])
def test_a_loss_that_falls_to_the_end_says_what_ended_it(size, why):
    sweep = measured({4: (1.5,), 8: (1.0,)}, sizes=(size,))
    found = knee.find(sweep)
    assert found.dim == 8
    assert f"falls up to 8 dimensions, {why}" in knee.sentence(sweep, found)
    assert "1.000, after 1.500 at 4" in knee.sentence(sweep, found)


def test_where_nothing_is_learned_there_is_no_knee():
    sweep = measured({1: (1.99,), 2: (1.98,), 4: (2.0,)}, learned=False)
    found = knee.find(sweep)
    assert found.dim is None
    assert knee.sentence(sweep, found).startswith(
        "No number of dimensions helps: the held-out loss is 1.980 at best, and guessing costs"
        " 2.000."
    )


def test_a_lowest_loss_just_below_that_of_guessing_is_told_apart_from_it():
    sweep = measured({1: (1.9999,), 2: (1.99992,)}, learned=False)
    assert "is 1.9999 at best, and guessing costs 2.0000" in knee.sentence(sweep, knee.find(sweep))


@pytest.mark.parametrize(
    ("share", "repeats", "found"), [(0.7, 3, True), (0.95, 3, False), (0.7, 1, False)]
)
def test_what_no_single_training_is_sure_of_all_repeats_together_may_be(share, repeats, found):
    sweep = Sweep(None, ("item",), (10,), (1, 2, 4), repeats, 500, 500, 10)
    for dim, repeat in sweep.left():
        sweep = sweep.with_trained(Trained(dim, repeat, 0.69 * share, 0.69, False))
    knee_at = knee.find(sweep)
    assert (knee_at.dim, knee_at.learned) == ((1, True) if found else (None, False))


def test_a_number_is_compared_with_its_mean():
    sweep = measured({1: (0.5,), 2: (0.3,)}, blind=1.0, unit="variance")
    assert "the mean costs 1.000" in knee.sentence(sweep, knee.find(sweep))


def test_there_is_no_knee_before_every_dimension_was_tried_once():
    whole = measured({1: (1.5, 1.5), 2: (1.0, 1.0), 4: (1.0, 1.0)})
    one, three, four = (
        Sweep.from_dict({**whole.to_dict(), "trained": whole.to_dict()["trained"][:n]})
        for n in (1, 3, 4)
    )
    assert knee.find(one).dim is None
    assert knee.sentence(one, knee.find(one)).startswith("So far the held-out loss is lowest at 1")
    assert "1 of 6 trainings was done." in knee.how(one)
    assert "or within 2 % of the gain over guessing." in knee.how(one)
    assert "3 of 6 trainings were done." in knee.how(three)
    assert knee.find(three).dim == 2
    assert knee.find(four) == knee.find(three)  # half a repeat compares nothing


@pytest.mark.parametrize(
    ("trained", "times"), [(3, None), (6, None), (9, None), (10, "twice"), (15, "three times")]
)
def test_only_repeats_that_ended_are_said_to_be_done(trained, times):
    sweep = Sweep(None, ("item",), (10,), (1, 2, 4, 6, 8), 3, 500, 500, 10)
    for dim, repeat in sweep.left()[:trained]:
        sweep = sweep.with_trained(Trained(dim, repeat, 1.0, 2.0, True))
    said = f"It was done {times}, each time with other data held out."
    assert ("It was done" in knee.how(sweep)) == (times is not None)
    assert times is None or said in knee.how(sweep)


def test_what_was_measured_is_read_back_as_it_was_and_says_what_is_left():
    sweep = measured({1: (1.5, 1.4), 2: (1.0, 1.1)})
    assert Sweep.from_dict(sweep.to_dict()) == sweep
    assert sweep.complete
    assert sweep.left() == []
    with pytest.raises(SpecError, match="another version"):
        Sweep.from_dict({**sweep.to_dict(), "format": 99})

"""What the verdict says where nothing, or nothing sure, was learned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from explorer.learning.chance import chance_of
from explorer.learning.next_item_verdict import judge
from explorer.learning.verdict import class_verdict, number_verdict, pairs_verdict


def in_doubt():
    """Answers drawn at random would be guessed as well."""
    return 1.0


def of_errors(losses, blind):
    losses, blind = np.array(losses), np.array(blind)
    return number_verdict(
        losses, blind, blind, 1 - losses.mean() / blind.mean(), (2.5, 3.5), None, in_doubt
    )


def test_a_large_gain_on_six_rows_is_called_unsure():
    verdict = of_errors([0.2, 0.4, 0.9, 0.1, 0.3, 0.2], [0.9, 0.2, 1.8, 0.1, 1.2, 0.4])
    assert verdict.unsure
    assert not verdict.learned
    assert verdict.sentence == (
        "Not sure that anything was learned: on what was held out, squared errors come to 0.35 of"
        " the variance, those of guessing the mean to 0.77, which may be chance on so few."
    )


def test_what_was_measured_is_told_without_saying_nothing_was_learned_again():
    unsure = of_errors([1.0, 0.9, 1.1, 1.0], [1.0, 1.0, 1.0, 1.0])
    nothing = of_errors([1.0, 0.9, 1.1, 1.0] * 10, [1.0, 1.0, 1.0, 1.0] * 10)
    for verdict in (unsure, nothing):
        assert verdict.measured.startswith("On what was held out, squared errors come to 1.00 of")
    learned = replace(nothing, learned=True, sentence="Guesses are off by 0.1.")
    assert learned.measured == learned.sentence


def test_no_gain_is_called_nothing():
    verdict = of_errors([1.0, 0.9, 1.1, 1.0] * 10, [1.0, 1.0, 1.0, 1.0] * 10)
    assert not verdict.unsure
    assert verdict.sentence.startswith("Nothing was learned: on what was held out")


def test_that_there_is_nothing_is_not_told_from_four_rows():
    verdict = of_errors([1.0, 0.9, 1.1, 1.0], [1.0, 1.0, 1.0, 1.0])
    assert verdict.unsure
    assert verdict.sentence == (
        "Not sure that anything was learned: on what was held out, squared errors come to 1.00 of"
        " the variance, those of guessing the mean to the same; so few cannot tell."
    )


def test_what_was_learned_is_not_unsure():
    verdict = of_errors(np.linspace(0.1, 0.2, 50), np.linspace(0.9, 1.1, 50))
    assert verdict.learned
    assert not verdict.unsure


@pytest.mark.parametrize(
    ("off", "share"), [(0.002, "over 99 %"), (0.0, "100 %"), (0.1, "90 %"), (0.996, "0.4 %")]
)
def test_all_of_the_variance_is_explained_only_where_it_is(off, share):
    losses, blind = np.full(400, off), np.full(400, 1.0)
    verdict = number_verdict(losses, blind, blind, 1 - off, (2.5, 3.5), None, in_doubt)
    assert verdict.sentence.startswith(f"Of the variance, {share} is explained on held-out rows;")


def test_an_error_just_below_a_thousand_is_written_without_a_power_of_ten():
    losses, blind = np.full(400, 0.1), np.full(400, 1.0)
    verdict = number_verdict(losses, blind, blind, 0.9, (999.6, 3500.0), None, in_doubt)
    assert verdict.sentence.endswith(
        "guesses are off by 1,000 on average, always guessing the median by 3,500."
    )


def test_nearly_all_rows_guessed_right_are_not_called_all():
    losses, blind = np.full(400, 0.1), np.full(400, 0.69)
    verdict = class_verdict(losses, blind, blind, 0.998, 0.003, in_doubt)
    assert "nats, over 99 % of them right;" in verdict.sentence
    assert verdict.sentence.endswith("the most frequent class is right in 0.3 %.")


def test_a_loss_near_nothing_is_not_said_to_be_nothing():
    losses, blind = np.full(400, 4e-4), np.full(400, 0.69)
    verdict = class_verdict(losses, blind, blind, 1.0, 0.5, in_doubt)
    assert verdict.sentence.startswith("Held-out rows are guessed at less than 0.01 nats, 100 % ")


def test_a_loss_just_below_that_of_guessing_is_written_with_the_digits_that_tell_them_apart():
    losses = np.full(400, np.log(2) - 3e-4)
    verdict = pairs_verdict(losses, losses + 3e-4, np.log(2), np.arange(400))
    assert verdict.sentence == (
        "Pairs that were held out are told from made-up ones at 0.6928 nats; guessing costs 0.6931."
    )


def test_losses_that_five_digits_do_not_tell_apart_are_called_the_same():
    losses = np.full(400, np.log(2) - 2e-7)
    verdict = pairs_verdict(losses, losses, np.log(2), np.arange(400))
    assert verdict.sentence == (
        "Nothing was learned: on what was held out, telling pairs from made-up ones costs 0.69"
        " nats, guessing the same."
    )


@pytest.mark.parametrize(
    ("over_guessing", "over_others", "learned"),
    [
        (2.0, 4.5, True),
        (1.4, 4.5, True),  # a gain over guessing that may be chance, one over others that is not
        (1.4, 3.8, False),  # the latter is just sure enough, the former is not
        (0.5, 9.0, False),
        (3.0, 3.0, False),
    ],
)
def test_of_few_pairs_a_sure_gain_over_others_proves_beside_a_likely_one_over_guessing(
    over_guessing, over_others, learned
):
    draw = np.random.default_rng(0).normal(size=(2, 60))
    noise, more = (draw - draw.mean(axis=1, keepdims=True)) / draw.std(axis=1, keepdims=True)
    error = 0.3 / np.sqrt(60)  # of the mean of what is spread by 0.3
    losses = np.log(2) - over_guessing * error + 0.3 * noise
    mixed = losses + over_others * error + 0.3 * more
    assert pairs_verdict(losses, mixed, np.log(2), np.arange(60)).learned == learned


def test_what_explains_none_of_the_variance_is_not_learned_however_sure_the_gain():
    losses, blind = np.linspace(0.1, 0.2, 50), np.linspace(0.9, 1.1, 50)
    verdict = number_verdict(losses, blind, blind, -0.17, (11.9, 57.3), None, in_doubt)
    assert not verdict.learned


@pytest.mark.parametrize(("n", "sure"), [(4, False), (5, True)])
def test_gains_that_are_all_alike_prove_from_five_on(n, sure):
    chance = chance_of(np.full(n, 0.3), np.arange(n))
    assert (chance < 3e-5) == sure
    assert chance_of(np.full(n, -0.3), np.arange(n)) > 0.99
    assert chance_of(np.zeros(n), np.arange(n)) == 1.0


def next_items(own, popular, others, n=400):
    """Losses that tell nothing; places by the network, by popularity, by others' histories."""
    draw = np.random.default_rng(0)
    nats = draw.normal(5, 1, n).astype(np.float32)
    ranks = {way: draw.integers(0, 200, n) for way in ("recommended", "counts", "last")}
    for way, most in (("network", own), ("popularity", popular)):
        ranks[way] = draw.integers(0, most, n)
    asked = []

    def mixed():
        asked.append(True)
        return draw.integers(0, others, n)

    blind = nats + draw.normal(0, 2, n).astype(np.float32)
    return judge(nats, blind, blind, np.arange(n), ranks, mixed, 200), asked


def test_lists_that_are_right_far_more_often_prove_what_losses_leave_in_doubt():
    verdict, _ = next_items(own=60, popular=200, others=200)
    assert verdict.learned
    assert verdict.sentence.startswith("Of held-out next items")


def test_lists_that_any_history_makes_as_well_prove_nothing():
    verdict, asked = next_items(own=60, popular=200, others=60)
    assert not verdict.learned
    assert asked


def test_lists_no_better_than_the_most_popular_prove_nothing():
    verdict, asked = next_items(own=200, popular=150, others=400)
    assert not verdict.learned
    assert not asked


@pytest.mark.parametrize(
    ("n_items", "said"),
    [
        (
            200,
            "Of held-out next items 70 % are among the 10 recommended (mean reciprocal rank 0.70);"
            " by counting what followed on each item 60 % (0.60), by popularity 20 % (0.20), by"
            " repeating the last item 10 %.",
        ),
        (
            10,
            "Of 10 items all are among the 10 recommended, so their order alone tells: mean"
            " reciprocal rank 0.70; by counting what followed on each item 0.60, by popularity"
            " 0.20, by repeating the last item 0.10.",
        ),
    ],
)
def test_what_comes_next_is_told_beside_the_strongest_of_the_simpler_ways(n_items, said):
    tenths = {"recommended": 7, "network": 7, "counts": 6, "popularity": 2, "last": 1}
    ranks = {way: np.where(np.arange(400) % 10 < first, 0, 50) for way, first in tenths.items()}
    nats, blind = np.linspace(1, 2, 400), np.linspace(4, 5, 400)
    told = judge(nats, blind, blind, np.arange(400), ranks, lambda: ranks["network"], n_items)
    assert told.sentence == said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (0.07, "they cost 1.67, so their own may tell more by chance alone."),
        (0.0, "they cost as much."),
        (-0.07, "they cost 1.53, so their own tell no more."),
    ],
)
def test_a_sure_gain_that_other_histories_bring_as_well_is_not_called_chance(more, said):
    draw = np.random.default_rng(0).normal(size=(2, 400))
    noise, own = (draw - draw.mean(axis=1, keepdims=True)).astype(np.float32)
    losses = np.float32(1.6) + 0.1 * noise
    mixed = losses + np.float32(more) + own
    ranks = {
        way: np.arange(400) for way in ("network", "recommended", "counts", "popularity", "last")
    }
    blind = np.full(400, 4.82, np.float32)
    verdict = judge(losses, mixed, blind, np.arange(400), ranks, lambda: np.arange(400), 400)
    assert verdict.unsure
    assert verdict.sentence.startswith(
        "Not sure that anything was learned: on what was held out, next items cost 1.60 nats,"
        f" guessing by popularity 4.82; guessed from other histories {said}"
    )


@pytest.mark.parametrize(
    ("over_guessing", "over_others", "hinted"),
    [(1.4, 3.0, True), (1.4, 2.2, False), (0.5, 3.0, False), (-2.0, 3.0, False)],
)
def test_a_small_gain_that_is_hardly_chance_is_not_called_nothing(
    over_guessing, over_others, hinted
):
    draw = np.random.default_rng(0).normal(size=(2, 60))
    noise, more = (draw - draw.mean(axis=1, keepdims=True)) / draw.std(axis=1, keepdims=True)
    error = 0.1 / np.sqrt(60)
    losses = np.log(2) - over_guessing * error + 0.1 * noise
    mixed = losses + over_others * error + 0.1 * more
    verdict = pairs_verdict(losses, mixed, np.log(2), np.arange(60))
    assert (verdict.unsure, verdict.learned) == (hinted, False)
    said = "Not sure that anything was learned: " if hinted else "Nothing was learned: "
    assert verdict.sentence.startswith(said)
    assert verdict.sentence.endswith("a gain so small that it may be chance.") == hinted


def test_the_same_holds_of_rows_and_of_what_comes_next():
    draw = np.random.default_rng(0).normal(size=60)
    noise = 0.1 * (draw - draw.mean()) / draw.std()
    losses, blind, error = 1.0 + noise, np.full(60, 1.03), 0.1 / np.sqrt(60)
    mixed = losses + 3.6 * error + noise - noise.mean()
    of_class = class_verdict(losses, mixed, blind, 0.5, 0.45, in_doubt)
    of_number = number_verdict(losses, mixed, blind, 0.03, (2.5, 2.6), None, in_doubt)
    ranks = {way: np.full(60, 5) for way in ("recommended", "network", "counts", "popularity")}
    of_items = judge(
        losses.astype(np.float32),
        mixed.astype(np.float32),
        blind.astype(np.float32),
        np.arange(60),
        {**ranks, "last": np.full(60, 5)},
        lambda: np.full(60, 5),
        30,
    )
    for verdict in (of_class, of_number, of_items):
        assert verdict.hinted
        assert verdict.unsure
        assert "a gain so small that it may be chance" in verdict.sentence
    worse = number_verdict(losses, mixed, blind, -0.1, (2.5, 2.6), None, in_doubt)
    assert not worse.unsure


def test_an_error_in_days_says_so():
    losses, blind = np.full(400, 0.1), np.full(400, 1.0)
    verdict = number_verdict(
        losses, blind, blind, 0.9, (49.5, 291.0), None, in_doubt, "days since 2020-01-01"
    )
    assert verdict.sentence.endswith(
        "guesses are off by 49.5 days on average, always guessing the median by 291."
    )
    assert verdict.target_unit == "days since 2020-01-01"

"""Probabilities with their parts, counts and ranks beside plain loops."""

from dataclasses import fields, replace

import numpy as np
import pytest
from small_recommenders import N, counts_of, recommender

from explorer.records.recommender import Recommender
from explorer.sequences.followers import BACKING, COUNTED, NEARER, Followers
from explorer.sequences.ranking import (
    among_equals,
    rank_of,
    ranks_of,
    ranks_with_and_without,
    score,
)
from explorer.sequences.recommending import counted_parts, order_of, parts
from explorer.sequences.weighing import _best, counted_share, weighed


def test_counted_followers_are_those_of_a_plain_loop():
    histories, targets, counts = counts_of()
    expected = np.zeros((N, N))
    for history, target in zip(histories, targets, strict=True):
        for k, item in enumerate(history[:COUNTED]):
            if item < N:
                expected[item, target] += NEARER**k
    sums = expected.sum(axis=1, keepdims=True)
    found = np.zeros((N, N))
    for item in range(N):
        span = slice(counts.starts[item], counts.starts[item + 1])
        found[item, counts.followers[span]] = counts.shares[span]
    np.testing.assert_allclose(found, expected / (sums + BACKING), rtol=1e-5)
    np.testing.assert_allclose(found.sum(axis=1) + counts.backing, 1.0, rtol=1e-5)
    assert counts.popularity.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("repeats", [True, False])
@pytest.mark.parametrize("jointly", [0.0, 0.6, 1.0])
@pytest.mark.parametrize("history", [[3, 1, N, N], [0, 5, 2, 7], [N] * 4, [4, 4, 1, N]])
def test_probabilities_and_their_parts_add_up(repeats, jointly, history):
    model = recommender(repeats, jointly=jointly, evidence=0.5, lasting=0.75)
    found = parts(model, np.array(history, np.int32))
    for way in ("recommended", "network", "counts", "popularity"):
        own = found.of(way)
        assert own.sum() == pytest.approx(1.0, abs=1e-5)
        assert (own >= 0).all()
        if not repeats:
            assert own[[item for item in history if item < N]].sum() == 0
    for k, item in enumerate(history):
        if item == N:
            assert found.pulled[k].sum() == 0
    if min(history) < N:
        mixed = 0.7 * found.of("network") + 0.3 * found.of("counts")
        np.testing.assert_allclose(found.of("recommended"), mixed, rtol=1e-5)


def test_a_part_that_is_taken_away_is_what_the_guess_loses():
    """The counts' share of an item is exact: without its followers, its part is gone."""
    model = recommender(weight=0.0)
    history = np.array([3, 1, 6, N], np.int32)
    found = parts(model, history)
    shares = model.shares.copy()
    shares[model.starts[1] : model.starts[2]] = 0.0
    less = counted_parts(replace(model, shares=shares), history)
    np.testing.assert_allclose(found.pulled[1], (counted_parts(model, history) - less)[1])
    assert (less[1] == 0).all()


def test_without_any_item_popularity_is_recommended_as_it_is():
    found = parts(recommender(), np.full(4, N, np.int32))
    np.testing.assert_array_equal(found.of("recommended"), found.of("popularity"))
    np.testing.assert_array_equal(found.pulled[:-1], 0)


def test_what_is_no_candidate_is_never_recommended():
    candidate = np.ones(N, bool)
    candidate[-1] = False
    found = parts(recommender(candidate=candidate), np.array([3, 1, N, N], np.int32))
    assert found.of("recommended")[-1] == 0


def test_ranks_are_those_of_a_plain_sort():
    draw = np.random.default_rng(0)
    scores = draw.integers(0, 4, (50, 20)).astype(np.float32)
    answers = draw.integers(0, 20, 50).astype(np.int32)
    expected = [
        order_of(row).tolist().index(answer) for row, answer in zip(scores, answers, strict=True)
    ]
    assert rank_of(scores, answers, np.arange(20)).tolist() == expected
    backwards = [
        order_of(row[::-1]).tolist().index(19 - answer)
        for row, answer in zip(scores, answers, strict=True)
    ]
    assert rank_of(scores, answers, np.arange(20)[::-1]).tolist() == backwards
    scores[:, 3] = -np.inf
    assert (rank_of(scores, np.full(50, 3, np.int32), np.arange(20)) == 20).all()


def test_what_is_not_recommended_is_no_hit_where_items_are_few():
    scores = np.array([[0.2, -np.inf, 0.1]], np.float32)
    ranks = rank_of(scores, np.array([1], np.int32), np.arange(3))
    assert score(ranks) == (0.0, 0.0)
    assert score(rank_of(scores, np.array([2], np.int32), np.arange(3))) == (1.0, 0.5)


def test_of_equals_what_was_popular_in_training_comes_first_and_never_the_answer():
    model = recommender()
    few, many = np.float32(0.5 / N), np.float32(1.5 / N)
    model = replace(model, popularity=np.where(np.arange(N) < N // 2, few, many))
    places = among_equals(model)
    assert sorted(places) == list(range(N))
    assert (places[: N // 2] >= N // 2).all()
    alike = among_equals(replace(model, popularity=np.full(N, 1 / N, np.float32)))
    assert sorted(alike) == list(range(N))
    assert abs(np.corrcoef(alike, np.arange(N))[0, 1]) < 0.9  # not as the whole file counts them


def test_hit_rate_and_reciprocal_rank_are_those_of_a_plain_loop():
    ranks = np.array([0, 1, 4, 9, 10, 300])
    hits = sum(rank < 10 for rank in ranks) / len(ranks)
    reciprocal = sum(1 / (rank + 1) for rank in ranks if rank < 10) / len(ranks)
    assert score(ranks) == pytest.approx((hits, reciprocal))


@pytest.mark.parametrize("repeats", [True, False])
def test_ranks_of_many_are_those_of_one_by_one(repeats):
    model = recommender(repeats)
    draw = np.random.default_rng(1)
    histories = np.stack([draw.permutation(N)[:4] for _ in range(30)]).astype(np.int32)
    histories[:5, 2:] = N
    answers = draw.integers(0, N, 30).astype(np.int32)
    found = ranks_of(model, histories, answers)
    places = among_equals(model)
    for way in ("recommended", "network", "counts", "popularity"):
        for row in range(30):
            own = parts(model, histories[row]).of(way)
            allowed = repeats or answers[row] not in histories[row]
            order = np.lexsort((places, -own)).tolist()
            expected = order.index(answers[row]) if allowed else N
            assert found[way][row] == expected
    same = answers == histories[:, 0]
    assert (found["last"] == np.where(same & repeats, 0, N)).all()


def test_items_that_are_left_out_make_room():
    model = recommender()
    histories = np.array([[3, 1, N, N]], np.int32)
    order = order_of(parts(model, histories[0]).of("counts"))
    answer = np.array([order[4]], np.int32)
    seen = [order[:2].astype(np.int32)]
    every, unseen = ranks_with_and_without(
        model, histories, answer, seen, model.popularity, again=True
    )
    assert every["counts"][0] == 4
    assert unseen["counts"][0] == 2


@pytest.mark.parametrize("repeats", [True, False])
def test_the_share_of_an_answer_is_that_of_all_counted(repeats):
    model = recommender(repeats)
    histories = np.array([[3, 1, 6, N], [2, N, N, N]], np.int32)
    answers = np.array([5, 9], np.int32)
    counts = Followers(**{each.name: getattr(model, each.name) for each in fields(Followers)})
    found = counted_share(counts, repeats, histories, answers)
    alone = np.full(4, N, np.int32)
    for row, k in ((0, 0), (0, 1), (0, 2), (1, 0)):
        alone[0] = histories[row, k]
        own = counted_parts(model, alone).sum(axis=0)
        seen = [] if repeats else [item for item in histories[row] if item < N]
        assert found[row, k] == pytest.approx(own[answers[row]] / (1 - own[seen].sum()), rel=1e-4)
    assert (found[1, 1:] == 0).all()


def test_the_better_of_network_and_counts_gets_the_weight():
    model = recommender()
    draw = np.random.default_rng(2)
    histories = np.stack([draw.permutation(N)[:4] for _ in range(300)]).astype(np.int32)
    of_each = [parts(model, history) for history in histories]
    for way, weight in (("network", 1.0), ("counts", 0.0)):
        answers = np.array([found.of(way).argmax() for found in of_each], np.int32)
        assert weighed(model, histories, answers).weight == pytest.approx(weight, abs=0.11)


def test_sharpness_is_a_power_that_keeps_the_order_and_each_items_share():
    flat, sharp = recommender(), replace(recommender(), sharpness=2.0)
    history = np.array([3, 1, N, N], np.int32)
    before, after = parts(flat, history), parts(sharp, history)
    squared = before.of("recommended").astype(np.float64) ** 2
    np.testing.assert_allclose(after.of("recommended"), squared / squared.sum(), rtol=1e-4)
    there = before.of("recommended") > 0
    np.testing.assert_allclose(
        (before.pulled / before.pulled.sum(axis=0))[:, there],
        (after.pulled / after.pulled.sum(axis=0))[:, there],
        rtol=1e-4,
    )
    np.testing.assert_array_equal(before.counts, after.counts)


def test_the_list_is_as_sure_as_it_is_right_on_what_was_held_out():
    """Whatever is most probable by both comes seven times of ten, else anything."""
    model = recommender()
    draw = np.random.default_rng(5)
    histories = np.stack([draw.permutation(N)[:4] for _ in range(1000)]).astype(np.int32)
    tops = [int(parts(model, history).of("recommended").argmax()) for history in histories]
    anything = draw.integers(0, N, 1000)
    answers = np.where(draw.random(1000) < 0.7, tops, anything).astype(np.int32)
    found = weighed(model, histories, answers)
    assert found.sharpness > 1.5
    nats = {}
    for power in (1.0, found.sharpness / 2**0.25, found.sharpness, found.sharpness * 2**0.25):
        other = replace(found, sharpness=power)
        told = [parts(other, history).of("recommended") for history in histories]
        nats[power] = -np.mean([np.log(own[i]) for own, i in zip(told, answers, strict=True)])
    assert nats[found.sharpness] < nats[1.0] - 0.1
    assert min(nats, key=nats.get) == found.sharpness


def test_a_run_of_an_older_version_is_read_as_it_was():
    model = recommender(jointly=0.5)
    facts = model.facts()
    assert Recommender.of(model.arrays(), facts).jointly == 0.5
    for name in ("sharpness", "jointly", "evidence", "lasting", "both_ways"):
        del facts[name]
    read = Recommender.of(model.arrays(), facts)
    assert (read.sharpness, read.jointly) == (1.0, 0.0)


def test_of_weights_that_rank_as_well_the_middle_one_is_taken(monkeypatch):
    monkeypatch.setattr("explorer.sequences.weighing.joined", lambda model, *_: model)
    model = recommender()
    draw = np.random.default_rng(3)
    histories = np.stack([draw.permutation(N)[:4] for _ in range(60)]).astype(np.int32)
    answers = draw.integers(0, N, 60).astype(np.int32)
    found = weighed(model, histories, answers)
    good = {}
    for weight in np.linspace(0, 1, 11):
        other = replace(found, weight=float(weight))
        ranks = ranks_of(other, histories, answers)["recommended"]
        good[float(weight)] = np.array([1 + 1 / (rank + 1) if rank < 10 else 0 for rank in ranks])
    best = max(good.values(), key=np.mean)
    as_good = [w for w, own in good.items() if np.mean(best - own) <= np.std(best - own) / 60**0.5]
    assert 1 < len(as_good) < 11
    assert found.weight == pytest.approx(as_good[len(as_good) // 2])


def test_a_weight_that_ranks_clearly_better_is_taken():
    good = np.tile([1.9, 1.5], (11, 200))
    good[3] = 1.9
    assert _best(good) == 3
    good[4:7] = 1.9
    assert _best(good) == 5


def test_where_items_never_come_again_weights_are_compared_among_those_not_yet_seen():
    """The network puts it second, behind what was seen long ago; the counts put something else."""
    model = recommender(repeats=False)
    draw = np.random.default_rng(4)
    histories = np.stack([draw.permutation(N)[:4] for _ in range(300)]).astype(np.int32)
    found = [parts(model, history) for history in histories]
    tops = [np.argsort(-each.of("network"))[:2] for each in found]
    answers = np.array([second for _, second in tops], np.int32)
    seen = [np.array([first], np.int32) for first, _ in tops]
    assert weighed(model, histories, answers, seen).weight > 0.9
    assert weighed(model, histories, answers).weight < 0.9

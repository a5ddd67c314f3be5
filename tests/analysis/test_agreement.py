"""Neighbors that share a group, against a plain count and against chance."""

import numpy as np
import pytest

from explorer.analysis.agreement import agreement
from explorer.analysis.similarity import cosine_matrix


def test_it_counts_what_a_plain_loop_counts():
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(60, 5)).astype(np.float32)
    groups = rng.integers(0, 4, 60).astype(np.int32)
    cosines = cosine_matrix(vectors)
    np.fill_diagonal(cosines, -2)
    counted = [
        sum(groups[other] == groups[i] for other in np.argsort(-cosines[i])[:10]) for i in range(60)
    ]
    found = agreement(vectors, groups)
    assert found.shared == pytest.approx(np.mean(counted))
    assert found.chance == pytest.approx(
        np.mean([10 * (np.sum(groups == g) - 1) / 59 for g in groups])
    )


def test_unrelated_groups_agree_by_chance_and_planted_ones_far_above():
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(5), 200).astype(np.int32)
    noise = rng.normal(size=(1000, 8)).astype(np.float32)
    by_chance = agreement(noise, groups)
    assert abs(by_chance.shared - by_chance.chance) < 0.4
    planted = agreement(noise + 6 * np.eye(5, 8, dtype=np.float32)[groups], groups)
    assert planted.shared > 9


def test_entries_without_a_group_are_left_out():
    vectors = np.array([[1, 0], [1, 0.01], [0, 1], [0.01, 1], [1, 0.005]], np.float32)
    found = agreement(vectors, np.array([0, 0, 1, 1, -1], np.int32), k=1)
    assert found.shared == 1.0


@pytest.mark.parametrize("groups", [[0, 0, 0, 0], [-1, -1, -1, 0]])
def test_one_group_or_hardly_any_says_nothing(groups):
    vectors = np.eye(4, dtype=np.float32)
    assert agreement(vectors, np.array(groups, np.int32)) is None


def test_the_most_that_can_share_a_group_is_what_its_members_leave():
    groups = np.repeat(np.arange(4), [5, 6, 5, 30]).astype(np.int32)
    vectors = np.eye(4, dtype=np.float32)[groups]
    found = agreement(vectors, groups)
    expected = np.mean([4] * 5 + [5] * 6 + [4] * 5 + [10] * 30)
    assert found.most == pytest.approx(expected)
    assert found.shared == pytest.approx(expected), "planted so that all who can do"

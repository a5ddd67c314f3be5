"""The k largest of every row, against a plain stable sort."""

import numpy as np
import pytest

from explorer.analysis.ranking import GROUPED_FROM, largest


def plainly(scores, k):
    return np.argsort(-scores, axis=1, kind="stable")[:, :k]


@pytest.mark.parametrize("n", [1, 7, 500, GROUPED_FROM, GROUPED_FROM + 13])
@pytest.mark.parametrize("k", [1, 10, 26])
def test_largest_are_those_of_a_stable_sort(n, k):
    scores = np.random.default_rng(n).normal(size=(9, n)).astype(np.float32)
    assert np.array_equal(largest(scores, k), plainly(scores, k))


@pytest.mark.parametrize("n", [50, GROUPED_FROM + 13])
def test_equal_scores_rank_by_index_however_many_there_are(n):
    scores = np.random.default_rng(0).integers(-2, 3, (20, n)).astype(np.float32)
    scores[0] = 0
    scores[1, ::2] = -np.inf
    assert np.array_equal(largest(scores, 12), plainly(scores, 12))


def test_minus_zero_and_zero_are_equal_scores():
    scores = np.array([[-0.0, 0.0, -0.0, 1.0]], np.float32)
    assert largest(scores, 4).tolist() == [[3, 0, 1, 2]]


def test_nothing_is_ranked_in_an_empty_row():
    assert largest(np.zeros((3, 0), np.float32), 5).shape == (3, 0)

"""The order of a heat map, against planted blocks and scipy's optimal leaf ordering."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import squareform

from explorer.analysis.ordering import block_order
from explorer.analysis.similarity import cosine_matrix


def planted(n, groups, seed):
    random = np.random.default_rng(seed)
    members = random.integers(0, groups, n)
    centers = 3 * random.normal(size=(groups, 8))
    return members, (centers[members] + random.normal(size=(n, 8))).astype(np.float32)


@pytest.mark.parametrize("seed", range(5))
def test_planted_groups_stand_together(seed):
    members, vectors = planted(40, 5, seed)
    in_order = members[block_order(cosine_matrix(vectors))]
    changes = np.count_nonzero(in_order[1:] != in_order[:-1])
    assert changes == len(np.unique(members)) - 1


@pytest.mark.parametrize("seed", range(5))
def test_neighbors_in_the_order_are_nearly_as_alike_as_in_the_optimal_one(seed):
    _, vectors = planted(40, 40, seed)
    similarities = cosine_matrix(vectors)
    order = block_order(similarities)
    assert sorted(order.tolist()) == list(range(40))

    distances = squareform(1 - similarities, checks=False)
    optimal = leaves_list(optimal_leaf_ordering(linkage(distances, "average"), distances))

    def length(path):
        return sum(1 - similarities[a, b] for a, b in pairwise(path))

    assert length(order) < 1.2 * length(optimal)
    assert length(order) < 0.6 * length(range(40))


def test_equal_rows_keep_their_order():
    assert block_order(np.ones((6, 6), np.float32)).tolist() == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_rows_need_no_order(n):
    assert block_order(np.eye(n, dtype=np.float32)).tolist() == list(range(n))

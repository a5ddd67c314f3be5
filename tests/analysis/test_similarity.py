"""Cosine similarity against scikit-learn and plain loops."""

import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_similarity

from explorer.analysis import similarity
from explorer.analysis.similarity import (
    cosine_matrix,
    cosines,
    lengths,
    nearest_of_all,
    neighbors,
    pairs_of,
    similar_pairs,
    unit_rows,
    without_direction,
)


def planted(n, dim, seed=0, groups=7):
    random = np.random.default_rng(seed)
    centers = random.normal(size=(groups, dim))
    return (centers[random.integers(0, groups, n)] + random.normal(size=(n, dim))).astype(
        np.float32
    )


def plain_nearest(vectors, k):
    """float64 cosines by scikit-learn, rounded to float32, then a stable sort."""
    found = cosine_similarity(vectors.astype(np.float64)).astype(np.float32)
    ranked = found.copy()
    np.fill_diagonal(ranked, -np.inf)
    order = np.argsort(-ranked, axis=1, kind="stable")[:, :k]
    return order, np.take_along_axis(found, order, axis=1)


def test_cosines_are_those_of_scikit_learn():
    vectors = planted(300, 17)
    expected = cosine_similarity(vectors.astype(np.float64))
    assert np.allclose(cosines(vectors, vectors[5]), expected[5], atol=1e-7)
    assert np.allclose(cosine_matrix(vectors), expected, atol=1e-7)


def test_cosine_matrix_is_symmetric_with_ones_on_the_diagonal():
    matrix = cosine_matrix(planted(40, 64))
    assert np.array_equal(matrix, matrix.T)
    assert np.array_equal(np.diag(matrix), np.ones(40, np.float32))


@pytest.mark.parametrize("scale", [1e-30, 1.0, 1e30])
def test_length_of_the_vectors_does_not_change_a_cosine(scale):
    vectors = planted(50, 8)
    scaled = (vectors * np.float32(scale)).astype(np.float32)
    assert np.allclose(cosines(scaled, scaled[0]), cosines(vectors, vectors[0]), atol=1e-6)
    assert np.allclose(np.linalg.norm(unit_rows(scaled), axis=1), 1, atol=1e-6)


def test_vector_of_length_zero_is_similar_to_nothing():
    vectors = planted(5, 3)
    vectors[2] = 0
    assert without_direction(vectors).tolist() == [False, False, True, False, False]
    assert cosines(vectors, vectors[2]).tolist() == [0.0] * 5
    assert cosines(vectors, vectors[0])[2] == 0
    assert cosine_matrix(vectors)[2].tolist() == [0.0] * 5
    assert unit_rows(vectors)[2].tolist() == [0.0] * 3
    assert neighbors(vectors, 2, 3).indices.tolist() == [0, 1, 3]  # all 0: by index
    assert nearest_of_all(vectors, 3).indices[2].tolist() == [0, 1, 3]


@pytest.mark.parametrize(("n", "k"), [(2, 5), (30, 10), (400, 10), (5000, 3)])
def test_nearest_of_all_are_those_of_a_plain_loop(n, k):
    vectors = planted(n, 12)
    nearest = nearest_of_all(vectors, k)
    indices, found = plain_nearest(vectors, min(k, n - 1))
    assert np.array_equal(nearest.indices, indices)
    assert np.allclose(nearest.cosines, found, atol=1e-7)


def test_neighbors_of_one_are_its_row_of_the_nearest_of_all():
    vectors = planted(700, 9)
    nearest = nearest_of_all(vectors, 10)
    for index in (0, 13, 699):
        one = neighbors(vectors, index, 10)
        assert np.array_equal(one.indices, nearest.indices[index])
        assert np.array_equal(one.cosines, nearest.cosines[index])


def test_equal_vectors_rank_by_index_even_beyond_the_shortlist():
    vectors = planted(200, 6)
    vectors[20:120] = vectors[20]
    vectors[150:] *= 3  # longer, same direction as before
    vectors[160] = vectors[20] * 2
    nearest = nearest_of_all(vectors, 5)
    assert nearest.indices[160].tolist() == [20, 21, 22, 23, 24]
    assert nearest.indices[20].tolist() == [21, 22, 23, 24, 25]
    assert np.array_equal(nearest.indices, plain_nearest(vectors, 5)[0])


@pytest.mark.parametrize("n_distinct", [1, 2, 5, 40])
def test_columns_of_few_distinct_vectors_have_the_neighbors_of_a_plain_loop(n_distinct):
    random = np.random.default_rng(n_distinct)
    distinct = planted(n_distinct, 4)
    if n_distinct > 2:
        distinct[1] = 0
    vectors = distinct[random.integers(0, n_distinct, 300)]
    nearest = nearest_of_all(vectors, 10)
    indices, found = plain_nearest(vectors, 10)
    assert np.array_equal(nearest.indices, indices)
    assert np.allclose(nearest.cosines, found, atol=1e-7)
    some = np.array([7, 299, 0])
    assert np.array_equal(nearest_of_all(vectors, 10, some).indices, indices[some])
    assert np.array_equal(neighbors(vectors, 7, 10).indices, indices[7])


def test_blocks_do_not_change_the_neighbors(monkeypatch):
    vectors = planted(300, 10)
    whole = nearest_of_all(vectors, 10)
    monkeypatch.setattr(similarity, "BLOCK_BYTES", 7 * 300 * 4)
    pieces = nearest_of_all(vectors, 10)
    assert np.array_equal(whole.indices, pieces.indices)
    assert np.array_equal(whole.cosines, pieces.cosines)
    assert np.allclose(lengths(vectors), np.linalg.norm(vectors.astype(np.float64), axis=1))


def test_one_category_has_no_neighbors_and_no_pairs():
    vectors = planted(1, 4)
    assert neighbors(vectors, 0, 5).indices.tolist() == []
    assert nearest_of_all(vectors, 5).indices.shape == (1, 0)
    assert similar_pairs(vectors, 5).cosines.tolist() == []


@pytest.mark.parametrize("n_pairs", [1, 7, 20])
def test_most_similar_pairs_are_those_of_a_plain_loop(n_pairs):
    vectors = planted(120, 5)
    vectors[40:60] = vectors[40]  # 190 equally good pairs
    all_pairs = sorted(
        (-np.float32(value), i, j)
        for i, row in enumerate(cosine_matrix(vectors))
        for j, value in enumerate(row)
        if i < j
    )
    pairs = similar_pairs(vectors, n_pairs)
    assert np.allclose(pairs.cosines, [-value for value, _, _ in all_pairs[:n_pairs]], atol=1e-7)
    assert np.all(pairs.first < pairs.second)
    assert len(set(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))) == n_pairs


def test_stored_neighbors_give_the_pairs_again():
    vectors = planted(80, 5)
    pairs = pairs_of(nearest_of_all(vectors, 10), 20)
    again = similar_pairs(vectors, 20)
    assert np.array_equal(pairs.first, again.first)
    assert np.array_equal(pairs.second, again.second)

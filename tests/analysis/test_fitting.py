"""Vectors fitted to another length."""

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics.pairwise import cosine_similarity

from explorer.analysis.fitting import fit_width, scaled


def vectors(n=60, dim=20, seed=0):
    draw = np.random.default_rng(seed)
    return (draw.standard_normal((n, dim)) * np.linspace(3, 0.1, dim) + 1).astype(np.float32)


def test_longer_vectors_are_projected_onto_the_directions_that_hold_most():
    fitted, share = fit_width(vectors(), 5)
    oracle = TruncatedSVD(5, algorithm="arpack", random_state=0).fit_transform(
        vectors().astype(np.float64)
    )
    assert fitted.shape == (60, 5)
    assert np.allclose(np.abs(fitted), np.abs(oracle), atol=1e-4)
    left = float((fitted.astype(np.float64) ** 2).sum() / (vectors().astype(np.float64) ** 2).sum())
    assert np.isclose(share, left)


def test_shorter_vectors_keep_their_angles():
    fitted, share = fit_width(vectors(dim=4), 9)
    assert share == 1.0
    same = cosine_similarity(vectors(dim=4))
    assert np.allclose(cosine_similarity(fitted), same, atol=1e-6)


def test_vectors_of_the_right_length_are_taken_as_they_are():
    fitted, _ = fit_width(vectors(), 20)
    assert np.array_equal(fitted, vectors())


def test_scaled_vectors_keep_their_angles_and_have_numbers_of_one():
    found = scaled(vectors())
    assert np.isclose(np.sqrt((found.astype(np.float64) ** 2).mean()), 1)
    assert np.allclose(cosine_similarity(found), cosine_similarity(vectors()), atol=1e-6)
    assert np.array_equal(scaled(np.zeros((3, 2), np.float32)), np.zeros((3, 2)))

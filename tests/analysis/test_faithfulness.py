"""The share of true neighbors a map kept, against plain loops and scikit-learn."""

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from explorer.analysis import faithfulness as module
from explorer.analysis.faithfulness import faithfulness, kept
from explorer.analysis.plane import fit_plane
from explorer.analysis.similarity import cosine_matrix, nearest_of_all


def planted(n, dim, seed=0):
    random = np.random.default_rng(seed)
    centers = random.normal(size=(8, dim))
    return (centers[random.integers(0, 8, n)] + 0.4 * random.normal(size=(n, dim))).astype(
        np.float32
    )


def plain_shares(vectors, xy, k):
    true = cosine_matrix(vectors)
    shares = []
    for i in range(len(xy)):
        others = [j for j in range(len(xy)) if j != i]
        nearest = sorted(others, key=lambda j: (-true[i, j], j))[:k]
        distance = ((xy.astype(np.float64) - xy[i].astype(np.float64)) ** 2).sum(axis=1)
        drawn = sorted(others, key=lambda j: (distance[j], j))[:k]
        shares.append(len(set(nearest) & set(drawn)) / k)
    return shares


def test_share_is_that_of_a_plain_loop():
    vectors = planted(150, 8)
    xy = fit_plane(vectors).place(vectors)
    found = faithfulness(vectors, xy)
    assert found is not None
    assert np.allclose(found.each, plain_shares(vectors, xy, 10))
    assert found.share == pytest.approx(np.mean(found.each), abs=1e-6)
    assert found.chance == pytest.approx(10 / 149)
    assert kept(vectors, xy) == found.share


def test_known_neighbors_are_used_instead_of_found_again():
    vectors = planted(80, 6)
    xy = fit_plane(vectors).place(vectors)
    found = faithfulness(vectors, xy, nearest=nearest_of_all(vectors, 10))
    assert found is not None
    assert found.share == kept(vectors, xy)


def test_drawing_of_the_directions_themselves_keeps_every_neighbor():
    turn = np.random.default_rng(0).uniform(0, 2 * np.pi, 200)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1).astype(np.float32)
    assert kept(circle, circle) == 1.0


def test_random_drawing_keeps_about_what_chance_would():
    vectors = planted(1000, 8)
    found = faithfulness(vectors, np.random.default_rng(1).normal(size=(1000, 2)).astype("f4"))
    assert found is not None
    assert found.share == pytest.approx(found.chance, abs=0.005)


def test_share_ranks_maps_as_trustworthiness_does():
    vectors = planted(300, 8)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    good = fit_plane(vectors).place(vectors)
    maps = [good + np.random.default_rng(2).normal(size=good.shape) * s for s in (0, 0.5, 2, 10)]
    ours = [kept(vectors, xy.astype(np.float32)) for xy in maps]
    theirs = [trustworthiness(unit, xy, n_neighbors=10, metric="cosine") for xy in maps]
    assert ours == sorted(ours, reverse=True)
    assert theirs == sorted(theirs, reverse=True)


def test_large_maps_are_sampled_and_say_which_rows(monkeypatch):
    vectors = planted(700, 8)
    xy = fit_plane(vectors).place(vectors)
    exact = kept(vectors, xy)
    monkeypatch.setattr(module, "SAMPLED_ABOVE", 300)
    sampled = faithfulness(vectors, xy)
    assert sampled is not None
    assert len(np.unique(sampled.rows)) == len(sampled.each) == 300
    assert sampled.share == pytest.approx(exact, abs=0.03)
    assert np.array_equal(sampled.rows, faithfulness(vectors, xy).rows)


def test_one_row_can_be_asked_for():
    vectors = planted(90, 5)
    xy = fit_plane(vectors).place(vectors)
    one = faithfulness(vectors, xy, rows=np.array([17]))
    everything = faithfulness(vectors, xy)
    assert one is not None
    assert everything is not None
    assert one.each.tolist() == [everything.each[17]]


@pytest.mark.parametrize(("n", "k"), [(3, 1), (5, 2), (12, 5), (21, 10), (50, 10)])
def test_few_entries_are_compared_by_fewer_neighbors_so_that_a_map_can_be_wrong(n, k):
    vectors = planted(n, 4)
    found = faithfulness(vectors, fit_plane(vectors).place(vectors))
    assert found is not None
    assert found.k == k


def test_nothing_is_said_of_two_entries():
    vectors = planted(2, 3)
    assert kept(vectors, fit_plane(vectors).place(vectors)) is None

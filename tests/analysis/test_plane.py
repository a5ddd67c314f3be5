"""The plane of a map against numpy's SVD, and frames that do not spin."""

import numpy as np
import pytest

from explorer.analysis.plane import align, draw_frame, fit_plane, turn_onto
from explorer.errors import ProjectionError


def cloud(n, dim, seed=0):
    random = np.random.default_rng(seed)
    return (random.normal(size=(n, dim)) * np.linspace(3, 0.5, dim) + 5).astype(np.float32)


def rotation(degrees, mirrored=False):
    turn = np.deg2rad(degrees)
    found = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return found * [1, -1] if mirrored else found


@pytest.mark.parametrize(("n", "dim"), [(100, 8), (5, 16), (3, 2), (1000, 64)])
def test_coordinates_and_shares_are_those_of_a_singular_value_decomposition(n, dim):
    vectors = cloud(n, dim)
    centered = vectors.astype(np.float64) - vectors.astype(np.float64).mean(axis=0)
    left, values, _ = np.linalg.svd(centered, full_matrices=False)
    shares = values**2 / np.sum(values**2)

    plane = fit_plane(vectors)
    xy = plane.place(vectors)
    for axis in range(2):
        expected = left[:, axis] * values[axis]
        sign = np.sign(expected @ xy[:, axis])
        assert np.allclose(xy[:, axis], sign * expected, atol=1e-4 * values[0])
    assert np.allclose(plane.shares[: len(shares)], shares[: len(plane.shares)], atol=1e-9)
    assert plane.explained == pytest.approx(tuple(shares[:2]), abs=1e-9)
    assert sum(plane.shares) == pytest.approx(1)


def test_signs_do_not_depend_on_the_order_of_the_entries():
    vectors = cloud(50, 6)
    order = np.random.default_rng(1).permutation(50)
    assert np.allclose(fit_plane(vectors).basis, fit_plane(vectors[order]).basis)


def test_further_rows_are_placed_by_the_same_transformation():
    vectors = cloud(60, 5)
    plane = fit_plane(vectors[:40])
    assert np.array_equal(plane.place(vectors)[:40], plane.place(vectors[:40]))
    assert np.allclose(plane.place(plane.mean[None].astype(np.float32)), 0, atol=1e-5)


@pytest.mark.parametrize("mirrored", [False, True])
def test_turned_frame_is_brought_back_to_where_it_was(mirrored):
    xy = cloud(30, 2)
    found = turn_onto(xy @ rotation(77, mirrored), xy)
    assert np.allclose(found, rotation(77, mirrored).T, atol=1e-6)


def test_alignment_neither_stretches_nor_moves_and_keeps_the_explained_sum():
    vectors = cloud(30, 6)
    plane = fit_plane(vectors)
    xy = plane.place(vectors)
    turned = align(plane, xy, (xy @ rotation(40)).astype(np.float32))
    assert np.allclose(turned.place(vectors), xy @ rotation(40), atol=1e-4)
    assert sum(turned.explained) == pytest.approx(sum(plane.explained))
    spread = np.var(turned.place(vectors), axis=0) / vectors.astype(np.float64).var(axis=0).sum()
    assert turned.explained == pytest.approx(tuple(spread), abs=1e-5)
    assert turned.explained[0] != pytest.approx(plane.explained[0], abs=0.01)


def test_frames_of_slowly_changing_vectors_do_not_flip():
    random = np.random.default_rng(0)
    # Two equally wide directions: PCA alone may turn freely from one frame to the next.
    vectors = random.normal(size=(200, 3)).astype(np.float32) * np.float32([1, 1, 0.1])
    previous, unaligned, moved, spun = None, None, [], []
    for _ in range(20):
        vectors = (vectors + random.normal(size=vectors.shape) * 0.02).astype(np.float32)
        _, xy = draw_frame(vectors, previous, 200)
        plain = fit_plane(vectors).place(vectors)
        if previous is not None and unaligned is not None:
            moved.append(np.abs(xy - previous).max())
            spun.append(np.abs(plain - unaligned).max())
        previous, unaligned = xy, plain
    assert max(moved) < 0.3
    assert max(spun) > 2 * max(moved)


def test_frame_shows_the_first_entries_and_its_plane_places_the_rest():
    vectors = cloud(50, 4)
    _, before = draw_frame(vectors, None, 20)
    plane, xy = draw_frame(vectors * 1.1, before, 20)
    assert xy.shape == (20, 2)
    assert xy.dtype == np.float32
    assert np.array_equal(plane.place(vectors * 1.1)[:20], xy)


@pytest.mark.parametrize(
    ("vectors", "explained"),
    [
        (np.ones((1, 4)), (0.0, 0.0)),  # one category
        (np.full((6, 4), 3.3), (0.0, 0.0)),  # identical vectors
        (np.zeros((3, 1)), (0.0, 0.0)),
        (np.array([[1.0], [4.0], [2.0]]), (1.0, 0.0)),  # one dimension
        (np.array([[1.0, 2.0, 0.1], [3.0, 1.0, 0.7]]), (1.0, 0.0)),  # two categories
        (np.outer([1, 2, 3, 4], [0.1, 0.7, 0.3]), (1.0, 0.0)),  # on a line
    ],
)
def test_vectors_that_do_not_fill_a_plane_land_on_a_point_or_a_line(vectors, explained):
    vectors = vectors.astype(np.float32)
    plane, xy = draw_frame(vectors, None, len(vectors))
    assert np.all(np.isfinite(xy))
    assert plane.explained == pytest.approx(explained)
    assert np.array_equal(xy[:, 1], np.zeros(len(vectors)))
    again, xy_again = draw_frame(vectors, xy, len(vectors))
    assert np.allclose(xy_again, xy, atol=1e-6)
    assert again.explained == pytest.approx(explained)


def test_vectors_that_are_not_numbers_are_refused_with_a_plain_sentence():
    vectors = cloud(5, 3)
    vectors[2, 1] = np.nan
    with pytest.raises(ProjectionError) as raised:
        fit_plane(vectors, "city")
    assert raised.value.message == (
        "The vectors of 'city' hold values that are not numbers: learning ran away."
    )
    assert raised.value.mend == "Train again with a lower learning rate."

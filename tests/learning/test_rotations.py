"""Turns that a step of learning has bent are rotations again, wherever it has brought them."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.learning.rotations import keep_rotations


def bent(rows, columns, values, seed=0):
    """A matrix of these singular values."""
    draw = torch.Generator().manual_seed(seed)
    left, _ = torch.linalg.qr(torch.randn(rows, rows, generator=draw))
    right, _ = torch.linalg.qr(torch.randn(columns, columns, generator=draw))
    n = min(rows, columns)
    return (left[:, :n] * torch.tensor(values)) @ right[:n]


def closest(matrix):
    """The rotation nearest to it, by numpy's own decomposition."""
    left, _, right = np.linalg.svd(matrix.numpy(), full_matrices=False)
    return left @ right


@pytest.mark.parametrize(("rows", "columns"), [(6, 6), (4, 6), (6, 4)])
def test_what_is_a_little_off_is_near_enough_after_one_step(rows, columns):
    matrix = bent(rows, columns, [1.04, 1.02, 1.0, 0.99, 0.97, 0.96][: min(rows, columns)])
    turns = matrix[None].clone()
    keep_rotations(turns)
    np.testing.assert_allclose(turns[0], closest(matrix), atol=0.003)


@pytest.mark.parametrize("longest", [1.8, 2.2, 2.3, 4.0, 900.0])
def test_what_noise_has_thrown_far_off_comes_back(longest):
    """A step of the iteration alone turns 1.8 to -0.2 and makes 4 to -26."""
    matrix = bent(6, 6, [longest * share for share in (1.0, 0.5, 0.4, 0.3, 0.25, 0.2)])
    turns = matrix[None].clone()
    keep_rotations(turns)
    np.testing.assert_allclose(turns[0], closest(matrix), atol=0.01)


def test_only_those_that_are_far_off_are_brought_all_the_way_and_zeros_stay():
    near, far = bent(4, 6, [1.02, 1.0, 1.0, 0.98]), bent(4, 6, [3.0, 1.0, 1.0, 0.5])
    alone = near[None].clone()
    keep_rotations(alone)
    turns = torch.zeros(2, 5, 6)
    turns[0, :4], turns[1, :4] = near, far
    keep_rotations(turns)
    np.testing.assert_allclose(turns[0, :4], alone[0], atol=1e-6)
    np.testing.assert_allclose(turns[1, :4], closest(far), atol=0.01)
    assert not turns[:, 4].any()

"""Exponentials of logits beside the library's."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.learning.exponentials import LOWEST, exponentials, log_sums


@pytest.mark.parametrize("n", [1, 7, 8, 33, 500])
def test_exponentials_and_their_sums_are_those_of_the_library(n):
    given = np.random.default_rng(n).uniform(LOWEST, 80.0, (5, n)).astype(np.float32)
    wanted, totals = np.exp(given.astype(np.float64)), np.empty(5, np.float32)
    found = given.copy()
    exponentials(found, totals)
    np.testing.assert_allclose(found, wanted, rtol=3e-7)
    np.testing.assert_allclose(totals, wanted.sum(axis=1), rtol=1e-6)


def test_what_float32_does_not_hold_ends_at_its_ends():
    found = np.array([[-np.inf, -1e4, -88, 88.1, 89, 1e4, np.inf]], np.float32)
    exponentials(found, np.empty(1, np.float32))
    assert (found[0, :3] == found[0, 0]).all()
    assert (found[0, 3:] == found[0, 6]).all()
    assert 0 < found[0, 0] < 1e-37
    assert 1e38 < found[0, 6] < np.inf


def test_logs_of_sums_hold_however_large_the_logits():
    logits = torch.randn(20, 300, generator=torch.Generator().manual_seed(1)) * 30 + 500
    wanted = logits.double().logsumexp(dim=1)
    torch.testing.assert_close(log_sums(logits).double(), wanted, rtol=1e-6, atol=1e-5)

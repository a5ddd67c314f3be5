"""Work in parts, in threads of our own."""

from __future__ import annotations

import threading

import torch
from threadpoolctl import threadpool_info

from explorer.spectral.threads import in_parts


def test_in_a_thread_of_ours_libraries_use_no_threads_of_their_own():
    torch.ones(2).sum()
    met = threading.Barrier(3)  # three threads, each with one part

    def looked(_part: int) -> list[int]:
        met.wait(20)
        libraries = threadpool_info()
        return [each["num_threads"] for each in libraries if each["user_api"] == "openmp"]

    found = in_parts(looked, range(3), 3)
    assert all(found), "torch brings such a library"
    assert {each for some in found for each in some} == {1}


def test_results_come_in_the_order_of_the_parts():
    assert in_parts(lambda part: part * 2, range(50), 4) == [2 * part for part in range(50)]

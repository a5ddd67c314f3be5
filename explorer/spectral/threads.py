"""Work in parts, in threads of our own; which thread did a part never shows in its bits."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Part = TypeVar("Part")
Done = TypeVar("Done")

MOST = 8  # threads; beyond, sparse work waits for memory


def available() -> int:
    """Cores that this process may use, at most MOST."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(MOST, cores or 1))


def in_parts(work: Callable[[Part], Done], parts: Sequence[Part], threads: int) -> list[Done]:
    """What `work` makes of each part, in order; parts must not write to the same place.

    Args:
        work: lets go of the interpreter while it computes, or nothing is gained.
    """
    if threads <= 1 or len(parts) <= 1:
        return [work(part) for part in parts]
    return list(_pool(threads, "torch" in sys.modules).map(work, parts))


@cache
def _pool(threads: int, with_torch: bool) -> ThreadPoolExecutor:
    """A pool of its own for what torch computes: only threads begun after it was loaded know it."""
    return ThreadPoolExecutor(threads, thread_name_prefix="parts", initializer=_alone)


def _alone() -> None:
    """What a library computes in this thread, it computes in one.

    Its own threads would change the last bits, and wait for the cores that ours are on.
    """
    ThreadpoolController().select(user_api="openmp").limit(limits=1)


def spans(work: NDArray[np.int64], n_parts: int) -> list[tuple[int, int]]:
    """Cut rows into at most `n_parts` runs of about equal work.

    Args:
        work: [n_rows + 1] work before each row, rising from 0.

    >>> spans(np.array([0, 5, 5, 11, 20]), 2)
    [(0, 3), (3, 4)]
    """
    aims = work[-1] * np.arange(1, n_parts) / n_parts
    inner = np.searchsorted(work[1:-1], aims) + 1
    cuts = np.unique(np.concatenate([[0], inner, [len(work) - 1]]))
    return [(int(low), int(high)) for low, high in pairwise(cuts)]


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Small dense algebra in one thread: with another number the last bits would differ."""
    with _libraries().limit(limits=1, user_api="blas"):
        yield


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()

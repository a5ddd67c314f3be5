"""A quick look at the rows of a dataset, for what a person chooses while the page waits."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from explorer.data.shape_facts import count
from explorer.data.stored import open_table
from explorer.records.shape import Shape, ShapeFacts
from explorer.runs.store import Store

LOOKED = 20_000  # rows; so many are counted within the time a page has, and
LISTS_LOOKED = 2_000  # of them where each holds several items


def counted(store: Store, dataset_id: str, shape: Shape) -> ShapeFacts:
    """What a shape makes of the first rows, remembered as long as they are asked for again.

    Raises:
        NotFound: the rows were deleted.
    """
    return _counted(store, dataset_id, shape, _read_at(store, dataset_id))


@lru_cache(maxsize=256)
def _counted(store: Store, dataset_id: str, shape: Shape, _changed: int) -> ShapeFacts:
    most = LOOKED if shape.kind in ("baskets", "sequences") else LISTS_LOOKED
    return count(open_table(store.places.table(dataset_id)), shape, most)


def often(store: Store, dataset_id: str, column: str, least: int) -> int:
    """How many values of a column stand in at least so many rows; remembered the same way.

    Raises:
        NotFound: the rows were deleted.
    """
    return _often(store, dataset_id, column, least, _read_at(store, dataset_id))


@lru_cache(maxsize=1024)
def _often(store: Store, dataset_id: str, column: str, least: int, _changed: int) -> int:
    counts = open_table(store.places.table(dataset_id)).column(column).counts
    return int(np.count_nonzero(counts >= least))


def _read_at(store: Store, dataset_id: str) -> int:
    """When the rows were read: what is remembered of them holds until they are read again."""
    summary = store.places.table(dataset_id) / "summary.json"
    return summary.stat().st_mtime_ns if summary.exists() else 0

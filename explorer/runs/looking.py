"""A quick look at the rows of a dataset, for what a person chooses while the page waits."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from explorer.data.shape_facts import count
from explorer.data.stored import open_counts, open_table
from explorer.errors import NotFound
from explorer.records.shape import Shape, ShapeFacts
from explorer.runs.store import Store

LOOKED = 20_000  # rows; so many are counted within the time a page has, and
LISTS_LOOKED = 2_000  # of them where each holds several items, and
CELLS_LOOKED = 50_000  # cells where these stand side by side


def counted(store: Store, dataset_id: str, shape: Shape) -> ShapeFacts:
    """What a shape makes of the first rows, remembered as long as they are asked for again.

    Raises:
        NotFound: the rows were deleted.
    """
    return _counted(store, dataset_id, shape, read_at(store, dataset_id))


@lru_cache(maxsize=256)
def _counted(store: Store, dataset_id: str, shape: Shape, _changed: int) -> ShapeFacts:
    table = open_table(store.places.table(dataset_id))
    most = LOOKED if shape.kind in ("baskets", "sequences") else LISTS_LOOKED
    if shape.kind == "wide":
        n_columns = len(shape.item_columns or table.columns)
        most = min(most, max(1, CELLS_LOOKED // n_columns))
    return count(table, shape, most)


def often(store: Store, dataset_id: str) -> Callable[[str, int], int]:
    """What tells how many values of a column stand in at least so many rows, as they are now.

    It raises NotFound where the rows were deleted.
    """
    read = read_at(store, dataset_id)
    return lambda column, least: _often(store, dataset_id, least, read)[column]


@lru_cache(maxsize=32)
def _often(store: Store, dataset_id: str, least: int, _changed: int) -> dict[str, int]:
    """Of all columns at once: a page that asks about one asks about each."""
    summary = store.datasets.get(dataset_id).summary
    if summary is None:
        raise NotFound("The rows of this file are no longer kept.", mend="Upload the file again.")
    names = [profile.name for profile in summary.profiles]
    counts = open_counts(store.places.table(dataset_id))
    return {
        name: int(np.count_nonzero(each >= least)) for name, each in zip(names, counts, strict=True)
    }


def read_at(store: Store, dataset_id: str) -> int:
    """When the rows were read: what is remembered of them holds until they are read again."""
    summary = store.places.table(dataset_id) / "summary.json"
    return summary.stat().st_mtime_ns if summary.exists() else 0

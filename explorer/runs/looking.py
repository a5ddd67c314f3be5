"""A quick look at the rows of a dataset, for what a person chooses while the page waits."""

from __future__ import annotations

from functools import lru_cache

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
    folder = store.places.table(dataset_id)
    changed = (folder / "summary.json").stat().st_mtime_ns if folder.exists() else 0
    return _counted(store, dataset_id, shape, changed)


@lru_cache(maxsize=256)
def _counted(store: Store, dataset_id: str, shape: Shape, _changed: int) -> ShapeFacts:
    most = LOOKED if shape.kind in ("baskets", "sequences") else LISTS_LOOKED
    return count(open_table(store.places.table(dataset_id)), shape, most)

"""Small sequences for the tests of what comes next."""

import numpy as np

from explorer.records.dataset import Dataset
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.vocabulary import Vocabulary


def baskets_of(lists):
    """A dataset of lists of texts."""
    flat = [item for each in lists for item in each]
    items = Vocabulary.fit("item", flat)
    starts = np.concatenate([[0], np.cumsum([len(each) for each in lists])]).astype(np.int64)
    return Dataset((items,), items.encode(flat)[:, None], starts=starts)


def chain(n_baskets=300, length=9, n_items=24, sure=0.8, seed=0):
    """Walks in which item i is followed by i + 1 (round a circle) with a chance of `sure`."""
    draw = np.random.default_rng(seed)
    lists = []
    for _ in range(n_baskets):
        walk = [int(draw.integers(n_items))]
        while len(walk) < length:
            follows = draw.random() < sure
            walk.append((walk[-1] + 1) % n_items if follows else int(draw.integers(n_items)))
        lists.append([f"item {i}" for i in walk])
    return lists


def spec_of(**given):
    columns = (ColumnSpec("item", given.pop("dim", 32), "category"),)
    usual = {"objective": "next-item", "item": "item", "basket": "basket", "threads": 1}
    return TrainingSpec(columns=columns, **{**usual, **given})

"""Baskets made up for one test."""

from __future__ import annotations

import numpy as np

from explorer.records.dataset import Dataset
from explorer.records.vocabulary import Vocabulary


def random_baskets(n_baskets, n_items, seed=0, longest=12):
    """Baskets of 1 to `longest` items, popular ones more often, some twice."""
    draw = np.random.default_rng(seed)
    sizes = draw.integers(1, longest + 1, n_baskets)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    items = (n_items * draw.random(starts[-1]) ** 2).astype(np.int32)
    return items, starts


def clustered(n_items=60, n_groups=4, n_baskets=600, noise=0.3, seed=0):
    """Baskets of eight about one group each, and the group of each item."""
    draw = np.random.default_rng(seed)
    about = np.repeat(draw.integers(0, n_groups, n_baskets), 8)
    within = draw.integers(0, n_items // n_groups, len(about)) * n_groups + about
    items = np.where(draw.random(len(about)) < noise, draw.integers(0, n_items, len(about)), within)
    return items.astype(np.int32), np.arange(n_baskets + 1) * 8, np.arange(n_items) % n_groups


def dataset_of(items, starts):
    """As an upload would be encoded; categories are the items' numbers."""
    texts = [str(item) for item in items]
    vocabulary = Vocabulary.fit("item", texts)
    return Dataset((vocabulary,), vocabulary.encode(texts)[:, None], starts=starts)

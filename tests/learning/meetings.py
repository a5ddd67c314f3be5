"""Baskets and rows whose groups are known, as what appears together learns them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from explorer.records.dataset import Dataset
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.vocabulary import Vocabulary


def baskets(n_items=60, n_groups=4, n_baskets=900, noise=0.4, seed=0, size=7):
    """Baskets about one group each, as a dataset, and the group of each entry."""
    draw = np.random.default_rng(seed)
    about = np.repeat(draw.integers(0, n_groups, n_baskets), size)
    within = draw.integers(0, n_items // n_groups, len(about)) * n_groups + about
    items = np.where(draw.random(len(about)) < noise, draw.integers(0, n_items, len(about)), within)
    dataset = encoded([items], ["item"])
    groups = np.array([int(one) % n_groups for one in dataset.vocabularies[0].categories])
    return replace(dataset, starts=np.arange(n_baskets + 1) * size), groups


def in_place_of_each_other(n_baskets=2_000, seed=0):
    """Baskets of one of four occasions, of each kind of thing one brand of three at most.

    Returns:
        The dataset, and of each entry its occasion and its kind.
    """
    draw = np.random.default_rng(seed)
    baskets = []
    for occasion in draw.integers(0, 4, n_baskets):
        kinds = draw.permutation(5)[: draw.integers(3, 6)]
        baskets.append((occasion * 5 + kinds) * 3 + draw.integers(0, 3, len(kinds)))
    dataset = encoded([np.concatenate(baskets)], ["item"])
    starts = np.concatenate([[0], np.cumsum([len(basket) for basket in baskets])])
    kind = np.array([int(one) for one in dataset.vocabularies[0].categories]) // 3
    return replace(dataset, starts=starts), kind // 5, kind


def rows(n_rows=4_000, noise=0.4, seed=0):
    """Three columns whose cells mostly follow their row's group, and those of the last."""
    draw = np.random.default_rng(seed)
    group = draw.integers(0, 5, n_rows)
    columns = []
    for size in (10, 40, 60):
        within = draw.integers(0, size // 5, n_rows) * 5 + group
        blind = draw.integers(0, size, n_rows)
        columns.append(np.where(draw.random(n_rows) < noise, blind, within))
    dataset = encoded(columns, ["a", "b", "c"])
    return dataset, np.array([int(one) % 5 for one in dataset.vocabularies[2].categories])


def encoded(columns, names):
    texts = [[str(value) for value in column] for column in columns]
    vocabularies = tuple(Vocabulary.fit(n, t) for n, t in zip(names, texts, strict=True))
    codes = [v.encode(t) for v, t in zip(vocabularies, texts, strict=True)]
    return Dataset(vocabularies, np.stack(codes, axis=1))


def spec_of(dataset, dim=8, **settings):
    columns = tuple(ColumnSpec(v.column, dim) for v in dataset.vocabularies)
    item = "item" if dataset.starts is not None else None
    return TrainingSpec("cooccurrence", columns, item=item, **settings)


def shuffled(dataset, seed):
    draw = np.random.default_rng(seed)
    return replace(dataset, codes=np.stack([draw.permutation(c) for c in dataset.codes.T], axis=1))

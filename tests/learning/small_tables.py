"""Tables made up for one test, and what is asked of a training of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from explorer.analysis.similarity import nearest_of_all
from explorer.data import defaults
from explorer.data.defaults import settle
from explorer.learning import side_by_side
from explorer.learning.objectives import build
from explorer.records.dataset import Dataset
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.vocabulary import Vocabulary


def dataset_of(columns, **target):
    """Columns of whole numbers (None is missing) by name, encoded as an upload would be."""
    texts = {
        name: [None if value is None else str(value) for value in values]
        for name, values in columns.items()
    }
    vocabularies = tuple(Vocabulary.fit(name, values) for name, values in texts.items())
    codes = [v.encode(values) for v, values in zip(vocabularies, texts.values(), strict=True)]
    return Dataset(vocabularies, np.stack(codes, axis=1), **target)


def with_classes(columns, classes):
    """The table with a class to predict; classes are numbered by falling frequency."""
    target = Vocabulary.fit("target", [str(one) for one in classes])
    codes = target.encode([str(one) for one in classes]) - 2
    return dataset_of(columns, target=target, target_codes=codes)


def spec_of(dataset, **settings):
    """A recipe of all columns; Predict where the dataset has a target."""
    if dataset.target_codes is not None or dataset.target_numbers is not None:
        settings = {"objective": "predict", "target": "target", **settings}
    columns = tuple(ColumnSpec(v.column) for v in dataset.vocabularies)
    return TrainingSpec(columns=columns, **settings)


def model_of(dataset, **settings):
    """The objective as a training starts with it."""
    spec = spec_of(dataset, **settings)
    settled = settle(spec, dataset.n_rows, [v.n_entries for v in dataset.vocabularies])
    return build(dataset, spec, settled)


def finish(training):
    """The result of a training, and each point with the vectors it had there."""
    shown = []
    while True:
        try:
            event = next(training)
        except StopIteration as end:
            return end.value, shown
        if event.point:
            shown.append((event.point, event.vectors()))


def purity(vectors, groups, k):
    """Mean share of the k nearest entries that are of an entry's own group."""
    near = nearest_of_all(vectors[: len(groups)], k).indices
    return float((groups[near] == groups[:, None]).mean())


def sample_above(monkeypatch, limit, drawn):
    """Sample `drawn` categories of each column with more than `limit`."""
    habits = {
        name: replace(each, sampled_above=limit if each.sampled_above else 0)
        for name, each in defaults.HABITS.items()
    }
    monkeypatch.setattr(defaults, "HABITS", habits)
    monkeypatch.setattr(side_by_side, "SAMPLED_ABOVE", limit)
    monkeypatch.setattr(defaults, "SAMPLED_CATEGORIES", drawn)

"""The map without training."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from explorer.analysis.baseline import spectral
from explorer.data.samples import folder
from explorer.records.dataset import Dataset
from explorer.records.vocabulary import Vocabulary


def read(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0]}


def dataset_of(columns: dict[str, list[str | None]]) -> Dataset:
    vocabularies = tuple(Vocabulary.fit(name, values) for name, values in columns.items())
    codes = [v.encode(values) for v, values in zip(vocabularies, columns.values(), strict=True)]
    return Dataset(vocabularies, np.stack(codes, axis=1))


def purity(vectors, categories, groups, k):
    """Mean share of the k nearest by cosine that have the same group."""
    known = [i for i, category in enumerate(categories) if groups.get(category)]
    truth = np.array([groups[categories[i]] for i in known])
    rows = vectors[known] / np.maximum(np.linalg.norm(vectors[known], axis=1, keepdims=True), 1e-9)
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, -9)
    near = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
    return float((truth[near] == truth[:, None]).mean())


@pytest.mark.parametrize(
    ("name", "columns", "shown", "group", "k", "expected"),
    [
        ("zoo", None, "animal", "class", 5, 0.868),
        ("baby_names", ("name", "sex", "decade"), "name", "era_sex", 10, 0.833),
        ("us_air_routes", None, "from_airport", "region", 5, 0.712),
        ("countries", ("country", "fact"), "country", "region", 5, 0.766),
        ("shop_sessions", ("product", "session"), "product", "department", 10, 0.999),
        ("shop_sessions", ("product", "session"), "product", "family", 5, 0.843),
    ],
)
def test_baseline_reproduces_the_known_figures(name, columns, shown, group, k, expected):
    table = read(folder() / f"{name}.csv")
    columns = columns or tuple(column for column in table if column != "class")
    dataset = dataset_of({column: table[column] for column in columns})
    labels = read(folder() / f"{name}_labels.csv")
    groups = dict(zip(next(iter(labels.values())), labels[group], strict=True))
    at = columns.index(shown)
    measured = purity(spectral(dataset)[at], dataset.vocabularies[at].categories, groups, k)
    assert measured == pytest.approx(expected, abs=0.03)

"""What the samples teach: neighbors that are right, and nothing where there is nothing."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest

from explorer.analysis.similarity import nearest_of_all
from explorer.data.encoding import encode
from explorer.data.reading import read_table
from explorer.data.samples import sample
from explorer.learning.training import train
from explorer.records.dataset import Dataset
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.training import TrainingResult


def learn(dataset: Dataset, spec: TrainingSpec) -> TrainingResult:
    training = train(dataset, spec)
    while True:
        try:
            next(training)
        except StopIteration as end:
            return end.value


def of_sample(name: str) -> tuple[Dataset, TrainingSpec]:
    one = sample(name)
    spec = replace(one.spec(), labels=None)
    return encode(read_table(one.path, one.file), spec), spec


def shuffled(dataset: Dataset, seed: int) -> Dataset:
    """The same columns, each in an order of its own."""
    draw = np.random.default_rng(seed)
    columns = [draw.permutation(column) for column in dataset.codes.T]
    targets = {
        name: draw.permutation(values)
        for name in ("target_codes", "target_numbers")
        if (values := getattr(dataset, name)) is not None
    }
    return replace(dataset, codes=np.stack(columns, axis=1), **targets)


@pytest.mark.parametrize(
    ("name", "label", "k", "floor", "seeds"),
    [
        ("zoo", "class", 5, 0.95 * 0.868, 3),
        ("us_air_routes", "region", 5, 0.95 * 0.712, 3),
        ("baby_names", "era_sex", 10, 0.95 * 0.833, 1),
        ("countries", "region", 5, 0.95 * 0.766, 1),
        ("cars", "segment", 5, 0.95 * 0.641, 5),
    ],
)
def test_neighbors_of_a_sample_share_the_group_it_never_saw(name, label, k, floor, seeds):
    one = sample(name)
    dataset, spec = of_sample(name)
    at = [vocabulary.column for vocabulary in dataset.vocabularies].index(one.show)
    categories = dataset.vocabularies[at].categories
    with one.labels_path.open(encoding="utf-8", newline="") as file:
        group = {next(iter(row.values())): row[label] for row in csv.DictReader(file)}
    groups = np.array([group[category] for category in categories])
    shares = []
    for seed in range(seeds):
        vectors = learn(dataset, replace(spec, seed=seed)).vectors[at][: len(categories)]
        near = nearest_of_all(vectors, k).indices
        shares.append((groups[near] == groups[:, None]).mean())
    assert np.median(shares) >= floor


def test_more_dimensions_than_a_column_needs_do_no_harm():
    dataset, spec = of_sample("zoo")
    columns = tuple(replace(c, dim=64 if c.name == "animal" else None) for c in spec.columns)
    usual, wide = (learn(dataset, one) for one in (spec, replace(spec, columns=columns)))
    assert wide.best.held_loss <= usual.best.held_loss


def test_engine_sizes_read_as_names_come_out_in_order_of_liters():
    dataset, spec = of_sample("cars")
    result = learn(dataset, spec)
    at = [vocabulary.column for vocabulary in dataset.vocabularies].index("engine_size")
    names = dataset.vocabularies[at].categories
    liters = np.array([float(name.removesuffix(" L")) for name in names])
    vectors = result.vectors[at][: len(names)]
    first = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)[0][:, 0]
    ranks = [np.argsort(np.argsort(values)) for values in (first, liters)]
    assert abs(np.corrcoef(*ranks)[0, 1]) >= 0.85
    assert result.verdict.r2 is not None
    assert result.verdict.r2 >= 0.75


@pytest.mark.parametrize("name", ["zoo", "cars", "countries"])
def test_where_columns_are_shuffled_nothing_is_learned(name):
    dataset, spec = of_sample(name)
    for seed in range(2):
        verdict = learn(shuffled(dataset, seed), replace(spec, seed=seed)).verdict
        assert not verdict.learned
        assert verdict.sentence.startswith("Nothing was learned")


def test_ten_held_out_rows_are_enough_where_the_answer_is_plain():
    one = sample("zoo")
    columns = tuple(ColumnSpec(name) for name in ("hair", "feathers", "eggs", "milk", "legs"))
    spec = TrainingSpec(objective="predict", target="class", columns=columns)
    verdict = learn(encode(read_table(one.path, one.file), spec), spec).verdict
    assert verdict.learned
    assert verdict.accuracy > verdict.majority

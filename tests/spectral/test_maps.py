"""The map without training."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from made_up_baskets import clustered, dataset_of, random_baskets

from explorer.data.samples import folder
from explorer.records.dataset import Dataset
from explorer.records.vocabulary import Vocabulary
from explorer.spectral.maps import spectral


def read(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0]}


def rows_of(columns: dict[str, list[str]]) -> Dataset:
    vocabularies = tuple(Vocabulary.fit(name, values) for name, values in columns.items())
    codes = [v.encode(values) for v, values in zip(vocabularies, columns.values(), strict=True)]
    return Dataset(vocabularies, np.stack(codes, axis=1))


def baskets_of(items: list[str], baskets: list[str]) -> Dataset:
    _, numbers = np.unique(baskets, return_inverse=True)
    order = np.argsort(numbers, kind="stable")
    vocabulary = Vocabulary.fit("item", items)
    starts = np.flatnonzero(np.diff(numbers[order], prepend=-1, append=-1))
    return Dataset((vocabulary,), vocabulary.encode(items)[order][:, None], starts=starts)


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
        ("zoo", None, "animal", "class", 5, 0.878),
        ("baby_names", ("name", "sex", "decade"), "name", "era_sex", 10, 0.821),
        ("us_air_routes", None, "from_airport", "region", 5, 0.692),
        ("countries", ("country", "fact"), "country", "region", 5, 0.779),
        ("shop_sessions", ("product", "session"), "product", "department", 10, 0.990),
        ("shop_sessions", ("product", "session"), "product", "family", 5, 0.823),
    ],
)
def test_rows_of_a_sample_put_the_same_groups_together(name, columns, shown, group, k, expected):
    table = read(folder() / f"{name}.csv")
    columns = columns or tuple(column for column in table if column != "class")
    dataset = rows_of({column: table[column] for column in columns})
    labels = read(folder() / f"{name}_labels.csv")
    groups = dict(zip(next(iter(labels.values())), labels[group], strict=True))
    at = columns.index(shown)
    measured = purity(spectral(dataset)[at], dataset.vocabularies[at].categories, groups, k)
    assert measured == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(
    ("name", "item", "basket", "group", "k", "expected"),
    [
        ("shop_sessions", "product", "session", "department", 10, 0.998),
        ("shop_sessions", "product", "session", "family", 5, 0.861),
        ("shop_sessions", "product", "user_id", "department", 10, 0.999),
        ("countries", "country", "fact", "region", 5, 0.767),
    ],
)
def test_baskets_of_a_sample_put_the_same_groups_together(name, item, basket, group, k, expected):
    table = read(folder() / f"{name}.csv")
    dataset = baskets_of(table[item], table[basket])
    labels = read(folder() / f"{name}_labels.csv")
    groups = dict(zip(next(iter(labels.values())), labels[group], strict=True))
    measured = purity(spectral(dataset)[0], dataset.vocabularies[0].categories, groups, k)
    assert measured == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(("shuffled", "low", "high"), [(False, 0.95, 1.0), (True, 0.15, 0.4)])
def test_planted_groups_are_found_and_none_where_items_are_shuffled(shuffled, low, high):
    items, starts, groups = clustered()
    if shuffled:
        items = np.random.default_rng(1).permutation(items)
    dataset = dataset_of(items, starts)
    categories = dataset.vocabularies[0].categories
    truth = {str(item): f"group {group}" for item, group in enumerate(groups)}
    assert low <= purity(spectral(dataset)[0], categories, truth, 10) <= high


def test_a_window_sees_only_what_is_near():
    # 0 and 1 always follow each other, 2 and 3 too; every basket holds all four.
    pairs = [[0, 1], [2, 3]]
    draw = np.random.default_rng(0)
    baskets = [np.concatenate([pairs[i] for i in draw.permutation(2)]) for _ in range(200)]
    filler = [draw.integers(4, 12, 4) for _ in baskets]
    items = np.concatenate([np.concatenate(both) for both in zip(baskets, filler, strict=True)])
    dataset = dataset_of(items, np.arange(201) * 8)
    near, whole = spectral(dataset, [8], window=1)[0], spectral(dataset, [8])[0]
    at = [dataset.vocabularies[0].categories.index(str(item)) for item in range(4)]

    def cosine(vectors, a, b):
        a, b = vectors[at[a]], vectors[at[b]]
        return a @ b / (np.linalg.norm(a) * np.linalg.norm(b))

    assert cosine(near, 0, 1) > 0.9
    assert cosine(near, 2, 3) > 0.9
    assert cosine(near, 0, 2) < 0.5
    assert cosine(whole, 0, 2) > 0.9


def test_one_basket_of_everything_leaves_every_item_at_the_origin_or_finite():
    dataset = dataset_of(np.arange(5), np.array([0, 5]))
    assert np.isfinite(spectral(dataset)[0]).all()


def test_baskets_of_one_say_nothing():
    dataset = dataset_of(np.arange(5), np.arange(6))
    assert (spectral(dataset)[0] == 0).all()


def test_any_number_of_threads_gives_the_same_bytes():
    items, starts = random_baskets(5_000, 1_500)
    of_baskets = dataset_of(items, starts)
    draw = np.random.default_rng(0)
    columns = {name: draw.integers(0, n, 20_000).astype(str).tolist() for name, n in COLUMNS}
    for dataset in (of_baskets, rows_of(columns)):
        one, two = (spectral(dataset, threads=n) for n in (1, 2))
        assert [v.tobytes() for v in one] == [v.tobytes() for v in two]


COLUMNS = (("a", 3), ("b", 40), ("c", 1_200), ("d", 900))


def test_a_drawn_row_is_placed_like_a_category_that_is_its_own():
    draw = np.random.default_rng(0)
    columns = {name: draw.integers(0, size, 80) for name, size in (("a", 4), ("b", 9), ("c", 30))}

    def dataset(columns, **more):
        texts = {name: [str(value) for value in values] for name, values in columns.items()}
        vocabularies = tuple(Vocabulary.fit(name, values) for name, values in texts.items())
        codes = [v.encode(values) for v, values in zip(vocabularies, texts.values(), strict=True)]
        return Dataset(vocabularies, np.stack(codes, axis=1), **more)

    *_, rows = spectral(dataset(columns, drawn=np.arange(80)))
    own, *_ = spectral(dataset({"row": np.arange(80), **columns}))
    np.testing.assert_allclose(rows @ rows.T, own @ own.T, atol=1e-4)

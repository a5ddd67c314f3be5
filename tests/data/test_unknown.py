"""Values never seen: cells that are hidden, a place that is learned, a share to expect."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.data.bins import quantile_bins
from explorer.data.unknown import (
    FEWEST,
    expected_below,
    expected_outside,
    expected_share,
    hide,
)
from explorer.data.vocabularies import fit
from explorer.records.dataset import Dataset
from explorer.records.vocabulary import UNKNOWN_CODE, Vocabulary
from explorer.runs.entries import Entries


def zipfian(n_rows=20_000, n_values=400, seed=0):
    draw = np.random.default_rng(seed)
    popularity = 1 / np.arange(1, n_values + 1)
    return [f"v{v}" for v in draw.choice(n_values, n_rows, p=popularity / popularity.sum())]


def dataset_of(values):
    vocabulary = Vocabulary.fit("column", values)
    return Dataset((vocabulary,), vocabulary.encode(values)[:, None])


def test_rare_categories_are_hidden_more_often_and_all_others_stay():
    values = zipfian()
    dataset = dataset_of(values)
    before = dataset.codes.copy()
    hidden = hide(dataset, 0.25, seed=1)
    changed = hidden.codes[:, 0] == UNKNOWN_CODE
    assert np.array_equal(hidden.codes[~changed], before[~changed])
    counts = dataset.vocabularies[0].code_counts()[before[:, 0]]
    assert changed[counts < 20].mean() > 5 * changed[counts > 500].mean() > 0
    assert hidden.vocabularies[0].n_unknown == changed.sum()


def test_no_category_loses_its_last_cell():
    values = [f"v{i // 2}" for i in range(4_000)]  # every value twice
    hidden = hide(dataset_of(values), 10.0, seed=0)
    left = hidden.codes[hidden.codes[:, 0] != UNKNOWN_CODE, 0]
    assert len(np.unique(left)) == 2_000
    assert len(left) < 3_000


@pytest.mark.parametrize(
    "values", [[f"v{i}" for i in range(500)], ["a", "b"] * 100, ["a", None] * 9]
)
def test_where_hardly_anything_can_be_hidden_the_data_are_the_same(values):
    dataset = dataset_of(values)
    before = dataset.codes.copy()
    assert hide(dataset, 0.25, seed=0).vocabularies[0].n_unknown == 0
    assert np.array_equal(dataset.codes, before)
    assert hide(dataset_of(zipfian()), 0, seed=0).vocabularies[0].n_unknown == 0


def test_the_same_seed_hides_the_same_cells():
    first, again, other = (hide(dataset_of(zipfian()), 0.25, seed).codes for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_unknown_is_the_last_entry_and_holds_no_row_of_the_data():
    values = [*zipfian(), None]
    vocabulary = hide(dataset_of(values), 0.25, seed=0).vocabularies[0]
    assert vocabulary.n_unknown >= FEWEST
    entries = Entries.of(vocabulary)
    assert entries.names[-2:] == ("missing", "unknown (never seen)")
    assert entries.counts[-1] == 0
    assert entries.counts.sum() == len(values)
    named = replace(vocabulary, categories=("unknown (never seen)", *vocabulary.categories[1:]))
    assert len(set(Entries.of(named).names)) == len(entries)
    codes = vocabulary.encode([None, "v0", "never"])
    assert vocabulary.entries(codes).tolist() == [len(entries) - 2, 0, len(entries) - 1]


@pytest.mark.parametrize(
    ("values", "name"),
    [("aaab", "rare (1 value)"), ("aaabc", "rare (2 values)")],
)
def test_the_row_of_rare_values_tells_how_many_they_are(values, name):
    assert Entries.of(Vocabulary.fit("city", values, 2)).names[-1] == name


def test_the_expected_share_is_what_later_rows_bring():
    values = zipfian(40_000, 5_000)
    seen, later = values[:20_000], values[20_000:]
    known = set(seen)
    share = np.mean([value not in known for value in later])
    for fewest in (1, 2, 6):  # whatever is gathered as rare
        vocabulary = Vocabulary.fit("column", seen, fewest)
        assert expected_share(vocabulary.n_once, len(seen)) == pytest.approx(share, rel=0.15)


@pytest.mark.parametrize("fewest", [1, 2, 6])
def test_the_share_of_rare_and_unseen_values_is_what_later_rows_bring(fewest):
    values = zipfian(40_000, 5_000)
    vocabulary = Vocabulary.fit("column", values[:20_000], fewest)
    known = set(vocabulary.categories)
    share = np.mean([value not in known for value in values[20_000:]])
    found = expected_below(vocabulary.counts, vocabulary.n_rare, fewest)
    assert found == pytest.approx(share, rel=0.1)


@pytest.mark.parametrize("decimals", [9, 2, 1, 0])
def test_numbers_outside_the_ranges_are_what_later_rows_bring_or_fewer(decimals):
    draw = np.random.default_rng(4)
    outside = []
    for _ in range(200):
        rows = np.round(draw.lognormal(1, 1, 400), decimals)
        distinct, counts = np.unique(rows[:200], return_counts=True)
        names, of_number = quantile_bins(distinct, counts, 10)
        ends = [distinct[of_number == i][[0, -1]] for i in range(len(names))]
        held = [any(low <= number <= high for low, high in ends) for number in rows[200:]]
        outside.append(1 - np.mean(held))
    expected = expected_outside(10, 200)
    if decimals == 9:
        assert np.mean(outside) == pytest.approx(expected, rel=0.05)
    assert np.mean(outside) < 1.05 * expected


@pytest.mark.parametrize("fewest", [1, 2, 3])
def test_an_encoded_column_counts_what_occurs_once_as_a_plain_loop_does(fewest):
    values = list("aaaabbcccdefg")
    texts = sorted(set(values))
    codes = np.array([texts.index(value) + 1 for value in values], np.int32)
    vocabulary, _ = fit("letter", texts, codes, fewest)
    assert vocabulary.n_once == Vocabulary.fit("letter", values, fewest).n_once == 4

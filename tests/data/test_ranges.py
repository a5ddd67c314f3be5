"""Where a new number lies among ranges, against the cutting itself."""

import numpy as np
import pytest

from explorer.data.bins import quantile_bins
from explorer.data.ranges import Place, place

DRAWS = {
    "fractions": lambda draw: draw.normal(40, 5, 500),
    "large fractions": lambda draw: 123_456 + draw.random(500),
    "few digits": lambda draw: draw.normal(40, 5, 500).round(1),
    "whole and not": lambda draw: np.concatenate([np.arange(12_000, 12_400), draw.random(99)]),
    "tiny": lambda draw: draw.normal(0, 1e-7, 300),
    "huge": lambda draw: draw.normal(0, 1e20, 300),
}


@pytest.mark.parametrize("kind", list(DRAWS))
@pytest.mark.parametrize("bins", [2, 10, 40])
def test_every_number_that_was_seen_lies_in_its_own_range(kind, bins):
    numbers = DRAWS[kind](np.random.default_rng(0))
    names, of_number = quantile_bins(numbers, np.ones(len(numbers), np.int64), bins)
    found = [place(names, number) for number in numbers.tolist()]
    assert all(each.inside for each in found)
    assert [each.nearest for each in found] == of_number.tolist()


def test_a_number_between_ranges_or_beyond_them_has_the_nearest_one():
    names = ["3 to 4.5", "-2 to 1", "7"]  # most frequent first, not rising
    assert place(names, 2.1) == Place(0, False, below=1, above=0)
    assert place(names, 1.2) == Place(1, False, below=1, above=0)
    assert place(names, 5.9) == Place(2, False, below=0, above=2)
    assert place(names, 7.1) == Place(2, False, below=2)
    assert place(names, -2.5) == Place(1, False, above=1)
    assert place(names, 7) == Place(2, True)


def test_an_end_of_many_digits_is_a_whole_number_that_nothing_was_cut_from():
    names = ["10000 to 20000", "20004 to 30000", "0.5123 to 9"]
    assert place(names, 20_003) == Place(1, False, below=0, above=1)
    assert place(names, 0.51226) == Place(2, True)


@pytest.mark.parametrize("names", [[], ["1 to 2", "soon"], ["2 to 1"], ["nan"], ["1 to 2 to 3"]])
def test_names_that_are_no_ranges_hold_no_number(names):
    assert place(names, 1.5) is None

"""The name that was probably meant by what somebody typed."""

import random
import string

from explorer.ui.run import spelling


def texts(n, length, seed=0):
    rng = random.Random(seed)
    return ["".join(rng.choices(string.ascii_lowercase, k=length)) for _ in range(n)]


def test_of_long_names_as_many_are_compared_as_time_allows_the_most_frequent_first():
    names = texts(1000, 500)
    n_compared = spelling.COMPARED // 500**2
    assert n_compared < 100
    for place, found in ((0, True), (n_compared - 1, True), (n_compared, False)):
        typed = names[place][:-3] + "..."
        assert spelling.alike(typed, names) == (names[place] if found else None)
    last = names[-1]
    assert spelling.alike(last.upper(), names) == spelling.alike(last[:-3], names) == last


def test_short_names_are_all_compared_up_to_the_most_that_are_looked_at():
    names = texts(spelling.LOOKED_AT + 1, 12)
    for place, found in ((spelling.LOOKED_AT - 1, True), (spelling.LOOKED_AT, False)):
        typed = names[place][:5] + "-" + names[place][6:]
        assert spelling.alike(typed, names) == (names[place] if found else None)
    assert spelling.alike(" ", names) is None

"""What came before an item, and what is held out."""

from itertools import pairwise

import numpy as np
import pytest

from explorer.records.dataset import Dataset
from explorer.records.vocabulary import Vocabulary
from explorer.sequences.histories import Histories, held_later


def histories_of(lists):
    flat = [item for each in lists for item in each]
    items = Vocabulary.fit("item", flat)
    starts = np.concatenate([[0], np.cumsum([len(each) for each in lists])]).astype(np.int64)
    return Dataset((items,), items.encode(flat)[:, None], starts=starts)


@pytest.mark.parametrize("length", [1, 3, 8])
def test_what_came_before_is_that_of_a_plain_loop(length):
    draw = np.random.default_rng(0)
    lists = [[str(i) for i in draw.integers(0, 9, n)] for n in draw.integers(1, 7, 40)]
    found = Histories.of(histories_of(lists))
    rows = found.targets()
    before = found.before(rows, length)
    at = 0
    expected, targets = [], []
    for each in lists:
        own = found.entries[at : at + len(each)].tolist()
        for i in range(1, len(own)):
            blanks = [found.blank] * length
            expected.append((own[:i][::-1] + blanks)[:length])
            targets.append(at + i)
        at += len(each)
    assert rows.tolist() == targets
    assert before.tolist() == expected


def test_the_share_of_items_that_came_before_is_that_of_a_plain_loop():
    lists = [list("abca"), list("dd"), list("abc"), list("ca")]
    found = Histories.of(histories_of(lists))
    assert found.again(found.targets()) == pytest.approx(2 / 7)
    assert found.again(np.zeros(0, np.int64)) == 0


def test_held_out_are_the_last_of_a_basket_and_as_many_as_asked_for():
    draw = np.random.default_rng(0)
    starts = np.concatenate([[0], np.cumsum(draw.integers(1, 30, 2000))]).astype(np.int64)
    held = held_later(starts, 0.1, draw)
    for begin, end in pairwise(starts.tolist()):
        own = held[begin:end]
        n = int(own.sum())
        assert own[len(own) - n :].all()
        assert n <= max(0, len(own) - 2, min(1, len(own) - 1))
    assert held.mean() == pytest.approx(0.1, rel=0.05)

"""Where order tells little, what comes next is learned from what came after, too."""

import numpy as np
import torch
from sequences import baskets_of, spec_of
from small_tables import finish, purity

from explorer.data.defaults import settle
from explorer.learning import next_item
from explorer.learning.next_item import NextItem
from explorer.learning.training import train


def shelves(n, seed):
    """Baskets of five of the twelve items of one of four kinds, in any order."""
    draw = np.random.default_rng(seed)
    return [[f"{'abcd'[i % 4]}{item}" for item in draw.permutation(12)[:5]] for i in range(n)]


def built(lists):
    dataset, spec = baskets_of(lists), spec_of()
    return NextItem(
        dataset, spec, settle(spec, dataset.n_rows, [dataset.vocabularies[0].n_entries])
    )


def test_half_of_the_rows_are_guessed_from_what_came_after_and_was_not_held_out():
    model = built(shelves(200, 1))
    assert model.both_ways
    learned = np.zeros(len(model.histories.entries), bool)
    learned[model.rows] = True
    learned[np.unique(model.histories.begins)] = True  # the first of each basket is asked for never
    rows = torch.from_numpy(model.rows)
    before = model._before(rows)
    turned = before.clone()
    model._turn_some(turned, rows, model._ends, torch.Generator().manual_seed(2))
    changed, last = 0, 0
    for row, own, given in zip(model.rows.tolist(), before.tolist(), turned.tolist(), strict=True):
        begin, later = model.histories.begins[row], row + 1
        after = []
        while later < len(learned) and learned[later] and model.histories.begins[later] == begin:
            after.append(int(model.histories.entries[later]))
            later += 1
        after += [model.n] * (model.length - len(after))
        assert given in (own, after)
        if after[0] == model.n:
            assert given == own, "nothing came after it"
            last += 1
        else:
            changed += given == after
    assert last >= 150
    assert 0.4 < changed / (len(rows) - last) < 0.6


def test_few_rows_come_twice_an_epoch_and_many_once(monkeypatch):
    lists = shelves(200, 1)
    model = built(lists)
    assert model.n_train == 2 * len(model.rows)
    units = torch.arange(model.n_train)
    loss, _ = model.loss(units, torch.Generator().manual_seed(1))
    assert torch.isfinite(loss)
    monkeypatch.setattr(next_item, "READ_TWICE", 100)
    assert built(lists).n_train == len(model.rows)


def test_what_was_held_out_is_looked_at_once_it_is_given_back():
    model = built(shelves(200, 1))
    ends = model._ends.clone()
    assert model.give_back()
    assert model.n_train == 2 * len(model.rows) == 2 * 200 * 4
    assert (model._ends >= ends).all()
    assert (model._ends > ends).any()


def test_few_baskets_in_any_order_are_learned_better_both_ways(monkeypatch):
    lists = shelves(120, 3)
    found = {}
    for both_ways, most in ((True, next_item.MOST_BOTH_WAYS), (False, -1)):
        monkeypatch.setattr(next_item, "MOST_BOTH_WAYS", most)
        dataset = baskets_of(lists)
        result, _ = finish(train(dataset, spec_of()))
        assert result.recommender.both_ways == both_ways
        names = dataset.vocabularies[0].categories
        kinds = np.array([name[0] for name in names])
        right = purity(result.vectors[0], kinds, 5)
        found[both_ways] = (result.verdict.held_loss, right)
    assert found[True][0] < found[False][0] - 0.02
    assert found[True][1] >= found[False][1]
    assert found[True][1] > 0.95

"""What comes next: its loss and gradient by plain loops, planted truth, and chance."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from sequences import baskets_of, chain, spec_of
from small_tables import finish, purity

from explorer.data.defaults import HABITS, settle
from explorer.errors import NothingToLearn
from explorer.learning.near_softmax import Near
from explorer.learning.next_item import NextItem
from explorer.learning.next_item_verdict import observations
from explorer.learning.training import train
from explorer.records.vectors import Start
from explorer.sequences.guessing import network_parts
from explorer.sequences.recommending import parts

UNREPEATED = [list("abcdef"), list("fbdace"), list("cadbf")] * 4


def built(lists, **given):
    dataset, spec = baskets_of(lists), spec_of(**given)
    sizes = [dataset.vocabularies[0].n_entries]
    model = NextItem(dataset, spec, settle(spec, dataset.n_rows, sizes))
    with torch.no_grad():  # away from the start, where the hidden layer says nothing
        draw = torch.Generator().manual_seed(1)
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn(parameter.shape, generator=draw))
    return model


def by_loops(model, rows):
    """Nats of some rows, item by item as the documentation of guessing.py says it."""
    items, guesses, lean, common, place, inner, inner_bias, outer = (
        getattr(model, name).detach().double().numpy()
        for name in (
            *("items", "guesses", "lean", "common", "place"),
            *("inner", "inner_bias", "outer"),
        )
    )
    entries, begins = model.histories.entries, model.histories.begins

    def follows(x):
        logits = guesses @ items[x] + lean
        return np.exp(logits) / np.exp(logits).sum()

    anyway = np.exp(common) / np.exp(common).sum()
    nats = []
    for row in rows:
        history = [entries[i] for i in range(row - 1, begins[row] - 1, -1)][: model.length]
        seen = [items[x] for x in history] + [np.zeros(items.shape[1])] * model.length
        seen = [number for vector in seen[: model.few] for number in vector]
        for k in range(model.few):
            for i in range(k):
                fits = 0.0
                if k < len(history):
                    fits = (max(np.log(follows(history[k])[history[i]]), -9.0) + 6.0) / 2
                seen.append(fits)
        seen += [float(k >= len(history)) for k in range(model.few)]
        hidden = np.maximum(inner @ np.array(seen) + inner_bias, 0)
        asked = [place[k] + outer[k] @ hidden for k in (*range(len(history)), model.length)]
        belief = np.exp(asked) / np.exp(asked).sum()
        own = [follows(x) for x in history] + [anyway]
        if not model.repeats:
            own = [each / (1 - min(each[sorted(set(history))].sum(), 0.95)) for each in own]
        probable = sum(b * each[entries[row]] for b, each in zip(belief, own, strict=True))
        nats.append(-np.log(probable))
    return np.array(nats)


@pytest.mark.parametrize("repeats", [True, False])
def test_the_loss_is_that_of_plain_loops(repeats):
    lists = chain(30, 7) if repeats else UNREPEATED
    model = built(lists, history=3)
    assert model.repeats == repeats
    (found,) = model._exact_losses(torch.from_numpy(model.rows))
    np.testing.assert_allclose(found.numpy(), by_loops(model, model.rows), rtol=2e-4)


@pytest.mark.parametrize("repeats", [True, False])
def test_the_gradient_is_that_of_finite_differences(monkeypatch, repeats):
    monkeypatch.setattr("explorer.learning.following.DROPPED", 0.0)
    monkeypatch.setattr("explorer.learning.believing.PART", 30)
    model = built(chain(20, 6) if repeats else UNREPEATED, history=3, dim=8)
    assert model.repeats == repeats
    with torch.no_grad():  # away from the kinks of the hidden layer, where no step is small enough
        model.inner_bias += 5.0
    units = torch.arange(model.n_train)
    loss, _ = model.loss(units, torch.Generator().manual_seed(0))
    torch.autograd.backward(loss)
    draw = np.random.default_rng(0)
    for name in ("table", "lean", "common", "place", "inner", "outer"):
        parameter = getattr(model, name)
        toward = torch.from_numpy(draw.standard_normal(tuple(parameter.shape))).float()
        told = float((parameter.grad * toward).sum())
        nats = []
        for step in (1e-4, -1e-4):
            with torch.no_grad():
                parameter.add_(step * toward)
            nats.append(by_loops(model, model.rows).mean())
            with torch.no_grad():
                parameter.sub_(step * toward)
        assert told == pytest.approx((nats[0] - nats[1]) / 2e-4, rel=0.02, abs=2e-4), name


def test_drawn_categories_estimate_the_loss_over_all_of_them(monkeypatch):
    monkeypatch.setattr("explorer.learning.following.DROPPED", 0.0)
    model = built(chain(100, 8, n_items=60), history=3)
    units = torch.arange(model.n_train)
    exact = model.loss(units, torch.Generator().manual_seed(0))[1]
    model.following.sampled, model.following.near = 40, Near.of(model._counts())
    estimates = [model.loss(units, torch.Generator().manual_seed(s))[1] for s in range(20)]
    assert np.mean(estimates) == pytest.approx(exact, rel=0.03)
    model.following.sampled = model.n
    all_drawn = model.loss(units, torch.Generator().manual_seed(0))[1]
    assert all_drawn == pytest.approx(exact, rel=0.03)


@pytest.mark.parametrize("repeats", [True, False])
def test_numpy_says_what_torch_says(repeats):
    lists = chain(30, 7) if repeats else UNREPEATED
    model = built(lists, history=4)
    made = replace(model.recommender(), jointly=0.0)  # torch learns from single items
    rows = model.rows[:60]
    histories = model.histories.before(rows, model.length)
    answers = model.histories.entries[rows]
    found = network_parts(made, histories).sum(axis=1)[np.arange(len(rows)), answers]
    (nats,) = model._exact_losses(torch.from_numpy(rows))
    np.testing.assert_allclose(found, np.exp(-nats.numpy()), rtol=1e-4)


def test_a_planted_chain_is_found_and_ranked_first():
    dataset = baskets_of(chain())
    result, _ = finish(train(dataset, spec_of()))
    assert result.verdict.learned
    made = result.recommender
    names = dataset.vocabularies[0].categories
    history = np.full(made.history, made.n, np.int32)
    history[0] = names.index("item 5")
    found = parts(made, history)
    assert names[int(found.of("network").argmax())] == "item 6"
    assert found.of("network").max() == pytest.approx(0.8, abs=0.12)
    hits, reciprocal = result.verdict.ranking["network"]
    assert hits > 0.8
    assert reciprocal > 0.75
    assert result.verdict.ranking["popularity"][1] < 0.35
    assert "among the 10 recommended" in result.verdict.sentence
    assert "by repeating the last item 0.37 %." in result.verdict.sentence


def test_where_all_items_are_among_the_first_ten_their_order_is_judged():
    result, _ = finish(train(baskets_of(chain(n_items=6)), spec_of()))
    assert result.verdict.sentence.startswith(
        "Of 6 items all are among the 10 recommended, so their order alone tells: mean reciprocal"
    )


def test_the_item_before_the_last_is_believed_where_the_last_is_noise():
    """Every second item is noise; what comes next follows on the one before it."""
    draw = np.random.default_rng(3)
    lists = []
    for _ in range(500):
        at, walk = int(draw.integers(12)), []
        for _ in range(4):
            walk += [f"item {at}", f"noise {int(draw.integers(12))}"]
            at = (at + 1) % 12
        lists.append(walk)
    dataset = baskets_of(lists)
    made = finish(train(dataset, spec_of()))[0].recommender
    names = dataset.vocabularies[0].categories
    history = np.full(made.history, made.n, np.int32)
    history[:2] = names.index("noise 4"), names.index("item 7")
    pulled = network_parts(made, history[None])[0]
    best = int(pulled.sum(axis=0).argmax())
    assert names[best] == "item 8"
    assert pulled[1, best] > 0.9 * pulled[:, best].sum()


def test_in_shuffled_order_nothing_is_found():
    draw = np.random.default_rng(0)
    items = draw.choice([f"item {i}" for i in range(30)], (400, 8))
    result, _ = finish(train(baskets_of([list(row) for row in items]), spec_of()))
    assert not result.verdict.learned
    assert result.verdict.sentence.startswith("Nothing was learned: on what was held out")


def test_the_chain_of_a_single_user_is_found():
    result, _ = finish(train(baskets_of(chain(1, 1_500)), spec_of()))
    assert result.verdict.learned


@pytest.mark.parametrize("seed", range(4))
def test_in_the_one_shuffled_sequence_of_a_single_user_nothing_is_found(seed):
    draw = np.random.default_rng(seed)
    often = 1 / np.arange(1, 31)
    items = draw.choice([f"item {i}" for i in range(30)], 1_500, p=often / often.sum())
    result, _ = finish(train(baskets_of([list(items)]), spec_of(seed=seed)))
    assert not result.verdict.learned


def test_few_baskets_are_observed_in_stretches_and_many_as_a_whole():
    begins = np.repeat([0, 100], [40, 5])
    rows = np.concatenate([np.arange(60, 100), np.arange(150, 155)])
    found = observations(rows, begins, 5)
    assert np.bincount(found).tolist() == [10, 10, 10, 10, 5]
    many = np.repeat(np.arange(0, 900, 30), 2)
    assert (observations(many + np.tile([8, 9], 30), many, 5) == many).all()


@pytest.mark.parametrize("sampled", [False, True])
@pytest.mark.parametrize("threads", [1, 3])
def test_equal_recipes_give_equal_bits_at_any_number_of_threads(monkeypatch, threads, sampled):
    if sampled:
        habits = replace(HABITS["next-item"], sampled_above=50)
        monkeypatch.setitem(HABITS, "next-item", habits)
        monkeypatch.setattr("explorer.data.defaults.SAMPLED_CATEGORIES", 40)
        monkeypatch.setattr("explorer.learning.near_softmax.NEAREST", 4)
        monkeypatch.setattr("explorer.learning.near_softmax.BLOCK", 20)
        monkeypatch.setattr("explorer.learning.near_softmax.WIDE", 16)
        monkeypatch.setattr("explorer.learning.near_softmax.PAIRS", 50)
    monkeypatch.setattr("explorer.learning.believing.PART", 100)
    monkeypatch.setattr("explorer.learning.square_softmax.BLOCK", 2000)
    monkeypatch.setattr("explorer.learning.square_softmax.WIDE", 16)
    dataset, spec = baskets_of(chain(80, n_items=90)), spec_of(epochs=3)
    one, other = (
        finish(train(dataset, replace(spec, threads=number)))[0] for number in (1, threads)
    )
    assert one.settings["sampled"] == (40 if sampled else 0)
    assert one.vectors[0].tobytes() == other.vectors[0].tobytes()
    assert one.recommender.guesses.tobytes() == other.recommender.guesses.tobytes()


def test_sequences_of_one_item_leave_nothing_to_learn():
    with pytest.raises(NothingToLearn, match="No sequence holds enough items"):
        built([["a"], ["b"], ["c"]])


def test_a_training_broken_off_and_resumed_ends_with_the_same_bits():
    dataset, spec = baskets_of(chain(40)), spec_of(epochs=3)
    going, taken = train(dataset, spec), None
    while True:
        try:
            event = next(going)
        except StopIteration as end:
            whole = end.value
            break
        if taken is None and event.step >= event.total_steps // 2:
            taken = event.checkpoint()
    resumed, _ = finish(train(dataset, spec, resume=taken))
    assert resumed.vectors[0].tobytes() == whole.vectors[0].tobytes()
    assert resumed.recommender.outer.tobytes() == whole.recommender.outer.tobytes()
    assert resumed.verdict == whole.verdict


def of_groups(seed=0):
    """Walks that stay in one of four groups of ten items, and the group of each entry."""
    draw = np.random.default_rng(seed)
    lists = [[f"{4 * i + group}" for i in draw.integers(0, 10, 8)] for group in range(4)]
    for _ in range(60):
        lists += [[f"{4 * i + group}" for i in draw.integers(0, 10, 8)] for group in range(4)]
    dataset = baskets_of(lists)
    return dataset, np.array([int(one) % 4 for one in dataset.vocabularies[0].categories])


def test_given_vectors_keep_their_angles_in_both_halves_and_do_no_harm_where_they_know_nothing():
    dataset, groups = of_groups()
    sizes = [dataset.vocabularies[0].n_entries]
    model = NextItem(dataset, spec_of(), settle(spec_of(), dataset.n_rows, sizes))
    draw = np.random.default_rng(1)
    vectors = np.zeros((sizes[0], model.dim), np.float32)
    vectors[:, :4] = draw.normal(size=(sizes[0], 4))
    start = Start(vectors, np.arange(sizes[0]) < 40)
    model.begin_at(0, start)
    begun, given = model.vectors()[0][:40], vectors[:40]
    ratio = np.linalg.norm(begun, axis=1) / np.linalg.norm(given, axis=1)
    assert np.allclose(begun @ begun.T, ratio[0] ** 2 * given @ given.T, atol=1e-4)
    assert all(half.detach().abs().max() > 0.01 for half in (model.items, model.guesses))
    result, _ = finish(train(dataset, spec_of(), starts={0: start}))
    assert purity(result.vectors[0][:40], groups, 8) >= 0.95


def test_where_order_tells_nothing_what_came_before_counts_too():
    """Baskets of one of four kinds in any order, beside walks in which the next number follows."""
    draw = np.random.default_rng(8)
    shelves = [[f"{kind}{i}" for i in draw.permutation(12)[:6]] for kind in "abcd" * 40]
    walks = [[f"p{(start + k) % 20}" for k in range(6)] for start in draw.integers(0, 20, 160)]
    for lists, both_ways in ((shelves, True), (walks, False)):
        result, _ = finish(train(baskets_of(lists), spec_of(epochs=1)))
        model = result.recommender
        assert model.both_ways == both_ways
        came = "what came after each item or before it" if both_ways else "what followed on each"
        assert f"by counting {came}" in result.verdict.sentence

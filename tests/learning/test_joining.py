"""What fill in the blank shows: what is learned, joined with three maps from counts."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch
from small_tables import dataset_of, finish, model_of, purity, spec_of
from torch.nn.functional import normalize

from explorer.analysis.baseline import spectral
from explorer.data import defaults
from explorer.errors import SpecError
from explorer.learning.from_counts import Maps, joined_dim, maps_from_counts
from explorer.learning.joining import TIMES, Joined, agreement
from explorer.learning.training import train
from explorer.records.dims import counts_dim
from explorer.records.spec import TrainingSpec
from explorer.records.vectors import Start


def cosines(vectors):
    whole = normalize(torch.as_tensor(vectors).double())
    return (whole @ whole.T).numpy()


def drawn(*shapes, seed=0):
    draw = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=draw) for shape in shapes]


def of_groups(n_rows=400, n_groups=4, seed=0):
    """Three columns whose cells tell the group of their row seven times in ten."""
    draw = np.random.default_rng(seed)
    group = draw.integers(0, n_groups, n_rows)
    told = draw.random((3, n_rows)) < 0.7
    sizes = (40, 12, 6)
    return dataset_of(
        {
            f"of {size}": np.where(
                one,
                group + n_groups * draw.integers(0, size // n_groups, n_rows),
                draw.integers(0, size, n_rows),
            )
            for size, one in zip(sizes, told, strict=True)
        }
    )


def agreeing(*tables):
    """What STATIS weighs tables with, from the cosines of their rows."""
    flat = np.stack([cosines(table).ravel() for table in tables])
    flat /= np.linalg.norm(flat, axis=1, keepdims=True)
    first = np.abs(np.linalg.svd(flat @ flat.T)[0][:, 0])
    return first / first.mean()


@pytest.mark.parametrize("weight", [1.0, 0.5, 3.0])
def test_where_dimensions_suffice_cosines_are_the_mean_of_all_by_their_agreement(weight):
    learned, *maps = drawn((9, 20), (9, 2), (9, 2), (9, 3))
    learned[:, 2:] = 0.0  # nine directions in all
    by = agreeing(learned, *maps) * (1, weight, weight, weight) * TIMES
    expected = np.average([cosines(each) for each in (learned, *maps)], axis=0, weights=by)
    found = Joined(Maps(*maps), weight)(learned)
    assert cosines(found) == pytest.approx(expected, abs=1e-5)


def test_what_contradicts_the_others_weighs_less():
    learned, one, noise = drawn((60, 6), (60, 6), (60, 6))
    alike = [one, one + 0.2 * noise, one - 0.2 * noise]
    square = torch.cat([normalize(each) for each in (learned, *alike)], dim=1).double()
    of_learned, *of_maps = agreement(square.T @ square, [6, 6, 6, 6]).tolist()
    assert of_learned < 0.8 * min(of_maps)
    assert [of_learned, *of_maps] == pytest.approx(agreeing(learned, *alike))
    found = cosines(Joined(Maps(*alike), 1.0)(learned))
    apart = np.abs(found - cosines(one)).mean()
    assert apart < 0.6 * np.abs(found - cosines(learned)).mean()


def test_fewer_dimensions_keep_as_much_as_any_can():
    learned, *maps = drawn((30, 5), (30, 40), (30, 40), (30, 40))
    widths = joined_dim(30), counts_dim(30), joined_dim(30)
    kept = [each[:, :width] for each, width in zip(maps, widths, strict=True)]
    by = (agreeing(learned, *kept) * TIMES) ** 0.5
    sides = [normalize(each) * w for each, w in zip((learned, *kept), by, strict=True)]
    left, values, _ = np.linalg.svd(torch.cat(sides, dim=1).numpy(), full_matrices=False)
    assert cosines(Joined(Maps(*maps), 1.0)(learned)) == pytest.approx(
        cosines(left[:, :5] * values[:5]), abs=1e-4
    )


def test_what_is_joined_lies_where_it_was_learned_and_is_as_long():
    learned, one, noise = drawn((40, 6), (40, 8), (40, 6))
    found = Joined(Maps(one, learned - 0.1 * noise, learned + 0.1 * noise), 1.0)(learned)
    assert found.norm(dim=1).numpy() == pytest.approx(learned.norm(dim=1).numpy(), rel=1e-5)
    turning = (normalize(found).T @ normalize(learned)).numpy()
    assert turning == pytest.approx(turning.T, abs=1e-4)  # turned further it would come no closer
    assert np.linalg.eigvalsh(turning).min() > 0


def test_a_category_of_which_nothing_is_known_stays_without_a_direction():
    learned, one = drawn((10, 4), (10, 4))
    learned[3], one[3] = 0.0, 0.0
    found = Joined(Maps(one, one, torch.zeros(10, 2)), 1.0)(learned)
    assert not found[3].any()
    assert torch.isfinite(found).all()


def test_the_first_map_is_the_map_without_training_of_what_is_not_held_out():
    dataset = of_groups()
    model = model_of(dataset)
    data, dims = model.data, model.dims
    hidden = maps_from_counts(data, dims, threads=1)
    data.give_back()
    for (own, plain, shared), before, counted, known in zip(
        maps_from_counts(data, dims, threads=2), hidden, spectral(dataset), dataset.vocabularies,
        strict=True,
    ):  # fmt: skip
        dim = counts_dim(known.n_entries)
        assert np.allclose(own[:, :dim].numpy(), counted, atol=1e-5)
        assert not np.allclose(before[0][:, :dim].numpy(), counted, atol=1e-2)
        assert own.shape == (known.n_entries, joined_dim(known.n_entries))
        assert shared.shape == own.shape
        assert plain.shape == (known.n_entries, counts_dim(41))  # of the widest, 40 and unknown


@pytest.mark.parametrize("which", ["plain", "shared"])
def test_a_map_of_all_columns_places_them_among_each_other(which):
    dataset = of_groups(n_rows=4_000)
    model = model_of(dataset)
    data, dims = model.data, model.dims
    maps = maps_from_counts(data, dims, threads=1)[1:]
    known = dataset.vocabularies[1:]
    places = torch.cat(
        [
            getattr(each, which)[: len(one.categories), :8]
            for each, one in zip(maps, known, strict=True)
        ]
    )
    groups = np.array([int(name) % 4 for one in known for name in one.categories])
    assert purity(places.numpy(), groups, 2) > 0.85  # by chance .22


def test_what_chance_would_show_is_no_direction_of_the_last_map():
    dataset = of_groups(n_rows=4_000)
    draw = np.random.default_rng(1)
    columns = [draw.permutation(column) for column in dataset.codes.T]
    by_chance = replace(dataset, codes=np.stack(columns, axis=1))
    strengths = []
    for each in (dataset, by_chance):
        model = model_of(each)
        maps = maps_from_counts(model.data, model.dims, threads=1)
        strengths.append(sum(each.shared.square().sum(dim=0) for each in maps))
    told, none = strengths
    assert (told > 1).sum() >= 3, "four groups"
    assert none.max() < told.max() / 4


def test_losses_and_verdict_are_of_what_is_learned_alone():
    dataset = of_groups()
    joined, _ = finish(train(dataset, spec_of(dataset, epochs=30)))
    learned, _ = finish(train(dataset, spec_of(dataset, epochs=30, counts=0)))
    assert [point.held_loss for point in joined.history] == [
        point.held_loss for point in learned.history
    ]
    assert joined.verdict == learned.verdict
    model = model_of(dataset)
    model.give_back()
    for j, (with_counts, alone) in enumerate(zip(joined.vectors, learned.vectors, strict=True)):
        expected = model.joined[j](torch.from_numpy(alone)).numpy()
        assert np.allclose(with_counts, expected, atol=1e-5)
        assert not np.allclose(cosines(with_counts), cosines(alone), atol=0.05)


def test_every_frame_is_joined_so_that_the_last_does_not_leap():
    dataset = of_groups()
    result, shown = finish(train(dataset, spec_of(dataset, epochs=30, patience=0)))
    last = shown[-1][1]
    model = model_of(dataset)
    begun = model.joined[0](model.table_of(0)).numpy()
    assert np.array_equal(shown[0][1][0], begun)
    steps = [
        np.abs(cosines(after[0]) - cosines(before[0])).mean()
        for (_, before), (_, after) in itertools.pairwise(shown)
    ]
    assert np.abs(cosines(result.vectors[0]) - cosines(last[0])).mean() < 3 * max(steps)


def test_a_column_that_began_with_given_vectors_is_left_as_learned_also_when_resumed():
    dataset = of_groups()
    spec = spec_of(dataset, epochs=12)
    draw = np.random.default_rng(0)
    n, dim = dataset.vocabularies[0].n_entries, model_of(dataset).dims[0]
    given = Start(draw.normal(size=(n, dim)).astype(np.float32), np.ones(n, bool))
    alone, _ = finish(train(dataset, replace(spec, counts=0), starts={0: given}))
    whole, _ = finish(train(dataset, spec, starts={0: given}))
    assert np.array_equal(whole.vectors[0], alone.vectors[0])
    assert not np.array_equal(whole.vectors[1], alone.vectors[1])
    going = train(dataset, spec, starts={0: given})
    for _ in range(3):
        taken = next(going).checkpoint()
    resumed, _ = finish(train(dataset, spec, taken, {0: given}))
    for one, other in zip(whole.vectors, resumed.vectors, strict=True):
        assert np.array_equal(one, other)


def test_above_a_number_of_categories_nothing_is_joined(monkeypatch):
    dataset = of_groups()
    monkeypatch.setattr(defaults, "MOST_COUNTED", 20)
    model = model_of(dataset)
    assert not model.joined
    assert np.array_equal(model.vectors()[0], model.table_of(0).numpy())


def test_other_objectives_join_with_nothing_and_say_so():
    with pytest.raises(SpecError, match="choose the objective masked"):
        TrainingSpec("autoencoder", counts=1.0)
    with pytest.raises(SpecError, match="from 0 to 10"):
        TrainingSpec("masked", counts=-1.0)

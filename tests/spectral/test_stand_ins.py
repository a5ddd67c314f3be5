"""Items that are bought in place of each other, and hardly ever at once, lie near each other."""

from __future__ import annotations

import numpy as np
import pytest
from made_up_baskets import clustered

from explorer.spectral.counting import count_baskets
from explorer.spectral.rising import rising
from explorer.spectral.weights import WEIGHTS, weighted

OCCASIONS, KINDS, BRANDS = 4, 5, 3


def with_stand_ins(n_baskets=3_000, seed=0):
    """Baskets of one occasion: of most of its kinds of things one brand each, and some noise.

    Returns:
        items, starts, and the occasion and the kind of each item; items are numbered by these.
    """
    draw = np.random.default_rng(seed)
    n_items = OCCASIONS * KINDS * BRANDS
    baskets = []
    for occasion in draw.integers(0, OCCASIONS, n_baskets):
        kinds = draw.permutation(KINDS)[: draw.integers(2, KINDS + 1)]
        brands = draw.integers(0, BRANDS, len(kinds))
        own = (occasion * KINDS + kinds) * BRANDS + brands
        baskets.append(np.append(own, draw.integers(0, n_items, 1)))
    starts = np.concatenate([[0], np.cumsum([len(basket) for basket in baskets])])
    kind = np.arange(n_items) // BRANDS
    return np.concatenate(baskets).astype(np.int32), starts, kind // KINDS, kind


def shares(vectors, occasion, kind):
    """Of the two nearest those of the same kind, and of the ten nearest those of the occasion."""
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = units @ units.T
    np.fill_diagonal(cosines, -9)
    near = np.argsort(-cosines, axis=1)
    of_kind = (kind[near[:, :2]] == kind[:, None]).mean()
    return of_kind, (occasion[near[:, :10]] == occasion[:, None]).mean()


@pytest.mark.parametrize("weight", WEIGHTS)
def test_stand_ins_are_nearest_and_the_occasion_stays_together(weight):
    items, starts, occasion, kind = with_stand_ins()
    counts = count_baskets(items, starts, len(kind), None, threads=1)
    found = rising(weighted(counts, weight), 12, 1)
    assert (found.signs < 0).sum() == OCCASIONS * (KINDS - 1)
    of_kind, of_occasion = shares(found.shown(), occasion, kind)
    assert of_kind >= 0.95  # by chance 2 of 59
    assert of_occasion >= 0.98
    together = found.vectors[:, found.signs > 0]
    assert shares(together, occasion, kind)[0] <= 0.3  # what holds together does not tell


def test_what_is_said_of_pairs_is_what_was_counted_with_either_sign():
    items, starts, _, kind = with_stand_ins()
    matrix = weighted(count_baskets(items, starts, len(kind), None, threads=1), WEIGHTS[0])
    found = rising(matrix, 12, 1)
    said = found.vectors @ (found.vectors * found.signs).T
    off = ~np.eye(len(kind), dtype=bool)
    together = found.vectors[:, found.signs > 0]
    by_all = np.corrcoef(said[off], matrix.dense()[off])[0, 1]
    by_together = np.corrcoef((together @ together.T)[off], matrix.dense()[off])[0, 1]
    assert by_all > by_together + 0.05


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_that_no_item_meets_itself_is_not_taken_for_avoidance(noise):
    items, starts, _ = clustered(n_items=200, n_groups=8, n_baskets=4_000)
    draw = np.random.default_rng(0)
    items = np.where(draw.random(len(items)) < noise, draw.permutation(items), items)
    found = rising(weighted(count_baskets(items, starts, 200, None, threads=1), WEIGHTS[0]), 12, 1)
    assert (found.signs > 0).all()

"""How much more often than chance two entries meet, as the number that is decomposed.

Rows of columns take PPMI. Items of baskets take the one of three weights that tells held-out pairs
apart best (`weighing`), because no weight is right for all. Measured: the share of the nearest that
are of the same true cluster (generated: 5,000 items, three quarters of every basket noise, 32
dimensions), or of the same group.

    items           noisy baskets   shop: departments   films in order of time   teams of players
    residual                 .990                .976                     .285               .588
    roots                    .990                .989                     .311               .632
    roots, rare              .976                .988                     .328               .662
    PPMI                     .716                .997                     .337               .556

    values of rows           zoo              routes          names            countries and facts
    residual                .908                .598           .815                           .770
    PPMI                    .878                .692           .821                           .779
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from explorer.spectral.matrix import Sparse, stacked
from explorer.spectral.threads import in_parts, spans

CONTEXT_SMOOTHING = 0.75  # exponent on context counts; Levy et al. 2015, section 3.1
STEADYING = 1.0  # added to what chance expects, so that a single surprise is no sensation
PART = 500_000  # entries that are weighed at once
LEAST = 1e-9  # that chance expects
LOWEST = 0.05  # of what chance expects, where the directions kept say that less was met

_Numbers = NDArray[np.float64]


class Weight(Protocol):
    """Of symmetric counts of items.

    Attributes:
        stretch: the numbers are about `expected ** stretch` times as large as what they say in
            nats, where they say little.
    """

    @property
    def stretch(self) -> float: ...

    def of(self, met: _Numbers, expected: _Numbers) -> _Numbers:
        """The numbers that are decomposed."""

    def told(self, weight: _Numbers, expected: _Numbers) -> _Numbers:
        """Nats by which pairs meet more often than chance, from such numbers."""


class Residual(NamedTuple):
    """Pearson's (c - E) / sqrt(E + 1).

    Counts scatter by the root of what is expected, so noise weighs the same everywhere, in
    frequent and in rare items. Right where pairs of things meet independently of each other.
    """

    stretch: float = 0.5

    def of(self, met: _Numbers, expected: _Numbers) -> _Numbers:
        return np.asarray((met - expected) / np.sqrt(expected + STEADYING))

    def told(self, weight: _Numbers, expected: _Numbers) -> _Numbers:
        expected = np.maximum(expected, LEAST)
        more = 1 + weight * np.sqrt(expected + STEADYING) / expected
        return np.asarray(np.log(np.maximum(more, LOWEST)))


class Roots(NamedTuple):
    """(sqrt(c) - sqrt(E)) / E^rare: what meets often, often does so for one and the same reason.

    Source of the roots: Freeman and Tukey, Transformations related to the angular and the square
    root, Annals of Mathematical Statistics 1950.
    """

    rare: float = 0.0

    @property
    def stretch(self) -> float:
        return 0.5 - self.rare

    def of(self, met: _Numbers, expected: _Numbers) -> _Numbers:
        apart = np.sqrt(met) - np.sqrt(expected)
        return np.asarray(apart * np.maximum(expected, LEAST) ** -self.rare)

    def told(self, weight: _Numbers, expected: _Numbers) -> _Numbers:
        more = 1 + weight * np.maximum(expected, LEAST) ** (self.rare - 0.5)
        return np.asarray(2 * np.log(np.maximum(more, np.sqrt(LOWEST))))


WEIGHTS: tuple[Weight, ...] = (Residual(), Roots(), Roots(rare=0.1))


def weighted(counts: Sparse, weight: Weight, threads: int = 1) -> Sparse:
    """Symmetric counts by a weight, where it is positive.

    E, what chance expects, is row total times column total over the total. Rows are taken a few at
    a time: of 39 million pairs whole tables of numbers cost 3 to 6 s, of which a third is the work.
    """
    n_parts = max(1, -(-len(counts.values) // PART))
    parts = spans(counts.bounds, n_parts)
    often = np.concatenate(in_parts(lambda part: counts.rows(*part).row_sums(), parts, threads))
    share = often / max(often.sum(), 1.0)  # symmetric: columns sum up to what rows do

    def weigh(part: tuple[int, int]) -> Sparse:
        own = counts.rows(*part)
        expected = often[part[0] : part[1]][own.rows_of_entries()] * share[own.columns]
        values = weight.of(own.values.astype(np.float64), expected)
        return own.kept(values > 0, values)

    return stacked(in_parts(weigh, parts, threads))


def ppmi(counts: Sparse) -> Sparse:
    """Positive pointwise mutual information with smoothed contexts, in nats.

    Source: Levy, Goldberg and Dagan, Improving Distributional Similarity with Lessons Learned
    from Word Embeddings, TACL 2015, section 3.1.
    """
    rows = counts.row_sums()
    contexts: NDArray[np.float64] = counts.column_sums() ** CONTEXT_SMOOTHING
    contexts /= max(contexts.sum(), 1e-300)
    row = counts.rows_of_entries()
    values = np.log(counts.values / (rows[row] * contexts[counts.columns]))
    return counts.kept(values > 0, values)

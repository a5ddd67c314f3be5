"""Joining what is learned with what counts say, in one table.

Training and counts err about different categories, so neighbors by all together are more often
right. Of 75 public tables that three rules chose, the mean share of neighbors of the same group
against the better of two maps from counts is .94 as learned (46 at .95 and more) and 1.01 joined
(62); without the textbook's map 1.00 (54), and of the 28 with fewer than 40 categories .94, with it
.97. The maps of all columns know most, so they count twice. Losses and verdict are of what is
learned alone.

One map is sometimes far better than another, and nothing that trains can say which; but what two of
them say alike is seldom an accident. So each weighs as much as it agrees with the others.

Source: Yin and Schuetze, Learning Word Meta-Embeddings, ACL 2016 (CONC and SVD).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import normalize

from explorer.learning.from_counts import Maps, closest, joined_dim
from explorer.records.dims import counts_dim

TIMES = (1.0, 1.0, 2.0, 2.0)  # that what is learned, its own map and those of all columns count


class Joined:
    """What is learned of one column, joined with its maps as often as it is asked for."""

    def __init__(self, maps: Maps, weight: float) -> None:
        """Prepare what does not change.

        Of the textbook's map as many directions are taken as the map without training has, of the
        others `joined_dim`.

        Args:
            weight: of every map's cosines beside those of what is learned.
        """
        n = len(maps.own)
        dims = joined_dim(n), counts_dim(n), joined_dim(n)
        sides = [normalize(each[:, :dim]) for each, dim in zip(maps, dims, strict=True)]
        self._widths = [each.shape[1] for each in sides]
        self._maps = torch.cat(sides, dim=1)
        self._square = self._maps.T @ self._maps
        self._weights = torch.tensor(TIMES) * torch.tensor([1.0, weight, weight, weight])

    def __call__(self, learned: Tensor) -> Tensor:
        """Vectors whose cosines are about the mean of the cosines of all that are joined.

        All vectors, brought to the length 1, are put side by side and seen from the directions
        that keep most of them; what agrees with the others weighs more. The result is turned to
        where it is closest to what was learned, and has its lengths.

        Args:
            learned: [n, dim].

        Returns:
            [n, dim] float32.
        """
        whole, dim = normalize(learned), learned.shape[1]
        across = whole.T @ self._maps
        upper = torch.cat([whole.T @ whole, across], dim=1)
        square = torch.cat([upper, torch.cat([across.T, self._square], dim=1)]).double()
        widths = [dim, *self._widths]
        weights = (agreement(square, widths) * self._weights).sqrt()
        scale = weights.repeat_interleave(torch.tensor(widths))
        _, axes = torch.linalg.eigh(square * scale[:, None] * scale)
        axes = (axes[:, -dim:] * scale[:, None]).float()
        found = normalize(whole @ axes[:dim] + self._maps @ axes[dim:])
        turned = found @ closest(found, whole, np.ones(len(whole), np.int64))
        lengthened: Tensor = turned * learned.norm(dim=1, keepdim=True)
        return lengthened


def agreement(square: Tensor, widths: Sequence[int]) -> Tensor:
    """How much each of several tables of the same rows agrees with the others; its mean is 1.

    The first eigenvector of their RV coefficients, as STATIS weighs tables for their compromise
    (L'Hermier des Plantes 1976; Abdi, Williams, Valentin and Bennani-Dosse, STATIS and DISTATIS,
    WIREs Computational Statistics 2012); cosines here stand in for its centered products.

    Args:
        square: [sum of widths, sum of widths] float64, all tables' columns times each other.

    Returns:
        [tables] float64, none negative; 0 for a table of zeros.
    """
    edges = np.cumsum([0, *widths])
    spans = [slice(begin, end) for begin, end in itertools.pairwise(edges)]
    shared = torch.stack([torch.stack([square[i, j].square().sum() for j in spans]) for i in spans])
    size = shared.diagonal().sqrt().clamp(min=1e-12)
    _, axes = torch.linalg.eigh(shared / size[:, None] / size)
    first = axes[:, -1].abs()
    weights: Tensor = first / first.mean()
    return weights

"""Joining what is learned with what counts say, in one table.

Training and counts err about different categories, so neighbors by both together are more often
right. Of 68 public tables, most of them small, the share of neighbors of the same group against
the best of three maps from counts was .94 as learned and .98 joined; worst were .51, .60, .64, .66
and .67, and are .48, .76, .85, .90 and .84. No sample loses. Losses and verdict are of what is
learned alone.

Source: Yin and Schuetze, Learning Word Meta-Embeddings, ACL 2016 (CONC and SVD).
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import normalize

from explorer.learning.from_counts import Maps, closest
from explorer.records.spec import counts_dim


class Joined:
    """What is learned of one column, joined with its maps as often as it is asked for."""

    def __init__(self, maps: Maps, weight: float) -> None:
        """Prepare what does not change; of each map `counts_dim` directions are taken.

        Args:
            weight: of every map's cosines beside those of what is learned.
        """
        dim = counts_dim(len(maps.own))
        sides = [normalize(each[:, :dim]) * weight**0.5 for each in maps]
        self._maps = torch.cat(sides, dim=1)
        self._square = self._maps.T @ self._maps

    def __call__(self, learned: Tensor) -> Tensor:
        """Vectors whose cosines are about the mean of the cosines of all that are joined.

        All vectors, brought to the length 1, are put side by side and seen from the directions
        that keep most of them. The result is turned to where it is closest to what was learned,
        and has its lengths.

        Args:
            learned: [n, dim].

        Returns:
            [n, dim] float32.
        """
        whole, dim = normalize(learned), learned.shape[1]
        across = whole.T @ self._maps
        upper = torch.cat([whole.T @ whole, across], dim=1)
        square = torch.cat([upper, torch.cat([across.T, self._square], dim=1)])
        _, axes = torch.linalg.eigh(square.double())
        axes = axes[:, -dim:].float()
        found = normalize(whole @ axes[:dim] + self._maps @ axes[dim:])
        turned = found @ closest(found, whole, np.ones(len(whole), np.int64))
        lengthened: Tensor = turned * learned.norm(dim=1, keepdim=True)
        return lengthened

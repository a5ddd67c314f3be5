"""The last lap: once it is known when to stop, what was held out is learned, too.

Held-out cells find the best point and judge it; for that alone they were hidden. A tenth of what
a rare category says is missing from its vector until they are given back. Measured, purity of
neighbors without and with it, median of five seeds: routes 0.673 and 0.69, countries 0.744 and
0.76, a table of 200 rare categories a column 0.636 and 0.70. Of sequences the last items were held
out, the latest of all: the next one is among ten of MovieLens-100k in 0.136 and 0.148.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch

from explorer.data.defaults import HABITS, Settled
from explorer.learning.objective import Objective
from explorer.learning.randomness import torch_generator
from explorer.records.spec import TrainingSpec

FIRST_RATE, LAST_RATE = 0.3, 0.05  # shares of the learning rate, falling evenly


def lap_steps(spec: TrainingSpec, best_step: int) -> int:
    """Steps of the last lap: a share of those that the best point took."""
    return round(HABITS[spec.objective].last_lap * best_step)


def last_lap(
    model: Objective, spec: TrainingSpec, settled: Settled, n_steps: int
) -> Iterator[None]:
    """Give back what was held out and learn on from where the model stands, a step each time.

    It depends on recipe, plan and the state of the model alone, so a lap that is begun again from
    the same state gives the same bits.
    """
    if n_steps == 0 or not model.give_back():
        return
    for k in range(n_steps):
        lap, at = divmod(k, settled.steps_per_epoch)
        if at == 0:
            shuffle = torch_generator(spec.seed, "order", settled.epochs + lap)
            order = torch.randperm(model.n_train, generator=shuffle)
        units = order[at * settled.batch_size : (at + 1) * settled.batch_size]
        share = FIRST_RATE + (LAST_RATE - FIRST_RATE) * k / n_steps
        model.step(units, settled.total_steps + k, settled.learning_rate * share)
        yield

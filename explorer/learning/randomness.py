"""Random numbers that depend on the seed, their purpose and a number, and on nothing before.

A training resumed at step 700 draws what an unbroken one draws at step 700, because nothing is
carried from draw to draw.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import torch

Purpose = Literal["holdout", "start", "order", "step", "sample", "thin"]
_PURPOSES: tuple[Purpose, ...] = ("holdout", "start", "order", "step", "sample", "thin")


def numpy_generator(seed: int, purpose: Purpose, number: int = 0) -> np.random.Generator:
    """A fresh generator for one purpose; `number` tells epochs, steps or columns apart."""
    return np.random.default_rng([seed, _PURPOSES.index(purpose), number])


def torch_generator(seed: int, purpose: Purpose, number: int = 0) -> torch.Generator:
    """The same for torch."""
    words = np.random.SeedSequence([seed, _PURPOSES.index(purpose), number])
    state = int(words.generate_state(1, np.uint64)[0]) >> 1
    return torch.Generator().manual_seed(state)

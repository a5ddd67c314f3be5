"""dishes.csv: invented dishes, one in each line, with kitchens planted by a seeded law."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from sample_data.build.dish_words import KITCHENS, NEIGHBORS, PANTRY
from sample_data.build.sample import Sample

N_DISHES = 3_000
SEED = 31
OWN, BORROWED, STAPLE = 0.55, 0.12, 0.25  # of an ingredient; the rest is anything at all
SHORTEST, MEAN_MORE, LONGEST = 2, 3.2, 12  # ingredients of a dish
SLOPE = 0.7  # Zipf's, of the ingredients of a kitchen


def build(cache: Path) -> Sample:
    """It needs no download, so `cache` is not touched."""
    del cache
    draw = np.random.RandomState(SEED)
    kitchens = [name for name in KITCHENS if name != PANTRY]
    everything = [one for own in KITCHENS.values() for one in own]
    weights = {name: _zipf(len(own)) for name, own in KITCHENS.items()}
    lines = []
    for _ in range(N_DISHES):
        kitchen = kitchens[draw.randint(len(kitchens))]
        size = min(LONGEST, SHORTEST + draw.poisson(MEAN_MORE))
        dish: list[str] = []
        while len(dish) < size:
            chance = draw.random_sample()
            if chance < OWN:
                one = KITCHENS[kitchen][draw.choice(len(weights[kitchen]), p=weights[kitchen])]
            elif chance < OWN + BORROWED:
                near = NEIGHBORS[kitchen]
                one = KITCHENS[near][draw.choice(len(weights[near]), p=weights[near])]
            elif chance < OWN + BORROWED + STAPLE:
                one = KITCHENS[PANTRY][draw.choice(len(weights[PANTRY]), p=weights[PANTRY])]
            else:
                one = everything[draw.randint(len(everything))]
            if one not in dish:
                dish.append(one)
        lines.append(dish)
    uses = Counter(one for dish in lines for one in dish)
    labels = pd.DataFrame(
        [(one, name, uses[one]) for name, own in KITCHENS.items() for one in own],
        columns=["ingredient", "kitchen", "dishes"],
    )
    return Sample("dishes", lines, labels)


def _zipf(n: int) -> np.ndarray:
    weights = 1 / np.arange(1, n + 1) ** SLOPE
    return weights / weights.sum()

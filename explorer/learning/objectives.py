"""Which objective learns by a recipe: a sixth is a file, a line here, and its tests."""

from __future__ import annotations

from collections.abc import Callable

from explorer.data.defaults import Settled
from explorer.learning.autoencoder import Autoencoder
from explorer.learning.cooccurrence import Together
from explorer.learning.masked import Masked
from explorer.learning.next_item import NextItem
from explorer.learning.objective import Objective
from explorer.learning.predict import Predict
from explorer.records import spec as recipes
from explorer.records.dataset import Dataset
from explorer.records.spec import TrainingSpec

BUILDERS: dict[recipes.Objective, Callable[[Dataset, TrainingSpec, Settled], Objective]] = {
    "masked": Masked,
    "predict": Predict,
    "next-item": NextItem,
    "autoencoder": Autoencoder,
    "cooccurrence": Together,
}


def build(dataset: Dataset, spec: TrainingSpec, settled: Settled) -> Objective:
    """The objective of a recipe, ready for its first step.

    Raises:
        NothingToLearn: the data hold nothing that it could learn.
    """
    return BUILDERS[spec.objective](dataset, spec, settled)

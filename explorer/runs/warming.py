"""Makes a spare worker really ready: what is imported and compiled at first use, is used."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from explorer.analysis.baseline import spectral
from explorer.learning.training import train
from explorer.records.dataset import Dataset
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.vocabulary import Vocabulary
from explorer.runs.preparation import versions


def warm_up() -> None:
    """Train a handful of rows for one step by each objective that learns from rows.

    The first training in a process costs 1.3 s more than the second; measured in a spare, with
    nobody waiting. Everything random comes from a recipe's seed, so no bit of a later run
    depends on whether this ran.
    """
    versions()
    words = [["a", "b"][i % 2] for i in range(20)]
    vocabularies = tuple(Vocabulary.fit(name, words) for name in ("first", "second"))
    codes = np.stack([vocabulary.encode(words) for vocabulary in vocabularies], axis=1)
    columns = (ColumnSpec("first"), ColumnSpec("second"))
    masked = Dataset(vocabularies, codes)
    predict = Dataset(
        vocabularies, codes, target=vocabularies[0], target_codes=(codes[:, 0] - 2).astype(np.int32)
    )
    placed = replace(masked, drawn=np.arange(len(words)))
    spectral(masked)
    for dataset, spec in (
        (masked, TrainingSpec(columns=columns, epochs=1)),
        (masked, TrainingSpec("cooccurrence", columns, epochs=1)),
        (placed, TrainingSpec("autoencoder", columns, epochs=1)),
        (predict, TrainingSpec("predict", columns, target="class", target_kind="class", epochs=1)),
    ):
        for event in train(dataset, spec):
            event.vectors()

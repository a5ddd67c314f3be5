"""Ours: what comes next, with the default settings."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.contest import sessions
from benchmarks.contest.trial import Clock, Trial, answer


def compete(data: Path, **settings) -> Trial:
    """Args:
    settings: of the recipe, by name, where other than the defaults.
    """
    from explorer.data.vocabularies import fit
    from explorer.learning.training import train
    from explorer.records.dataset import Dataset
    from explorer.records.spec import ColumnSpec, TrainingSpec
    from explorer.sequences.histories import Histories
    from explorer.sequences.ranking import ranks_of, score
    from explorer.spectral.threads import available

    known = sessions.read(data)
    texts = [str(item) for item in range(known.n_items)]
    vocabulary, recode = fit("product", texts, (known.items + 1).astype(np.int32), 1)

    def encoded(items, starts) -> Dataset:
        return Dataset((vocabulary,), recode[items + 1][:, None], starts=starts)

    spec = TrainingSpec(
        "next-item",
        (ColumnSpec("product"),),
        item="product",
        basket="session",
        **{"threads": available(), **settings},
    )
    clock = Clock()
    training = train(encoded(known.items, known.starts), spec)
    epoch = 0.0
    try:
        while True:
            epoch = next(training).epoch
    except StopIteration as end:
        model = end.value.recommender
    seconds = clock()
    judged = Histories.of(encoded(known.judged_items, known.judged_starts))
    rows = judged.targets()
    ranks = ranks_of(model, judged.before(rows, model.history), judged.entries[rows])
    hits = {way: score(own).hits for way, own in ranks.items()}
    facts = {"network": hits["network"], "weight": float(model.weight)}
    n_rows = len(known.items) - len(known.starts) + 1
    return Trial([(seconds, hits["recommended"])], epoch * n_rows, seconds, facts=facts)


if __name__ == "__main__":
    answer(compete)

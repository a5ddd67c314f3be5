"""Ours: appear together, from counts alone or trained."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.contest.trial import Clock, Trial, answer


def compete(data: Path, dim: int = 32, method: str = "spectral", **settings) -> Trial:
    """Args:
    method: "spectral" for the map from counts, else one that is trained.
    settings: of the recipe, by name, where other than the defaults.
    """
    from benchmarks.baskets import quality
    from explorer.analysis.baseline import spectral
    from explorer.data.vocabularies import fit
    from explorer.learning.training import train
    from explorer.records.dataset import Dataset
    from explorer.records.spec import ColumnSpec, TrainingSpec

    with np.load(data, allow_pickle=False) as file:
        items, starts, groups = file["items"], file["starts"], file["groups"]
    texts = [str(item) for item in range(len(groups))]
    vocabulary, recode = fit("item", texts, items + 1, 1)
    dataset = Dataset((vocabulary,), recode[items + 1][:, None], starts=starts)
    order = np.array(vocabulary.categories).astype(int)

    def right(vectors) -> float:
        """Items that never occur stay zero, as with the peer."""
        placed = np.zeros((len(groups), vectors.shape[1]), np.float32)
        placed[order] = vectors[: len(order)]
        return quality(placed, groups)

    spec = TrainingSpec(
        "cooccurrence",
        (ColumnSpec("item", dim=dim),),
        item="item",
        basket="basket",
        method=method,
        **settings,
    )
    clock = Clock()
    if method == "spectral":
        (vectors,) = spectral(dataset, [dim])
        seconds = clock()
        return Trial([(seconds, right(vectors))], len(items), seconds)
    points = []
    training = train(dataset, spec)
    event = next(training)
    try:
        while True:
            if event.point is not None:
                with clock.paused():
                    points.append((clock(), right(event.vectors()[0])))
            last = event
            event = next(training)
    except StopIteration as end:
        points.append((clock(), right(end.value.vectors[0])))
    return Trial(points, last.epoch * len(items), clock())


if __name__ == "__main__":
    answer(compete)

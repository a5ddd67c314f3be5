"""gensim's word2vec: skip-gram with negative samples, a basket for a sentence."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from benchmarks.contest.trial import Clock, Trial, answer

WINDOW = 50  # longer than any basket, so that all items of one meet


def compete(
    data: Path, dim: int = 32, epochs: int = 5, sample: float = 1e-3, shrink: bool = True
) -> Trial:
    """Args:
    sample: rate beyond which frequent items are dropped; 0 keeps all.
    shrink: draw every window anew, up to WINDOW.
    """
    from gensim.models import Word2Vec
    from gensim.models.callbacks import CallbackAny2Vec

    from benchmarks.baskets import quality

    with np.load(data, allow_pickle=False) as file:
        items, starts, groups = file["items"], file["starts"], file["groups"]
    texts = items.astype(str)
    bounds = zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
    sentences = [texts[begin:end].tolist() for begin, end in bounds]
    clock = Clock()
    points = []

    class Look(CallbackAny2Vec):
        def on_epoch_end(self, model) -> None:
            with clock.paused():
                vectors = np.zeros((len(groups), model.vector_size), np.float32)
                vectors[np.array(model.wv.index_to_key).astype(int)] = model.wv.vectors
                found = quality(vectors, groups)
            points.append((clock(), found))

    Word2Vec(
        sentences,
        vector_size=dim,
        window=WINDOW,
        min_count=1,
        sg=1,
        negative=5,
        workers=os.cpu_count() or 1,
        epochs=epochs,
        sample=sample,
        shrink_windows=shrink,
        seed=1,
        callbacks=[Look()],
    )
    return Trial(points, len(items) * epochs, clock())


if __name__ == "__main__":
    answer(compete)

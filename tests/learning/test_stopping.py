import numpy as np

from explorer.learning.training import train
from explorer.records.dataset import Dataset
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.vocabulary import Vocabulary


def test_a_training_that_is_stopped_returns_the_vectors_of_its_best_point():
    draw = np.random.default_rng(0)
    group = draw.integers(0, 3, 300)
    vocabularies = tuple(Vocabulary.fit(name, [f"{g}" for g in group]) for name in "ab")
    codes = np.stack([v.encode([f"{g}" for g in group]) for v in vocabularies], axis=1)
    spec = TrainingSpec(columns=(ColumnSpec("a"), ColumnSpec("b")))
    training = train(Dataset(vocabularies, codes), spec)
    shown = []
    result = None
    event = next(training)
    while result is None:
        if event.point:
            shown.append((event.point, [vectors.copy() for vectors in event.vectors()]))
        try:
            event = training.send(len(shown) == 5)
        except StopIteration as end:
            result = end.value
    best, vectors = min(shown, key=lambda pair: pair[0].held_loss)
    assert result.history == tuple(point for point, _ in shown)
    assert result.best == best
    assert all(np.array_equal(a, b) for a, b in zip(result.vectors, vectors, strict=True))

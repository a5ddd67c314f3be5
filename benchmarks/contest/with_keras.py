"""Keras 3 on its torch backend: an Embedding per column, a hidden layer, a softmax."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.contest import rows
from benchmarks.contest.trial import Clock, Trial, answer


def compete(data: Path, batch: int = 4096, epochs: int = 1) -> Trial:
    os.environ["KERAS_BACKEND"] = "torch"
    import keras
    from keras import layers

    keras.utils.set_random_seed(0)
    known = rows.read(data)
    clock = Clock()
    inputs = [keras.Input((1,), dtype="int32") for _ in known.levels]
    looked_up = [
        layers.Flatten()(layers.Embedding(level, rows.DIM)(column))
        for level, column in zip(known.levels, inputs, strict=True)
    ]
    inner = layers.Dense(rows.HIDDEN, activation="relu")(layers.Concatenate()(looked_up))
    model = keras.Model(inputs, layers.Dense(known.n_classes, activation="softmax")(inner))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")

    def columns(values):
        return [values[:, j : j + 1].astype("int32") for j in range(values.shape[1])]

    given, judged = columns(known.values), columns(known.judged_values)
    prepared = clock()
    clock = Clock()
    model.fit(given, known.classes, batch_size=batch, epochs=epochs, verbose=0)
    seconds = clock()
    odds = model.predict(judged, batch_size=batch, verbose=0)
    points = [(seconds, rows.loss(odds, known.judged_classes))]
    return Trial(points, epochs * len(known.values), seconds, prepared)


if __name__ == "__main__":
    answer(compete)

"""Cars: miles per gallon from six columns, by ours and by others, on the same held-out cars."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.contest.scoring import Entry, Goal, Trials, in_turns, ratios, show
from benchmarks.contest.trial import Clock, Trial, answer

OURS = Entry("ours, the sample's recipe", "cars", {"way": "ours"})
PEERS = (
    Entry("fastai, its own sizes, best of 30 epochs", "cars", {"way": "fastai"}),
    Entry("Keras on torch, 16 dimensions, best of 60 epochs", "cars", {"way": "keras"}),
    Entry("one-hot with ridge", "cars", {"way": "ridge"}),
)


def accuracy(folder: Path, rounds: int) -> list[Goal]:
    """Share of the variance explained; every round holds out other cars."""
    trials: Trials = {entry.name: [] for entry in (OURS, *PEERS)}
    for seed in range(rounds):
        data = folder / f"cars_{seed}.npz"
        write(data, seed)
        for name, own in in_turns([OURS, *PEERS], data, 1).items():
            trials[name] += own
    show(
        "predict a number, the sample of cars; share of the variance of held-out cars explained",
        trials,
        {"R2": (_r2, ".3f"), "train s": (lambda trial: trial.seconds, ".2f")},
    )
    return [
        Goal(f"R2, ours / {peer.name}", ratios(trials, OURS.name, peer.name, _r2, _r2), 1.0, True)
        for peer in PEERS
    ]


def write(path: Path, seed: int) -> None:
    """Store the sample as ours encodes it, with the rows that ours holds out by this seed."""
    from explorer.learning.holdout import held_rows

    dataset, spec = _sample(seed)
    held = held_rows(dataset.n_rows, spec.holdout, seed)
    assert dataset.target_numbers is not None, "miles per gallon are numbers"
    np.savez(path, codes=dataset.codes, numbers=dataset.target_numbers, held=held, seed=seed)


def _sample(seed: int):
    from dataclasses import replace

    from explorer.data.encoding import encode
    from explorer.data.reading import read_table
    from explorer.data.samples import sample

    cars = sample("cars")
    spec = replace(cars.spec(), labels=None, seed=seed)
    return encode(read_table(cars.path, cars.file), spec), spec


def compete(data: Path, way: str) -> Trial:
    with np.load(data, allow_pickle=False) as file:
        codes, numbers, held = file["codes"].astype(np.int64), file["numbers"], file["held"]
        seed = int(file["seed"])
    if way == "ours":
        return _ours(seed)
    mean, spread = numbers[~held].mean(), numbers[~held].std()
    scaled = ((numbers - mean) / spread).astype(np.float32)

    def r2(guesses) -> float:
        wrong = ((np.asarray(guesses).ravel() - scaled[held]) ** 2).mean()
        return float(1 - wrong / scaled[held].var())

    return {"fastai": _fastai, "keras": _keras, "ridge": _ridge}[way](codes, scaled, held, r2)


def _ours(seed: int) -> Trial:
    from explorer.learning.training import train

    dataset, spec = _sample(seed)
    clock = Clock()
    training = train(dataset, spec)
    try:
        while True:
            next(training)
    except StopIteration as end:
        r2 = end.value.verdict.r2
    return Trial([(clock(), r2)], dataset.n_rows, clock())


def _ridge(codes, scaled, held, r2) -> Trial:
    clock = Clock()
    columns = [codes[:, j, None] == np.unique(codes[:, j]) for j in range(codes.shape[1])]
    onehot = np.concatenate([*columns, np.ones((len(codes), 1), bool)], axis=1).astype(float)
    seen = onehot[~held]
    weights = np.linalg.solve(seen.T @ seen + np.eye(seen.shape[1]), seen.T @ scaled[~held])
    seconds = clock()
    return Trial([(seconds, r2(onehot[held] @ weights))], len(seen), seconds)


def _fastai(codes, scaled, held, r2) -> Trial:
    import pandas as pd
    from fastai.tabular.all import (
        Callback,
        Categorify,
        RegressionBlock,
        TabularPandas,
        set_seed,
        tabular_learner,
    )

    set_seed(0)
    names = [f"column {j}" for j in range(codes.shape[1])]
    table = pd.DataFrame(codes.astype(str), columns=names).assign(target=scaled)
    rows = table[~held].reset_index(drop=True)
    clock = Clock()
    loaders = TabularPandas(
        rows, [Categorify], names, [], y_names="target", y_block=RegressionBlock()
    ).dataloaders()
    learner = tabular_learner(loaders)
    judged = loaders.test_dl(table[held].drop(columns="target"))
    points = []

    class Look(Callback):
        def after_epoch(self) -> None:
            with clock.paused():
                self.model.eval()
                guesses = [self.model(*batch[:2]).detach().numpy() for batch in judged]
                points.append((clock(), r2(np.concatenate(guesses))))

    with learner.no_bar(), learner.no_logging():
        learner.fit_one_cycle(30, 1e-2, cbs=Look())
    return Trial(points, 30 * len(rows), clock())


def _keras(codes, scaled, held, r2) -> Trial:
    import os

    os.environ["KERAS_BACKEND"] = "torch"
    import keras
    from keras import layers

    keras.utils.set_random_seed(0)
    clock = Clock()
    inputs = [keras.Input((1,), dtype="int32") for _ in codes.T]
    looked_up = [
        layers.Flatten()(layers.Embedding(int(column.max()) + 1, 16)(one))
        for column, one in zip(codes.T, inputs, strict=True)
    ]
    inner = layers.Dense(64, activation="relu")(layers.Concatenate()(looked_up))
    model = keras.Model(inputs, layers.Dense(1)(inner))
    model.compile(optimizer="adam", loss="mse")
    given, judged = (
        [part[:, j : j + 1].astype("int32") for j in range(codes.shape[1])]
        for part in (codes[~held], codes[held])
    )
    points = []
    for _ in range(60):
        model.fit(given, scaled[~held], batch_size=32, epochs=1, verbose=0)
        with clock.paused():
            points.append((clock(), r2(model.predict(judged, verbose=0))))
    return Trial(points, 60 * int((~held).sum()), clock())


def _r2(trial: Trial) -> float:
    return trial.best(falling=False)


if __name__ == "__main__":
    answer(compete)

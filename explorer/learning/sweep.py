"""Short trainings that differ in their dimensions alone."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import replace

import numpy as np

from explorer.data.dimensions import shortened, with_dims
from explorer.learning.randomness import numpy_generator
from explorer.learning.training import train
from explorer.records.dataset import Dataset
from explorer.records.spec import TrainingSpec
from explorer.records.sweep import Sweep, Trained
from explorer.records.training import TrainingResult
from explorer.records.vectors import Start

Starts = Callable[[TrainingSpec], Mapping[int, Start]]


def measure(
    dataset: Dataset, spec: TrainingSpec, sweep: Sweep, starts: Starts | None = None
) -> Generator[Trained | None, None, None]:
    """Train at every dimension that is left, reporting each, and None many times between.

    The caller may stop asking at any time, and go on later from what it kept of the sweep: every
    training depends on the recipe and its own dimension and repeat alone.

    Args:
        dataset: encoded with the columns of `spec`.
        sweep: from `plan`, with what was trained already.
        starts: the recipe of one training -> column index -> vectors its table begins with.

    Raises:
        NothingToLearn: no column says anything of another.
    """
    sizes = [vocabulary.n_seen for vocabulary in dataset.vocabularies]
    for dim, repeat in sweep.left():
        seed = (spec.seed + repeat) % 2**31
        recipe = with_dims(spec, sizes, dim, sweep.column)
        recipe = replace(shortened(recipe, sweep.epochs), seed=seed)
        few = replace(thinned(dataset, sweep.n_rows, seed), drawn=None)
        begun = starts(recipe) if starts else None
        training = train(few, recipe, starts=begun, judged_only=True)
        while True:
            try:
                next(training)
            except StopIteration as end:
                result: TrainingResult = end.value
                break
            yield None
        yield Trained(
            dim,
            repeat,
            result.verdict.held_loss,
            result.verdict.blind_loss,
            result.verdict.learned,
        )


def thinned(dataset: Dataset, n_rows: int, seed: int) -> Dataset:
    """About so many rows of a dataset, drawn at random; of baskets and sequences, whole ones."""
    if n_rows >= dataset.n_rows:
        return dataset
    draw = numpy_generator(seed, "thin")
    if dataset.starts is not None:
        lengths = np.diff(dataset.starts)
        drawn = draw.permutation(len(lengths))
        enough = int(np.searchsorted(np.cumsum(lengths[drawn]), n_rows)) + 1
        baskets = np.sort(drawn[:enough])
        kept = np.isin(np.repeat(np.arange(len(lengths)), lengths), baskets)
        starts = np.concatenate([[0], np.cumsum(lengths[baskets])]).astype(np.int64)
        return replace(dataset, codes=dataset.codes[kept], starts=starts)
    rows = np.sort(draw.permutation(dataset.n_rows)[:n_rows])
    classes, numbers = dataset.target_codes, dataset.target_numbers
    return replace(
        dataset,
        codes=dataset.codes[rows],
        target_codes=None if classes is None else classes[rows],
        target_numbers=None if numbers is None else numbers[rows],
    )

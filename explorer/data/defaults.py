"""Every default of a training worked out as a plain number, without torch.

Set up shows these before anybody presses Train, learning uses the same ones, and the finished
run records them, so there is one place where they are decided.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.data.checking import enough_held, held_of
from explorer.records.dataset import Dataset
from explorer.records.dims import dim_of
from explorer.records.spec import Method, Objective, TrainingSpec

SAMPLED_ABOVE = 4096  # categories; beyond, a softmax is estimated from sampled ones
SAMPLED_CATEGORIES = 1024  # drawn anew in every step
HISTORY = 5  # items that the next one is guessed from; ten times as many rank it no better
MOST_COUNTED = 20_000  # categories in all; of more, decomposing takes longer than learning
# A basket of more items is laid out as a circle in random order, and each item meets only so many
# others, half to either side: cost stays linear however large a basket is, and no basket of
# thousands drowns the small ones, whose pairs say more.
MOST_MET = 400
PARTNERS = 8.0  # that an item of a basket is taken to meet where baskets were not counted
# Times the usual steps that a time budget is filled with at most: more learn nothing, as long as
# early stopping may end them.
ENOUGH = 8
DROPS_FROM = 3  # columns from which on fill in the blank hides some inputs while it learns


@dataclass(frozen=True, slots=True)
class Habits:
    """What an objective does when nothing is said.

    Attributes:
        steps: that a small table gets; early stopping ends what needs fewer.
        looks: epochs of a table of 100,000 rows, half of them of one of 1,000,000.
        of_rows: units of its epochs are rows that are held out whole, not cells.
        of_batch: rows of a batch that `steps` and `learning_rate` are for; with a larger one each
            step goes further by the root, and so many fewer are taken. 0: of any batch.
        sampled_above: categories beyond which a softmax is estimated from sampled ones; 0: never.
        root_decay: weight decay of a table of one row; it grows with the root of the rows, as the
            noise that it hides does, up to `weight_decay`. 0 where it is the same for any number.
        last_lap: steps after the best point that learn from what was held out, too, as a share of
            those until there; 0 where it stays apart.
        counts: weight of each map from counts that the vectors are joined with; 0 for none.
        at_once: every step sees all the data, so an epoch is one step.
        any_threads: the bits are the same with any number of threads, so all cores are used where
            the recipe does not say how many.
    """

    steps: int
    learning_rate: float
    looks: float = 8.0
    weight_decay: float = 10.0
    root_decay: float = 0.0
    hidden: int = 0
    patience: int = 15
    of_rows: bool = False
    of_batch: int = 0
    sampled_above: int = 0
    last_lap: float = 0.0
    counts: float = 0.0
    at_once: bool = False
    any_threads: bool = False


HABITS: dict[Objective, Habits] = {
    "masked": Habits(
        steps=1000, learning_rate=0.05, sampled_above=SAMPLED_ABOVE, last_lap=0.5, counts=1.0
    ),
    "predict": Habits(steps=400, learning_rate=0.02, looks=4, hidden=64, of_rows=True),
    # Rate: share of a Newton step. Decay: in multiples of what hides pure noise (see `sgns`).
    "cooccurrence": Habits(
        steps=16,
        learning_rate=0.8,
        weight_decay=2.0,
        patience=6,
        at_once=True,
        any_threads=True,
    ),
    "next-item": Habits(
        steps=350,
        learning_rate=0.008,
        weight_decay=1.0,
        hidden=32,
        of_rows=True,
        of_batch=16384,
        sampled_above=6144,
        last_lap=0.3,
        any_threads=True,
    ),
    "autoencoder": Habits(
        steps=1000,
        learning_rate=0.05,
        root_decay=0.3,
        of_rows=True,
        sampled_above=SAMPLED_ABOVE,
    ),
}


def idle(objective: Objective, method: Method | None = None) -> frozenset[str]:
    """Settings that a training does not look at, so that nobody is asked for them.

    Where every step sees everything there are no batches and no network; the spectral method
    turns its directions by what the counts say, as far as that goes.

    >>> sorted(idle("cooccurrence", "spectral"))
    ['batch_size', 'counts', 'hidden', 'learning_rate', 'weight_decay']
    """
    nothing = set() if objective == "masked" else {"counts"}
    if HABITS[objective].at_once:
        nothing |= {"batch_size", "hidden"}
        if method == "spectral":
            nothing |= {"learning_rate", "weight_decay"}
    return frozenset(nothing)


@dataclass(frozen=True, slots=True)
class Settled:
    """The recipe's numbers, none of them left open.

    Attributes:
        dims: per column. threads: of the training.
        hidden: units of the hidden layer, 0 for none; of an autoencoder those of its bottleneck.
        epochs: passes over the training rows at most; `total_steps` follows from it.
        weight_decay: strength of the pull toward zero, or toward the counts that predict begins
            at, in rows: a category seen in many more rows than this is hardly held back, one
            seen in fewer mostly.
        counts: weight of each map from counts in the vectors; 0 where they are as learned.
        patience: evaluations without improvement before stopping; 0 never stops.
        sampled: categories a softmax is estimated from in each step where a column has more
            than SAMPLED_ABOVE; 0 when no column has.
        seconds: a rough estimate of the training on two ordinary cores, or the time budget;
            how many epochs that makes is measured when the training begins.
    """

    dims: tuple[int, ...]
    epochs: int
    batch_size: int
    steps_per_epoch: int
    total_steps: int
    learning_rate: float
    weight_decay: float
    hidden: int
    counts: float
    patience: int
    threads: int
    sampled: int
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """For JSON; runs of older versions call the estimate `seconds`, now those it took."""
        found = {**asdict(self), "dims": list(self.dims)}
        found["estimated_seconds"] = found.pop("seconds")  # beside others that were measured
        return found


def settle(
    spec: TrainingSpec,
    n_rows: int,
    sizes: Sequence[int],
    n_classes: int | None = None,
    n_train: int | None = None,
    *,
    partners: float | None = None,
    judged_only: bool = False,
) -> Settled:
    """Fill in what the recipe leaves open.

    Args:
        spec: with its columns filled in.
        n_rows: rows of the data, or items in baskets, the held-out ones included.
        sizes: categories per column, in the order of `spec.columns` (rare and missing count).
        n_classes: of a target that is a class; None otherwise.
        n_train: units of an epoch, once the objective has counted them; None estimates them.
        partners: that an item of a basket meets on average (see `partners_of`), for the time
            that this takes; None where a row is one thing, or where it is not known.
        judged_only: there will be no last lap.
    """
    habits = HABITS[spec.objective]
    if n_train is None:
        least = enough_held(n_rows) if spec.objective == "autoencoder" else 1
        n_held = held_of(n_rows, spec.holdout, least) if habits.of_rows else 0
        n_train = max(1, n_rows - n_held)
    dims = tuple(
        column.dim or dim_of(spec.objective, size, n_rows)
        for column, size in zip(spec.columns, sizes, strict=True)
    )
    usual_batch = _batch_size(n_train)
    large = 0 < habits.sampled_above < max(sizes, default=0)
    if spec.objective == "next-item":
        wanted = habits.of_batch if large else _batch_of_sequences(max(sizes, default=0))
        usual_batch = max(usual_batch, wanted)
    batch_size = min(n_train, spec.batch_size or usual_batch)
    epochs = spec.epochs or _epochs(n_train, batch_size, habits)
    if habits.at_once:
        batch_size, epochs = n_train, spec.epochs or habits.steps
    steps_per_epoch = -(-n_train // batch_size)
    hidden = spec.hidden if spec.hidden is not None else habits.hidden
    if spec.objective == "autoencoder" and spec.hidden is None:
        hidden = bottleneck(dims)
    total_steps = epochs * steps_per_epoch
    sampled = SAMPLED_CATEGORIES if large else 0
    threads = spec.threads or 1
    all_steps = total_steps * (1.0 if judged_only else 1 + habits.last_lap)
    patience = habits.patience if spec.patience is None else spec.patience
    usual = 0.5 + (
        _seconds_at_once(spec, total_steps, n_rows, sizes, dims, partners)
        if habits.at_once
        else all_steps * _seconds_per_step(spec, batch_size, sizes, dims, n_classes or 0)
    )
    budget = spec.time_budget
    if budget is not None and patience:
        budget = min(budget, ENOUGH * usual)
    return Settled(
        dims=dims,
        epochs=epochs,
        batch_size=batch_size,
        steps_per_epoch=steps_per_epoch,
        total_steps=total_steps,
        learning_rate=spec.learning_rate
        or round(habits.learning_rate * _further(batch_size, habits), 4),
        weight_decay=_given(spec.weight_decay, _pull(habits, n_rows)),
        hidden=hidden,
        counts=0.0 if sum(sizes) > MOST_COUNTED else _given(spec.counts, habits.counts),
        patience=patience,
        threads=threads,
        sampled=sampled,
        seconds=budget or usual,
    )


def partners_of(sizes: NDArray[np.integer[Any]]) -> float | None:
    """How many others of its basket an item meets, on average over all items; None without any.

    Args:
        sizes: items of each basket.

    >>> partners_of(np.array([3, 1])), partners_of(np.array([10_000]))
    (1.5, 400.0)
    """
    n_items = int(sizes.sum())
    met = sizes.astype(np.float64) * np.clip(sizes - 1, 0, MOST_MET)
    return float(met.sum()) / n_items if n_items else None


def guessed_items(n_places: int, n_baskets: int, singles: int, holdout: float) -> int:
    """Items that what comes next learns from, about: which are held out is up to the seed.

    The first item of a basket is guessed by nobody, and of a basket of one nothing is held out.

    Args:
        n_places: items in all baskets together. singles: baskets of one item.

    >>> guessed_items(1000, 100, 0, 0.1)
    800
    """
    return max(1, round(n_places - n_baskets - holdout * (n_places - singles)))


def _given(asked: float | None, usual: float) -> float:
    return usual if asked is None else asked


def _pull(habits: Habits, n_rows: int) -> float:
    if not habits.root_decay:
        return habits.weight_decay
    return min(habits.weight_decay, float(f"{habits.root_decay * n_rows**0.5:.2g}"))


def bottleneck(dims: Sequence[int]) -> int:
    """Units of an autoencoder's bottleneck: a hard way through, but not for one column alone.

    As many as the widest column has dimensions, 8 where the columns together have twice as many,
    an eighth of what goes in (up to 64) where there are many columns. Measured on the samples and
    on tables with planted groups: fewer lose groups, more copy noise.

    >>> bottleneck((2, 2)), bottleneck((2,) * 16), bottleneck((5, 11, 11)), bottleneck((4,) * 100)
    (2, 8, 11, 50)
    """
    total = sum(dims)
    return max(max(dims), min(8, total // 2), min(64, total // 8))


def _seconds_per_step(
    spec: TrainingSpec, batch_size: int, sizes: Sequence[int], dims: Sequence[int], n_classes: int
) -> float:
    """How long a step takes, evaluation included, on one core of a 2020s server.

    Fitted to 25 tables of 100 to 200,000 rows, most within a third.
    """
    mega = batch_size / 1e6
    if spec.objective == "next-item":
        square = max(sizes, default=0) * min(max(sizes, default=0), 6144) / 1e6
        length = spec.history or HISTORY  # each item is asked for each, where none comes twice
        return 0.004 + mega * (3.0 + 0.08 * length * (length + 1)) + 0.004 * square
    if spec.objective in ("masked", "autoencoder"):
        width = max(dims, default=0)
        compared = sum(
            min(size, SAMPLED_CATEGORIES) if size > SAMPLED_ABOVE else size for size in sizes
        )
        looking = mega * width * (0.05 * len(sizes) + 0.00015 * compared)
        return 0.002 + looking + 0.006 * width * sum(sizes) / 1e6
    return 0.0006 + 0.003 * mega * sum(dims) + 0.015 * mega * n_classes


def partners(dataset: Dataset) -> float | None:
    """That an item of a basket meets on average; None where a row is one thing."""
    return None if dataset.starts is None else partners_of(np.diff(dataset.starts))


def _seconds_at_once(
    spec: TrainingSpec,
    n_steps: int,
    n_rows: int,
    sizes: Sequence[int],
    dims: Sequence[int],
    partners: float | None,
) -> float:
    """How long counting all pairs that meet takes, and steps over them with their evaluations.

    Every row meets its partners, or each of its cells all others, until all entries have met.
    Fitted to baskets of 6 to 1,500 items with 200 to 40,000 different ones, on two cores.
    """
    n_columns, width = len(sizes), max(dims, default=0)
    if spec.of_items:
        width = max(width, min(32, sum(sizes)))  # more directions are learned than are shown
        others = PARTNERS if partners is None else partners
        meetings = n_rows * (others if spec.window is None else min(others, 2 * spec.window))
        # Each item is counted, and some of the meetings are looked at to see which weight fits.
        begin = 1e-7 * meetings + 1e-6 * min(meetings, 4_000_000)
    else:
        meetings, begin = n_rows * max(8, n_columns * (n_columns - 1)), 0.0
    met = min(meetings, sum(sizes) ** 2)
    rounds = 3 if spec.method == "glove" else 1  # looks at every pair, to correct by it once
    return begin + 0.02 * n_steps + 2.5e-9 * rounds * (n_steps + 1) * met * width


def _batch_size(n_train: int) -> int:
    """The power of two next to 3 sqrt(rows): small steps on small tables, large on large."""
    return int(min(8192, max(64, 2 ** round(math.log2(3 * math.sqrt(n_train))))))


def _batch_of_sequences(n_items: int) -> int:
    """As many rows as take about as long as the softmax of all items over all, once a step.

    Fitted: products of large matrices use a core better than those of small ones, and many items
    are learned better by few steps over many rows.

    >>> [_batch_of_sequences(n) for n in (400, 1_700, 5_000)]
    [64, 2048, 32768]
    """
    return int(min(32768, 2 ** round(math.log2(max(1.0, n_items**2.6 / 120_000)))))


def _further(batch_size: int, habits: Habits) -> float:
    """How much further a step goes, and how many fewer are needed, than with `habits.of_batch`."""
    return max(1.0, batch_size / habits.of_batch) ** 0.5 if habits.of_batch else 1.0


def _epochs(n_train: int, batch_size: int, habits: Habits) -> int:
    """Some hundred steps at least; from there on fewer looks at each row the more there are.

    Early stopping ends what needs fewer. With 8 looks at 100,000 rows: 4 of 1M, 2 of 10M.
    """
    enough_steps = habits.steps / _further(batch_size, habits) * batch_size / n_train
    enough_looks = habits.looks * min(1.0, (100_000 / n_train) ** 0.3)
    return int(max(2, round(max(enough_steps, enough_looks))))

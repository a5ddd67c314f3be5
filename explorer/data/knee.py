"""Where more dimensions stop helping."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean, stdev

from explorer.data.dimensions import usable
from explorer.data.profiling import shorten
from explorer.records.number_text import number_text
from explorer.records.sweep import Sweep
from explorer.records.told_apart import told_apart

# Share of the gain over guessing that counts as nothing. On ten tables of planted rank 2, 4, 8 and
# 16 the knee is then the rank, or one step of the ladder above it where trainings of just that rank
# got stuck. One standard error alone passes the rank on most large tables, up to twice: it is tiny
# there. Kneedle (Satopaa et al. 2011) stops on slow curves where 9 % are still to be gained.
NEGLIGIBLE = 0.02
# Of what guessing costs; what stays below in every repeat is learned, even where each alone holds
# out too few rows to be sure of it. Samples whose columns were shuffled stay above 0.97.
CLEARLY = 0.9


@dataclass(frozen=True, slots=True)
class Level:
    """The held-out loss at one number of dimensions.

    Attributes:
        loss: mean over the repeats. above: how far it lies above the lowest.
        error: standard error of `above`, over the repeats; 0 from a single one.
    """

    dim: int
    loss: float
    above: float
    error: float


@dataclass(frozen=True, slots=True)
class Knee:
    """The smallest number of dimensions whose loss cannot be told from the lowest.

    Attributes:
        levels: rising in dimensions. blind_loss: of guessing, on the same held-out data.
        dim: the knee; None where nothing was learned, or not every dimension was tried yet.
        learned: the gain at the lowest is larger than chance explains, in one training or in
            all repeats together.
    """

    levels: tuple[Level, ...]
    blind_loss: float
    dim: int | None
    learned: bool

    def level(self, dim: int) -> Level:
        return next(level for level in self.levels if level.dim == dim)

    @property
    def lowest(self) -> Level:
        return min(self.levels, key=lambda level: level.loss)


def find(sweep: Sweep) -> Knee | None:
    """The knee of what was measured so far; None before the first training is done.

    The one-standard-error rule (Hastie, Tibshirani and Friedman, The Elements of Statistical
    Learning, 2nd ed., 7.10): the simplest model within one standard error of the best. Repeats
    share their held-out cells between dimensions, so the error is that of the difference. What is
    less than NEGLIGIBLE of the gain counts as nothing too, however surely it was measured.
    """
    losses: dict[int, dict[int, float]] = {}
    for one in sweep.trained:
        losses.setdefault(one.repeat, {})[one.dim] = one.held_loss
    if not losses:
        return None
    repeats = sweep.whole or [min(losses)]
    dims = [dim for dim in sweep.dims if dim in losses[repeats[0]]]
    means = {dim: fmean(losses[repeat][dim] for repeat in repeats) for dim in dims}
    best = min(dims, key=lambda dim: means[dim])
    levels = []
    for dim in dims:
        above = [losses[repeat][dim] - losses[repeat][best] for repeat in repeats]
        error = stdev(above) / math.sqrt(len(above)) if len(above) > 1 else 0.0
        levels.append(Level(dim, means[dim], fmean(above), error))
    at_best = [one for one in sweep.trained if one.dim == best and one.repeat in repeats]
    blind = fmean(one.blind_loss for one in at_best)
    clearly = all(one.held_loss < CLEARLY * one.blind_loss for one in at_best)
    learned = 2 * sum(one.learned for one in at_best) > len(at_best)
    learned = learned or (clearly and len(at_best) >= 3)
    nothing = NEGLIGIBLE * (blind - means[best])
    near = [level.dim for level in levels if level.above <= max(level.error, nothing)]
    return Knee(tuple(levels), blind, near[0] if sweep.whole and learned else None, learned)


def chosen(sweep: Sweep, dim: int) -> dict[str, int]:
    """Dimensions per column that was tried: as many as asked for, or as it can use."""
    return {
        name: min(dim, usable(size)) for name, size in zip(sweep.names, sweep.sizes, strict=True)
    }


def sentence(sweep: Sweep, knee: Knee) -> str:
    """What was found, with the numbers it rests on."""
    lowest, last = knee.lowest, knee.levels[-1]
    guess = "the mean" if sweep.unit == "variance" else "guessing"
    least, blind = told_apart(lowest.loss, knee.blind_loss, _decimals, 3)
    digits = len(blind.rpartition(".")[2])
    costs = f"{guess} costs {blind}"
    if len(knee.levels) < len(sweep.dims):
        return f"So far the held-out loss is lowest at {dimensions(lowest.dim)}, {least}; {costs}."
    if knee.dim is None:
        return (
            "No number of dimensions helps: the held-out loss is"
            f" {least} at best, and {costs}. Nothing can be told from chance."
        )
    at = knee.level(knee.dim)
    if len(knee.levels) == 1:
        return (
            f"The held-out loss is {_decimals(at.loss, digits)} at {dimensions(at.dim)}; {costs}."
        )
    if knee.dim == last.dim:
        before = knee.levels[-2]
        most = max(map(usable, sweep.sizes))
        why = "all that can be used" if last.dim >= most else "the most that were tried"
        return (
            f"The held-out loss falls up to {dimensions(last.dim)}, {why}:"
            f" {_decimals(last.loss, digits)}, after {_decimals(before.loss, digits)}"
            f" at {before.dim}; {costs}."
        )
    here = f"{_decimals(at.loss, digits)} at {at.dim}"
    begin = f"From {dimensions(at.dim)} on the held-out loss"
    if at.dim == lowest.dim:
        return (
            f"{begin} no longer falls: {here}, {_decimals(last.loss, digits)} at {last.dim};"
            f" {costs}."
        )
    falls = "hardly falls"
    why = f"at most {100 * NEGLIGIBLE:.0f} % of the gain over guessing"
    if at.above <= at.error:
        falls = "falls no more than chance may explain"
        why = f"within one standard error, {number_text(at.error)}"
    return f"{begin} {falls}: {here}, at best {least} at {lowest.dim}, {why}; {costs}."


def _decimals(loss: float, digits: int) -> str:
    return f"{loss:.{digits}f}"


def dimensions(n: int) -> str:
    """So many of them, in words."""
    return "1 dimension" if n == 1 else f"{n} dimensions"


def how(sweep: Sweep) -> str:
    """How it was measured, where the mark is put, and what it cannot tell."""
    of_rows = (
        f"{sweep.n_rows:,} of {sweep.all_rows:,} rows, drawn at random"
        if sweep.n_rows < sweep.all_rows
        else f"all {sweep.all_rows:,} rows"
    )
    epochs = "1 epoch" if sweep.epochs == 1 else f"{sweep.epochs:,} epochs"
    told = [
        f"Each training took {of_rows}, less what was held out, for {epochs} at most; at every"
        " dimension that was the same."
    ]
    if (repeats := len(sweep.whole)) > 1:
        times = {2: "twice", 3: "three times"}.get(repeats, f"{repeats} times")
        told.append(f"It was done {times}, each time with other data held out.")
    if not sweep.complete:
        were = "was" if len(sweep.trained) == 1 else "were"
        told.append(f"{len(sweep.trained)} of {sweep.planned} trainings {were} done.")
    if sweep.column is None and len(sweep.names) > 1:
        told.append("All columns got as many dimensions, or as many as they can use.")
    if sweep.column is not None:
        told.append(
            f"Only {shorten(sweep.column, 60)!r} was varied; all other columns kept the dimensions"
            " that the recipe gives them."
        )
    told.append(
        "Enough are the fewest whose loss is within one standard error of the lowest, or within"
        f" {100 * NEGLIGIBLE:.0f} % of the gain over guessing."
    )
    if sweep.n_rows < sweep.all_rows:
        told.append("All rows together may carry more dimensions.")
    return " ".join(told)

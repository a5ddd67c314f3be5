"""Which numbers of dimensions are tried, on how many rows and how often: quick, and said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from explorer.data.defaults import HABITS, settle
from explorer.errors import SpecError
from explorer.records.dims import dim_of
from explorer.records.spec import MAX_DIM, ColumnSpec, TrainingSpec
from explorer.records.sweep import Sweep

LADDER = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)  # each about half as much again
COARSE = (1, 2, 4, 8, 16, 32, 64)  # where trainings are long
STEPS = 250  # of a training, or what the recipe asks for if that is less
REPEATS = 3
QUICK = 30.0  # seconds that all trainings together shall take,
LONGEST = 120.0  # and may take where many rows need it
FEWEST_ROWS = 5_000  # never fewer of a large table


def usable(size: int) -> int:
    """Dimensions that a column of so many entries can use at most.

    n vectors and a bias for each lie in n - 1 dimensions: what all have in common, the bias says.
    """
    return max(1, size - 1)


def with_dims(
    spec: TrainingSpec, sizes: Sequence[int], dim: int, column: str | None
) -> TrainingSpec:
    """The recipe with `dim` dimensions for one column, or for all that can use as many.

    Args:
        sizes: entries per column of the recipe, without the place of what is unknown.
    """
    columns = []
    for each, size in zip(spec.columns, sizes, strict=True):
        own = each.dim or dim_of(spec.objective, size)
        if column in (None, each.name):
            own = min(dim, usable(size))
        columns.append(ColumnSpec(each.name, own, each.kind))
    return spec.with_columns(tuple(columns))


def plan(
    spec: TrainingSpec,
    n_rows: int,
    sizes: Sequence[int],
    *,
    column: str | None = None,
    dims: Sequence[int] = (),
    n_classes: int | None = None,
    partners: float | None = None,
) -> tuple[Sweep, float]:
    """What will be trained, and about how many seconds it takes on two ordinary cores.

    Where all is more than QUICK seconds of work, each is tried but twice, then fewer are; where
    that is still more than LONGEST, on fewer rows. It depends on the recipe and the data alone,
    never on the machine, so that the same is measured everywhere.

    Args:
        spec: with its columns filled in.
        n_rows: of the data. sizes: entries per column, in the order of `spec.columns`,
            without the place of what is unknown.
        column: whose dimensions are tried, the others as in the recipe; None tries all together.
        dims: what to try, in place of the ladder and, of one column, what the rule gives, as far
            as that can be used. n_classes, partners: see `settle`.

    Raises:
        SpecError: the column is not learned, or a dimension cannot be.
    """
    names = [each.name for each in spec.columns]
    if column is not None and column not in names:
        raise SpecError(
            f"{column!r} is not among the columns that are learned.",
            mend=f"Choose one of {', '.join(names)}.",
        )
    tried = [
        (name, size) for name, size in zip(names, sizes, strict=True) if column in (None, name)
    ]
    most = max(usable(size) for _, size in tried)
    for dim in dims:
        if not 1 <= dim <= MAX_DIM:
            raise SpecError(
                f"{dim} dimensions cannot be tried.", mend=f"Try whole numbers from 1 to {MAX_DIM}."
            )

    usual = [dim_of(spec.objective, size, n_rows) for _, size in tried] if len(tried) == 1 else []

    def planned(ladder: Sequence[int], repeats: int, rows: int) -> tuple[Sweep, float]:
        chosen = tuple(sorted({min(dim, most) for dim in dims or (*ladder, *usual)}))
        seconds, epochs = 0.0, 1
        for dim in chosen:
            recipe = with_dims(spec, sizes, dim, column)
            short, cost = _short(recipe, rows, sizes, n_classes, partners)
            seconds, epochs = seconds + repeats * cost, short
        return (
            Sweep(
                column=column,
                names=tuple(name for name, _ in tried),
                sizes=tuple(size for _, size in tried),
                dims=chosen,
                repeats=repeats,
                n_rows=rows,
                all_rows=n_rows,
                epochs=epochs,
                unit="variance" if spec.target_kind == "number" else "nats",
            ),
            seconds,
        )

    for ladder, repeats in ((LADDER, REPEATS), (LADDER, REPEATS - 1), (COARSE, REPEATS - 1)):
        found = planned(ladder, repeats, n_rows)
        if found[1] <= QUICK:
            return found
    rows = n_rows
    while found[1] > LONGEST and rows > FEWEST_ROWS:
        rows = max(FEWEST_ROWS, rows // 2)
        found = planned(COARSE, REPEATS - 1, rows)
    return found


def shortened(spec: TrainingSpec, epochs: int) -> TrainingSpec:
    """The recipe as one training of a sweep takes it: so many epochs, no pictures."""
    return replace(spec, epochs=epochs, time_budget=None, umap=False)


def _short(
    spec: TrainingSpec,
    n_rows: int,
    sizes: Sequence[int],
    n_classes: int | None,
    partners: float | None,
) -> tuple[int, float]:
    """Epochs of one training of a sweep, and its seconds."""
    open_ended = replace(spec, time_budget=None)
    usual = settle(open_ended, n_rows, sizes, n_classes)
    steps = min(STEPS, HABITS[spec.objective].steps)
    epochs = min(usual.epochs, max(1, round(steps / usual.steps_per_epoch)))
    recipe = shortened(spec, epochs)
    short = settle(recipe, n_rows, sizes, n_classes, partners=partners, judged_only=True)
    return epochs, short.seconds

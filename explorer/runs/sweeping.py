"""A sweep from its table, the same for the app's worker and the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from explorer.data.defaults import partners
from explorer.data.dimensions import plan
from explorer.records.spec import TrainingSpec
from explorer.records.sweep import Sweep
from explorer.records.table import Table
from explorer.records.vectors import Start
from explorer.runs import starts
from explorer.runs.preparation import Prepared, prepare
from explorer.runs.starts import Given
from explorer.settings import Settings


def begin(
    table: Table,
    spec: TrainingSpec,
    settings: Settings,
    column: str | None,
    dims: Sequence[int] = (),
    given: Given | None = None,
) -> tuple[Prepared, Sweep, float]:
    """Encode a table, and plan what is trained and about how many seconds it takes.

    Args:
        given: the vectors that `spec.start` names.

    Raises:
        ExplorerError: the recipe does not fit, or nothing can be learned.
    """
    prepared = prepare(table, spec, settings, given)
    dataset = prepared.dataset
    sweep, seconds = plan(
        prepared.spec,
        dataset.n_rows,
        [vocabulary.n_seen for vocabulary in dataset.vocabularies],
        column=column,
        dims=dims,
        n_classes=None if dataset.target is None else len(dataset.target.categories),
        partners=partners(dataset),
    )
    return prepared, sweep, seconds


def beginning(
    prepared: Prepared, given: Given | None
) -> Callable[[TrainingSpec], Mapping[int, Start]] | None:
    """What each training begins with: the vectors given, fitted to its dimensions, or chance."""
    if given is None:
        return None

    def at(spec: TrainingSpec) -> Mapping[int, Start]:
        n = len(spec.columns)  # rows have no table that could begin with anything
        columns = [
            replace(column, dim=own.dim or column.dim)
            for column, own in zip(prepared.columns, spec.columns, strict=False)
        ]
        return starts.begin(given, prepared.entries[:n], columns).starts

    return at

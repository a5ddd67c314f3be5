"""A sweep from its table, the same for the app's worker and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from explorer.data.defaults import partners
from explorer.data.dimensions import plan
from explorer.records.spec import TrainingSpec
from explorer.records.sweep import Sweep
from explorer.records.table import Table
from explorer.runs.preparation import Prepared, prepare
from explorer.settings import Settings


def begin(
    table: Table,
    spec: TrainingSpec,
    settings: Settings,
    column: str | None,
    dims: Sequence[int] = (),
) -> tuple[Prepared, Sweep, float]:
    """Encode a table, and plan what is trained and about how many seconds it takes.

    Raises:
        ExplorerError: the recipe does not fit, or nothing can be learned.
    """
    prepared = prepare(table, replace(spec, start=None), settings)
    dataset = prepared.dataset
    sweep, seconds = plan(
        prepared.spec,
        dataset.n_rows,
        [vocabulary.n_entries for vocabulary in dataset.vocabularies],
        column=column,
        dims=dims,
        n_classes=None if dataset.target is None else len(dataset.target.categories),
        partners=partners(dataset),
    )
    return prepared, sweep, seconds

"""What a run's maps can be colored by, stored beside them."""

from __future__ import annotations

import numpy as np

from explorer.records.embedding import Facet
from explorer.records.states import RunState
from explorer.records.table import Table
from explorer.runs import layouts
from explorer.runs.entries import Entries
from explorer.runs.preparation import Prepared
from explorer.runs.store import Store


def write_all_facets(store: Store, run: RunState, table: Table, prepared: Prepared) -> None:
    """Store the facets of every column of a run."""
    folder = store.places.run(run.id)
    for j, entries in enumerate(prepared.entries):
        layouts.write_facets(folder, j, [frequency(entries)])


def frequency(entries: Entries) -> Facet:
    """How often each entry occurs."""
    return Facet("frequency", "frequency", numbers=entries.counts.astype(np.float64))

"""What of a run is shown: which column first, and which pairs."""

from __future__ import annotations

from explorer.data import samples
from explorer.errors import NotFound
from explorer.records.states import RunState

PAIRED = 3_000_000  # numbers of vectors from elsewhere among which similar pairs are looked for


def shown_column(run: RunState) -> int:
    """Index of the column whose map is worth a first look; 0 while nothing is known.

    A sample says so itself; otherwise the column with most entries, which an item column (each
    value its own place) always is.
    """
    names = [column.name for column in run.columns]
    if run.sample is not None:
        try:
            shown = samples.sample(run.sample).show
        except (NotFound, OSError):
            shown = ""
        if shown in names:
            return names.index(shown)
    sizes = [column.n_entries for column in run.columns]
    return sizes.index(max(sizes)) if sizes else 0


def paired(n_entries: int, dim: int) -> int:
    """How many vectors from elsewhere, the first, are compared for the most similar pairs."""
    return min(n_entries, max(1_000, PAIRED // dim))

"""Which column names the rows of a file."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.records.table import ColumnProfile


def naming(profiles: Sequence[ColumnProfile]) -> str | None:
    """The first column of names, not of keys, in which every row has a value of its own."""
    for profile in profiles:
        alone = profile.occurs_once and profile.n_missing == 0 and profile.n_categories > 1
        if alone and profile.role == "category":
            return profile.name
    return None

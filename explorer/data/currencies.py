"""Notes on money that is written with its currency in some cells and without one in others."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.data.profiling import shorten
from explorer.data.units import currency_in_part
from explorer.records.table import Column, Problem


def notes(columns: Sequence[Column]) -> list[Problem]:
    """That amounts without a currency were taken as of the one that the others have."""
    found = []
    for column in columns:
        some = currency_in_part(column.values) if column.profile.number is not None else None
        if some is None:
            continue
        n, n_bare = int(column.counts[some.has].sum()), int(column.counts[~some.has].sum())
        sentence = (
            f"{shorten(column.name, 60)!r} has {some.currency} in {n:,} of {n + n_bare:,} cells and"
            f" no currency in the others. All are taken as {some.currency}."
        )
        found.append(Problem("currency in part", sentence, "note", n_bare))
    return found

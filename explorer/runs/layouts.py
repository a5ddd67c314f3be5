"""Maps, facets and pairs of a run as files; what Content reads back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from explorer.analysis.similarity import Pairs
from explorer.records.embedding import Facet, Projection
from explorer.runs.entries import Entries
from explorer.runs.files import write_table


def write_entries(folder: Path, column: int, entries: Entries) -> None:
    write_table(
        folder / f"entries_{column}.arrow",
        {"name": list(entries.names), "kind": entries.kinds, "count": entries.counts},
    )


def write_projection(folder: Path, column: int, source: str, projection: Projection) -> None:
    write_table(
        folder / f"projection_{column}_{source}_{projection.method}.arrow",
        {
            "x": np.ascontiguousarray(projection.xy[:, 0]),
            "y": np.ascontiguousarray(projection.xy[:, 1]),
        },
        {
            "method": projection.method,
            "settings": projection.settings,
            "explained": projection.explained,
            "kept": projection.kept,
        },
    )


def write_facets(folder: Path, column: int, facets: Sequence[Facet]) -> None:
    write_table(
        folder / f"facets_{column}.arrow",
        {
            str(i): facet.numbers if facet.groups is None else facet.groups
            for i, facet in enumerate(facets)
        },
        {
            "facets": [
                {
                    "name": facet.name,
                    "source": facet.source,
                    "groups": facet.groups is not None,
                    "group_names": facet.group_names,
                }
                for facet in facets
            ]
        },
    )


def write_pairs(folder: Path, column: int, pairs: Pairs) -> None:
    write_table(
        folder / f"pairs_{column}.arrow",
        {"first": pairs.first, "second": pairs.second, "cosine": pairs.cosines},
    )

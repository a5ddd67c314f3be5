"""The names of vectors as a table, so that labels join them as they join any other file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from explorer.data.profiling import profile
from explorer.records.embedding import CATEGORY
from explorer.records.table import Column, Reading, Table
from explorer.records.vectors import VectorFile
from explorer.records.vocabulary import Vocabulary


def names_table(file: VectorFile) -> Table:
    """One column of names for each column of vectors, each in a row of its own."""
    names = [vocabulary.categories for vocabulary in vocabularies(file)]
    n_rows = max(len(each) for each in names)
    columns = [
        _column(embedding.column, each, n_rows)
        for embedding, each in zip(file.embeddings, names, strict=True)
    ]
    reading = Reading("parquet" if file.source.format == "parquet" else "csv")
    return Table(file.source.name, n_rows, tuple(columns), reading, file.source.problems)


def vocabularies(file: VectorFile) -> list[Vocabulary]:
    """The categories of each column, without rare and missing."""
    return [
        Vocabulary(
            embedding.column,
            tuple(
                name
                for name, kind in zip(embedding.names, embedding.kinds.tolist(), strict=True)
                if kind == CATEGORY
            ),
            embedding.counts[embedding.kinds == CATEGORY],
        )
        for embedding in file.embeddings
    ]


def _column(name: str, categories: Sequence[str], n_rows: int) -> Column:
    values = pa.array(categories, pa.string())
    counts = np.ones(len(categories), np.int64)
    codes = np.zeros(n_rows, np.int32)
    codes[: len(categories)] = np.arange(1, len(categories) + 1)
    # Whatever the names look like, they are what labels are joined to.
    found = replace(
        profile(name, values, counts, n_rows), role="identifier", reason="names of vectors"
    )
    return Column(name, values, counts, codes, found)

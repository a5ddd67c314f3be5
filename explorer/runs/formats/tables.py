"""The tables of a run as other programs read them: Arrow, Parquet and CSV.

A missing category is null. The rare bucket and the place of values never seen keep their display
names, "rare (12 values)" and "unknown (never seen)". Parquet
holds names as written; CSV defuses what a spreadsheet would run.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from numpy.typing import NDArray

from explorer.records.embedding import CATEGORY, MISSING, RARE, UNKNOWN, Embedding, Projection
from explorer.records.training import Point
from explorer.runs.formats.spreadsheet import csv_bytes

KIND_NAMES = {CATEGORY: "category", RARE: "rare", MISSING: "missing", UNKNOWN: "unknown"}
EMBEDDINGS = pa.schema(
    [
        ("column", pa.string()),
        ("category", pa.string()),  # null for missing
        ("count", pa.int64()),
        ("vector", pa.list_(pa.float32())),
    ]
)
PROJECTIONS = pa.schema(
    [
        ("column", pa.string()),
        ("category", pa.string()),  # null for missing
        ("method", pa.string()),
        ("x", pa.float32()),
        ("y", pa.float32()),
    ]
)


def categories(names: Sequence[str], kinds: NDArray[np.uint8]) -> list[str | None]:
    """Names as files hold them: null for missing."""
    return [
        None if kind == MISSING else name for name, kind in zip(names, kinds.tolist(), strict=True)
    ]


def kind_names(embedding: Embedding) -> list[str]:
    """What each entry is: category, rare, missing; or row."""
    if embedding.kind == "row":
        return ["row"] * len(embedding.names)
    return [KIND_NAMES[kind] for kind in embedding.kinds.tolist()]


def embeddings_table(embeddings: Iterable[Embedding]) -> pa.Table:
    """All columns under one another: column, category, count, vector."""
    parts = [_embedding_batch(embedding) for embedding in embeddings]
    return pa.Table.from_batches(parts, EMBEDDINGS)


def projections_table(projections: Iterable[tuple[Embedding, Projection]]) -> pa.Table:
    """Every layout's coordinates: column, category, method, x, y."""
    parts = []
    for embedding, projection in projections:
        n = len(projection.xy)
        x, y = np.ascontiguousarray(projection.xy.T, np.float32)
        parts.append(
            pa.RecordBatch.from_arrays(
                [
                    pa.array([embedding.column] * n, pa.string()),
                    pa.array(categories(embedding.names, embedding.kinds)[:n], pa.string()),
                    pa.array([projection.method] * n, pa.string()),
                    pa.array(x),
                    pa.array(y),
                ],
                schema=PROJECTIONS,
            )
        )
    return pa.Table.from_batches(parts, PROJECTIONS)


def parquet_bytes(table: pa.Table) -> bytes:
    """Texts by a dictionary; learned numbers hardly repeat, and one of them only takes room."""
    texts = [field.name for field in table.schema if pa.types.is_string(field.type)]
    target = io.BytesIO()
    pyarrow.parquet.write_table(table, target, use_dictionary=texts)
    return target.getvalue()


def embedding_csv(embedding: Embedding) -> bytes:
    """One row for each entry: category (empty for missing), kind, count, dim_1 ... dim_n."""
    fixed = [
        pa.array(categories(embedding.names, embedding.kinds), pa.string()),
        pa.array(kind_names(embedding), pa.string()),
        pa.array(embedding.counts, pa.int64()),
    ]
    numbers = [pa.array(column) for column in np.ascontiguousarray(embedding.vectors.T)]
    headings = ["category", "kind", "count", *(f"dim_{i + 1}" for i in range(embedding.dim))]
    return csv_bytes(headings, [*fixed, *numbers])


def history_csv(points: Sequence[Point]) -> bytes:
    """epoch, training_loss, held_out_loss, seconds; one row for each evaluation."""
    fields = {
        "epoch": [point.epoch for point in points],
        "training_loss": [_number(point.train_loss) for point in points],
        "held_out_loss": [_number(point.held_loss) for point in points],
        "seconds": [point.seconds for point in points],
    }
    return csv_bytes(list(fields), [pa.array(values, pa.float64()) for values in fields.values()])


def _number(loss: float) -> float | None:
    """An empty cell where nothing was measured: before the first step there is no loss."""
    return loss if np.isfinite(loss) else None


def _embedding_batch(embedding: Embedding) -> pa.RecordBatch:
    n, dim = embedding.vectors.shape
    numbers = pa.array(np.ascontiguousarray(embedding.vectors, np.float32).reshape(-1))
    offsets = pa.array(np.arange(0, n * dim + 1, dim, dtype=np.int32))
    return pa.RecordBatch.from_arrays(
        [
            pa.array([embedding.column] * n, pa.string()),
            pa.array(categories(embedding.names, embedding.kinds), pa.string()),
            pa.array(embedding.counts, pa.int64()),
            pa.ListArray.from_arrays(offsets, numbers),
        ],
        schema=EMBEDDINGS,
    )

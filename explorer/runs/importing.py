"""Vectors made elsewhere become a run without a training."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from explorer.analysis.projection import FEWEST, pca_projection
from explorer.analysis.similarity import similar_pairs
from explorer.data.facets import label_facets
from explorer.data.labels import LabelTable
from explorer.data.vectors.limits import VectorLimits
from explorer.records.embedding import Embedding, Facet
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.states import ColumnState, RunState
from explorer.records.table import Table
from explorer.records.vectors import VectorFile
from explorer.records.vocabulary import Vocabulary
from explorer.runs import layouts
from explorer.runs.arrival import insert_run
from explorer.runs.content import facets_of
from explorer.runs.entries import Entries
from explorer.runs.files import read_table, write_array, write_bytes
from explorer.runs.layout_job import ask_for_umap
from explorer.runs.painter import MAX_FRAMED
from explorer.runs.places import new_id
from explorer.runs.preparation import versions
from explorer.runs.shown import paired
from explorer.runs.store import Store

MAX_PAIRS = 500  # most similar pairs that are stored

Tell = Callable[[float, str], None]


def vector_limits(store: Store) -> VectorLimits:
    """What one reading may keep, by this installation's settings.

    Names are kept in the memory of the pages' process, so as many as a learned column may have.
    """
    return VectorLimits(max_vectors=store.settings.max_categories)


def import_vectors(
    store: Store, file: VectorFile, owner_hash: str, dataset_id: str, tell: Tell
) -> str:
    """Make a finished run of vectors; returns its id.

    What a training would have left is written: names, vectors, PCA maps, colors, pairs. There
    are no losses, no frames and no map without training.
    """
    run_id = new_id()
    folder = store.places.run(run_id)
    folder.mkdir(parents=True)
    try:
        columns = []
        for j, (embedding, facets) in enumerate(zip(file.embeddings, file.facets, strict=True)):
            tell(j / len(file.embeddings), f"drawing the map of {embedding.column}")
            columns.append(_write_column(folder, j, embedding, facets))
        run = RunState(
            id=run_id,
            title=file.source.name,
            phase="finished",
            spec=TrainingSpec(columns=tuple(ColumnSpec(column.name) for column in columns)),
            created=time.time(),
            dataset_id=dataset_id,
            columns=tuple(columns),
            versions=versions(),
            imported=file.source,
        )
        insert_run(store, run, owner_hash, "imported", file.source.digest)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    ask_for_umap(store, run_id)
    return run_id


def join(store: Store, run: RunState, table: Table, labels: LabelTable) -> None:
    """Color an imported run by a label file, in place of an earlier one.

    Args:
        table: the names of its vectors.
    """
    content, folder = store.content(run), store.places.run(run.id)
    named_anew = {column.name for column in labels.table.columns}
    for j in range(len(run.columns)):
        entries = content.entries(j)
        named = entries.categories
        vocabulary = Vocabulary(entries.column, tuple(named), entries.counts[: len(named)])
        own = [each for each in _own_facets(folder, j) if each.name not in named_anew]
        found = label_facets(labels, table, vocabulary, len(entries))
        layouts.write_facets(folder, j, [*own, *found])


def _own_facets(folder: Path, j: int) -> list[Facet]:
    """What the file of vectors itself says of a column's entries; kept aside at the first labels.

    Its groups look like those of a label file, so that they could not be told apart later.
    """
    aside = folder / f"own_facets_{j}.arrow"
    if not aside.exists():
        write_bytes(aside, (folder / f"facets_{j}.arrow").read_bytes())
    return facets_of(*read_table(aside))


def _write_column(
    folder: Path, j: int, embedding: Embedding, facets: tuple[Facet, ...]
) -> ColumnState:
    n = len(embedding.names)
    entries = Entries(embedding.column, embedding.names, embedding.kinds, embedding.counts)
    layouts.write_entries(folder, j, entries)
    write_array(folder / f"learned_{j}.npy", embedding.vectors)
    layouts.write_facets(folder, j, facets)
    column = ColumnState(embedding.column, n, embedding.dim, min(n, MAX_FRAMED), entries.n_missing)
    if n >= FEWEST["pca"]:
        drawn = pca_projection(embedding.column, embedding.vectors)
        layouts.write_projection(folder, j, "learned", drawn)
        column = replace(column, methods=("pca",))
    compared = embedding.vectors[: paired(n, embedding.dim)]
    layouts.write_pairs(folder, j, similar_pairs(compared, MAX_PAIRS))
    return column

"""The job that lays a column out by UMAP."""

from __future__ import annotations

from dataclasses import replace

from explorer.analysis.plane import draw_frame
from explorer.analysis.projection import FEWEST, MAX_DRAWN, umap_layout
from explorer.errors import BrokenRun
from explorer.records.states import RunState
from explorer.runs import layouts
from explorer.runs.content import Source
from explorer.runs.jobs import Job
from explorer.runs.schema import transaction
from explorer.runs.serial import columns_from_json, columns_to_json
from explorer.runs.shown import shown_column
from explorer.runs.store import Store


def ask_for_umap(store: Store, run_id: str) -> None:
    """Have the column laid out that is shown first; others when somebody opens them."""
    run = store.runs.get(run_id)
    shown = shown_column(run)
    if run.columns[shown].n_entries >= FEWEST["umap"]:
        store.jobs.add_once("project", run_id, {"column": shown, "source": "learned"})


def lay_out(store: Store, job: Job) -> None:
    """Draw and store one UMAP map, turned onto the column's PCA map as it is shown.

    Raises:
        ProjectionError: the column has too few categories.
        NotFound: the run or its vectors are gone.
    """
    assert job.run is not None, "a layout is for a run"
    run = store.runs.get(job.run)
    try:
        _lay_out(store, job, run)
    except (FileNotFoundError, BrokenRun):
        if store.runs.exists(run.id):
            raise  # else the run was deleted while it was being laid out
    store.jobs.end(job)


def _lay_out(store: Store, job: Job, run: RunState) -> None:
    column: int = job.arguments["column"]
    source: Source = job.arguments["source"]
    content = store.content(run)
    vectors = content.vectors(column, source)
    name = run.columns[column].name
    shown = content.projection(column, "pca", source)
    onto = None if shown is None else shown.xy[:MAX_DRAWN]
    plane, _ = draw_frame(vectors, onto, len(vectors[:MAX_DRAWN]), name)
    drawn = umap_layout(name, vectors, seed=run.spec.seed, plane=plane)
    layouts.write_projection(store.places.run(run.id), column, source, drawn)
    if source == "learned":
        _add_method(store, run.id, column)


def _add_method(store: Store, run_id: str, column: int) -> None:
    with transaction(store.places.database) as connection:
        row = connection.execute("SELECT columns FROM runs WHERE id=?", (run_id,)).fetchone()
        if row is None:
            return
        columns = list(columns_from_json(row["columns"]))
        methods = tuple(dict.fromkeys((*columns[column].methods, "umap")))
        columns[column] = replace(columns[column], methods=methods)
        connection.execute(
            "UPDATE runs SET columns=? WHERE id=?", (columns_to_json(tuple(columns)), run_id)
        )

"""The job that reads vectors which a training may begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from explorer.data.interactions import gather
from explorer.data.items import WIDE_NAME
from explorer.data.shape import find_shapes
from explorer.data.vectors.reading import read_vectors
from explorer.errors import NotFound
from explorer.records.shape import Shape
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.states import RunState, StartState
from explorer.records.table import Table
from explorer.runs import beginning_with, bundles, starts
from explorer.runs.bundles import Bundle
from explorer.runs.coloring import open_dataset
from explorer.runs.entries import Entries
from explorer.runs.importing import vector_limits
from explorer.runs.jobs import Job
from explorer.runs.schema import connect
from explorer.runs.starts import Given
from explorer.runs.store import Store


def read_start(store: Store, job: Job) -> None:
    """Keep the vectors beside the dataset and say which of its values have one.

    Nothing of it stays when the owner forgot the rows meanwhile, and nothing is said when the
    owner chose other vectors meanwhile.

    Raises:
        ReadError: the file holds no vectors.
        SpecError: it holds those of columns that the table does not have.
        NotFound: the upload, the rows or the run are gone.
    """
    assert job.dataset is not None, "vectors to begin with are for a dataset"
    try:
        _read(store, job, job.dataset)
    except FileNotFoundError:
        if not store.datasets.get(job.dataset).forgotten:
            raise
    finally:
        if store.datasets.get(job.dataset).forgotten:
            store.datasets.clear(job.dataset)
    store.jobs.end(job)


def _read(store: Store, job: Job, dataset_id: str) -> None:
    run_id = job.arguments.get("run")
    run = None if run_id is None else store.runs.get(run_id)
    path = _file(store, job, dataset_id, run)
    with connect(store.places.database) as connection:
        asked = beginning_with.asked(connection, job)
    if asked is None or not path.exists():
        raise NotFound("The file of vectors is not here any more.", mend="Choose it again.")
    table = open_dataset(store, dataset_id)
    file = read_vectors(path, asked.name, vector_limits(store))
    given, problems = starts.given_by(file), file.source.problems
    counted = given
    if run is not None:
        content = store.content(run)
        own = [content.entries(j) for j in range(len(run.columns))]
        counted, problems = of_categories(given, own), ()  # nothing is wrong with a file of ours
        if run.imported is None and run.dataset_id == dataset_id:
            given = replace(given, of_these_rows=True)
    columns = [*(column.name for column in table.columns), WIDE_NAME]
    if (problem := starts.elsewhere(counted, columns, "column of this table")) is not None:
        raise problem
    starts.keep(given, store.places.start(dataset_id, given.digest))
    found = StartState(
        given.name,
        given.digest,
        amount(counted),
        fitting(given, table),
        items(given, table),
        problems=problems,
    )
    with connect(store.places.database) as connection:
        beginning_with.tell(connection, job, found)
    path.unlink(missing_ok=True)


def _file(store: Store, job: Job, dataset_id: str, run: RunState | None) -> Path:
    """The upload, or the file that a run's vectors are taken away in, written for this job."""
    path = store.places.start_upload(dataset_id, job.id)
    if run is not None:
        bundle = Bundle("columns", "parquet")
        path.write_bytes(bundles.content_of(run, store.places.run(run.id), bundle))
    return path


def of_categories(given: Given, entries: Sequence[Entries]) -> Given:
    """Of a run's vectors those of categories: neither rows nor what was never seen are any.

    Args:
        entries: of each column of the run, in the order of `given`.
    """
    columns = []
    for (column, names, vectors), own in zip(given.columns, entries, strict=True):
        if own.kind == "category":
            known = set(own.categories)
            at = [i for i, name in enumerate(names) if name in known]
            columns.append((column, tuple(names[i] for i in at), vectors[at]))
    return replace(given, columns=tuple(columns), counts=())


def amount(given: Given) -> str:
    """How many vectors of how many dimensions there are."""
    n = sum(len(names) for _, names, _ in given.columns)
    ends = _ends([each.shape[1] for *_, each in given.columns])
    dims = " to ".join(f"{dim:,}" for dim in ends)
    many = "dimension" if ends[-1] == 1 else "dimensions"
    whose = f", of {len(given.columns):,} columns," if len(given.columns) > 1 else ""
    return f"{n:,} vector{'' if n == 1 else 's'} of {dims} {many}{whose} in {given.name}"


def fitting(given: Given, table: Table) -> tuple[tuple[str, int, int], ...]:
    """Columns whose values have vectors: name, how many of its values do, how many it has.

    Those with most of them come first.
    """
    shares = []
    for column in table.columns:
        values = column.values.to_pylist()
        found = starts.pick(given, column.name, values)
        if found is not None:
            shares.append((column.name, int((found[1] >= 0).sum()), len(values)))
    return tuple(sorted(shares, key=lambda each: -each[1]))


def items(given: Given, table: Table) -> tuple[tuple[Shape, int, int], ...]:
    """Of each way to take the rows whose items are no values of a column: items with a vector.

    Returns:
        The way, how many of its items have one that a training would begin with, how many it has.
    """
    found = []
    for shape in find_shapes(table):
        if shape.kind not in ("lists", "wide"):
            continue
        column = ColumnSpec(shape.item or WIDE_NAME)
        spec = TrainingSpec("cooccurrence", (column,), min_count=1, **shape.settings)
        names = gather(table, spec)[0].categories
        picked = starts.pick(given, column.name, names)
        n_found = 0 if picked is None else int((picked[1] >= 0).sum())
        found.append((replace(shape, reason="", facts=None), n_found, len(names)))
    return tuple(found)


def _ends(numbers: list[int]) -> list[int]:
    """The smallest and the largest; one number where they are the same."""
    return sorted({min(numbers), max(numbers)})

"""What a run's maps can be colored by, stored beside them."""

from __future__ import annotations

from explorer.data.facets import facets
from explorer.data.labels import LabelTable, match, read_labels
from explorer.data.row_facets import row_facets
from explorer.data.stored import open_table
from explorer.errors import NotFound
from explorer.records.states import LabelsState
from explorer.records.table import Table
from explorer.runs import layouts
from explorer.runs.importing import join
from explorer.runs.jobs import waits
from explorer.runs.preparation import Prepared, prepare
from explorer.runs.schema import transaction
from explorer.runs.serial import labels_to_json
from explorer.runs.store import Store


def write_facets(
    store: Store, run_id: str, table: Table, prepared: Prepared, labels: list[LabelTable]
) -> None:
    """Store what every column of a run can be colored by."""
    folder = store.places.run(run_id)
    for j in range(len(prepared.columns)):
        if prepared.columns[j].kind == "row":
            found = row_facets(table, prepared.dataset, prepared.spec, labels)
        else:
            found = facets(table, prepared.dataset, prepared.spec, j, labels)
        layouts.write_facets(folder, j, found)


def stored_labels(store: Store, dataset_id: str) -> list[LabelTable]:
    """The label file of a dataset, read; empty when it has none that can be used.

    Why it cannot be used was said when it was joined.
    """
    name, problem = store.datasets.labels_file(dataset_id)
    path = store.places.labels_upload(dataset_id)
    if name is None or problem or not path.exists():
        return []
    return [read_labels(path, name)]


def join_labels(store: Store, dataset_id: str, table: Table) -> LabelsState:
    """Read and match a dataset's label file, and color its runs by it.

    Nothing is said or colored where another label file waits to be read.

    Raises:
        ExplorerError: it is no table that can be read.
        NotFound: there is no label file (any more).
    """
    name, _ = store.datasets.labels_file(dataset_id)
    path = store.places.labels_upload(dataset_id)
    if name is None or not path.exists():
        raise NotFound("The label file is not here any more.", mend="Upload it again.")
    labels = read_labels(path, name)
    found = match(labels, table).state
    with transaction(store.places.database) as connection:
        if waits(connection, "labels", dataset_id):
            return found
        connection.execute(
            "UPDATE datasets SET labels=?, labels_error='' WHERE id=? AND NOT forgotten",
            (labels_to_json(found), dataset_id),
        )
    for run in store.runs.of_dataset(dataset_id):
        if run.imported is not None:
            join(store, run, table, labels)
        elif run.columns:
            prepared = prepare(table, run.spec, store.settings)
            write_facets(store, run.id, table, prepared, [labels])
    return found


def open_dataset(store: Store, dataset_id: str) -> Table:
    """The rows of a dataset.

    Raises:
        NotFound: they were deleted.
    """
    return open_table(store.places.table(dataset_id))

"""Real histories that runs of what comes next show: rows of a file, which go with its rows."""

from __future__ import annotations

from pathlib import Path

from explorer.errors import BrokenRun
from explorer.runs import bundles, recommender_file
from explorer.runs.places import Places
from explorer.runs.schema import connect


def forget(places: Places, dataset_id: str) -> None:
    """Delete them from the runs of one dataset; what comes next can be said as before."""
    with connect(places.database) as connection:
        rows = connection.execute("SELECT id FROM runs WHERE dataset=?", (dataset_id,)).fetchall()
    for row in rows:
        _forget(places.run(row["id"]))


def forget_gone(places: Places) -> None:
    """Delete those of all rows that are gone, where an end from outside came in between."""
    with connect(places.database) as connection:
        rows = connection.execute("SELECT id FROM datasets WHERE forgotten").fetchall()
    for row in rows:
        forget(places, row["id"])


def _forget(folder: Path) -> None:
    """A damaged file may hold them and says nothing any more: it goes as a whole."""
    try:
        model = recommender_file.read(folder)
    except BrokenRun:
        (folder / recommender_file.NAME).unlink(missing_ok=True)
        return
    if model is None or not len(model.examples):
        return
    recommender_file.write(folder, model.without_examples())
    for path in (folder / bundles.FOLDER).glob(f"{bundles.WHOLE_RUN.key}.*"):
        path.unlink(missing_ok=True)  # whole runs that were prepared to be taken away

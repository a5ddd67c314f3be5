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


def forget_late(places: Places, run_id: str) -> None:
    """Delete them from a run that was stored just now, if its rows are gone by then."""
    with connect(places.database) as connection:
        gone = connection.execute(
            "SELECT 1 FROM runs JOIN datasets ON datasets.id = runs.dataset"
            " WHERE runs.id=? AND datasets.forgotten",
            (run_id,),
        ).fetchone()
    if gone is not None:
        _forget(places.run(run_id))


def _forget(folder: Path) -> None:
    """A file that is damaged, or that the disk has no room for, goes as a whole.

    Whole runs that were prepared to be taken away go first, so that an end in between leaves
    the histories to be found again; and once more for one that was just being made.
    """
    if not recommender_file.has_examples(folder):
        return
    bundles.drop(folder, bundles.WHOLE_RUN)
    try:
        model = recommender_file.read(folder)
        if model is not None:
            recommender_file.write(folder, model.without_examples())
    except (BrokenRun, OSError):
        (folder / recommender_file.NAME).unlink(missing_ok=True)
    bundles.drop(folder, bundles.WHOLE_RUN)

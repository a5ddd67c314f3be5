"""The job that opens a run file which somebody uploaded."""

from __future__ import annotations

from explorer.errors import NotFound
from explorer.runs.jobs import Job
from explorer.runs.opening import open_file
from explorer.runs.store import Store


def open_run_file(store: Store, job: Job) -> None:
    """Check the file and take its run in; the upload goes either way.

    Raises:
        BrokenRun: it is damaged, not ours, or made up to do harm.
    """
    path = store.places.opening(job.arguments["file"])
    if not path.exists():
        raise NotFound("The file is not here any more.", mend="Choose it again.")
    try:
        run_id = open_file(store, path, job.arguments["owner"], "opened")
        store.jobs.end(job, result=run_id)
    finally:
        path.unlink(missing_ok=True)

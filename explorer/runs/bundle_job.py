"""The job that makes a large file to take away."""

from __future__ import annotations

from explorer.runs import bundles, export
from explorer.runs.bundles import Bundle
from explorer.runs.files import replacing, write_bytes
from explorer.runs.jobs import Job
from explorer.runs.store import Store


def write_bundle(store: Store, job: Job) -> None:
    """Make the file, unless it is there, and let go of those it takes the place of.

    One of a run that changed meanwhile does not stay; it is offered to be made anew.

    Raises:
        NotFound: the run or its vectors are gone.
        BrokenRun: a part of the run is missing or damaged.
    """
    assert job.run is not None, "a file is made of a run"
    run = store.runs.get(job.run)
    bundle = Bundle(**job.arguments)
    folder = store.places.run(job.run)
    path = bundles.place(run, folder, bundle)
    try:
        path.parent.mkdir(exist_ok=True)
        bundles.drop(folder, bundle, but=path)
        if not path.exists():
            if bundle.holds == "run":
                write_bytes(path, bundles.content_of(run, folder, bundle))
            else:
                with replacing(path) as partial:
                    export.write_one(partial, bundles.files(run, store.content(run), bundle))
    except FileNotFoundError:
        if bundles.place(run, folder, bundle) == path:
            raise  # else the run was deleted or changed while the file was being made
    if bundles.place(run, folder, bundle) != path:
        path.unlink(missing_ok=True)  # it may hold histories that were deleted meanwhile
    store.jobs.end(job)

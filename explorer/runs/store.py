"""Everything that is kept: datasets, runs with their content, and the queue of jobs."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Literal

from explorer.errors import ExplorerError, NotFound, ProjectionError
from explorer.records.states import RESULT, RunState
from explorer.runs import runfile, schema
from explorer.runs.content import Content, Source
from explorer.runs.datasets import Datasets
from explorer.runs.jobs import Jobs
from explorer.runs.ownership import hashed
from explorer.runs.places import Places, new_id
from explorer.runs.runs import Runs
from explorer.runs.uploads import shown_name, take
from explorer.settings import Settings

LayoutPhase = Literal["none", "queued", "running", "failed"]


@dataclass(frozen=True, slots=True)
class Opening:
    """A run file on its way in; `run_id` when done, `error` and `mend` when it failed."""

    phase: Literal["queued", "running", "done", "failed"]
    run_id: str | None = None
    error: str = ""
    mend: str = ""


class Store:
    """The one door to the home folder; safe in any thread and for several processes.

    Attributes:
        datasets, runs, jobs: see there.
    """

    def __init__(self, settings: Settings, wake: Callable[[], None] = lambda: None) -> None:
        """Open the home folder, which is made when it is missing.

        Args:
            wake: called when a job was queued or an intent written, so that a supervisor in
                this process looks at once.

        Raises:
            ExplorerError: the folder cannot be written, or a newer version wrote it.
        """
        self.settings = settings
        self.places = Places(settings.home)
        try:
            for folder in (self.places.home, self.places.locks):
                folder.mkdir(parents=True, exist_ok=True)
            schema.create(self.places.database)
            held = schema.hold_open(self.places.database)
        except OSError as error:
            raise ExplorerError(
                f"The folder {settings.home} cannot be used: {error.strerror}.",
                mend="Choose another one in EXPLORER_HOME.",
            ) from error
        weakref.finalize(self, held.close)
        self.jobs = Jobs(self.places.database, wake)
        self.datasets = Datasets(self.places, settings, wake)
        self.runs = Runs(self.places, settings, wake)

    def content(self, run: RunState) -> Content:
        """The arrays of a run as far as they are there."""
        return Content(self.places.run(run.id), run.columns)

    def request_layout(self, run: RunState, column: int, source: Source = "learned") -> None:
        """Queue the UMAP layout of a column, unless it is there, waiting or at work.

        Anybody may ask: it changes nothing that is there, and everyone then sees it.

        Raises:
            ProjectionError: the run has no vectors yet.
        """
        if source == "learned" and run.phase not in RESULT:
            raise ProjectionError(
                "UMAP lays out vectors that were learned to the end.",
                mend="Wait until the run has finished; PCA is live.",
            )
        if self.layout_phase(run, column, source)[0] in ("none", "failed"):
            self.jobs.add("project", run=run.id, arguments={"column": column, "source": source})

    def layout_phase(
        self, run: RunState, column: int, source: Source = "learned"
    ) -> tuple[LayoutPhase, str]:
        """Where the job for a UMAP layout stands, and the sentence when it failed.

        "none" when nobody asked for it (or it is there: ask `content` first).
        """
        wanted = {"column": column, "source": source}
        for job in reversed(self.jobs.of("project", run=run.id)):
            if job.arguments == wanted:
                if job.state == "done":
                    return "none", ""
                return job.state, f"{job.error} {job.mend}".strip()
        return "none", ""

    def run_file(self, run: RunState) -> bytes:
        """The whole run as one file, which "Open a run" reads back.

        A small run takes 50 ms; one with many large columns seconds, most of them outside of
        Python's lock.

        Raises:
            BrokenRun: the run has no result yet.
        """
        return runfile.write(run, self.places.run(run.id))

    def open_run(self, name: str, stream: BinaryIO, secret: str) -> int:
        """Take in an uploaded run file and queue its opening; returns the job's id.

        `opened` tells how it goes. A page keeps the id to itself: it is not a secret, but
        leads to the run.

        Raises:
            LimitError: the file is larger than EXPLORER_MAX_UPLOAD_MB, or empty.
        """
        file = new_id()
        take(stream, self.places.opening(file), name, self.settings)
        arguments = {"file": file, "name": shown_name(name), "owner": hashed(secret)}
        return self.jobs.add("open", arguments=arguments)

    def opened(self, job_id: int) -> Opening:
        """How the opening of a run file goes.

        Raises:
            NotFound: there is no such job (any more).
        """
        job = self.jobs.get(job_id)
        if job is None or job.kind != "open":
            raise NotFound("This file is not being opened.", mend="Choose the file again.")
        return Opening(job.state, job.result, job.error, job.mend)

"""Everything that is kept: datasets, runs with their content, and the queue of jobs."""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

from explorer.errors import BrokenRun, ExplorerError, NotFound, ProjectionError
from explorer.records.states import RESULT, RunState
from explorer.runs import bundles, schema
from explorer.runs.bundles import Bundle
from explorer.runs.content import Content, Source
from explorer.runs.datasets import Datasets
from explorer.runs.drafts import Drafts
from explorer.runs.jobs import JobKind, Jobs
from explorer.runs.ownership import hashed
from explorer.runs.places import Places, new_id
from explorer.runs.runs import Runs
from explorer.runs.sweeps import Sweeps
from explorer.runs.uploads import shown_name, take
from explorer.settings import Settings

JobPhase = Literal["none", "queued", "running", "failed"]


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
        datasets, drafts, sweeps, runs, jobs: see there.
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
        self.drafts = Drafts(self.places, self.datasets)
        self.sweeps = Sweeps(self.places, settings, wake)
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
        self.jobs.add_once("project", run.id, {"column": column, "source": source})

    def layout_phase(
        self, run: RunState, column: int, source: Source = "learned"
    ) -> tuple[JobPhase, str]:
        """Where the job for a UMAP layout stands, and the sentence when it failed.

        "none" when nobody asked for it (or it is there: ask `content` first).
        """
        return self._phase("project", run, {"column": column, "source": source})

    def request_bundle(self, run: RunState, bundle: Bundle) -> None:
        """Queue the making of a large file, unless it is there, waiting or at work.

        Anybody may ask: it changes nothing that is there, and everyone then gets it.

        Raises:
            BrokenRun: the run has no result yet.
        """
        if run.phase not in RESULT:
            raise BrokenRun("This run has no result yet.", mend="Wait until it has finished.")
        if self.bundle(run, bundle) is None:
            self.jobs.add_once("bundle", run.id, bundle.arguments())

    def bundle_phase(self, run: RunState, bundle: Bundle) -> tuple[JobPhase, str]:
        """Where the job for a large file stands, and the sentence when it failed.

        "none" when nobody asked for it (or it is there: ask `bundle` first).
        """
        return self._phase("bundle", run, bundle.arguments())

    def bundle(self, run: RunState, bundle: Bundle) -> Path | None:
        """A large file that a job has made of the run as it is now, or None."""
        path = bundles.place(run, self.places.run(run.id), bundle)
        return path if path.exists() else None

    def bundle_content(self, run: RunState, bundle: Bundle) -> bytes:
        """A file of the run: read when a job has made it, else made here and now if it is small.

        A small file takes up to half a second.

        Raises:
            BrokenRun: the run has no result yet, or the large file is not prepared (any more).
            NotFound: the run has no vectors (any more).
        """
        if not bundles.is_large(run, bundle):
            return bundles.content_of(run, self.places.run(run.id), bundle)
        path = self.bundle(run, bundle)
        if path is not None:
            with contextlib.suppress(FileNotFoundError):  # another took its place just now
                return path.read_bytes()
        raise BrokenRun(
            "This file was made from the run as it was before.",
            mend="Reload the page and prepare it again.",
        )

    def run_file(self, run: RunState) -> bytes:
        """The whole run as one file, which "Open a run" reads back, made here and now.

        A small run takes 50 ms; one with many large columns seconds, which is work for a job.

        Raises:
            BrokenRun: the run has no result yet.
        """
        return bundles.content_of(run, self.places.run(run.id), bundles.WHOLE_RUN)

    def _phase(
        self, kind: JobKind, run: RunState, arguments: dict[str, Any]
    ) -> tuple[JobPhase, str]:
        job = self.jobs.newest(kind, run.id, arguments)
        if job is None or job.state == "done":
            return "none", ""
        return job.state, f"{job.error} {job.mend}".strip()

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

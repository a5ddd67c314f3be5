"""Where things lie under the home folder. Nothing outside runs/ knows."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from explorer.errors import NotFound

_ID = re.compile(r"[0-9a-f]{32}")


def new_id() -> str:
    """128 random bits; whoever has the id of a run may look at it."""
    return secrets.token_hex(16)


def is_id(text: str) -> bool:
    """Whether a text from outside has the form of an id; checked before it touches a path."""
    return _ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Places:
    """Files and folders of one installation."""

    home: Path

    @property
    def database(self) -> Path:
        return self.home / "explorer.db"

    @property
    def locks(self) -> Path:
        return self.home / "locks"

    def dataset(self, dataset_id: str) -> Path:
        """The folder of one dataset.

        Raises:
            NotFound: the id is none.
        """
        if not is_id(dataset_id):
            raise _unknown("dataset")
        return self.home / "datasets" / dataset_id

    def upload(self, dataset_id: str) -> Path:
        return self.dataset(dataset_id) / "upload"

    def labels_upload(self, dataset_id: str) -> Path:
        return self.dataset(dataset_id) / "labels"

    def start_upload(self, dataset_id: str, job_id: int) -> Path:
        """A file of vectors to begin with, as the job finds it that reads it."""
        return self.dataset(dataset_id) / f"start_{job_id}"

    def start(self, dataset_id: str, digest: str) -> Path:
        """The folder of vectors that trainings of a dataset may begin with."""
        assert re.fullmatch("[0-9a-f]{64}", digest), "a SHA-256"
        return self.dataset(dataset_id) / "starts" / digest

    def table(self, dataset_id: str) -> Path:
        return self.dataset(dataset_id) / "table"

    def sweeps(self, dataset_id: str) -> Path:
        """The folder of what was measured on a dataset to choose its dimensions."""
        return self.dataset(dataset_id) / "sweeps"

    def run(self, run_id: str) -> Path:
        """The folder of one run.

        Raises:
            NotFound: the id is none.
        """
        if not is_id(run_id):
            raise _unknown("run")
        return self.home / "runs" / run_id

    def opening(self, file_id: str) -> Path:
        """An uploaded run file on its way in."""
        assert is_id(file_id), "ids of files are made here"
        return self.home / "opening" / f"{file_id}.zip"

    def lock(self, name: str) -> Path:
        return self.locks / f"{name}.lock"


def _unknown(what: str) -> NotFound:
    return NotFound(
        f"This link leads to no {what}.", mend="Check that it was copied whole, to the last letter."
    )

"""The sample files that come with the project: what they are and where they lie."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import explorer
from explorer.errors import NotFound
from explorer.records.spec import TrainingSpec


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample: a table, its recipe, and groups that color the map but are never learned.

    Attributes:
        name: the file's stem, e.g. "zoo".
        title, line: what the card on the first page says.
        show: the column whose map is shown first. color_by: the label column that colors it.
        rows, categories: of the table, and of `show`.
    """

    name: str
    title: str
    line: str
    file: str
    recipe: str
    labels: str
    show: str
    color_by: str
    rows: int
    categories: int

    @property
    def path(self) -> Path:
        return folder() / self.file

    @property
    def labels_path(self) -> Path:
        return folder() / self.labels

    @property
    def run_path(self) -> Path:
        """The finished run that the first page plays; it may be missing in a bare checkout."""
        return folder() / "runs" / f"{self.name}.zip"

    def spec(self) -> TrainingSpec:
        return TrainingSpec.from_json((folder() / self.recipe).read_text("utf-8"))


@cache
def folder() -> Path:
    """Where the samples lie: inside an installed package, or beside it in a clone."""
    package = Path(explorer.__file__).parent
    installed = package / "sample_data"
    return installed if installed.is_dir() else package.parent / "sample_data"


@cache
def catalog() -> tuple[Sample, ...]:
    """All samples in the order of their cards."""
    stored = json.loads((folder() / "catalog.json").read_text("utf-8"))
    return tuple(Sample(**entry) for entry in stored["samples"])


def sample(name: str) -> Sample:
    """The sample of that name.

    Raises:
        NotFound: there is none; the sentence lists those there are.
    """
    for entry in catalog():
        if entry.name == name:
            return entry
    names = ", ".join(entry.name for entry in catalog())
    raise NotFound(f"There is no sample {name!r}.", mend=f"There are {names}.")

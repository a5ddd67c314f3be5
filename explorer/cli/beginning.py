"""The vectors of --start: read, and what is to be said of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.cli.printing import plain, told
from explorer.cli.progress import tell_reading
from explorer.settings import Settings

if TYPE_CHECKING:
    from explorer.records.spec import TrainingSpec
    from explorer.records.vectors import VectorFile


def read(path: Path | None, spec: TrainingSpec, settings: Settings) -> VectorFile | None:
    """The vectors that lookup tables begin with, or None when they begin at random.

    Raises:
        ExplorerError: the recipe names vectors and their file was not given, or it holds none.
    """
    from explorer.runs import named_files

    start = named_files.start(path, spec, settings, tell_reading)
    if start is None:
        return None
    for problem in start.source.problems:
        print(plain(told(problem)), file=sys.stderr)
    if spec.start not in (None, start.source.digest):
        print(
            plain(
                f"The recipe begins with other vectors (SHA-256 {spec.start[:12]}...);"
                f" --start {path} takes their place."
            ),
            file=sys.stderr,
        )
    return start

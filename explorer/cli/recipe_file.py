"""What --spec names: a recipe of the app, or what train has written into its folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from explorer.cli.printing import plain
from explorer.errors import SpecError

RUN = "run.json"  # holds the recipe of its run as "spec"


def read(path: Path, labels: bool) -> dict[str, Any]:
    """The recipe as it is stored, checked; its label file with the path to it.

    A recipe names a label file beside it. That of a run has lost the place of its labels, which
    nothing is learned from, so it goes without them and says so.

    Args:
        labels: the label file that it names is wanted.

    Raises:
        SpecError: there is none that can be read.
    """
    from explorer.records.spec import TrainingSpec, parsed
    from explorer.runs.named_files import must_be_file

    if os.path.isfile(path / RUN):
        path = path / RUN
    must_be_file(path)
    called = f"The recipe {path}"
    try:
        stored = parsed(path.read_text("utf-8-sig"), called)
    except UnicodeDecodeError as error:
        raise SpecError(f"{path} is not UTF-8 text.", mend="Save it as UTF-8.") from error
    of_run = False
    if isinstance(stored, dict) and "spec" in stored:
        of_run, stored = True, stored["spec"]
    recipe = TrainingSpec.from_dict(stored, called).to_dict()
    if "labels" in recipe:
        beside = path.parent / recipe["labels"]
        missing = not os.path.exists(beside)
        if missing and of_run:
            name = recipe.pop("labels")
            if labels:
                said = (
                    f"Labels are left out: {name!r} is not beside {path}. --labels names the file."
                )
                print(plain(said), file=sys.stderr)
            return recipe
        if missing and labels:
            raise SpecError(
                f"{called} names the label file {recipe['labels']!r}, which is not beside it.",
                mend="Name the file with --labels.",
            )
        recipe["labels"] = str(beside)
    return recipe

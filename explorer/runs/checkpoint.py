"""A checkpoint as one safetensors file: arrays, with the facts as JSON in its header."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from explorer.errors import BrokenRun
from explorer.records.training import Checkpoint
from explorer.runs.files import replacing

NAME = "checkpoint.safetensors"


def write(checkpoint: Checkpoint, folder: Path) -> None:
    """Replace the folder's checkpoint; a power cut leaves the old one or the new one."""
    from safetensors.numpy import save_file

    arrays = {name: np.ascontiguousarray(array) for name, array in checkpoint.arrays.items()}
    with replacing(folder / NAME) as partial:
        save_file(arrays, partial, metadata={"facts": json.dumps(checkpoint.facts)})


def exists(folder: Path) -> bool:
    return folder.joinpath(NAME).exists()


def read(folder: Path) -> Checkpoint | None:
    """The folder's checkpoint, or None when there is none.

    Raises:
        BrokenRun: it is damaged.
    """
    from safetensors import SafetensorError, safe_open

    path = folder / NAME
    if not path.exists():
        return None
    try:
        with safe_open(path, framework="np") as file:
            facts = json.loads((file.metadata() or {})["facts"])
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no dict
    except (SafetensorError, KeyError, ValueError) as error:
        raise BrokenRun(
            "The checkpoint of this run is damaged.", mend="Train again from the beginning."
        ) from error
    return Checkpoint(arrays, facts)

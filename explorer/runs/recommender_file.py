"""What says what comes next as one safetensors file: arrays, with the facts in its header."""

from __future__ import annotations

import json
import struct
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.errors import BrokenRun
from explorer.records.recommender import ARRAYS, Recommender
from explorer.runs.files import write_bytes

NAME = "next_item.safetensors"  # in a run's folder, its run file, and what train writes
_LENGTH = struct.Struct("<Q")  # of the header, which comes first


def to_bytes(model: Recommender) -> bytes:
    """The stored form; equal models give equal bytes."""
    from safetensors.numpy import save

    arrays = {name: np.ascontiguousarray(array) for name, array in model.arrays().items()}
    return save(arrays, metadata={"facts": json.dumps(model.facts(), sort_keys=True)})


def from_bytes(content: bytes) -> Recommender:
    """Read the stored form back, taking nothing for granted.

    Raises:
        BrokenRun: it is damaged or something else.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        (length,) = _LENGTH.unpack_from(content)
        header = json.loads(content[_LENGTH.size : _LENGTH.size + length])
        facts: dict[str, Any] = json.loads(header["__metadata__"]["facts"])
        arrays: dict[str, NDArray[Any]] = load(content)
        if set(arrays) != set(ARRAYS):
            raise ValueError("other arrays")
        return Recommender.of(arrays, facts)
    except (SafetensorError, struct.error, LookupError) as error:
        raise _damaged() from error
    except (ValueError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        raise _damaged() from error


def has_examples(folder: Path) -> bool:
    """Whether real histories lie in a folder; a damaged file may hold some. Its header is read."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(folder / NAME, "numpy") as file:
            return bool(file.get_slice("examples").get_shape()[0])
    except FileNotFoundError:
        return False
    except SafetensorError:
        return True


def write(folder: Path, model: Recommender) -> None:
    write_bytes(folder / NAME, to_bytes(model))


def read(folder: Path) -> Recommender | None:
    """What lies in a folder, or None; the last few are kept in memory.

    Raises:
        BrokenRun: it is damaged.
    """
    path = folder / NAME
    if not path.exists():
        return None
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)  # 5,000 items and half a million interactions take 20 MB
def _read(path: Path, _changed: int) -> Recommender:
    try:
        return from_bytes(path.read_bytes())
    except OSError as error:
        raise _damaged() from error


def _damaged() -> BrokenRun:
    return BrokenRun(f"A part of this run is missing or damaged ({NAME}).", mend="Train it again.")

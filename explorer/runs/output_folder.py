"""The folder that `train` writes into: a new run takes the place of an earlier one whole."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from explorer.errors import SpecError
from explorer.runs.files import write_bytes
from explorer.runs.named_files import WRITTEN


@contextmanager
def made(folder: Path, force: bool) -> Iterator[None]:
    """Make the output folder; what was made goes again where the block leaves it empty.

    Raises:
        SpecError: it is a file, holds something (without `force`) or cannot be written.
    """
    new = [each for each in (folder, *folder.parents) if not os.path.lexists(each)]
    try:
        _must_be_writable(folder, force)
        yield
    finally:
        for each in new:  # the innermost first
            with suppress(OSError):  # it holds something
                each.rmdir()


def _must_be_writable(folder: Path, force: bool) -> None:
    """Make the folder, or say why nothing can be written there."""
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise SpecError(f"{folder} is a file.", mend="Name a folder for --output.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        occupied = any(folder.iterdir())
        blocked = next((folder / name for name in WRITTEN if (folder / name).is_dir()), None)
    except OSError as error:
        raise SpecError(
            f"{folder} cannot be written: {error.strerror}.", mend="Name another folder."
        ) from error
    if blocked is not None and force:
        raise SpecError(
            f"{blocked} is a folder, and train writes a file of that name.",
            mend="Name another folder.",
        )
    if occupied and not force:
        raise SpecError(
            f"{folder} is not empty.", mend="Name another folder, or add --force to write into it."
        )


def holds_run(folder: Path) -> bool:
    """Something lies there that `train` may have written."""
    return any(os.path.lexists(folder / name) for name in WRITTEN)


def replace_run(folder: Path, made: Mapping[str, bytes]) -> None:
    """Put the files of a run in place of all that an earlier run left in the folder.

    They are written aside first. Where that fails, the earlier run stays as it was.

    Args:
        made: by name, run.json the last: it marks the whole.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    with TemporaryDirectory(prefix=".train-", dir=folder, ignore_cleanup_errors=True) as made_here:
        aside = Path(made_here)
        for name, content in made.items():
            write_bytes(aside / name, content)
        with _out_of_the_way(folder, aside / "earlier"):
            for name in made:
                os.replace(aside / name, folder / name)


@contextmanager
def _out_of_the_way(folder: Path, kept: Path) -> Iterator[None]:
    """Keep the earlier run in another folder of the same disk, and bring it back on failure."""
    kept.mkdir()
    earlier = [name for name in WRITTEN if os.path.lexists(folder / name)]
    try:
        for name in reversed(earlier):
            os.replace(folder / name, kept / name)
        yield
    except BaseException:  # a second Ctrl-C too
        for name in WRITTEN:
            if os.path.lexists(kept / name):
                os.replace(kept / name, folder / name)
            elif name not in earlier:
                (folder / name).unlink(missing_ok=True)
        raise

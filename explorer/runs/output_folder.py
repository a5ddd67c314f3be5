"""The folder that `train` writes into: a new run takes the place of an earlier one whole."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from explorer.errors import SpecError
from explorer.runs.files import write_bytes
from explorer.runs.locks import ProcessLock, is_held
from explorer.runs.named_files import WRITTEN

ASIDE = re.compile(r"\.train-[a-z0-9_]{8}")  # as TemporaryDirectory names it
EARLIER, LOCK = "earlier", "lock"  # in it
BUSY = ".train.lock"  # held by who is about to write into the folder


@contextmanager
def made(folder: Path, force: bool) -> Iterator[None]:
    """Make the output folder; what was made goes again where the block leaves it empty.

    Raises:
        SpecError: it is a file, holds something (without `force`), cannot be written, or another
            process is about to write into it.
    """
    new = [each for each in (folder, *folder.parents) if not os.path.lexists(each)]
    lock = ProcessLock(folder / BUSY)
    try:
        _must_be_writable(folder, force)
        _take(lock, folder)
        yield
    finally:
        lock.release()
        for each in new:  # the innermost first
            with suppress(OSError):  # it holds something
                each.rmdir()


def _take(lock: ProcessLock, folder: Path) -> None:
    try:
        taken = lock.take()
    except OSError as error:
        raise _cannot_be_written(folder, error) from error
    if not taken:
        raise SpecError(
            f"Another train is at work on {folder}.",
            mend="Wait until it has ended, or name another folder.",
        )


def _cannot_be_written(folder: Path, error: OSError) -> SpecError:
    return SpecError(f"{folder} cannot be written: {error.strerror}.", mend="Name another folder.")


def _must_be_writable(folder: Path, force: bool) -> None:
    """Make the folder, or say why nothing can be written there."""
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise SpecError(f"{folder} is a file.", mend="Name a folder for --output.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        inside = [each for each in folder.iterdir() if each.name != BUSY]
        occupied = any(not _is_left_behind(each) or _keeps_run(each) for each in inside)
        blocked = next((folder / name for name in WRITTEN if (folder / name).is_dir()), None)
    except OSError as error:
        raise _cannot_be_written(folder, error) from error
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

    They are written aside first. Where that fails, the earlier run stays as it was. What killed
    processes left aside goes at the end, as it may hold an earlier run that is nowhere else.

    Args:
        made: by name, run.json the last: it marks the whole.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    with TemporaryDirectory(prefix=".train-", dir=folder, ignore_cleanup_errors=True) as made_here:
        aside = Path(made_here)
        with _marked_as_alive(aside):
            for name, content in made.items():
                write_bytes(aside / name, content)
            with _out_of_the_way(folder, aside / EARLIER):
                for name in made:
                    os.replace(aside / name, folder / name)
    for each in list(folder.iterdir()):
        if _is_left_behind(each):
            shutil.rmtree(each, ignore_errors=True)


@contextmanager
def _marked_as_alive(aside: Path) -> Iterator[None]:
    lock = ProcessLock(aside / LOCK)
    lock.take()
    try:
        yield
    finally:
        lock.release()


def _is_left_behind(path: Path) -> bool:
    """A folder that `replace_run` made in a process that was killed."""
    if ASIDE.fullmatch(path.name) is None or path.is_symlink() or not path.is_dir():
        return False
    try:
        return not is_held(path / LOCK)
    except OSError:  # somebody else's
        return False


def _keeps_run(aside: Path) -> bool:
    """Its process was killed while an earlier run was out of the way."""
    return holds_run(aside / EARLIER)


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

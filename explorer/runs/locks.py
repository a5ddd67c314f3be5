"""Locks that the system releases when their process ends, however it ends.

A held lock is the proof that its process lives: no heartbeat to miss on a busy machine, no
process number that was given to somebody else.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class ProcessLock:
    """An exclusive lock on a file, held until `release` or the end of the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        """Take the lock if nobody has it; says whether it was taken."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("ab")  # not inherited by other processes (PEP 446)
        try:
            _lock(file)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Give the lock up and remove its file; names of locks are never used again."""
        if self._file is not None:
            self._path.unlink(missing_ok=True)
            self._file.close()
            self._file = None


def is_held(path: Path) -> bool:
    """Whether some process holds this lock."""
    if not path.exists():
        return False
    lock = ProcessLock(path)
    if lock.take():
        lock.release()
        return False
    return True

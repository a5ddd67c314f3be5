"""Bytes that a stranger sent, on their way to disk: in pieces, and no more than the limit."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import BinaryIO

from explorer.errors import LimitError
from explorer.runs.places import new_id
from explorer.settings import Settings

_PIECE = 1 << 20
MOST_WAITING, MOST_OF_ONE = 200, 20  # files that wait to be read: in all, and of one browser


def must_have_room(connection: sqlite3.Connection, owner: str) -> None:
    """Pass while few files wait to be read: they are read one after the other.

    Args:
        owner: hash of the secret of who brings another one.

    Raises:
        LimitError: as many wait as may.
    """
    waiting, own = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE datasets.owner=?) FROM jobs"
        " JOIN datasets ON datasets.id = jobs.dataset"
        " WHERE jobs.kind='read' AND jobs.state='queued'",
        (owner,),
    ).fetchone()
    if own >= MOST_OF_ONE or waiting >= MOST_WAITING:
        whose = f"{own} files of yours" if own >= MOST_OF_ONE else f"{waiting} files"
        raise LimitError(
            f"{whose} wait to be read already, which is the limit here.",
            mend="Try again in a few minutes.",
        )


def take(stream: BinaryIO, path: Path, name: str, settings: Settings) -> None:
    """Copy a stream to `path`, which is replaced only by a whole upload; its folder is made.

    Raises:
        LimitError: the stream holds nothing, or more than EXPLORER_MAX_UPLOAD_MB.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    receive(stream, path.parent, name, settings).replace(path)


def receive(stream: BinaryIO, folder: Path, name: str, settings: Settings) -> Path:
    """Copy a stream into a folder; the path of the whole upload, which is nobody else's.

    The caller moves it to its place, or deletes it.

    Raises:
        LimitError: the stream holds nothing, or more than EXPLORER_MAX_UPLOAD_MB.
        FileNotFoundError: there is no such folder (any more).
    """
    limit, name = settings.max_upload_bytes, shown_name(name)
    partial = folder / f".{new_id()}.part"
    size = 0
    try:
        with partial.open("wb") as file:
            while size <= limit and (piece := stream.read(_PIECE)):
                size += len(piece)
                file.write(piece)
        if size == 0:
            raise LimitError(f"{name} is empty.", mend="Choose a file with rows in it.")
        if size > limit:
            raise LimitError(
                f"{name} is larger than {settings.max_upload_mb} MB.",
                mend="Leave out rows or columns, or compress it with gzip.",
            )
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return partial


def shown_name(name: str) -> str:
    """A file's own name without folders, short enough to show; never part of a path.

    >>> shown_name("C:\\\\data\\\\animals.csv")
    'animals.csv'
    """
    return name.replace("\\", "/").rsplit("/", 1)[-1].strip()[:200] or "table"

"""Deletes what has outlived its stated time, and what nobody has a record of."""

from __future__ import annotations

import contextlib
import logging
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from explorer.runs.places import is_id
from explorer.runs.schema import connect
from explorer.runs.store import Store

logger = logging.getLogger(__name__)

EVERY = 60.0  # seconds between two rounds
STRAY_AGE = 3600.0  # seconds; a folder without a record may be one that is just being made
RECORD_AGE = 86400.0  # seconds for which the address of rows that are gone still says so


class Janitor:
    """Cleans one home folder, at most once a minute."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._next = 0.0
        self._first = True

    def look(self) -> None:
        """Clean up when it is time."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            self.clean(time.time())

    def clean(self, now: float) -> None:
        """Delete what is due at `now` (seconds since 1970)."""
        datasets, runs = self._store.datasets, self._store.runs
        rows, uploads = datasets.expired(now)
        _each(rows, self._erase)
        _each(uploads, datasets.erase_upload)
        _each(runs.expired(now), runs.erase)
        if self._first:  # what was left by an end in between, or by a version that kept it
            self._first = False
            _each(datasets.forgotten(), datasets.clear)
        datasets.drop_records(now - RECORD_AGE)
        self._store.jobs.forget_ended(now - 86400)
        places = self._store.places
        self._sweep(places.home / "runs", self._known("runs"), now)
        self._sweep(places.home / "datasets", self._known("datasets"), now)
        self._sweep(places.home / "opening", set(), now)
        for folder in (places.home / "datasets").glob("*"):
            self._sweep(folder, set(), now)  # parts of uploads that broke off

    def _erase(self, dataset_id: str) -> None:
        if not self._store.runs.conclude(dataset_id):
            self._store.datasets.erase(dataset_id)

    def _known(self, table: str) -> set[str]:
        with connect(self._store.places.database) as connection:
            return {row["id"] for row in connection.execute(f"SELECT id FROM {table}")}

    def _sweep(self, folder: Path, known: set[str], now: float) -> None:
        """Delete old entries of a folder that no record names; only what has our names."""
        if not folder.is_dir():
            return
        for path in folder.iterdir():
            name = path.name.lstrip(".").partition(".")[0]  # of a .zip, or of a part of an upload
            if not is_id(name) or name in known:
                continue
            with contextlib.suppress(FileNotFoundError):  # it was whole, or went, just now
                if path.stat().st_mtime >= now - STRAY_AGE:
                    continue
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink()


def _each(ids: Sequence[str], deed: Callable[[str], None]) -> None:
    """One that cannot be deleted must not keep the others."""
    for each in ids:
        try:
            deed(each)
        except Exception:
            logger.exception("%s could not be deleted; the others are.", each)

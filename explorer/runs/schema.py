"""The database: tables, their version, and short connections."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer.errors import ExplorerError

VERSION = 3

# Times are seconds since 1970. `claim` is the token of the worker that may write; a worker that
# lost it (another server took the job over) writes into nothing.
_TABLES = """
CREATE TABLE datasets (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,              -- hash of the owner's secret
    name TEXT NOT NULL,
    phase TEXT NOT NULL,
    options TEXT NOT NULL,            -- ReadOptions
    created REAL NOT NULL,
    expires REAL NOT NULL,            -- rows go then
    upload_expires REAL NOT NULL,     -- the file itself goes then, or when the first run begins
    progress REAL NOT NULL DEFAULT 0,
    doing TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    mend TEXT NOT NULL DEFAULT '',
    labels TEXT,                      -- LabelsState
    labels_name TEXT,
    labels_error TEXT NOT NULL DEFAULT '',
    sample TEXT,
    recipe TEXT,                      -- TrainingSpec
    forgotten INTEGER NOT NULL DEFAULT 0,
    bytes_kept INTEGER NOT NULL DEFAULT 1,
    vectors TEXT,                     -- VectorsState
    start TEXT                        -- StartState
);
CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    phase TEXT NOT NULL,
    want TEXT NOT NULL DEFAULT 'run', -- intent: run, pause, stop; all that a page writes
    wanted REAL NOT NULL DEFAULT 0,   -- when it was written
    spec TEXT NOT NULL,               -- TrainingSpec
    created REAL NOT NULL,
    changed REAL NOT NULL,
    dataset TEXT,
    sample TEXT,
    origin TEXT NOT NULL DEFAULT 'trained', -- trained, imported, opened (from a file), sample
    digest TEXT,                      -- of the file it was opened from
    claim TEXT,
    n_rows INTEGER NOT NULL DEFAULT 0,
    columns TEXT NOT NULL DEFAULT '[]',
    settings TEXT NOT NULL DEFAULT '{}',
    versions TEXT NOT NULL DEFAULT '{}',
    progress TEXT NOT NULL DEFAULT '{}',
    best_step INTEGER,
    verdict TEXT,
    reason TEXT NOT NULL DEFAULT '',
    mend TEXT NOT NULL DEFAULT '',
    doing TEXT NOT NULL DEFAULT '',
    blind_loss REAL,
    estimate REAL,                    -- seconds of training, told in the queue
    imported TEXT                     -- Imported
);
CREATE INDEX runs_of_dataset ON runs (dataset);
CREATE TABLE points (
    run TEXT NOT NULL,
    step INTEGER NOT NULL,
    epoch REAL NOT NULL,
    train_loss REAL,                  -- NULL for NaN: before the first step
    held_loss REAL,
    seconds REAL NOT NULL,
    framed INTEGER NOT NULL,          -- its frame is stored
    PRIMARY KEY (run, step)
) WITHOUT ROWID;
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued', -- queued, running, done, failed
    dataset TEXT,
    run TEXT,
    arguments TEXT NOT NULL DEFAULT '{}',
    created REAL NOT NULL,
    started REAL,
    server TEXT,
    claim TEXT,
    pid INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    result TEXT,
    error TEXT NOT NULL DEFAULT '',
    mend TEXT NOT NULL DEFAULT ''
);
CREATE INDEX jobs_by_state ON jobs (state, lane);
"""
# What makes a database of each earlier version one of the next.
_UPGRADES: dict[int, tuple[str, ...]] = {
    1: (
        "ALTER TABLE datasets ADD COLUMN vectors TEXT",
        "ALTER TABLE runs ADD COLUMN imported TEXT",
    ),
    2: ("ALTER TABLE datasets ADD COLUMN start TEXT",),
}


def create(database: Path) -> None:
    """Make the database when there is none; several processes may do so at once.

    Raises:
        ExplorerError: it was written by a newer version.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    with connect(database) as connection:
        connection.execute("PRAGMA journal_mode=WAL")  # readers never wait for the writer
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            for statement in _TABLES.split(";\n"):
                connection.execute(statement)
        for earlier in range(version or VERSION, VERSION):
            for statement in _UPGRADES[earlier]:
                connection.execute(statement)
        if version < VERSION:
            connection.execute(f"PRAGMA user_version={VERSION}")
        connection.execute("COMMIT")
    if version > VERSION:
        raise ExplorerError(
            f"{database} was written by a newer version (format {version}, this one reads"
            f" {VERSION}).",
            mend="Update the explorer, or choose another folder in EXPLORER_HOME.",
        )


def hold_open(database: Path) -> sqlite3.Connection:
    """A connection that does nothing but stay open, in any thread.

    When the last connection closes, SQLite copies the write-ahead log into the database and
    waits for the disk; with short connections alone, after every single operation.
    """
    connection = sqlite3.connect(database, timeout=10, check_same_thread=False)
    connection.execute("SELECT count(*) FROM jobs WHERE id<0").fetchone()
    return connection


@contextmanager
def connect(database: Path) -> Iterator[sqlite3.Connection]:
    """A connection for one operation (0.1 ms); each statement is its own transaction.

    Short connections are safe in every thread and survive a fork or a deleted file.
    """
    connection = sqlite3.connect(database, timeout=10, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous=NORMAL")  # WAL: safe against a killed process
        yield connection
    finally:
        connection.close()


@contextmanager
def transaction(database: Path) -> Iterator[sqlite3.Connection]:
    """A connection whose statements take effect together, or not at all."""
    with connect(database) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

"""The finished runs of the samples, opened from the files that come with the project."""

from __future__ import annotations

import hashlib
import logging

from explorer.data import samples
from explorer.errors import ExplorerError
from explorer.runs.opening import open_file
from explorer.runs.schema import connect
from explorer.runs.store import Store

logger = logging.getLogger(__name__)

NOBODY = "nobody"  # no hash of a secret: samples cannot be changed


def open_bundled(store: Store) -> None:
    """Open what is not open yet; a file that changed takes the place of the one before."""
    try:
        catalog = samples.catalog()
    except OSError:  # a bare checkout without samples
        return
    for sample in catalog:
        if not sample.run_path.exists():
            continue
        digest = hashlib.sha256(sample.run_path.read_bytes()).hexdigest()
        with connect(store.places.database) as connection:
            rows = connection.execute(
                "SELECT id, digest FROM runs WHERE origin='sample' AND sample=?", (sample.name,)
            ).fetchall()
        if any(row["digest"] == digest for row in rows):
            continue
        try:
            open_file(store, sample.run_path, NOBODY, "sample", sample.name)
        except ExplorerError:
            logger.exception("The finished run of the sample %s cannot be opened.", sample.name)
            continue
        for row in rows:
            store.runs.erase(row["id"])

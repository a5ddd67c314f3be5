"""Choices made in Set up that were not trained yet, so that a refresh keeps them."""

from __future__ import annotations

import contextlib
import json

from explorer.errors import ExplorerError
from explorer.records.spec import TrainingSpec
from explorer.runs.datasets import Datasets
from explorer.runs.files import write_bytes
from explorer.runs.places import Places
from explorer.runs.serial import to_json

MOST = 20  # drafts of one dataset; the page can be entered with the recipe of each of its runs


class Drafts:
    """One recipe for each way into Set up, beside the rows and gone with them.

    A way in is a dataset and the run whose recipe was to be changed, "" for none.
    """

    def __init__(self, places: Places, datasets: Datasets) -> None:
        self._places = places
        self._datasets = datasets

    def get(self, dataset_id: str, from_run: str) -> TrainingSpec | None:
        """What was chosen last; None when nothing was changed, or it cannot be read any more."""
        spec = self._read(dataset_id).get(from_run)
        try:
            return None if spec is None else TrainingSpec.from_dict(spec)
        except ExplorerError:  # of an older version: what is proposed stands instead
            return None

    def keep(self, dataset_id: str, from_run: str, spec: TrainingSpec, secret: str) -> None:
        """Remember a recipe as it was chosen, in place of the one before.

        Raises:
            NotOwner: somebody else's.
            NotFound: there is no such dataset.
        """
        self._datasets.must_own(dataset_id, secret, "change what is learned of this file")
        kept = self._read(dataset_id)
        kept.pop(from_run, None)
        kept[from_run] = spec.to_dict()
        latest = dict(list(kept.items())[-MOST:])
        path = self._places.dataset(dataset_id) / "drafts.json"
        with contextlib.suppress(FileNotFoundError):  # the rows were deleted just now
            write_bytes(path, to_json(latest).encode())

    def _read(self, dataset_id: str) -> dict[str, dict[str, object]]:
        try:
            stored = json.loads((self._places.dataset(dataset_id) / "drafts.json").read_bytes())
        except (OSError, ValueError):
            return {}
        return stored if isinstance(stored, dict) else {}

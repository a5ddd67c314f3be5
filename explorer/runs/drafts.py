"""Choices made in Set up that were not trained yet, so that a refresh keeps them."""

from __future__ import annotations

import contextlib
import json

from explorer.errors import ExplorerError
from explorer.records.shape import Shape
from explorer.records.spec import TrainingSpec
from explorer.runs.datasets import Datasets
from explorer.runs.files import write_bytes
from explorer.runs.places import Places
from explorer.runs.serial import to_json

MOST = 20  # drafts of one dataset; the page can be entered with the recipe of each of its runs


class Drafts:
    """Recipes for each way into Set up, beside the rows and gone with them.

    A way in is a dataset and the run whose recipe was to be changed, "" for none. It has one
    recipe for each objective and way to take the rows, as each asks for something else.
    """

    def __init__(self, places: Places, datasets: Datasets) -> None:
        self._places = places
        self._datasets = datasets

    def get(self, dataset_id: str, from_run: str) -> tuple[TrainingSpec, ...]:
        """What was chosen, the latest first; empty when nothing was changed."""
        return _recipes(self._read(dataset_id).get(from_run))

    def keep(self, dataset_id: str, from_run: str, spec: TrainingSpec, secret: str) -> None:
        """Remember a recipe as it was chosen, in place of the one before of its objective.

        Raises:
            NotOwner: somebody else's.
            NotFound: there is no such dataset.
        """
        self._datasets.must_own(dataset_id, secret, "change what is learned of this file")
        kept = self._read(dataset_id)
        before = _recipes(kept.pop(from_run, None))
        others = [each for each in before if _asks(each) != _asks(spec)]
        kept[from_run] = [each.to_dict() for each in (spec, *others)]
        latest = dict(list(kept.items())[-MOST:])
        path = self._places.dataset(dataset_id) / "drafts.json"
        with contextlib.suppress(FileNotFoundError):  # the rows were deleted just now
            write_bytes(path, to_json(latest).encode())

    def _read(self, dataset_id: str) -> dict[str, object]:
        try:
            stored = json.loads((self._places.dataset(dataset_id) / "drafts.json").read_bytes())
        except (OSError, ValueError):
            return {}
        return stored if isinstance(stored, dict) else {}


def _asks(spec: TrainingSpec) -> tuple[str, str]:
    """What decides which choices a recipe holds."""
    return Shape.of(spec).kind, spec.objective


def _recipes(stored: object) -> tuple[TrainingSpec, ...]:
    """Those that can be read still: one of an older version is as if never chosen."""
    found = []
    for spec in stored if isinstance(stored, list) else [stored]:
        with contextlib.suppress(ExplorerError):
            found.append(TrainingSpec.from_dict(spec))
    return tuple(found)

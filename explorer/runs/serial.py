"""States as JSON, for the database."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from explorer.records.shape import Shape
from explorer.records.states import ColumnState, LabelsState, StartState, VectorsState
from explorer.records.table import Problem
from explorer.records.vectors import Sight


def to_json(value: object) -> str:
    """Compact JSON; NaN is refused rather than written as something no reader knows."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def labels_to_json(labels: LabelsState) -> str:
    return to_json(asdict(labels))


def labels_from_json(text: str) -> LabelsState:
    stored: dict[str, Any] = json.loads(text)
    return LabelsState(
        name=stored["name"],
        columns=tuple(stored["columns"]),
        matches=tuple((column, found, total) for column, found, total in stored["matches"]),
        sentence=stored["sentence"],
    )


def vectors_to_json(vectors: VectorsState) -> str:
    return to_json(asdict(vectors))


def vectors_from_json(text: str) -> VectorsState:
    stored: dict[str, Any] = json.loads(text)
    return VectorsState(Sight.from_dict(stored["sight"]), stored["run"])


def start_to_json(start: StartState) -> str:
    return to_json(asdict(start))


def start_from_json(text: str) -> StartState:
    stored: dict[str, Any] = json.loads(text)
    fitting = tuple((name, n_found, n) for name, n_found, n in stored.pop("fitting", ()))
    items = tuple(
        (Shape.from_dict(shape), n_found, n) for shape, n_found, n in stored.pop("items", ())
    )
    problems = tuple(Problem.from_dict(problem) for problem in stored.pop("problems", ()))
    return StartState(**stored, fitting=fitting, items=items, problems=problems)


def columns_to_json(columns: tuple[ColumnState, ...]) -> str:
    return to_json([asdict(column) for column in columns])


def columns_from_json(text: str) -> tuple[ColumnState, ...]:
    return tuple(
        ColumnState(**{**stored, "methods": tuple(stored["methods"])})
        for stored in json.loads(text)
    )

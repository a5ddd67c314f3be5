"""What the database knows of a run, as the manifest of a run file tells it."""

from __future__ import annotations

import math
import re
from dataclasses import asdict
from typing import Any, get_args

from explorer.errors import BrokenRun, SpecError
from explorer.records.checked import from_known_keys
from explorer.records.embedding import MAX_NAME, EntryKind
from explorer.records.spec import MAX_DIM, TrainingSpec
from explorer.records.states import RESULT, ColumnState, RunPhase, RunState
from explorer.records.training import MAX_FRAMES, Point, Verdict
from explorer.records.vectors import FORMATS, MAX_VECTOR_DIM, Imported
from explorer.runs.serial import to_json

_PROGRESS = (
    "step",
    "total_steps",
    "epoch",
    "total_epochs",
    "rows_per_second",
    "seconds",
)
_WHOLE = ("step", "total_steps", "total_epochs")
_CANNOT_BE = (
    *(KeyError, TypeError, ValueError, AttributeError),
    *(SpecError, OverflowError, RecursionError),
)
MAX_ENTRIES = 10_000_000
MAX_FRAMED = 100_000
MAX_POINTS = 10_000  # at which a run was evaluated: those planned, and one for every stop
MAX_TEXT = 1_000  # characters of a title or a sentence
MAX_COUNT = 10**12  # rows, steps, epochs, seconds of training
MAX_MOMENT = 10**11  # seconds since 1970; in the year 5138
MAX_NUMBER = 1e300  # of a loss; a larger one cannot be rounded


def facts_of(run: RunState) -> dict[str, Any]:
    """The facts of a run that has a result, for JSON."""
    return {
        "title": run.title,
        "phase": run.phase,
        "spec": run.spec.to_dict(),
        "created": run.created,
        "n_rows": run.n_rows,
        "columns": [asdict(column) for column in run.columns],
        "settings": run.settings,
        "versions": run.versions,
        "progress": {name: getattr(run, name) for name in _PROGRESS},
        "points": [_finite(point.to_dict()) for point in run.points],
        "frames": list(run.frames),
        "best_step": run.best_step,
        "verdict": run.verdict.to_dict() if run.verdict else None,
        "reason": run.reason,
        "blind_loss": run.blind_loss,
        "imported": run.imported.to_dict() if run.imported else None,
    }


def run_from(facts: dict[str, Any], run_id: str) -> RunState:
    """A run as a file tells it, every fact checked.

    Raises:
        BrokenRun: something is missing, of another type, or out of bounds.
    """
    try:
        to_json(facts).encode()  # no NaN, no infinity, no half of a character: it can be stored
        imported = None if facts["imported"] is None else _imported(facts["imported"])
        most_dims = MAX_VECTOR_DIM if imported else MAX_DIM
        columns = tuple(_column(stored, most_dims) for stored in facts["columns"])
        points = tuple(_point(stored) for stored in facts["points"])
        progress = {
            name: (_whole if name in _WHOLE else _number)(facts["progress"][name], 0, MAX_COUNT)
            for name in _PROGRESS
        }
        verdict = facts["verdict"]
        run = RunState(
            id=run_id,
            title=_text(facts["title"]),
            phase=_phase(facts["phase"]),
            spec=TrainingSpec.from_dict(facts["spec"]),
            created=_number(facts["created"], 0, MAX_MOMENT),
            n_rows=_whole(facts["n_rows"], 0, MAX_COUNT),
            columns=columns,
            settings=plain_settings(facts["settings"]),
            versions={_text(name): _text(value) for name, value in facts["versions"].items()},
            points=points,
            frames=tuple(_whole(step, 0, MAX_COUNT) for step in facts["frames"]),
            best_step=None if imported else _whole(facts["best_step"], 0, MAX_COUNT),
            verdict=None if verdict is None else _verdict(verdict),
            reason=_text(facts["reason"]),
            blind_loss=None if facts["blind_loss"] is None else float(_number(facts["blind_loss"])),
            imported=imported,
            **progress,  # type: ignore[arg-type]  # numbers, whole where they must be
        )
    except _CANNOT_BE as error:
        raise BrokenRun(
            "The file tells facts of its run that cannot be.",
            mend="Choose a file that was downloaded as “whole run”.",
        ) from error
    steps = [point.step for point in points]
    consistent = (
        len(columns) > 0
        and [column.name for column in columns if column.kind == "category"]
        == [column.name for column in run.spec.columns[: len(columns)]]
        and all(column.kind == "category" for column in columns[:-1])
        and len(run.frames) <= MAX_FRAMES + 1
        and len(points) <= MAX_POINTS
        and steps == sorted(set(steps))
        and set(run.frames) <= set(steps)
        and (run.best_step in run.frames if imported is None else not run.points)
    )
    if not consistent:
        raise BrokenRun(
            "The file tells facts of its run that contradict each other.",
            mend="Choose a file that was downloaded as “whole run”.",
        )
    return run


def _column(stored: dict[str, Any], most_dims: int) -> ColumnState:
    n_entries = _whole(stored["n_entries"], 1, MAX_ENTRIES)
    once = stored.get("n_once")  # older versions did not count them
    return ColumnState(
        name=_text(stored["name"], MAX_NAME),
        n_entries=n_entries,
        dim=_whole(stored["dim"], 1, most_dims),
        n_framed=_whole(stored["n_framed"], 1, min(n_entries, MAX_FRAMED)),
        n_missing=_whole(stored["n_missing"], 0, MAX_COUNT),
        methods=tuple(method for method in ("pca", "umap") if method in stored["methods"]),
        kind=_kind(stored.get("kind", "category")),  # rows have vectors since 0.1.0
        n_once=None if once is None else _whole(once, 0, MAX_COUNT),
    )


def _imported(stored: dict[str, Any]) -> Imported:
    if stored["format"] not in FORMATS or not isinstance(stored["counted"], bool):
        raise ValueError("vectors come in a known format, counted or not")
    if not isinstance(stored["digest"], str) or not re.fullmatch("[0-9a-f]{64}", stored["digest"]):
        raise ValueError("a digest is a SHA-256")
    for problem in stored["problems"]:
        _text(problem["sentence"])
        _text(problem["kind"])
        _whole(problem["count"], 0, MAX_COUNT)
        if problem["severity"] not in ("note", "repaired", "dropped"):
            raise ValueError("a problem has a known severity")
        for line in problem["lines"]:
            _whole(line, 0, MAX_COUNT)
    return Imported.from_dict({**stored, "name": _text(stored["name"])})


def _phase(stored: object) -> RunPhase:
    for phase in RESULT:
        if stored == phase:
            return phase
    raise ValueError("only a run with a result is written")


def _kind(stored: object) -> EntryKind:
    for kind in get_args(EntryKind):
        if stored == kind:
            return kind  # type: ignore[no-any-return]  # one of the words, as typing sees it
    raise ValueError("entries are categories or rows")


def _point(stored: dict[str, Any]) -> Point:
    losses = {
        name: math.nan if stored[name] is None else float(_number(stored[name]))
        for name in ("train_loss", "held_loss")
    }
    return Point(
        step=_whole(stored["step"], 0, MAX_COUNT),
        epoch=_number(stored["epoch"], 0, MAX_COUNT),
        seconds=_number(stored["seconds"], 0, MAX_COUNT),
        **losses,
    )


def _verdict(stored: dict[str, Any]) -> Verdict:
    verdict = from_known_keys(Verdict, {**stored, "per_column": {}, "ranking": {}})
    _number(verdict.held_loss)
    _number(verdict.blind_loss)
    _text(verdict.sentence)
    _text(verdict.target_unit)
    for measured in (verdict.r2, verdict.mean_absolute_error, verdict.median_error):
        if measured is not None:
            _number(measured)
    for share in (verdict.accuracy, verdict.majority):
        if share is not None:
            _number(share, 0, 1)
    if verdict.observed is not None:
        _whole(verdict.observed, 0, MAX_COUNT)
    if not isinstance(verdict.learned, bool) or verdict.unit not in ("nats", "variance"):
        raise ValueError("a verdict is a yes or no in a known unit")
    if not all(
        isinstance(each, bool) for each in (verdict.extremes, verdict.start_knew, verdict.hinted)
    ):
        raise ValueError("a verdict's reasons hold or do not")
    columns = {
        _text(name, MAX_NAME): (_number(held), _number(blind), _whole(cells, 0, MAX_COUNT))
        for name, (held, blind, cells) in stored["per_column"].items()
    }
    ranking = {
        _text(way): (_number(hits, 0, 1), _number(reciprocal, 0, 1))
        for way, (hits, reciprocal) in stored.get("ranking", {}).items()
    }
    return from_known_keys(Verdict, {**stored, "per_column": columns, "ranking": ranking})


def _finite(stored: dict[str, Any]) -> dict[str, Any]:
    """JSON knows no NaN: null where nothing was measured."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in stored.items()
    }


def _number(value: object, low: float = -MAX_NUMBER, high: float = MAX_NUMBER) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValueError(f"{value!r} is not a number from {low} to {high}")
    return value


def _whole(value: object, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{value!r} is not a whole number from {low} to {high}")
    return value


def _text(value: object, longest: int = MAX_TEXT) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError("a text is missing or too long")
    return value


def plain_settings(settings: object) -> dict[str, Any]:
    """Settings are shown, not computed with: finite numbers, short texts and lists of them.

    Raises:
        ValueError: they are something else.
    """
    if not isinstance(settings, dict):
        raise ValueError("settings are named")
    for value in settings.values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, int | float) and not isinstance(each, bool):
                _number(each)
            elif each is not None and not isinstance(each, bool):
                _text(each)
    return settings

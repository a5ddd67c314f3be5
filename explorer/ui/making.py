"""How a run was made, in a few words: what it learned, and what tells it from others like it."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.records.number_text import number_text
from explorer.records.spec import OBJECTIVES, TrainingSpec
from explorer.records.states import RunState
from explorer.ui import words

# settings that are named with their number, where it is not the same in all of them
NUMBERS = (
    *("window", "history", "batch_size", "learning_rate", "weight_decay", "hidden", "counts"),
    *("holdout", "patience", "min_count", "unknown", "bins"),
)


def what(spec: TrainingSpec) -> str:
    """What was learned, with the method where there are several.

    >>> what(TrainingSpec("cooccurrence")), what(TrainingSpec("cooccurrence", method="glove"))
    ('appear together by word2vec', 'appear together by GloVe')
    """
    said = OBJECTIVES[spec.objective].lower()
    if spec.objective != "cooccurrence":
        return said
    return f"{said} by {words.METHODS[spec.method or 'sgns']}"


def dimensions(run: RunState) -> str:
    """How many numbers place each category, or "" while that is not worked out."""
    learned = {column.dim for column in run.columns if column.kind == "category"}
    dims = sorted(learned or {column.dim for column in run.spec.columns if column.dim is not None})
    if not dims:
        return ""
    least = f"{words.count(dims[0])} to " if len(dims) > 1 else ""
    return f"{least}{words.counted(dims[-1], 'dimension')}"


def begun(run: RunState) -> str:
    """Which vectors it began with, or ""; settings may come from an opened run file."""
    if run.spec.start is None:
        return ""
    return f"begun with {words.cut(str(run.settings.get('start_file', 'vectors')), 60)}"


def budget(spec: TrainingSpec) -> str:
    """Which time it was given, or ""."""
    return "" if spec.time_budget is None else f"for at most {words.duration(spec.time_budget)}"


def apart(run: RunState, alike: Sequence[RunState]) -> list[str]:
    """What a run has otherwise than some of those that are told of in the same words."""
    others = [_details(other) for other in alike]
    return [
        said for i, said in enumerate(_details(run)) if said and any(o[i] != said for o in others)
    ]


def _details(run: RunState) -> list[str]:
    """All that may tell two runs apart, each in its place; "" where it is left to the rule."""
    spec = run.spec
    epochs = "" if spec.epochs is None else f"at most {words.counted(spec.epochs, 'epoch')}"
    found = [dimensions(run), begun(run), budget(spec), epochs]
    for name in NUMBERS:
        value = getattr(spec, name)
        number = words.count(value) if isinstance(value, int) else number_text(value or 0)
        found.append("" if value is None else f"{name.replace('_', ' ')} {number}")
    return found

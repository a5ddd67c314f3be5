"""Entries of a column, and a run of a large one, made up."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from explorer.records.embedding import CATEGORY, MISSING, RARE, UNKNOWN
from explorer.records.spec import TrainingSpec
from explorer.records.states import ColumnState, RunState
from explorer.runs.entries import Entries
from explorer.ui.run.subject import Subject


def entries(*names, counts=None, missing=False):
    kinds = [CATEGORY] * len(names)
    if missing:
        kinds[-1] = MISSING
    counts = counts or list(range(len(names), 0, -1))
    return Entries("c", names, np.array(kinds, np.uint8), np.array(counts, np.int64))


def large(phase, **changes):
    """A run of 28,487 ids that share a place where they occur once, and follows 5,000."""
    n = 28_487
    names = (*(f"id {i}" for i in range(n)), "rare (1,513 values)", "unknown (never seen)")
    kinds = np.array([CATEGORY] * n + [RARE, UNKNOWN], np.uint8)
    found = Entries("sku", names, kinds, np.maximum(13, np.arange(len(names), 0, -1) // 400))
    shape = ColumnState("sku", len(names), 64, 5_000)
    spec = TrainingSpec()
    state = RunState("r", "sales.csv", phase, spec, 0.0, columns=(shape,), frames=(0, 9))
    content = SimpleNamespace(vectors=lambda column, source: np.ones((len(names), 2), np.float32))
    return replace(Subject(state, content, 0, found, "pca", "learned", [], 0, None), **changes)

"""A training in a worker, looked at as a page does, beside the same training alone."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.tables import classified
from explorer.data.encoding import encode
from explorer.data.stored import open_table
from explorer.learning.training import train
from explorer.records.spec import TrainingSpec
from explorer.runs.engine import Engine
from explorer.runs.ownership import new_secret
from explorer.runs.worker import NICE
from explorer.settings import Settings

EVERY = 0.4  # seconds between two looks, as the page of one viewer


def csv_of(n_rows: int) -> bytes:
    table = classified(n_rows, n_held=1_000)
    cells = np.column_stack([table.values, table.classes])
    names = [*(f"column {j}" for j in range(table.values.shape[1])), "class"]
    text = io.StringIO()
    np.savetxt(
        text, cells, fmt=",".join(["v%d"] * cells.shape[1]), header=",".join(names), comments=""
    )
    return text.getvalue().encode()


def alone_and_watched(n_rows: int) -> tuple[float, float, int]:
    """Seconds of learning alone, of the run in a worker, and how often that was looked at."""
    spec = TrainingSpec("predict", target="class", target_kind="class", patience=0)
    with tempfile.TemporaryDirectory() as home:
        engine = Engine(Settings(home=Path(home), warm_spare=True))
        engine.start()
        engine.warm()
        try:
            owner, store = new_secret(), engine.store
            dataset_id = store.datasets.create("rows.csv", io.BytesIO(csv_of(n_rows)), owner)
            while store.datasets.get(dataset_id).phase != "ready":
                time.sleep(0.2)
            time.sleep(10)  # the spare worker is warm
            run_id = store.runs.submit(dataset_id, spec, owner)
            looks, begun, seen = 0, 0.0, 0.0
            while True:
                run = store.runs.get(run_id)
                if run.points and not begun:
                    begun = time.perf_counter()
                content = store.content(run)
                for j in range(len(run.columns) if run.points else 0):
                    content.live(j)
                    content.frame(run.points[-1].step, j)
                looks += 1
                if run.phase in ("finishing", "finished", "failed", "stopped"):
                    seen = time.perf_counter() - begun
                    break
                time.sleep(EVERY)
            table = open_table(store.places.table(dataset_id))
        finally:
            engine.close()
        dataset = encode(table, spec)
    if hasattr(os, "nice"):
        os.nice(NICE)  # as the worker is
    training = train(dataset, run.spec)
    next(training)
    began = time.perf_counter()
    for _ in training:
        pass
    return time.perf_counter() - began, seen, looks

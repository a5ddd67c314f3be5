"""What a rerun of the Run page costs the server, beyond a rerun of an empty app.

    python benchmarks/run_page.py [--repeats 15]

Trains the animals for a few epochs in a folder of its own, then runs the page's script again and
again without a browser. Printed are medians of processor time in milliseconds, with the
smallest and largest, and the empty app's subtracted.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from streamlit.testing.v1 import AppTest  # noqa: E402 - after the path

from explorer.data.samples import sample  # noqa: E402
from explorer.runs.reading_job import read_dataset  # noqa: E402
from explorer.runs.store import Store  # noqa: E402
from explorer.runs.training_job import train_run  # noqa: E402
from explorer.settings import Settings  # noqa: E402
from explorer.ui import boot  # noqa: E402

VIEWS = ("Map", "Similarities", "One-hot and embedding", "Lookup table", "Take away", "Recipe")
SECRET = "ab" * 32


def trained(store: Store) -> str:
    """Id of a finished run of the animals."""
    zoo = sample("zoo")
    with zoo.path.open("rb") as rows:
        dataset = store.datasets.create(zoo.file, rows, SECRET, sample="zoo", recipe=zoo.spec())
    job = store.jobs.claim("read", "benchmark", 1)
    assert job is not None, "the upload is queued"
    read_dataset(store, job)
    run = store.runs.submit(dataset, replace(zoo.spec(), labels=None, epochs=30), SECRET)
    job = store.jobs.claim("train", "benchmark", 1)
    assert job is not None, "the training is queued"
    train_run(store, job, threading.Event())
    return run


def measure(make: Callable[[], AppTest], repeats: int) -> list[float]:
    """Milliseconds of processor time of each rerun; the first run is not counted."""
    page = make()
    page.run()
    assert not page.exception, page.exception
    spent = []
    for _ in range(repeats):
        before = time.process_time()
        page.run()
        spent.append(1000 * (time.process_time() - before))
    return spent


def page_of(run: str, view: str) -> Callable[[], AppTest]:
    def make() -> AppTest:
        page = AppTest.from_file(ROOT / "app.py", default_timeout=60)
        page.query_params["run"] = run
        page.query_params["view"] = view
        page.query_params["pick"] = "dolphin"
        return page

    return make


def empty() -> AppTest:
    return AppTest.from_string("import streamlit as st\nst.title('empty')", default_timeout=60)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeats", type=int, default=15)
    repeats = parser.parse_args().repeats
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as home:
        store = Store(Settings(home=Path(home), warm_spare=False))
        boot.engine = lambda: SimpleNamespace(store=store, warm=lambda: None)
        run = trained(store)
        base = statistics.median(measure(empty, repeats))
        print(f"empty app {base:25.1f} ms")
        for view in VIEWS:
            spent = [each - base for each in measure(page_of(run, view), repeats)]
            low, high = min(spent), max(spent)
            print(f"{view:24} {statistics.median(spent):10.1f} ms  ({low:.1f} to {high:.1f})")


if __name__ == "__main__":
    main()

"""Learn the samples and keep their finished runs: `python -m sample_data.finish [NAME ...]`.

Each sample is trained by the app's own jobs with its recipe, UMAP of its shown column included,
and written to `sample_data/runs/NAME.zip`, which the app opens at its first start.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from explorer.data.samples import Sample, catalog, sample
from explorer.errors import ExplorerError
from explorer.records.states import RunState
from explorer.runs.engine import Engine, boot
from explorer.runs.shown import shown_column
from explorer.settings import Settings

PATIENCE = 900  # seconds that one sample may take


def finish(engine: Engine, one: Sample) -> RunState:
    """Train one sample to the end, and have it laid out.

    Raises:
        ExplorerError: it failed; the sentence says why.
    """
    secret = secrets.token_hex(32)
    store = engine.store
    with one.path.open("rb") as data, one.labels_path.open("rb") as labels:
        dataset = store.datasets.create(
            one.file, data, secret, sample=one.name, recipe=one.spec(), labels=(one.labels, labels)
        )
    deadline = time.monotonic() + PATIENCE
    while (state := store.datasets.get(dataset)).phase in ("waiting", "reading"):
        time.sleep(0.1)
    if state.phase == "failed":
        raise ExplorerError(state.error, mend=state.mend)
    run_id = store.runs.submit(dataset, one.spec(), secret)
    while (run := store.runs.get(run_id)).phase != "finished":
        if run.phase in ("failed", "stopped") or time.monotonic() > deadline:
            raise ExplorerError(f"{one.title} ended as {run.phase}. {run.reason}", mend=run.mend)
        time.sleep(0.2)
    while "umap" not in run.columns[shown_column(run)].methods:
        if time.monotonic() > deadline:
            raise ExplorerError(f"{one.title} was not laid out by UMAP.", mend="Try it again.")
        time.sleep(0.2)
        run = store.runs.get(run_id)
    return run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="samples; all when none is named")
    names = parser.parse_args().names or [one.name for one in catalog()]
    total = 0
    with (
        tempfile.TemporaryDirectory() as home,
        closing(boot(Settings(home=Path(home), warm_spare=False))) as engine,
    ):
        for name in names:
            one = sample(name)
            run = finish(engine, one)
            content = engine.store.run_file(run)
            one.run_path.parent.mkdir(exist_ok=True)
            one.run_path.write_bytes(content)
            total += len(content)
            said = run.verdict.sentence if run.verdict else ""
            print(f"{name}: {len(content):,} bytes, {run.seconds:.1f} s. {said}")
    print(f"{total:,} bytes in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())

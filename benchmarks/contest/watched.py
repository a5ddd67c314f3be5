"""What looking on costs a training: the app's worker with one visitor, beside the command line."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.contest import rows
from benchmarks.contest.client import visiting
from benchmarks.contest.scoring import Goal, ratios, show
from benchmarks.contest.trial import Trial, enter
from benchmarks.serving import Server, explorer_app
from benchmarks.tables import classified

SECRET = "ab" * 32
LONGEST = 300  # seconds until a run is given up
LOOK = 0.1  # seconds between two of our own looks at the store, which cost a core 2 ms each
REST = 15  # seconds in which the app makes its next worker ready, once nothing runs
APP = "the app, one visitor on the Run page"
ALONE = "python -m explorer train, nobody looking"


def watched(folder: Path, rounds: int, n_rows: int) -> list[Goal]:
    """Seconds from the first evaluation to the last, of the same file and recipe."""
    file = folder / "rows.csv"
    table = classified(n_rows, n_held=n_rows // 20)
    rows.frame(table.values, table.classes).to_csv(file, index=False)
    del table
    recipe = _recipe()
    trials: dict[str, list[Trial]] = {APP: [], ALONE: []}
    with tempfile.TemporaryDirectory() as home, explorer_app(EXPLORER_HOME=home) as server:
        for turn in range(rounds):
            for who in (APP, ALONE) if turn % 2 == 0 else (ALONE, APP):
                trial = (
                    _by_app(server, Path(home), file, recipe)
                    if who == APP
                    else enter("headless", file, recipe=recipe)
                )
                trials[who].append(trial)
    show(
        f"predict, {n_rows:,} rows, watched and not",
        trials,
        {
            "train s": (lambda one: one.seconds, ".2f"),
            "best loss": (lambda one: one.best(falling=True), ".4f"),
            "polls": (lambda one: one.facts.get("polls", 0.0), ".0f"),
            "MB sent": (lambda one: one.facts.get("megabytes", 0.0), ".1f"),
        },
    )
    shares = ratios(trials, APP, ALONE, lambda one: one.seconds, lambda one: one.seconds)
    return [Goal("seconds of training, watched / headless", shares, 1.1)]


def _recipe() -> str:
    from explorer.records.spec import TrainingSpec

    return TrainingSpec("predict", target="class", target_kind="class").to_json()


def _by_app(server: Server, home: Path, file: Path, recipe: str) -> Trial:
    """Upload, train and look on; the clock is the store's, as a page sees it."""
    from explorer.data.selection import resolve
    from explorer.records.spec import TrainingSpec
    from explorer.runs.store import Store
    from explorer.settings import Settings

    store = Store(Settings(home=home))
    with file.open("rb") as stream:
        dataset = store.datasets.create(file.name, stream, SECRET)
    _wait(lambda: store.datasets.get(dataset).phase == "ready")
    summary = store.datasets.get(dataset).summary
    assert summary is not None, "what was read is described"
    spec = resolve(TrainingSpec.from_json(recipe), list(summary.profiles))
    run = store.runs.submit(dataset, spec, SECRET)
    seen: list[tuple[float, float]] = []
    with visiting(server.address, f"run={run}") as client:

        def ended() -> bool:
            state = store.runs.get(run)
            if len(state.points) > len(seen):
                now = time.perf_counter()
                seen.extend((now, point.held_loss) for point in state.points[len(seen) :])
            return state.phase in ("finishing", "finished", "failed", "stopped")

        _wait(ended)
        facts = {"polls": float(client.polls), "megabytes": client.megabytes}
    # Neither the UMAP map that follows nor the next worker shall take from the other's turn.
    _wait(lambda: not (store.jobs.waiting_lanes() or store.jobs.running()))
    time.sleep(REST)
    state = store.runs.get(run)
    if state.phase == "failed" or not seen:
        return Trial(absent=f"The run failed: {state.error}")
    if not facts["polls"]:
        return Trial(absent="The visitor got no answer from the server.")
    points = [(at - seen[0][0], loss) for at, loss in seen]
    return Trial(points, seconds=points[-1][0], facts=facts)


def _wait(until) -> None:
    for _ in range(int(LONGEST / LOOK)):
        if until():
            return
        time.sleep(LOOK)
    raise SystemExit(f"The app was not done after {LONGEST} seconds.")

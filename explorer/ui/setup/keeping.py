"""What is kept of a file and until when, how to forget it, and the runs made of it."""

from __future__ import annotations

import time
from collections.abc import Sequence

import streamlit as st

from explorer.records.states import DatasetState, RunPhase, RunState
from explorer.runs.store import Store
from explorer.ui import making, markup, notices, words
from explorer.ui.owner import OwnerSecret
from explorer.ui.run import confirm

SHORT = 20  # letters of a name in a line that may be cut
PHASES: dict[RunPhase, str] = {
    "queued": "waiting in the queue",
    "starting": "starting",
    "learning": "learning",
    "pausing": "pausing",
    "paused": "paused",
    "stopping": "stopping",
    "finishing": "finishing",
    "finished": "finished",
    "stopped": "stopped early",
    "failed": "failed",
    "interrupted": "interrupted",
}


def rows_kept(store: Store, state: DatasetState, secret: str) -> None:
    """Until when the rows are kept for the owner, with the button that ends it."""
    until = words.moment(state.expires, time.time(), st.context.timezone_offset)
    markup.show(
        "<p class='muted'>The rows are kept until {until} for you alone, then deleted. "
        "Maps and vectors of your runs stay.</p>",
        until=until,
    )
    with st.popover("Forget the rows now", type="tertiary", icon=":material/delete:"):
        needed = store.datasets.needed(state.id)
        if needed is not None:
            notices.notice(needed.message, needed.mend, "warning")
            return
        markup.show(
            "<p>The file, its rows and its labels are deleted at once. Finished runs stay, but "
            "training again needs a new upload.</p>"
        )
        confirm.of_rows(store.runs.of_dataset(state.id))
        if st.button("Delete the rows", type="primary", key="forget"):
            with notices.guarded("Deleting"):
                store.datasets.forget(state.id, secret)
                st.rerun()


def browser_forgets(owner: OwnerSecret) -> None:
    """Say so where the browser keeps nothing for this site."""
    if not owner.kept:
        notices.notice(
            "This browser keeps no storage for this site: what you upload is yours only until "
            "you close this tab.",
            "Allow storage to find your data and runs again.",
            "warning",
        )


def runs_of(store: Store, dataset_id: str) -> None:
    """The runs that were made of this file, newest first; each is a button that opens it."""
    runs = store.runs.of_dataset(dataset_id)
    if not runs:
        return
    st.subheader("Runs of this file", anchor=False)
    now = time.time()
    for run in runs:
        phase = "stopped" if run.stopped_empty else PHASES[run.phase]
        said = f"{phase} · {described(run, runs, now)}"
        icon = ":material/arrow_forward:"
        if st.button(markup.label(said), key=f"open-{run.id}", type="tertiary", icon=icon):
            st.query_params.from_dict({"run": run.id})
            st.rerun()


def described(run: RunState, among: Sequence[RunState], now: float) -> str:
    """How a run was made and when, in a line.

    Args:
        among: the runs that it is listed with, whose lines differ from its own where they do.
    """
    made, when = _made(run), words.moment(run.created, now, st.context.timezone_offset)
    if run.imported is not None:
        return f"{made} · {when}"
    apart = making.apart(run, _alike(run, among))
    return " · ".join([made, *apart, f"seed {run.spec.seed}", when])


def told_early(run: RunState, among: Sequence[RunState], now: float) -> str:
    """The same with the run's name for where a line may be cut: what runs differ in comes first."""
    when = words.moment(run.created, now, st.context.timezone_offset)
    named = words.cut(run.title, SHORT, tuple({each.title for each in among}))
    if run.imported is not None:
        return f"{when} · {named} · {_made(run)}"
    alike, seed = _alike(run, among), f"seed {run.spec.seed}"
    apart = making.apart(run, alike)
    if any(each.spec.seed != run.spec.seed for each in alike):
        return " · ".join([when, named, seed, *apart, _made(run)])
    return " · ".join([when, named, *apart, _made(run), seed])


def _alike(run: RunState, among: Sequence[RunState]) -> list[RunState]:
    """Those of the same file that learned the same of as much."""
    return [each for each in among if each.title == run.title and _made(each) == _made(run)]


def _made(run: RunState) -> str:
    """What was learned, and of what."""
    what = making.what(run.spec)
    if run.imported is not None:
        what = "vectors from elsewhere"
    elif run.spec.target is not None:
        what = f"predict {words.cut(run.spec.target, 24)}"
    columns = words.counted(run.n_learned or len(run.spec.columns), "column")
    if run.spec.of_items:
        columns = words.cut(run.spec.item or "items side by side", 24)
    return f"{what} · {columns}"

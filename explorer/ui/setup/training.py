"""The button that starts a run, with what it will take and what it will give."""

from __future__ import annotations

import streamlit as st

from explorer.analysis.onehot import none_saved
from explorer.data.giveaways import twins, warned
from explorer.data.shape_words import Warned
from explorer.errors import ExplorerError
from explorer.records.states import DatasetState, StartState
from explorer.runs.store import Store
from explorer.ui import markup, notices, words
from explorer.ui.setup.draft import Plan


def train(
    store: Store,
    state: DatasetState,
    plan: Plan | None,
    problem: ExplorerError | None,
    secret: str,
) -> None:
    """Train, or why that is not possible and how to mend it; a click leads to the run."""
    with st.container(horizontal=True, vertical_alignment="center", key="train-row"):
        pressed = st.button(
            "Train",
            type="primary",
            icon=":material/play_arrow:",
            disabled=plan is None,
            key="train",
        )
        if plan is not None:
            markup.show("<p class='muted'>{about}</p>", about=about(plan, state.start))
    if problem is not None:
        notices.notice(problem.message, problem.mend, "warning")
    if plan is None:
        return
    if said := too_many(plan, store.settings.max_categories):
        notices.notice(*said, "warning")
    if told := giveaway(plan, state):
        notices.notice(told.sentence, told.mend, "warning")
    if pressed:
        try:
            run_id = store.runs.submit(state.id, plan.asked, secret, estimate=plan.settled.seconds)
        except ExplorerError as refused:
            notices.error(refused)
        else:
            st.query_params.from_dict({"run": run_id})
            st.rerun()
    markup.show("<p class='muted'>{sentence}</p>", sentence=one_hot_sentence(plan))


def about(plan: Plan, start: StartState | None) -> str:
    """How long it will take, after what it begins with: the box that tells so may be folded."""
    seconds = words.about(plan.settled.seconds)
    if plan.asked.start is None or start is None:
        return seconds
    return f"begins with {words.cut(start.name, 60)} · {seconds}"


def too_many(plan: Plan, most: int) -> tuple[str, str] | None:
    """What is likely to be refused, and what to do: not always is known how many are rare."""
    name, n = plan.largest
    if n <= most:
        return None
    return (
        f"{words.cut(name, 40)} has {words.count(n)} categories; at most {words.count(most)} can"
        " be learned here.",
        "Raise “Rare below” under Adjust until fewer remain."
        if plan.spec.of_items
        else "Leave the column out, or raise “Rare below” under Adjust until fewer remain.",
    )


def giveaway(plan: Plan, state: DatasetState) -> Warned | None:
    """That columns to learn from are copies of the one to predict; None where none is."""
    spec = plan.spec
    if spec.target is None or state.summary is None:
        return None
    names = [column.name for column in spec.columns]
    found = twins(state.summary.profiles, names, spec.target)
    return warned(found, spec.target, len(names))


def one_hot_sentence(plan: Plan) -> str:
    """What one-hot encoding would take of these very columns, beside what is learned."""
    bound = f"{plan.bound} " if plan.bound else ""
    of_first = plan.bound in ("at least", "about")  # further items bring dimensions as well
    saved = "" if of_first else none_saved(plan.inputs, plan.numbers)
    numbers = f"{bound if of_first else ''}{words.counted(plan.numbers, 'number')}"
    learned = f"These embeddings use {numbers}.{saved}"
    needed = f"One-hot would need {bound}{words.counted(plan.inputs, 'input')}"
    if plan.spec.objective == "next-item":
        (n_items,) = plan.sizes
        steps = plan.inputs // n_items
        before = "the one before it" if steps == 1 else f"the last {steps}"
        rare = " with all rare ones as one" if n_items > plan.largest[1] else ""
        return (
            f"{needed}, {bound}{words.counted(n_items, 'item')}{rare} × {before}, "
            f"{words.share(plan.zeros)} of them zero at every step. {learned} The other half of"
            " each row is for when an item is guessed."
        )
    if plan.spec.of_items:
        return f"{needed} for each item, all but one of them zero. {learned}"
    return f"{needed}, {words.share(plan.zeros)} of them zero in every row. {learned}"

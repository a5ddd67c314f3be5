"""What will be learned: the objective, and the target or the method where it needs one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st

from explorer.data import goals
from explorer.data.selection import default_target_kind, likely_target
from explorer.data.target_words import without_target
from explorer.records.shape import Shape
from explorer.records.spec import OBJECTIVES, Method, Objective, TargetKind, TrainingSpec
from explorer.records.table import ColumnProfile
from explorer.ui import markup, notices, words
from explorer.ui.setup import beginning

MEANING: dict[Objective, str] = {
    "masked": (
        "Each value is hidden in turn and guessed from the rest of its row. "
        "Values that fit the same gaps end up close together."
    ),
    "predict": (
        "One column is guessed from the others. "
        "Values that lead to the same answer end up close together."
    ),
    "cooccurrence": (
        "Which items appear together is learned. "
        "Items that keep the same company end up close together."
    ),
    "next-item": (
        "The next item is guessed from the ones before it. "
        "Items that are followed by the same ones end up close together."
    ),
    "autoencoder": (
        "Each whole row is pressed through a few numbers and written out again. "
        "Values of rows that are alike end up close together, and the rows get a map too."
    ),
}
METHOD_MEANING: dict[Method, str] = {
    "sgns": "Skip-gram with negative sampling: true company is told from chance, in all pairs.",
    "glove": "Vectors whose products give the logarithm of how often two things appear together.",
    "spectral": "Straight from the counts: the directions that explain most of them. A few rounds "
    "of power iterations, its epochs, find them; they are shown as they settle.",
}
COMPANY_IN_ROWS = (
    "Which values stand together in one row is learned. "
    "Values that keep the same company end up close together."
)
TARGET_KINDS: dict[TargetKind, str] = {"number": "a number", "class": "a category"}
MOMENTS: dict[TargetKind, str] = {
    "number": "Dates are counted from the earliest on, such as in days; spans as they are.",
    "class": "Every date or time is a category of its own, however near it is to another.",
}


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be learned, before the columns are chosen."""

    objective: Objective
    target: str | None = None
    target_kind: TargetKind | None = None
    shape: Shape = field(default_factory=Shape)
    method: Method | None = None  # of appear together; None: the usual one


def goal(
    profiles: Sequence[ColumnProfile], shape: Shape, begun: Sequence[TrainingSpec], key: str
) -> Goal:
    """Ask for the objective and, where it needs one, the column to predict or the method.

    Args:
        begun: recipes that the page begins with, the latest first.
    """
    objective = _objective(shape, beginning.latest(begun, shape.kind), key)
    base = next((each for each in begun if each.objective == objective), begun[0])
    of_rows = objective == "cooccurrence" and shape.kind == "records"
    meaning = COMPANY_IN_ROWS if of_rows else MEANING[objective]
    markup.show("<p class='muted'>{meaning}</p>", meaning=meaning)
    if objective == "cooccurrence":
        return Goal(objective, shape=shape, method=_method(base, key))
    if objective != "predict":
        return Goal(objective, shape=shape)
    names = [profile.name for profile in profiles]
    start = base.target if base.target in names else likely_target(profiles)
    target = st.selectbox(
        "Column to predict",
        names,
        index=names.index(start) if start in names else None,
        format_func=lambda name: words.cut(name, 60, tuple(names)),
        placeholder="Choose a column",
        key=f"{key}-target",
        persist_state="session",
    )
    profile = next((each for each in profiles if each.name == target), None)
    if profile is not None and (left_out := without_target(profile)) is not None:
        notices.notice(left_out.sentence, left_out.mend, "warning")
    kind: TargetKind | None = None
    if profile is not None and (profile.number is not None or profile.moments):
        likely = default_target_kind(profile)
        if base.target == target and base.target_kind is not None:
            likely = base.target_kind
        kind = st.segmented_control(
            "Taken as",
            list(TARGET_KINDS),
            default=likely,
            format_func=TARGET_KINDS.__getitem__,
            required=True,
            key=f"{key}-target-kind-{names.index(profile.name)}",
            persist_state="session",
        )
        if profile.moments:
            said = MOMENTS["class" if kind == "class" else "number"]
            markup.show("<p class='muted'>{said}</p>", said=said)
    return Goal("predict", target, kind, shape)


def _objective(shape: Shape, base: TrainingSpec, key: str) -> Objective:
    fitting = goals.fitting(shape.kind)
    of_rows = shape.kind == "records"
    same = of_rows == (Shape.of(base).kind == "records")
    start = base.objective if same and base.objective in fitting else fitting[0]
    if len(fitting) == 1:
        markup.show("<p><b>{name}</b></p>", name=OBJECTIVES[start])
        return start
    of = "" if of_rows else f"-{shape.kind}"
    chosen = st.pills(
        "Learn",
        fitting,
        default=start,
        format_func=OBJECTIVES.__getitem__,
        required=True,
        key=f"{key}-objective{of}",
        persist_state="session",
        label_visibility="collapsed",
        width="stretch",
    )
    return chosen if chosen in fitting else start


def _method(base: TrainingSpec, key: str) -> Method | None:
    """How appear together is learned; None for the usual way."""
    usual: Method = "sgns"
    start = base.method or usual
    chosen = st.segmented_control(
        "Method",
        list(words.METHODS),
        default=start,
        format_func=words.METHODS.__getitem__,
        required=True,
        key=f"{key}-method",
        persist_state="session",
    )
    method = chosen if chosen in words.METHODS else start
    markup.show("<p class='muted'>{meaning}</p>", meaning=METHOD_MEANING[method])
    return None if method == usual and base.method is None else method

"""What will be learned: objective, target and the settings under Adjust, as a checked recipe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explorer.records.spec import MAX_EPOCHS, Objective, TargetKind, TrainingSpec
from explorer.records.table import ColumnProfile
from explorer.ui import markup, words

NAMES: dict[Objective, str] = {"masked": "Fill in the blank", "predict": "Predict a column"}
MEANING: dict[Objective, str] = {
    "masked": (
        "Each value is hidden in turn and guessed from the rest of its row. "
        "Values that fit the same gaps end up close together."
    ),
    "predict": (
        "One column is guessed from the others. "
        "Values that lead to the same answer end up close together."
    ),
}
TARGET_KINDS: dict[TargetKind, str] = {"number": "a number", "class": "a category"}


@dataclass(frozen=True, slots=True)
class Field:
    """One number under Adjust. `default` is what an empty field stands for in a recipe."""

    name: str
    label: str
    help: str
    low: int | float
    high: int | float
    step: int | float
    default: int | float | None = None


FIELDS = (
    Field(
        "epochs",
        "Epochs, at most",
        "One epoch is one pass over the rows. Training ends sooner when what is held out is "
        "guessed no better.",
        1,
        MAX_EPOCHS,
        1,
    ),
    Field(
        "seed",
        "Seed",
        "Where chance begins. Same file, same recipe, same seed: same vectors.",
        0,
        2**31 - 1,
        1,
        0,
    ),
    Field(
        "batch_size",
        "Batch size",
        "Rows that are looked at before each small correction.",
        1,
        1_000_000,
        1,
    ),
    Field("learning_rate", "Learning rate", "Size of each correction (Adam's).", 1e-6, 10.0, 0.005),
    Field(
        "hidden",
        "Hidden units",
        "A layer between vectors and guess that lets columns act together; 0 for none.",
        0,
        4096,
        1,
    ),
    Field(
        "weight_decay",
        "Weight decay",
        "Pull of the vectors toward zero, in rows: a category seen in far more rows is hardly "
        "held back. It keeps the neighbors of rare categories meaningful.",
        0.0,
        100.0,
        0.1,
    ),
    Field(
        "min_count",
        "Rare below",
        "Values seen in fewer rows than this share one place, named rare. Empty: 1, so none is "
        "rare; 2 in columns of more than 20,000 categories.",
        1,
        1_000_000,
        1,
    ),
    Field(
        "bins",
        "Ranges of a number",
        "Numbers taken as input are cut into this many ranges with about as many rows each.",
        2,
        100,
        1,
        10,
    ),
)


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be learned, before the columns are chosen."""

    objective: Objective
    target: str | None = None
    target_kind: TargetKind | None = None


def goal(profiles: Sequence[ColumnProfile], base: TrainingSpec, key: str) -> Goal:
    """Ask for the objective and, where it needs one, the column to predict."""
    objective = st.segmented_control(
        "Learn",
        list(NAMES),
        default=base.objective,
        format_func=NAMES.__getitem__,
        required=True,
        key=f"{key}-objective",
        persist_state="session",
        label_visibility="collapsed",
        width="stretch",
    )
    objective = objective if objective in NAMES else base.objective
    markup.show("<p class='muted'>{meaning}</p>", meaning=MEANING[objective])
    if objective != "predict":
        return Goal("masked")
    names = [profile.name for profile in profiles]
    start = base.target if base.target in names else _likely_target(profiles)
    target = st.selectbox(
        "Column to predict",
        names,
        index=names.index(start) if start in names else None,
        format_func=lambda name: words.cut(name, 60),
        placeholder="Choose a column",
        key=f"{key}-target",
        persist_state="session",
    )
    profile = next((each for each in profiles if each.name == target), None)
    kind: TargetKind | None = None
    if profile is not None and profile.number is not None:
        likely: TargetKind = "number" if profile.role == "number" else "class"
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
    return Goal("predict", target, kind)


def _likely_target(profiles: Sequence[ColumnProfile]) -> str | None:
    """The last column that could be an answer: tables often end with it."""
    fit = [each.name for each in profiles if each.role in ("category", "number")]
    return fit[-1] if fit else None


def adjust(base: TrainingSpec, usual: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Every other setting; a field left empty means the default worked out for these data.

    Args:
        base: what the fields begin with. usual: the defaults, shown in the empty fields.

    Returns:
        The settings as a recipe takes them; bounds are checked by the recipe itself.
    """
    values: dict[str, Any] = {}
    with st.grid(2, min_column_width=140, gap="small"):
        for field in FIELDS:
            value = getattr(base, field.name)
            default = usual.get(field.name, field.default)
            values[field.name] = st.number_input(
                field.label,
                min_value=field.low,
                max_value=field.high,
                value=None if value == field.default else value,
                step=field.step,
                format=None if isinstance(field.low, int) else "%g",
                placeholder="" if default is None else words.number(default),
                help=field.help,
                key=f"{key}-{field.name}",
                persist_state="session",
            )
    held = st.slider(
        "Held out, percent",
        1,
        50,
        round(100 * base.holdout),
        help="Share of the cells (of the rows, when a column is predicted) that is kept aside "
        "to check what was learned.",
        key=f"{key}-holdout",
        persist_state="session",
    )
    umap = st.toggle(
        "Lay the map out by UMAP as well",
        base.umap,
        help="UMAP shows groups more clearly than PCA and takes about 15 seconds more.",
        key=f"{key}-umap",
        persist_state="session",
    )
    given = {name: value for name, value in values.items() if value is not None}
    kept = {"patience": base.patience, "threads": base.threads, "labels": base.labels}
    return {**kept, **given, "holdout": held / 100, "umap": umap}

"""The settings under Adjust: every one may be left empty, and then follows from the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explorer.data import goals
from explorer.data.defaults import ENOUGH, HABITS, idle
from explorer.records.number_text import number_text
from explorer.records.shape import Shape
from explorer.records.spec import MAX_DIM, MAX_EPOCHS, Objective, TrainingSpec
from explorer.ui import words
from explorer.ui.setup.recipe import Goal

BUDGETS = (10.0, 60.0, 300.0, 1800.0)  # seconds that are offered
UNTIL = "as long as it gains"
OF_ROWS: frozenset[Objective] = frozenset(("masked", "predict", "autoencoder"))


@dataclass(frozen=True, slots=True)
class Field:
    """One number under Adjust.

    Attributes:
        default: what an empty field stands for in a recipe.
        of: the objectives that know it; None for all that look at it (see `idle`).
        items: it is asked where a row belongs to a basket or a sequence, and there alone.
        together: `help` where every step sees everything that appears together; "" for the same.
    """

    name: str
    label: str
    help: str
    low: int | float
    high: int | float
    step: int | float
    default: int | float | None = None
    of: frozenset[Objective] | None = None
    items: bool = False
    together: str = ""

    def fits(self, goal: Goal) -> bool:
        """The setting means something to this objective and these rows."""
        if self.items and goal.shape.kind == "records":
            return False
        if self.name in idle(goal.objective, goal.method):
            return False
        return self.of is None or goal.objective in self.of

    def explained(self, goal: Goal) -> str:
        """What it does, for this objective."""
        at_once = HABITS[goal.objective].at_once
        return self.together if at_once and self.together else self.help


FIELDS = (
    Field(
        "window",
        "Window",
        "Items up to this many steps apart appear together. Empty: a whole basket.",
        1,
        1000,
        1,
        of=frozenset(("cooccurrence",)),
        items=True,
    ),
    Field(
        "history",
        "History",
        "How many items before the next one it is guessed from.",
        1,
        50,
        1,
        5,
        of=frozenset(("next-item",)),
        items=True,
    ),
    Field(
        "epochs",
        "Epochs, at most",
        "One epoch is one pass over the rows. Training ends sooner when what is held out is "
        "guessed no better.",
        1,
        MAX_EPOCHS,
        1,
        together="In one epoch all vectors are corrected once, by everything that appears "
        "together. Training ends sooner when what is held out is told from chance no better.",
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
    Field(
        "learning_rate",
        "Learning rate",
        "Size of each correction.",
        1e-6,
        10.0,
        0.005,
        together="Share of the way that each correction goes.",
    ),
    Field(
        "hidden",
        "Hidden units",
        "A layer between vectors and guess that lets them act together; 0 for none.",
        0,
        4096,
        1,
    ),
    Field(
        "weight_decay",
        "Weight decay",
        "Pull of the vectors toward zero, or toward the map from counts where Predict begins at "
        "it. In rows: a category seen in far more rows is hardly held back. It keeps the "
        "neighbors of rare categories meaningful.",
        0.0,
        100.0,
        0.1,
        together="Pull of the vectors toward the map from counts that they begin at, or toward "
        "zero (GloVe), in multiples of what hides pure noise. It keeps the neighbors of what is "
        "rare meaningful.",
    ),
    Field(
        "counts",
        "Weight of counts",
        "What is learned is shown joined with three maps from counts, which know better what is "
        "rare: the column's own, and two of all columns, which count twice each; from one of these "
        "what chance would show is taken off. Each weighs more where it agrees with the others; 0 "
        "leaves the vectors as learned. Up to 20,000 categories in all.",
        0.0,
        10.0,
        0.5,
        1.0,
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
        of=OF_ROWS,
    ),
)


Usual = Callable[[Mapping[str, Any]], Mapping[str, Any]]  # settings -> defaults beside them


def adjust(begun: Sequence[TrainingSpec], goal: Goal, usual: Usual, key: str) -> dict[str, Any]:
    """Every other setting; a field left empty means the default worked out for these data.

    Args:
        begun: recipes that the fields begin with: each with the latest that knows it.
        goal: what is learned, of which rows.
        usual: the defaults beside the other settings, shown in the empty fields.

    Returns:
        The settings as a recipe takes them; bounds are checked by the recipe itself.
    """
    base = begun[0]
    budget = _time_budget(base, key)
    fields = st.grid(2, min_column_width=140, gap="small")
    held = st.slider(
        "Held out, percent",
        1,
        50,
        round(100 * base.holdout),
        help=_held_out(goal.objective),
        key=f"{key}-holdout",
        persist_state="session",
    )
    settings: dict[str, Any] = {
        "patience": base.patience,
        "threads": base.threads,
        "labels": base.labels,
        "time_budget": budget,
        "holdout": held / 100,
        "umap": base.umap,
    }
    asked = [
        field
        for field in FIELDS
        if field.fits(goal) and not (field.name == "epochs" and budget is not None)
    ]
    for field in asked:
        typed = st.session_state.get(_typed(f"{key}-{field.name}", _start(field, begun)))
        if typed is not None:
            settings[field.name] = typed
    beside = usual(settings)
    for field in asked:
        others = beside
        if field.name in settings:  # seen as soon as the field is emptied
            others = usual({name: it for name, it in settings.items() if name != field.name})
        default = others.get(field.name, field.default)
        fields.number_input(
            field.label,
            min_value=field.low,
            max_value=field.high,
            value=None,
            step=field.step,
            format=None if isinstance(field.low, int) else "%g",
            placeholder=_exactly(default),
            help=field.explained(goal),
            key=f"{key}-{field.name}",
            persist_state="session",
        )
    return settings


def _start(field: Field, begun: Sequence[TrainingSpec]) -> int | float | None:
    """What the field begins with; None for what is proposed anyway."""
    known = (each for each in begun if field.fits(_goal(each)))
    base = next(known, begun[0])
    value: int | float | None = getattr(base, field.name)
    own = {"window": goals.window(Shape.of(base), base.objective)}  # as proposed, not as chosen
    return None if value in (field.default, own.get(field.name)) else value


def _goal(spec: TrainingSpec) -> Goal:
    return Goal(spec.objective, shape=Shape.of(spec), method=spec.method)


def rare_below(base: TrainingSpec, key: str) -> int | None:
    """What the field of rare values holds, before it is drawn."""
    typed = st.session_state.get(_typed(f"{key}-min_count", base.min_count))
    return typed if isinstance(typed, int) else None


def _time_budget(base: TrainingSpec, key: str) -> float | None:
    """Seconds of training that are asked for in place of epochs; None: as long as it gains."""
    options: list[float] = [0.0, *BUDGETS]
    start = base.time_budget or 0.0
    if start not in options:
        options.append(start)
    chosen = st.selectbox(
        "Train for",
        options,
        index=options.index(start),
        format_func=lambda seconds: words.about(seconds) if seconds else UNTIL,
        help="With a time, as many epochs are planned as fit into it, but no more than"
        f" {ENOUGH} times the usual ones; counting before and maps after them come on top."
        " Learning that turns out slower is ended a quarter beyond it. The same seed gives the"
        " same vectors only where the same number of epochs fits.",
        key=f"{key}-time-budget",
        persist_state="session",
    )
    return chosen if chosen in options and chosen > 0 else None


def dimensions(base: TrainingSpec, rule: int | None, key: str) -> int | None:
    """How many numbers place each item; None where the rule decides."""
    asked = base.columns[0].dim if base.of_items and base.columns else None
    value = st.number_input(
        "Dimensions",
        min_value=1,
        max_value=MAX_DIM,
        value=None,
        step=1,
        placeholder=_exactly(rule),
        help="How many numbers place each item. Empty: what their number asks for.",
        key=_typed(f"{key}-dim", asked),
        persist_state="session",
    )
    return value if isinstance(value, int) else None


def _exactly(default: int | float | None) -> str:
    """A default as it is trained with: a whole number keeps all its digits."""
    if default is None:
        return ""
    return words.count(default) if isinstance(default, int) else number_text(default)


def _typed(key: str, start: int | float | None) -> str:
    """The key of a field that may be emptied, which begins with a number as if it were typed.

    As the widget's default it would come back from an emptied field, and a field with a default
    has no button that empties it.
    """
    if start is not None and key not in st.session_state:
        st.session_state[key] = start
    return key


def _held_out(objective: Objective) -> str:
    share = {
        "masked": "Share of the cells",
        "predict": "Share of the rows",
        "autoencoder": "Share of the rows",
        "cooccurrence": "Share of the baskets",
        "next-item": "Share of the sequences",
    }[objective]
    return f"{share} that is kept aside to check what was learned."
